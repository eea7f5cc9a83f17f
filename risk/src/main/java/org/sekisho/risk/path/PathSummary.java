package org.sekisho.risk.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.SystemModel;

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
  /**
   * The summaries of the protected assets of a model, in its order, from ways and cuts that were
   * found before; whether alternatives were cut is then not known, and said to be false.
   */
  public static List<PathSummary> of(SystemModel model, List<AttackPath> paths, List<Cut> cuts) {
    var graph = new AttackGraph(model, Defences.NONE, Set.of());
    AssetPlaces places = AssetPlaces.of(model);
    Map<String, List<AttackPath>> byAsset = new HashMap<>();
    paths.forEach(p -> byAsset.computeIfAbsent(p.asset(), _ -> new ArrayList<>()).add(p));
    Map<String, Cut> cutOf = new HashMap<>();
    cuts.forEach(cut -> cutOf.put(cut.asset(), cut));
    List<PathSummary> summaries = new ArrayList<>();
    for (Asset asset : model.assets().values()) {
      if (AssetPlaces.isProtected(asset)) {
        List<AttackPath> ways = byAsset.getOrDefault(asset.id(), List.of());
        List<String> at = places.of(asset.id());
        int leading = graph.leadingTo(graph.numbers(at));
        long listed = ways.stream().map(AttackPath::entryPoint).distinct().count();
        summaries.add(
            new PathSummary(
                asset.id(),
                at,
                leading,
                leading - (int) listed,
                false,
                ways.size(),
                ways.stream().min(Comparator.comparingInt(AttackPath::cost)),
                Optional.ofNullable(cutOf.get(asset.id()))));
      }
    }
    return List.copyOf(summaries);
  }

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
