package org.sekisho.risk.fact;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.model.system.Asset;

/**
 * What a number of assets amount to.
 *
 * @param kinds their kinds as written
 * @param confidentiality the highest rating, 0 without assets
 * @param integrity the highest rating
 * @param availability the highest rating
 * @param life whether the loss of one can touch human life
 * @param society whether it can touch society
 * @param others whether it can touch other organisations
 */
record AssetSummary(
    Set<String> kinds,
    int confidentiality,
    int integrity,
    int availability,
    boolean life,
    boolean society,
    boolean others) {
  static final AssetSummary EMPTY = new AssetSummary(Set.of(), 0, 0, 0, false, false, false);

  static AssetSummary of(Collection<AssetEntity> assets) {
    if (assets.isEmpty()) {
      return EMPTY;
    }
    Set<String> kinds = new TreeSet<>();
    int c = 0;
    int i = 0;
    int a = 0;
    boolean life = false;
    boolean society = false;
    boolean others = false;
    for (AssetEntity entity : assets) {
      Asset asset = entity.asset();
      kinds.add(asset.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      c = Math.max(c, asset.confidentiality());
      i = Math.max(i, asset.integrity());
      a = Math.max(a, asset.availability());
      life |= asset.touchesLife();
      society |= asset.impact().containsKey(Asset.Impact.SOCIETY);
      others |= asset.impact().containsKey(Asset.Impact.OTHER_ORGANISATION);
    }
    return new AssetSummary(Collections.unmodifiableSet(kinds), c, i, a, life, society, others);
  }
}
