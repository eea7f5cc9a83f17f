package org.sekisho.risk.path;

import java.util.List;
import org.sekisho.risk.fact.EntityRef;

/**
 * A way from an entry point to an asset (GUIDE-05, GUIDE-07).
 *
 * @param entryPoint id of the entry point
 * @param asset id of the asset
 * @param rank 1 for the easiest way between the two
 * @param steps the way: entry point, then components and links in turn, then the asset
 * @param cost effort of the attacker: the sum over the steps
 */
public record AttackPath(String entryPoint, String asset, int rank, List<Step> steps, int cost) {
  /**
   * A step of a way.
   *
   * @param at where it leads
   * @param cost effort of this step, 0 or more, in units of one control that must be overcome
   * @param boundary whether it crosses a boundary of zone or owner
   */
  public record Step(EntityRef at, int cost, boolean boundary) {}

  /** How many boundaries it crosses. */
  public long crossings() {
    return steps.stream().filter(Step::boundary).count();
  }
}
