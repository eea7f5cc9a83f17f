package org.sekisho.risk.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/**
 * On small random systems, every loopless way and every set of places is enumerated straight from
 * the model, without the graph that the search uses.
 */
class PathsAgainstEnumerationTest {
  private static final int SYSTEMS = 400;
  private static final int MOST_PLACES = 14;
  private static final String[] AUTHENTICATION = {
    "none", "unknown", "password", "certificate", "shared-key", "multi-factor"
  };
  private static final String[] ENCRYPTION = {"none", "tls", "link-layer", "content"};
  private static final String[] REACH = {"internet", "wan", "field", "local", "physical"};

  /** A way as it was enumerated. */
  private record Found(String entry, List<EntityRef> places, int cost) {}

  private static SystemModel random(Random random, int components, int links, int entries) {
    Sketch sketch = new Sketch().zone("y", "");
    for (int c = 0; c < components; c++) {
      sketch.component(
          "c" + c, "server", random.nextBoolean() ? "z" : "y", controls(random, "list", "trap"));
    }
    for (int l = 0; l < links && components > 1; l++) {
      int from = random.nextInt(components);
      int to = (from + 1 + random.nextInt(components - 1)) % components;
      sketch.link(
          "l" + l,
          "c" + from,
          "c" + to,
          "authentication: %s, encryption: %s, direction: %s%s"
              .formatted(
                  any(random, AUTHENTICATION),
                  any(random, ENCRYPTION),
                  any(random, "both", "forward", "back"),
                  controls(random, "auth", "seal")));
    }
    for (int e = 0; e < entries; e++) {
      sketch.entry(
          "e" + e,
          "c" + random.nextInt(components),
          ", reach: %s, enabled: %s%s"
              .formatted(any(random, REACH), random.nextInt(6) > 0, controls(random, "wall")));
    }
    Set<String> holders = new LinkedHashSet<>();
    holders.add("c" + random.nextInt(components));
    if (random.nextBoolean()) {
      holders.add("c" + random.nextInt(components));
    }
    return sketch.asset("jewel", holders.toArray(String[]::new)).model();
  }

  private static String any(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }

  private static String controls(Random random, String... of) {
    List<String> some = new ArrayList<>(List.of(of));
    some.removeIf(_ -> random.nextInt(3) > 0);
    return some.isEmpty() ? "" : ", controls: [" + String.join(", ", some) + "]";
  }

  private static Map<String, Control> catalogue(Random random) {
    return Sketch.controls(
        Sketch.control("auth", effort(random), "msgauth", EntityKind.LINK),
        Sketch.control("seal", effort(random), "srvauth", EntityKind.LINK),
        Sketch.control("list", effort(random), "allowlist", EntityKind.COMPONENT),
        Sketch.control("trap", effort(random), "logan", EntityKind.COMPONENT),
        Sketch.control("wall", effort(random), "fw", EntityKind.ENTRY_POINT));
  }

  private static int effort(Random random) {
    return 1 + random.nextInt(5);
  }

  private static List<Found> enumerate(SystemModel model, Defences defences) {
    List<Found> all = new ArrayList<>();
    Set<String> goals = Set.copyOf(AssetPlaces.of(model).of("jewel"));
    for (EntryPoint entry : model.entryPoints().values()) {
      if (entry.enabled()) {
        EntityRef at = Sketch.entry(entry.id());
        int cost =
            StepCost.entry(entry, Objects.requireNonNull(model.component(entry.on())))
                + defences.effort(at);
        Deque<EntityRef> way = new ArrayDeque<>(List.of(at));
        go(model, defences, goals, entry.id(), entry.on(), way, new HashSet<>(), cost, all);
      }
    }
    return all;
  }

  private static void go(
      SystemModel model,
      Defences defences,
      Set<String> goals,
      String entry,
      String at,
      Deque<EntityRef> way,
      Set<String> been,
      int cost,
      List<Found> all) {
    EntityRef here = Sketch.component(at);
    int soFar = cost + defences.effort(here);
    way.addLast(here);
    been.add(at);
    if (goals.contains(at)) {
      all.add(new Found(entry, List.copyOf(way), soFar));
    } else {
      for (Link link : model.links().values()) {
        boolean forward = link.from().equals(at);
        String next = forward ? link.to() : link.from();
        if ((forward || link.to().equals(at)) && !been.contains(next)) {
          EntityRef over = Sketch.link(link.id());
          way.addLast(over);
          int step = StepCost.link(model, link, forward) + defences.effort(over);
          go(model, defences, goals, entry, next, way, been, soFar + step, all);
          way.removeLast();
        }
      }
    }
    been.remove(at);
    way.removeLast();
  }

  @Test
  @Verifies({"GUIDE-05", "GUIDE-07"})
  void findsTheEasiestWaysOfEveryEntryPoint() {
    int ways = 0;
    for (int seed = 0; seed < SYSTEMS; seed++) {
      var random = new Random(seed);
      SystemModel model =
          random(random, 1 + random.nextInt(8), random.nextInt(20), random.nextInt(5));
      Map<String, Control> controls = catalogue(random);
      Defences defences = ListedDefences.of(model, controls);
      int perPair = 1 + random.nextInt(6);
      List<Found> all = enumerate(model, defences);
      AttackPaths paths =
          AttackPaths.of(
              model,
              Barriers.of(controls),
              defences,
              new PathLimits(perPair, 1_000, 10_000, 1_000_000));
      List<Found> wanted = new ArrayList<>(all);
      for (String entry : model.entryPoints().keySet()) {
        List<Integer> costs =
            paths.paths().stream()
                .filter(p -> p.entryPoint().equals(entry))
                .map(AttackPath::cost)
                .toList();
        List<Integer> expected =
            wanted.stream()
                .filter(f -> f.entry.equals(entry))
                .map(Found::cost)
                .sorted()
                .limit(perPair)
                .toList();
        assertThat(costs).as("seed %d, entry %s", seed, entry).isEqualTo(expected);
      }
      for (AttackPath path : paths.paths()) {
        List<EntityRef> places =
            path.steps().subList(0, path.steps().size() - 1).stream()
                .map(AttackPath.Step::at)
                .toList();
        assertThat(all)
            .as("seed %d", seed)
            .contains(new Found(path.entryPoint(), places, path.cost()));
        assertThat(path.steps().stream().mapToInt(AttackPath.Step::cost).sum())
            .isEqualTo(path.cost());
      }
      assertThat(paths.paths()).as("seed %d", seed).doesNotHaveDuplicates();
      PathSummary summary = paths.summaries().getFirst();
      assertThat(summary.leastCost())
          .isEqualTo(all.stream().map(Found::cost).min(Comparator.naturalOrder()));
      assertThat(summary.entryPoints())
          .isEqualTo((int) all.stream().map(Found::entry).distinct().count());
      ways += all.size();
    }
    assertThat(ways).as("the systems are not trivial").isGreaterThan(5_000);
  }

  @Test
  @Verifies("GUIDE-05")
  void findsACutThatNoCheaperSetOfPlacesBeats() {
    int cuts = 0;
    int hopeless = 0;
    for (int seed = 0; seed < SYSTEMS; seed++) {
      var random = new Random(1_000_000 + seed);
      SystemModel model =
          random(random, 1 + random.nextInt(5), random.nextInt(7), 1 + random.nextInt(2));
      Map<String, Control> controls = catalogue(random);
      if (seed % 3 == 0) {
        controls.remove("wall");
      }
      if (seed % 5 == 0) {
        controls.remove("list");
      }
      Defences defences = ListedDefences.of(model, controls);
      Barriers barriers = Barriers.of(controls);
      List<Found> all = enumerate(model, defences);
      Optional<Cut> found =
          AttackPaths.of(model, barriers, defences, PathLimits.DEFAULT)
              .summaries()
              .getFirst()
              .cut();
      Optional<Integer> least = cheapest(all, barriers, defences);
      assertThat(found.map(Cut::effort)).as("seed %d", seed).isEqualTo(least);
      found.ifPresent(
          cut -> {
            Set<EntityRef> places = Set.copyOf(cut.places().stream().map(Cut.Place::at).toList());
            assertThat(all).allMatch(f -> !Collections.disjoint(f.places, places));
            assertThat(cut.places())
                .allMatch(p -> barriers.cheapest(p.at(), defences).equals(Optional.of(p)));
          });
      cuts += found.isPresent() && !all.isEmpty() ? 1 : 0;
      hopeless += found.isEmpty() ? 1 : 0;
    }
    assertThat(cuts).isGreaterThan(100);
    assertThat(hopeless).isGreaterThan(10);
  }

  /** The least effort of a set of places that every way touches; empty when there is none. */
  private static Optional<Integer> cheapest(
      List<Found> ways, Barriers barriers, Defences defences) {
    List<Cut.Place> places =
        ways.stream()
            .flatMap(f -> f.places.stream())
            .distinct()
            .flatMap(at -> barriers.cheapest(at, defences).stream())
            .toList();
    assertThat(places.size()).isLessThanOrEqualTo(MOST_PLACES);
    List<Integer> masks = new ArrayList<>();
    for (Found way : ways) {
      int mask = 0;
      for (int i = 0; i < places.size(); i++) {
        mask |= way.places.contains(places.get(i).at()) ? 1 << i : 0;
      }
      masks.add(mask);
    }
    int best = Integer.MAX_VALUE;
    for (int set = 0; set < 1 << places.size(); set++) {
      int effort = 0;
      for (int i = 0; i < places.size(); i++) {
        effort += (set >> i & 1) * places.get(i).effort();
      }
      int chosen = set;
      if (effort < best && masks.stream().allMatch(mask -> (mask & chosen) != 0)) {
        best = effort;
      }
    }
    return best == Integer.MAX_VALUE ? Optional.empty() : Optional.of(best);
  }
}
