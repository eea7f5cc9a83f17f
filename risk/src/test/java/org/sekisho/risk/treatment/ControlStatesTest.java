package org.sekisho.risk.treatment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.risk.analysis.ControlState.State.CLAIMED;
import static org.sekisho.risk.analysis.ControlState.State.MISSING;
import static org.sekisho.risk.analysis.ControlState.State.NOT_APPLICABLE;
import static org.sekisho.risk.analysis.ControlState.State.PLANNED;
import static org.sekisho.risk.analysis.ControlState.State.REFUTED;
import static org.sekisho.risk.analysis.ControlState.State.VERIFIED;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.lint.ModelNote;

@Verifies("RISK-25")
class ControlStatesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 1);
  private static final EntityRef GW = new EntityRef(EntityKind.COMPONENT, "gw");
  private static final EntityRef HE = new EntityRef(EntityKind.COMPONENT, "he");
  private static final EntityRef LINK = new EntityRef(EntityKind.LINK, "gw-he");
  private static final EntityRef PAGE = new EntityRef(EntityKind.ENTRY_POINT, "page");
  private static final EntityRef HOUSE = new EntityRef(EntityKind.ZONE, "house");
  private static final EntityRef SYSTEM = new EntityRef(EntityKind.SYSTEM, "s");
  private static final List<EntityRef> PAGE_CHAIN = List.of(PAGE, GW, HOUSE, SYSTEM);

  private static final String DIGEST = "a".repeat(64);

  private final SystemModel model =
      SystemModelFile.read(
          "s.yaml",
          """
          format: sekisho-system/1
          id: s
          name: {ja: 例, en: Example}
          controls: [at-system]
          zones:
            - {id: house, name: {ja: 家, en: House}, safety: medium, placement: field, controls: [at-zone]}
          components:
            - {id: gw, kind: gateway, name: {ja: 門, en: Gateway}, zone: house, controls: [inline, listed-less]}
            - {id: he, kind: head-end, name: {ja: 頭, en: Head-end}, zone: house}
          links:
            - {id: gw-he, from: gw, to: he, protocol: mqtt, authentication: none, encryption: none, controls: [on-link]}
          entry-points:
            - {id: page, name: {ja: 頁, en: Page}, on: gw, kind: web-interface, reach: field}
          countermeasures:
            - {control: planned, on: [gw], state: planned}
            - {control: everywhere}
            - {control: at-zone, on: [page], state: not-applicable, note: no account}
            - {control: listed-less, on: [gw], state: planned}
          """);
  private final List<Evidence> evidence = new ArrayList<>();
  private Decisions decisions = Decisions.NONE;

  @Test
  void comeFromTheDeclarations() {
    assertThat(along("inline")).isEqualTo(found(CLAIMED, GW, null));
    assertThat(along("planned")).isEqualTo(found(PLANNED, GW, null));
    assertThat(along("at-system")).isEqualTo(found(CLAIMED, SYSTEM, null));
    assertThat(along("everywhere").state()).isEqualTo(CLAIMED);
    assertThat(along("unheard-of").state()).isEqualTo(MISSING);
    assertThat(states().declaredAt(GW)).containsExactly("inline");
  }

  @Test
  void comeFromTheNearestPlace() {
    assertThat(along("at-zone")).isEqualTo(found(NOT_APPLICABLE, PAGE, null));
    assertThat(states().along("at-zone", List.of(GW, HOUSE), (_, _) -> false).state())
        .isEqualTo(CLAIMED);
  }

  @Test
  void promiseTheLeastThatIsDeclared() {
    assertThat(along("listed-less").state()).isEqualTo(PLANNED);
  }

  @Test
  void comeFromFacts() {
    assertThat(states().along("unheard-of", PAGE_CHAIN, (_, place) -> place.equals(GW)))
        .isEqualTo(found(CLAIMED, GW, null));
    assertThat(states().along("planned", List.of(GW), (_, _) -> true).state()).isEqualTo(CLAIMED);
  }

  @Test
  void areVerifiedByEvidence() {
    passed("e1", "inline", GW, "2026-10-01");
    assertThat(along("inline")).isEqualTo(found(VERIFIED, GW, "e1"));
    passed("e2", "planned", GW, "2026-10-01");
    assertThat(along("planned").state()).isEqualTo(VERIFIED);
  }

  @Test
  void ofACrossingAreThoseOfItsLink() {
    passed("e1", "on-link", LINK, "2026-10-01");
    var crossing = new EntityRef(EntityKind.CROSSING, "gw-he");
    assertThat(states().along("on-link", List.of(crossing), (_, _) -> false).state())
        .isEqualTo(VERIFIED);
  }

  @Test
  void areRefutedByALaterFailure() {
    failed("e2", "inline", GW, "2026-10-02");
    passed("e1", "inline", GW, "2026-10-01");
    assertThat(along("inline")).isEqualTo(found(REFUTED, GW, "e2"));
    passed("e3", "inline", GW, "2026-10-03");
    assertThat(along("inline")).isEqualTo(found(VERIFIED, GW, "e3"));
  }

  @Test
  void areRefutedByAFailureOfTheSameMoment() {
    passed("z", "inline", GW, "2026-10-01");
    failed("a", "inline", GW, "2026-10-01");
    assertThat(along("inline").state()).isEqualTo(REFUTED);
  }

  @Test
  void areRefutedNearbyThoughClaimedFurtherOut() {
    failed("e1", "at-system", GW, "2026-10-01");
    assertThat(along("at-system")).isEqualTo(found(REFUTED, GW, "e1"));
  }

  @Test
  void areRefutedFurtherOutThoughClaimedNearby() {
    failed("e1", "inline", HOUSE, "2026-10-01");
    assertThat(along("inline").state()).isEqualTo(REFUTED);
  }

  @Test
  void areNotRefutedWhereNobodyClaims() {
    failed("e1", "planned", GW, "2026-10-01");
    assertThat(along("planned").state()).isEqualTo(PLANNED);
    failed("e2", "unheard-of", GW, "2026-10-01");
    assertThat(along("unheard-of").state()).isEqualTo(MISSING);
    failed("e3", "at-zone", PAGE, "2026-10-01");
    assertThat(along("at-zone").state()).isEqualTo(NOT_APPLICABLE);
  }

  @Test
  void fallBackToClaimedWhenEvidenceExpires() {
    add("e1", "inline", GW, Evidence.Result.PASSED, "2026-01-01", "2026-11-01", Optional.empty());
    assertThat(along("inline")).isEqualTo(found(CLAIMED, GW, "e1"));
  }

  @Test
  void goOnHoldingByOlderEvidenceThatHasNotExpired() {
    add("new", "inline", GW, Evidence.Result.PASSED, "2026-10-01", "2026-10-02", Optional.empty());
    add("old", "inline", GW, Evidence.Result.PASSED, "2026-09-01", "2027-09-01", Optional.empty());
    assertThat(along("inline")).isEqualTo(found(VERIFIED, GW, "old"));
  }

  @Test
  void areNotVerifiedAgainWhenAFailureExpires() {
    add("bad", "inline", GW, Evidence.Result.FAILED, "2026-10-01", "2026-10-02", Optional.empty());
    add("old", "inline", GW, Evidence.Result.PASSED, "2026-09-01", "2027-09-01", Optional.empty());
    assertThat(along("inline")).isEqualTo(found(CLAIMED, GW, "bad"));
  }

  @Test
  void areNotVerifiedByWhatDoesNotRunToday() {
    decisions = running(Map.of("gw", "1".repeat(64)));
    artefact("e1", "inline", GW, "any", "2".repeat(64));
    artefact("e2", "on-link", LINK, "any", "1".repeat(64));
    assertThat(along("inline")).isEqualTo(found(CLAIMED, GW, "e1"));
    assertThat(states().along("on-link", List.of(LINK), (_, _) -> false).state())
        .isEqualTo(VERIFIED);
    decisions = running(Map.of("he", "3".repeat(64)));
    assertThat(along("inline").state()).isEqualTo(VERIFIED);
    assertThat(states().along("on-link", List.of(LINK), (_, _) -> false).state())
        .isEqualTo(CLAIMED);
  }

  @Test
  void fallBackToClaimedWhenThePassWasForAnotherModel() {
    passed("e1", "inline", GW, "2026-10-01");
    forModel("b".repeat(64));
    assertThat(along("inline")).isEqualTo(found(CLAIMED, GW, "e1"));
    forModel(DIGEST.toUpperCase(Locale.ROOT));
    assertThat(along("inline")).isEqualTo(found(VERIFIED, GW, "e1"));
  }

  @Test
  void stayRefutedThoughTheModelIsEdited() {
    failed("e1", "inline", GW, "2026-10-01");
    forModel("b".repeat(64));
    assertThat(along("inline")).isEqualTo(found(REFUTED, GW, "e1"));
  }

  @Test
  void doNotCountEvidenceOfLaterDays() {
    passed("e1", "inline", GW, "2026-11-03");
    assertThat(along("inline")).isEqualTo(found(CLAIMED, GW, null));
  }

  @Test
  void mustHoldAtBothEndsAndEveryGateway() {
    passed("e1", "inline", GW, "2026-10-01");
    List<List<EntityRef>> ends = List.of(List.of(GW), List.of(HE));
    assertThat(of(Rule.At.ANY_END, ends).state()).isEqualTo(VERIFIED);
    assertThat(of(Rule.At.BOTH_ENDS, ends).state()).isEqualTo(MISSING);
    assertThat(of(Rule.At.GATEWAY, List.of()).state()).isEqualTo(MISSING);
    assertThat(of(Rule.At.GATEWAY, List.of(List.of(GW))).wanted()).containsExactly(GW);
  }

  @Test
  void areFoundAnywhere() {
    assertThat(states().anywhere("inline", Set.of(), _ -> true))
        .isEqualTo(found(CLAIMED, GW, null));
    assertThat(states().anywhere("unheard-of", Set.of(HE), _ -> true))
        .isEqualTo(found(CLAIMED, HE, null));
    assertThat(states().anywhere("unheard-of", Set.of(), _ -> true).state()).isEqualTo(MISSING);
    assertThat(of(Rule.At.SYSTEM, List.of(List.of(SYSTEM))).foundAt()).contains(GW);
  }

  @Test
  void noteEvidenceAboutNothing() {
    passed("e1", "inline", new EntityRef(EntityKind.COMPONENT, "gone"), "2026-10-01");
    assertThat(states().notes())
        .extracting(ModelNote::check)
        .containsExactly("evidence-for-unknown-control", "evidence-for-unknown-place");
  }

  private ControlState of(Rule.At at, List<List<EntityRef>> chains) {
    return states()
        .of(new Rule.Answer("inline", at, Rule.Strength.BLOCKS), chains, (_, _) -> false);
  }

  private ControlStates.Found along(String control) {
    return states().along(control, PAGE_CHAIN, (_, _) -> false);
  }

  private ControlStates states() {
    var catalogue = new Catalogue(Map.of(), Map.of(), Map.of(), Map.of());
    return new ControlStates(model, DIGEST, catalogue, decisions, evidence, TODAY);
  }

  private static ControlStates.Found found(
      ControlState.State state, EntityRef at, @org.jspecify.annotations.Nullable String evidence) {
    return new ControlStates.Found(state, Optional.of(at), Optional.ofNullable(evidence));
  }

  private static Decisions running(Map<String, String> artefacts) {
    return new Decisions("", artefacts, List.of(), List.of());
  }

  private void passed(String id, String control, EntityRef on, String made) {
    add(id, control, on, Evidence.Result.PASSED, made, "2027-10-01", Optional.empty());
  }

  private void failed(String id, String control, EntityRef on, String made) {
    add(id, control, on, Evidence.Result.FAILED, made, "2027-10-01", Optional.empty());
  }

  /** Says of all evidence for which model it is. */
  private void forModel(String digest) {
    evidence.replaceAll(
        e ->
            new Evidence(
                e.id(),
                e.control(),
                e.on(),
                e.result(),
                e.tool(),
                e.toolVersion(),
                e.test(),
                e.artefact(),
                Optional.of(digest),
                e.made(),
                e.expires(),
                e.note(),
                e.file(),
                e.line()));
  }

  private void artefact(String id, String control, EntityRef on, String name, String sha256) {
    var artefact = Optional.of(new Evidence.Artefact(name, sha256));
    add(id, control, on, Evidence.Result.PASSED, "2026-10-01", "2027-10-01", artefact);
  }

  private void add(
      String id,
      String control,
      EntityRef on,
      Evidence.Result result,
      String made,
      String expires,
      Optional<Evidence.Artefact> artefact) {
    evidence.add(
        new Evidence(
            id,
            control,
            List.of(on),
            result,
            "tool",
            Optional.empty(),
            "test",
            artefact,
            Optional.empty(),
            Instant.parse(made + "T00:00:00Z"),
            Instant.parse(expires + "T00:00:00Z"),
            Optional.empty(),
            "e.yaml",
            1));
  }
}
