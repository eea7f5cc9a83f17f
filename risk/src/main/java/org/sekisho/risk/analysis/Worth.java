package org.sekisho.risk.analysis;

import java.util.Collection;
import org.sekisho.model.system.Asset;
import org.sekisho.risk.fact.AssetEntity;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.Importance;
import org.sekisho.risk.method.Level;

/**
 * How important the assets are that a threat touches.
 *
 * @param known whether there is any
 * @param highest the highest rating on each axis, 0 to 3; 0 when not known
 */
record Worth(boolean known, Importance highest) {
  static final int MAX = 3;

  static Worth of(Collection<AssetEntity> assets) {
    int c = 0;
    int i = 0;
    int a = 0;
    for (AssetEntity entity : assets) {
      Asset asset = entity.asset();
      c = Math.max(c, asset.confidentiality());
      i = Math.max(i, asset.integrity());
      a = Math.max(a, asset.availability());
    }
    return new Worth(!assets.isEmpty(), new Importance(c, i, a));
  }

  /**
   * The level on an axis as it goes into a score: at least 1, and all levels where no asset is
   * known.
   *
   * @param limited whether a control makes the loss smaller by a level
   */
  Level level(Axis axis, boolean limited) {
    if (!known) {
      return new Level(1, limited ? MAX - 1 : MAX);
    }
    return Level.of(Math.max(1, highest.on(axis) - (limited ? 1 : 0)));
  }

  /** Whether the axis matters for some of the assets, or that is not known. */
  boolean matters(Axis axis) {
    return !known || highest.on(axis) > 0;
  }
}
