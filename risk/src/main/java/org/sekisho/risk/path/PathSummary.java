package org.sekisho.risk.path;

import java.util.List;
import java.util.Optional;

/**
 * What there is to say of the ways to one protected asset.
 *
 * @param asset id of the asset
 * @param places ids of the components where somebody has the asset; without any, the model does not
 *     say where it is
 * @param entryPoints how many enabled entry points lead to it
 * @param leftOut how many of those are not listed, because easier ones filled the limits
 * @param alternativesCut whether further ways of a listed entry point may be missing, because the
 *     search steps were used up
 * @param paths how many ways are listed
 * @param easiest the easiest way; empty when none leads to it
 * @param cut the cheapest cut, with no place when no way leads there; empty when no set of places
 *     that the catalogue can defend is enough
 */
public record PathSummary(
    String asset,
    List<String> places,
    int entryPoints,
    int leftOut,
    boolean alternativesCut,
    int paths,
    Optional<AttackPath> easiest,
    Optional<Cut> cut) {
  /** Cost of the easiest way; empty when none leads to the asset. */
  public Optional<Integer> leastCost() {
    return easiest.map(AttackPath::cost);
  }

  /** The same with another cut. */
  PathSummary with(Optional<Cut> other) {
    return new PathSummary(
        asset, places, entryPoints, leftOut, alternativesCut, paths, easiest, other);
  }

  /** How things stand, for a report. */
  public State state() {
    if (places.isEmpty()) {
      return State.NOWHERE;
    }
    return entryPoints == 0 ? State.ISOLATED : State.REACHABLE;
  }

  /** How things stand with an asset. */
  public enum State {
    /** The model does not say where the asset is: no way can be drawn. */
    NOWHERE,
    /** No enabled entry point leads to it. */
    ISOLATED,
    /** At least one way leads to it. */
    REACHABLE
  }
}
