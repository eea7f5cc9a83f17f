package org.sekisho.risk.path;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.method.Importance;

/**
 * All ways from enabled entry points to protected assets (GUIDE-05, GUIDE-07), each with what it
 * costs an attacker ({@link StepCost} and the controls in place), and for each asset the cheapest
 * cut. A way goes from component to component over links and ends at the first component where the
 * asset is ({@link AssetPlaces}). The same model gives the same ways, whatever the order of its
 * file: ties fall to the lower id. Immutable.
 *
 * <p>A control in place makes a way dearer and does not close it, because controls fail; a cut says
 * what to add beyond what is there. Ways begin at entry points alone: what an outsider does to a
 * link that he only sees on its way is for rules to find.
 */
public final class AttackPaths {
  private final List<AttackPath> paths;
  private final List<Cut> cuts;
  private final List<PathSummary> summaries;
  private final Reachability reachability;
  private final AttackGraph graph;
  private final Defences defences;

  private AttackPaths(
      List<PathSummary> summaries,
      List<AttackPath> paths,
      Reachability reachability,
      AttackGraph graph,
      Defences defences) {
    this.paths = List.copyOf(paths);
    this.summaries = List.copyOf(summaries);
    cuts = summaries.stream().flatMap(s -> s.cut().stream()).toList();
    this.reachability = reachability;
    this.graph = graph;
    this.defences = defences;
  }

  /** The ways of a model, with the controls that it lists as in place. */
  public static AttackPaths of(
      SystemModel model, Map<String, Control> controls, PathLimits limits) {
    return of(model, Barriers.of(controls), ListedDefences.of(model, controls), limits);
  }

  /** The ways of a model; barriers are what cuts are made of. */
  public static AttackPaths of(
      SystemModel model, Barriers barriers, Defences defences, PathLimits limits) {
    return without(Set.of(), model, barriers, defences, limits);
  }

  /**
   * The ways that are left, or come up, when these components, links and entry points are perfectly
   * defended: nobody gets through them.
   */
  public static AttackPaths without(
      Set<EntityRef> defended,
      SystemModel model,
      Barriers barriers,
      Defences defences,
      PathLimits limits) {
    return new Search(model, barriers, defences, limits, defended).run();
  }

  /**
   * The same ways with cuts made of other barriers, such as those that follow from findings, which
   * themselves may look at ways.
   */
  public AttackPaths cutWith(Barriers barriers) {
    var cutting = new Cutting(graph, barriers, defences);
    List<PathSummary> again =
        summaries.stream()
            .map(s -> s.with(cutting.cut(s.asset(), graph.numbers(s.places()), s.paths())))
            .toList();
    return new AttackPaths(again, paths, reachability, graph, defences);
  }

  /**
   * The ways: assets in the order of the model, for each the easiest entry point first, by rank.
   */
  public List<AttackPath> paths() {
    return paths;
  }

  /**
   * Cheapest cuts in the order of the model's assets; assets that nothing can cut off have none.
   */
  public List<Cut> cuts() {
    return cuts;
  }

  /** Every protected asset in the order of the model. */
  public List<PathSummary> summaries() {
    return summaries;
  }

  /** From where each component can be reached. */
  public Reachability reachability() {
    return reachability;
  }

  /** The listed ways that touch none of these places. */
  public List<AttackPath> remaining(Set<EntityRef> defended) {
    return paths.stream().filter(path -> avoids(path, defended)).toList();
  }

  /**
   * How many entry points are not listed, over all assets, because easier ones filled the limits.
   */
  public int leftOut() {
    return summaries.stream().mapToInt(PathSummary::leftOut).sum();
  }

  private static boolean avoids(AttackPath path, Set<EntityRef> places) {
    return path.steps().stream().noneMatch(step -> places.contains(step.at()));
  }

  /** Cuts of one graph; assets at the same components share theirs. */
  private static final class Cutting {
    private final AttackGraph graph;
    private final CutSearch search;
    private final Map<IntBuffer, Optional<List<Cut.Place>>> known = new HashMap<>();

    Cutting(AttackGraph graph, Barriers barriers, Defences defences) {
      this.graph = graph;
      search = new CutSearch(graph, barriers, defences);
    }

    Optional<Cut> cut(String asset, int[] goals, int paths) {
      if (graph.leadingTo(goals) == 0) {
        return Optional.of(new Cut(asset, List.of(), 0, 0));
      }
      return known
          .computeIfAbsent(IntBuffer.wrap(goals), _ -> search.around(goals))
          .map(
              places ->
                  new Cut(asset, places, places.stream().mapToInt(Cut.Place::effort).sum(), paths));
    }
  }

  /** One run over all protected assets. */
  private static final class Search {
    private final SystemModel model;
    private final PathLimits limits;
    private final AttackGraph graph;
    private final AssetPlaces places;
    private final EasiestWays easiest;
    private final Alternatives alternatives;
    private final Cutting cutting;
    private final Defences defences;
    private final List<AttackPath> paths = new ArrayList<>();
    private final Reachability reachability;
    private long stepsForEach;

    Search(
        SystemModel model,
        Barriers barriers,
        Defences defences,
        PathLimits limits,
        Set<EntityRef> without) {
      this.model = model;
      this.limits = limits;
      graph = new AttackGraph(model, defences, without);
      places = AssetPlaces.of(model);
      easiest = new EasiestWays(graph);
      alternatives = new Alternatives(graph, easiest);
      cutting = new Cutting(graph, barriers, defences);
      this.defences = defences;
      reachability = Reachability.of(model);
    }

    AttackPaths run() {
      List<Asset> assets =
          model.assets().values().stream().filter(AssetPlaces::isProtected).toList();
      int share = limits.total() / Math.max(1, assets.size());
      Set<String> listed = share > 0 ? Set.of() : mostImportant(assets);
      stepsForEach = limits.searchSteps() / Math.max(1, assets.size());
      List<PathSummary> summaries = new ArrayList<>();
      for (Asset asset : assets) {
        int most = share > 0 ? Math.min(limits.perAsset(), share) : 1;
        summaries.add(look(asset.id(), share > 0 || listed.contains(asset.id()) ? most : 0));
      }
      return new AttackPaths(summaries, paths, reachability, graph, defences);
    }

    private Set<String> mostImportant(List<Asset> assets) {
      Set<String> kept = new HashSet<>();
      assets.stream()
          .sorted(Comparator.comparingInt(Search::importance).reversed().thenComparing(Asset::id))
          .limit(limits.total())
          .forEach(a -> kept.add(a.id()));
      return kept;
    }

    private static int importance(Asset asset) {
      var axes = new Importance(asset.confidentiality(), asset.integrity(), asset.availability());
      return Math.max(axes.confidentiality(), Math.max(axes.integrity(), axes.availability()));
    }

    private PathSummary look(String asset, int most) {
      List<String> at = places.of(asset);
      int[] goals = graph.numbers(at);
      int leading = graph.leadingTo(goals);
      if (leading == 0) {
        return new PathSummary(
            asset, at, 0, 0, false, 0, Optional.empty(), cutting.cut(asset, goals, 0));
      }
      int perPair = Math.min(limits.perPair(), Math.max(1, most));
      int[] entries = easiest.search(goals, Math.max(1, most));
      alternatives.allow(stepsForEach);
      Map<Integer, List<Alternatives.Way>> ways = new HashMap<>();
      int before = paths.size();
      int listed = 0;
      Optional<AttackPath> first = Optional.empty();
      for (int e : entries) {
        List<Alternatives.Way> fromHere =
            ways.computeIfAbsent(graph.entryOn[e], c -> alternatives.from(c, perPair));
        if (first.isEmpty()) {
          first = Optional.of(path(e, asset, 1, fromHere.getFirst()));
        }
        if (paths.size() - before + fromHere.size() > most) {
          break;
        }
        for (int rank = 1; rank <= fromHere.size(); rank++) {
          paths.add(path(e, asset, rank, fromHere.get(rank - 1)));
        }
        listed++;
      }
      int count = paths.size() - before;
      return new PathSummary(
          asset,
          at,
          leading,
          leading - listed,
          alternatives.stopped(),
          count,
          first,
          cutting.cut(asset, goals, count));
    }

    private AttackPath path(int entry, String asset, int rank, Alternatives.Way way) {
      List<AttackPath.Step> steps = new ArrayList<>(2 * way.halves.length + 3);
      int first = graph.entryOn[entry];
      steps.add(new AttackPath.Step(graph.entry(entry), graph.entryCost[entry], false));
      steps.add(new AttackPath.Step(graph.component(first), graph.componentCost[first], false));
      for (int h : way.halves) {
        int link = graph.link[h];
        int to = graph.other[h];
        steps.add(new AttackPath.Step(graph.link(link), graph.linkCost[h], graph.boundary[link]));
        steps.add(new AttackPath.Step(graph.component(to), graph.componentCost[to], false));
      }
      steps.add(new AttackPath.Step(new EntityRef(EntityKind.ASSET, asset), 0, false));
      return new AttackPath(
          graph.entry(entry).id(),
          asset,
          rank,
          List.copyOf(steps),
          graph.startCost(entry) + way.cost);
    }
  }
}
