package org.sekisho.risk.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

class AttackPathsTest {
  private static final Control LINK_AUTH =
      Sketch.control("link-auth", 2, "msgauth", EntityKind.LINK);
  private static final Control HOST_LIST =
      Sketch.control("host-list", 3, "allowlist", EntityKind.COMPONENT);
  private static final Control ENTRY_WALL =
      Sketch.control("entry-wall", 1, "fw", EntityKind.ENTRY_POINT);
  private static final Control LOG = Sketch.control("log", 1, "logan", EntityKind.COMPONENT);
  private static final Map<String, Control> ALL =
      Sketch.controls(LINK_AUTH, HOST_LIST, ENTRY_WALL, LOG);

  private static AttackPaths of(Sketch sketch, Control... controls) {
    return AttackPaths.of(sketch.model(), Sketch.controls(controls), PathLimits.DEFAULT);
  }

  private static Sketch diamond() {
    // From a to d over b (1 + 1), over c (1 + 2), and over b and c (1 + 1 + 2).
    return new Sketch()
        .servers("a", "b", "c", "d")
        .plain("ab", "a", "b")
        .plain("bd", "b", "d")
        .plain("ac", "a", "c")
        .link("dc", "d", "c", "authentication: none, encryption: none")
        .plain("bc", "b", "c")
        .open("door", "a")
        .asset("jewel", "d");
  }

  @Test
  @Verifies({"GUIDE-05", "GUIDE-07"})
  void listsTheEasiestWaysInOrderWithTheirCost() {
    AttackPaths paths = of(diamond());
    assertThat(paths.paths())
        .extracting(AttackPath::rank, Sketch::way, AttackPath::cost)
        .containsExactly(
            tuple(1, "a ab b bd d", 3),
            tuple(2, "a ac c dc d", 4),
            tuple(3, "a ab b bc c dc d", 5));
    assertThat(paths.summaries().getFirst().leastCost()).contains(3);
    assertThat(paths.summaries().getFirst().easiest()).contains(paths.paths().getFirst());
  }

  @Test
  @Verifies("GUIDE-07")
  void aWayNamesEntryPointComponentsLinksAndAsset() {
    AttackPath path = of(diamond()).paths().getFirst();
    assertThat(path.steps())
        .extracting(s -> s.at().toString(), AttackPath.Step::cost)
        .containsExactly(
            tuple("entry-point:door", 1),
            tuple("component:a", 0),
            tuple("link:ab", 1),
            tuple("component:b", 0),
            tuple("link:bd", 1),
            tuple("component:d", 0),
            tuple("asset:jewel", 0));
    assertThat(path.steps().stream().mapToInt(AttackPath.Step::cost).sum()).isEqualTo(path.cost());
  }

  @Test
  void protectionBoundariesAndDirectionMakeAStepDearer() {
    Sketch sketch =
        new Sketch()
            .more("organisations:\n  - {id: o, name: {ja: o, en: o}}")
            .zone("other", ", owner: o")
            .servers("a")
            .component("b", "server", "other", "")
            .link("ba", "b", "a", "authentication: certificate, encryption: tls, strength: sound")
            .entry("door", "a", ", access: user, authentication: certificate, encryption: tls")
            .asset("jewel", "b");
    AttackPath path = of(sketch).paths().getFirst();
    // Entry: 1, internet 0, certificate 2 over user 1, encryption 1.
    assertThat(path.steps().getFirst().cost()).isEqualTo(4);
    // Link: 1, server's certificate 2, sound TLS 2, against the opening 1, zone and owner 2.
    assertThat(path.steps().get(2).cost()).isEqualTo(8);
    assertThat(path.steps().get(2).boundary()).isTrue();
    assertThat(path.crossings()).isEqualTo(1);
    assertThat(path.cost()).isEqualTo(12);
  }

  @Test
  void controlsInPlaceAddTheirEffortWhereTheyAre() {
    Sketch sketch =
        new Sketch()
            .component("a", "server", "z", ", controls: [host-list]")
            .servers("b")
            .link("ab", "a", "b", "authentication: none, encryption: none, controls: [link-auth]")
            .open("door", "a")
            .asset("jewel", "b");
    AttackPath path = of(sketch, LINK_AUTH, HOST_LIST).paths().getFirst();
    assertThat(path.steps()).extracting(AttackPath.Step::cost).containsExactly(1, 3, 3, 0, 0);
  }

  @Test
  @Verifies("GUIDE-07")
  void saysThatNoWayLeadsToAnIsolatedAsset() {
    Sketch sketch =
        new Sketch()
            .servers("a", "b", "island")
            .plain("ab", "a", "b")
            .open("door", "a")
            .asset("jewel", "island")
            .asset("lost", new String[0])
            .asset("trinket", 1, "in: [b]");
    AttackPaths paths = of(sketch, LINK_AUTH);
    assertThat(paths.paths()).isEmpty();
    assertThat(paths.summaries())
        .extracting(PathSummary::asset, PathSummary::state)
        .containsExactly(
            tuple("jewel", PathSummary.State.ISOLATED), tuple("lost", PathSummary.State.NOWHERE));
    assertThat(paths.cuts())
        .extracting(c -> c.places().size(), Cut::effort)
        .containsExactly(tuple(0, 0), tuple(0, 0));
  }

  @Test
  void aSwitchedOffEntryPointLeadsNowhere() {
    Sketch sketch = new Sketch().servers("a").entry("door", "a", ", enabled: false");
    AttackPaths paths = of(sketch.asset("jewel", "a"));
    assertThat(paths.paths()).isEmpty();
    assertThat(paths.reachability().widest("a")).isEmpty();
  }

  @Test
  void cyclesAndParallelLinksGiveLooplessWaysOnly() {
    Sketch sketch =
        new Sketch()
            .servers("a", "b", "c")
            .plain("ab-1", "a", "b")
            .plain("ab-2", "a", "b")
            .plain("bc", "b", "c")
            .plain("ca", "c", "a")
            .open("door", "a")
            .asset("jewel", "b");
    assertThat(of(sketch).paths())
        .extracting(Sketch::way, AttackPath::cost)
        .containsExactly(tuple("a ab-1 b", 2), tuple("a ab-2 b", 2), tuple("a ca c bc b", 5));
  }

  @Test
  void aWayEndsAtTheFirstComponentThatHasTheAsset() {
    Sketch sketch =
        new Sketch()
            .servers("a", "b", "c")
            .plain("ab", "a", "b")
            .plain("bc", "b", "c")
            .open("door", "a")
            .asset("jewel", "b", "c");
    assertThat(of(sketch).paths()).extracting(Sketch::way).containsExactly("a ab b");
  }

  @Test
  @Verifies("GUIDE-05")
  void theEasiestEntryPointComesFirst() {
    Sketch sketch =
        new Sketch()
            .servers("a", "b")
            .plain("ab", "a", "b")
            .open("far", "a")
            .entry("near", "b", ", access: user, authentication: multi-factor")
            .entry("nearer", "b", ", access: user")
            .asset("jewel", "b");
    assertThat(of(sketch).paths())
        .extracting(AttackPath::entryPoint, AttackPath::cost)
        .containsExactly(tuple("far", 2), tuple("nearer", 2), tuple("near", 4));
  }

  @Test
  void theCheapestCutTakesWhatCostsLeast() {
    // Two ways in that join at b: the entry points (1 + 1) are cheaper than b's host list (3).
    Sketch sketch =
        new Sketch()
            .servers("a", "b", "c", "d")
            .plain("ab", "a", "b")
            .plain("cb", "c", "b")
            .plain("bd", "b", "d")
            .open("left", "a")
            .open("right", "c")
            .asset("jewel", "d");
    assertThat(of(sketch, ENTRY_WALL, HOST_LIST).cuts())
        .containsExactly(
            new Cut(
                "jewel",
                List.of(
                    new Cut.Place(Sketch.entry("left"), "entry-wall", 1),
                    new Cut.Place(Sketch.entry("right"), "entry-wall", 1)),
                2,
                2));
    // With a control for links, the one link that all must use is as cheap and nearer.
    assertThat(of(sketch, ENTRY_WALL, HOST_LIST, LINK_AUTH).cuts().getFirst().places())
        .containsExactly(new Cut.Place(Sketch.link("bd"), "link-auth", 2));
  }

  @Test
  void aCutAddsToWhatIsThereAndNeverCountsControlsThatOnlyWatch() {
    Sketch sketch =
        new Sketch()
            .component("a", "server", "z", ", controls: [host-list]")
            .open("door", "a")
            .asset("jewel", "a");
    AttackPaths paths = of(sketch, HOST_LIST, LOG);
    assertThat(paths.cuts()).isEmpty();
    assertThat(paths.summaries().getFirst().cut()).isEmpty();
    assertThat(paths.paths()).hasSize(1);
  }

  @Test
  void whatIfPlacesWereDefended() {
    SystemModel model = diamond().model();
    Barriers barriers = Barriers.of(ALL);
    AttackPaths now = AttackPaths.of(model, barriers, Defences.NONE, PathLimits.DEFAULT);
    Set<EntityRef> defended = Set.of(Sketch.link("bd"));
    assertThat(now.remaining(defended))
        .extracting(Sketch::way)
        .containsExactly("a ac c dc d", "a ab b bc c dc d");
    AttackPaths then =
        AttackPaths.without(defended, model, barriers, Defences.NONE, PathLimits.DEFAULT);
    assertThat(then.paths())
        .extracting(Sketch::way, AttackPath::rank)
        .containsExactly(tuple("a ac c dc d", 1), tuple("a ab b bc c dc d", 2));
    Cut cut = now.cuts().getFirst();
    Set<EntityRef> places = Set.copyOf(cut.places().stream().map(Cut.Place::at).toList());
    assertThat(now.remaining(places)).isEmpty();
    assertThat(
            AttackPaths.without(places, model, barriers, Defences.NONE, PathLimits.DEFAULT).paths())
        .isEmpty();
  }

  @Test
  void sharesTheLimitsEvenlyAndCountsWhatIsLeftOut() {
    Sketch sketch = new Sketch().servers("a", "b").plain("ab", "a", "b");
    for (int i = 0; i < 5; i++) {
      sketch.open("door-" + i, "a");
    }
    sketch.asset("one", "a").asset("two", "b").asset("three", 2, "in: [b]");
    SystemModel model = sketch.model();
    AttackPaths two = AttackPaths.of(model, Map.of(), new PathLimits(1, 300, 6, 1_000));
    assertThat(two.paths())
        .extracting(AttackPath::asset, AttackPath::entryPoint)
        .containsExactly(
            tuple("one", "door-0"), tuple("one", "door-1"),
            tuple("two", "door-0"), tuple("two", "door-1"),
            tuple("three", "door-0"), tuple("three", "door-1"));
    assertThat(two.leftOut()).isEqualTo(9);
    // More assets than ways: the important ones get them; every asset keeps its easiest way.
    AttackPaths few = AttackPaths.of(model, Map.of(), new PathLimits(3, 300, 2, 1_000));
    assertThat(few.paths()).extracting(AttackPath::asset).containsExactly("one", "two");
    assertThat(few.summaries()).allMatch(s -> s.easiest().isPresent());
    assertThat(few.summaries().get(2).leftOut()).isEqualTo(5);
  }

  @Test
  void saysWhenSearchStepsWereUsedUpAndKeepsTheEasiestWay() {
    AttackPaths paths = AttackPaths.of(diamond().model(), Map.of(), new PathLimits(3, 300, 100, 0));
    assertThat(paths.paths()).extracting(Sketch::way).containsExactly("a ab b bd d");
    assertThat(paths.summaries().getFirst().alternativesCut()).isTrue();
  }

  @Test
  void theOrderOfTheFileChangesNoWay() {
    Sketch turned =
        new Sketch()
            .servers("d", "c", "b", "a")
            .plain("bc", "b", "c")
            .link("dc", "d", "c", "authentication: none, encryption: none")
            .plain("ac", "a", "c")
            .plain("bd", "b", "d")
            .plain("ab", "a", "b")
            .open("door", "a")
            .asset("jewel", "d");
    assertThat(of(turned).paths()).isEqualTo(of(diamond()).paths());
  }

  @Test
  void otherBarriersGiveOtherCutsOfTheSameWays() {
    AttackPaths paths = of(diamond(), ENTRY_WALL);
    AttackPaths again =
        paths.cutWith(
            (at, _) ->
                at.equals(Sketch.component("d"))
                    ? Optional.of(new Cut.Place(at, "host-list", 3))
                    : Optional.empty());
    assertThat(again.paths()).isEqualTo(paths.paths());
    assertThat(again.cuts())
        .containsExactly(
            new Cut("jewel", List.of(new Cut.Place(Sketch.component("d"), "host-list", 3)), 3, 3));
    assertThat(again.summaries().getFirst().cut()).isEqualTo(again.cuts().stream().findFirst());
  }

  @Test
  @Verifies("GUIDE-05")
  void summariesFollowFromWaysAndCutsAlone() {
    SystemModel model =
        diamond()
            .servers("island")
            .asset("far-jewel", "island")
            .asset("lost", new String[0])
            .entry("side", "c", ", access: user")
            .model();
    AttackPaths paths = AttackPaths.of(model, ALL, PathLimits.DEFAULT);
    assertThat(PathSummary.of(model, paths.paths(), paths.cuts())).isEqualTo(paths.summaries());
    assertThat(PathSummary.of(model, List.of(), List.of()))
        .extracting(PathSummary::entryPoints, PathSummary::leftOut)
        .containsExactly(tuple(2, 2), tuple(0, 0), tuple(0, 0));
  }
}
