package org.sekisho.risk.path;

import java.util.List;
import org.sekisho.risk.fact.EntityRef;

/**
 * The cheapest set of places that, when defended, breaks every way to an asset.
 *
 * @param asset id of the asset
 * @param places links, components or entry points to defend; empty when no way leads to it
 * @param effort sum of the efforts
 * @param paths how many of the listed ways it breaks
 */
public record Cut(String asset, List<Place> places, int effort, int paths) {
  /**
   * A place to defend.
   *
   * @param at where
   * @param control id of the control that defends it with the least effort
   * @param effort effort of that control, 1 to 5
   */
  public record Place(EntityRef at, String control, int effort) {}
}
