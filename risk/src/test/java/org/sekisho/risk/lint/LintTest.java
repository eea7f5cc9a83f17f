package org.sekisho.risk.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Measure;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityKind;

@Verifies({"FEAT-03", "AST-02", "AST-07", "AST-09", "AST-11", "SYS-16", "RISK-04", "GUIDE-04"})
class LintTest {
  private static final String SOUND =
      """
      format: sekisho-system/1
      id: house
      name: {ja: 家, en: House}
      use-cases: [UC1]
      controls: [monitoring]
      organisations:
        - {id: family, name: {ja: 家族, en: Family}}
        - {id: maker, name: {ja: 製造者, en: Maker}}
      zones:
        - {id: home, name: {ja: 宅内, en: Home}, safety: medium, placement: field, owner: family, controls: [lockout]}
        - {id: net, name: {ja: 網, en: Net}, safety: low, placement: wan}
        - {id: cloud, name: {ja: 雲, en: Cloud}, safety: high, placement: centre, owner: maker}
      places:
        - {id: hall, name: {ja: 玄関, en: Hall}}
      profiles:
        - id: lock
          name: {ja: 錠, en: Lock}
          points:
            - {id: locked, name: {ja: 施錠, en: Locked}, type: boolean, control: {}}
      components:
        - {id: door, kind: actuator, name: {ja: 錠, en: Door lock}, zone: home, place: hall, profile: lock, physical-control: limited, capability: class-2, support-end: 2031-03-31, update: remote}
        - {id: gw, kind: gateway, name: {ja: 門, en: Gateway}, zone: home, physical-control: limited, support-end: 2031-03-31, update: remote, controls: [lockout]}
        - {id: he, kind: head-end, name: {ja: 頭, en: Head-end}, zone: cloud, update: remote}
        - {id: app, kind: application, name: {ja: 応用, en: Application}, zone: cloud, scope: out}
      links:
        - {id: door-gw, from: door, to: gw, protocol: mqtt, authentication: password, encryption: tls, data: [state]}
        - {id: gw-he, from: gw, to: he, protocol: mqtt, authentication: certificate, encryption: tls, data: [state], through: [net], controls: [tls]}
        - {id: app-he, from: app, to: he, protocol: https, authentication: token, encryption: tls, data: [state]}
      assets:
        - {id: state, kind: readings, name: {ja: 状態, en: State}, confidentiality: 3, integrity: 3, availability: 2, in: [door, gw, he], owner: family, shared-with: [maker], roles: {user: [sees]}, impact: {life: minor}}
        - {id: body, kind: device, name: {ja: 本体, en: Body}, confidentiality: 1, integrity: 3, availability: 2, in: [gw], holds: [state], roles: {user: [sees]}}
      actors:
        - {id: user, name: {ja: 住人, en: Resident}, kind: user, reaches: [door]}
      entry-points:
        - {id: api, name: {ja: 口, en: API}, on: he, kind: web-interface, reach: internet, protocol: https, authentication: token, encryption: tls, surface: AS1}
        - {id: case, name: {ja: 筐体, en: Case}, on: gw, kind: case, reach: physical, access: possession, surface: AS2}
      countermeasures:
        - {control: lockout, on: [door], state: planned, owner: A. Owner}
        - {control: lockout, on: [api], state: not-applicable, note: no password}
      threats:
        - {id: t1, name: {ja: 盗聴, en: Eavesdropping}, on: he, entry-point: api, assets: [state], category: inf-net, measures: [comenc], frequency: 2, cvss: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"}
      incidents:
        - {id: i1, name: {ja: 漏えい, en: Leak}, loss: {ja: 信用, en: Trust}, threats: [{number: 8, name: {ja: 盗聴, en: Eavesdropping}}], assets: [state], affects: [confidentiality], frequency: 2}
      interactions:
        - {id: n1, name: {ja: 解錠, en: Unlock}, actor: user, over: [app-he, gw-he], entry-points: [api]}
      assumptions:
        - {id: out-of-scope-app, text: {ja: 別に検証する, en: Judged elsewhere}}
        - {id: no-personal, text: {ja: なし, en: None}}
        - {id: no-secret, text: {ja: なし, en: None}}
        - {id: no-money, text: {ja: なし, en: None}}
        - {id: no-money-data, text: {ja: なし, en: None}}
        - {id: no-settings, text: {ja: なし, en: None}}
        - {id: no-log, text: {ja: なし, en: None}}
        - {id: no-security, text: {ja: なし, en: None}}
        - {id: no-code, text: {ja: なし, en: None}}
        - {id: no-life, text: {ja: 評価済み, en: Judged by impact}}
      grants:
        - {application: app, read: [door]}
      """;

  /** A check, what is changed, and a text on the line where the note must stand. */
  private record Case(Check check, List<String> changes, String at) {}

  private static final List<Case> CASES =
      List.of(
          of(Check.NO_COMPONENTS, section("components"), "components: []\n", "components:"),
          of(Check.NO_ASSETS, section("assets"), "assets: []\n", "assets: []"),
          of(Check.NO_ACTORS, section("actors"), "actors: []\n", "actors: []"),
          of(
              Check.NO_ENTRY_POINTS,
              section("entry-points"),
              "entry-points: []\n",
              "entry-points: []"),
          withoutGateway(Check.NO_GATEWAY, "components:"),
          of(Check.SEVERAL_USE_CASES, "[UC1]", "[UC1, UC2]", "use-cases:"),
          of(Check.UNUSED_ASSET_CLASS, "id: no-secret", "id: other", "assets:\n"),
          of(Check.UNUSED_ZONE, "through: [net]", "through: []", "id: net,"),
          of(
              Check.ZONE_OF_OTHER_PLACEMENT,
              "safety: high, placement: centre",
              "safety: high, parent: home, placement: centre",
              "id: cloud"),
          of(Check.UNUSED_PLACE, "place: hall, ", "", "id: hall"),
          of(
              Check.UNUSED_PROFILE,
              "profiles:\n",
              "profiles:\n  - {id: spare, name: {ja: 予備, en: Spare}, points: [{id: p, name: {ja:"
                  + " 点, en: Point}, type: boolean}]}\n",
              "id: spare"),
          of(
              Check.UNUSED_ORGANISATION,
              "organisations:\n",
              "organisations:\n  - {id: nobody, name: {ja: 無, en: Nobody}}\n",
              "id: nobody"),
          of(
              Check.UNUSED_ACTOR,
              "actors:\n",
              "actors:\n  - {id: thief, name: {ja: 泥棒, en: Thief}, kind: attacker}\n",
              "id: thief"),
          of(Check.ACTOR_WITHOUT_REACH, ", reaches: [door]", "", "id: user"),
          of(Check.COMPONENT_WITHOUT_LINK, "from: app, to: he", "from: gw, to: he", "id: app,"),
          of(
              Check.DEVICE_WITHOUT_GATEWAY,
              "components:\n",
              "components:\n  - {id: cam, kind: camera, name: {ja: 眼, en: Camera}, zone: home}\n",
              "id: cam"),
          of(
              Check.DEVICE_WITHOUT_PROFILE,
              "components:\n",
              "components:\n  - {id: cam, kind: camera, name: {ja: 眼, en: Camera}, zone: home}\n",
              "id: cam"),
          of(
              Check.DEVICE_IN_CENTRE,
              "en: Door lock}, zone: home",
              "en: Door lock}, zone: cloud",
              "id: door,"),
          of(
              Check.GATEWAY_NOT_IN_FIELD,
              "en: Gateway}, zone: home",
              "en: Gateway}, zone: cloud",
              "id: gw,"),
          of(Check.GATEWAY_WITHOUT_CENTRE, "from: gw, to: he", "from: app, to: he", "id: gw,"),
          of(
              Check.ACTUATOR_WITHOUT_LIFE,
              ", impact: {life: minor}",
              "",
              "id: no-life",
              "id: other",
              "id: door,"),
          of(
              Check.PHYSICAL_CONTROL_UNKNOWN,
              "zone: home, physical-control: limited, ",
              "zone: home, ",
              "id: gw,"),
          of(Check.CAPABILITY_UNKNOWN, "capability: class-2, ", "", "id: door,"),
          of(Check.UPDATE_UNKNOWN, "zone: cloud, update: remote", "zone: cloud", "id: he,"),
          of(
              Check.SUPPORT_END_MISSING,
              "class-2, support-end: 2031-03-31, ",
              "class-2, ",
              "id: door,"),
          of(
              Check.OWNER_MISSING,
              "safety: high, placement: centre, owner: maker",
              "safety: high, placement: centre",
              "id: he,"),
          of(
              Check.OUT_OF_SCOPE_WITHOUT_ASSUMPTION,
              "id: out-of-scope-app",
              "id: other",
              "id: app,"),
          of(Check.NO_ENTRY_POINT, "on: he, kind: web", "on: gw, kind: web", "id: he,"),
          of(
              Check.REACH_WITHOUT_WAY,
              "{id: case, ",
              "{id: page, name: {ja: 頁, en: Page}, on: door, kind: web-interface, reach: internet}"
                  + "\n  - {id: case, ",
              "id: page"),
          of(Check.REACH_OF_OTHER_KIND, "reach: physical", "reach: internet", "id: case"),
          of(Check.SURFACE_TWICE, "surface: AS2", "surface: AS1", "id: case"),
          of(Check.ENTRY_POINT_WITHOUT_USE, ", entry-points: [api]}", "}", "id: api"),
          of(Check.PROTOCOL_UNKNOWN, "gw, protocol: mqtt", "gw, protocol: unknown", "id: door-gw"),
          of(
              Check.AUTHENTICATION_UNKNOWN,
              "authentication: password",
              "authentication: unknown",
              "id: door-gw"),
          of(
              Check.ENCRYPTION_UNKNOWN,
              "password, encryption: tls",
              "password, encryption: unknown",
              "id: door-gw"),
          of(Check.ENCRYPTION_IMPOSSIBLE, "gw, protocol: mqtt", "gw, protocol: can", "id: door-gw"),
          of(
              Check.ENCRYPTION_ALWAYS_THERE,
              "token, encryption: tls, data",
              "token, encryption: none, data",
              "id: app-he"),
          of(
              Check.LINK_WITHOUT_DATA,
              "password, encryption: tls, data: [state]",
              "password, encryption: tls",
              "id: door-gw"),
          of(Check.THROUGH_NOT_WAN, "through: [net]", "through: [net, home]", "id: gw-he"),
          of(
              Check.LINK_TWICE,
              "links:\n",
              "links:\n"
                  + "  - {id: again, from: gw, to: he, protocol: mqtt, authentication: certificate,"
                  + " encryption: tls, data: [state]}\n",
              "id: gw-he"),
          of(
              Check.LOCAL_ACROSS_ZONES,
              "from: gw, to: he, protocol: mqtt",
              "from: gw, to: he, protocol: local",
              "id: gw-he"),
          of(Check.GRANT_WITHOUT_LINK, "from: app, to: he", "from: gw, to: he", "id: app,"),
          of(
              Check.UNUSED_ASSET,
              "assets:\n",
              "assets:\n  - {id: key, kind: security, name: {ja: 鍵, en: Key}, confidentiality: 3,"
                  + " integrity: 3, availability: 1}\n",
              "id: key"),
          of(Check.ASSET_WITHOUT_HOLDER, "in: [door, gw, he], ", "", "id: state"),
          of(Check.ASSET_WITHOUT_ROLES, ", roles: {user: [sees]}, impact", ", impact", "id: state"),
          of(Check.THING_WITHOUT_HOLDS, "holds: [state], ", "", "id: body"),
          of(Check.ASSET_WITHOUT_OWNER, "owner: family, shared-with: [maker], ", "", "id: state"),
          of(Check.RATING_OF_OTHER_CLASS, "kind: readings", "kind: open-data", "id: state"),
          of(
              Check.ASSET_WITHOUT_IMPORTANCE,
              "confidentiality: 1, integrity: 3, availability: 2",
              "confidentiality: 0, integrity: 0, availability: 0",
              "id: body"),
          of(
              Check.UNKNOWN_CONTROL,
              "remote, controls: [lockout]",
              "remote, controls: [lockuot]",
              "id: gw,"),
          of(Check.CONTROL_ON_WRONG_KIND, "controls: [tls]", "controls: [lockout]", "id: gw-he"),
          of(
              Check.CONTROL_TWICE,
              "on: [door], state: planned",
              "on: [gw], state: planned",
              "on: [gw]"),
          of(Check.NOT_APPLICABLE_WITHOUT_REASON, ", note: no password", "", "on: [api]"),
          of(Check.PLANNED_WITHOUT_OWNER, ", owner: A. Owner", "", "on: [door]"),
          of(Check.THREAT_OF_UNKNOWN_CATEGORY, "category: inf-net", "category: inf", "id: t1"),
          of(Check.THREAT_WITH_UNKNOWN_MEASURE, "[comenc]", "[hope]", "id: t1"),
          of(Check.THREAT_WITH_UNUSUAL_MEASURE, "[comenc]", "[reset]", "id: t1"),
          of(
              Check.THREAT_ELSEWHERE,
              "on: he, entry-point: api",
              "on: gw, entry-point: api",
              "id: t1"),
          of(Check.THREAT_VECTOR_REFUSED, "CVSS:3.1/AV:N", "CVSS:3.1/AV:Q", "id: t1"),
          of(
              Check.INCIDENT_WITHOUT_FREQUENCY,
              "[confidentiality], frequency: 2",
              "[confidentiality]",
              "id: i1"),
          of(Check.INCIDENT_WITHOUT_ASSET, ", affects: [confidentiality]", "", "id: i1"),
          of(
              Check.INCIDENT_WITHOUT_THREAT,
              "threats: [{number: 8, name: {ja: 盗聴, en: Eavesdropping}}], ",
              "",
              "id: i1"),
          of(
              Check.INTERACTION_WITHOUT_WAY,
              ", over: [app-he, gw-he], entry-points: [api]",
              "",
              "id: n1"),
          of(Check.INTERACTION_WITHOUT_ACTOR, "actor: user, ", "", "id: n1"));

  @Test
  void saysNothingOfASoundModel() {
    assertThat(notes(SOUND)).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> findsEachMistakeAtItsLine() {
    return CASES.stream().map(c -> DynamicTest.dynamicTest(c.check().id(), () -> find(c)));
  }

  @Test
  void hasACaseForEachCheck() {
    assertThat(CASES.stream().map(Case::check)).containsOnlyOnce(Check.values());
    assertThat(Check.values().length).isGreaterThanOrEqualTo(30);
  }

  @Test
  void takesADeviceBehindAnotherForBehindTheGateway() {
    String text =
        SOUND
            .replace(
                "components:\n",
                "components:\n  - {id: cam, kind: camera, name: {ja: 眼, en: Camera}, zone: home}\n")
            .replace(
                "links:\n",
                "links:\n"
                    + "  - {id: cam-door, from: cam, to: door, protocol: ethernet, authentication:"
                    + " none, encryption: none}\n");
    assertThat(notes(text)).extracting(ModelNote::check).doesNotContain("device-without-gateway");
  }

  @Test
  void guessesTheControlThatIsMeant() {
    String text = SOUND.replace("remote, controls: [lockout]", "remote, controls: [lockuot]");
    assertThat(notes(text).getFirst().text().en())
        .isEqualTo(
            "The control 'lockuot' at 'gw' is not in the catalogue and counts for nothing: write an"
                + " id of the catalogue, such as lockout.");
  }

  @Test
  void writesEachNoteInBothLanguages() {
    assertThat(Check.values())
        .allSatisfy(
            check -> {
              assertThat(check.ja()).endsWith("。").isNotEqualTo(check.en());
              assertThat(check.en()).endsWith(".");
            });
  }

  private static void find(Case c) {
    String text = SOUND;
    for (int i = 0; i < c.changes().size(); i += 2) {
      String changed = text.replace(c.changes().get(i), c.changes().get(i + 1));
      assertThat(changed).as(c.changes().get(i)).isNotEqualTo(text);
      text = changed;
    }
    // What is cut out must not leave references behind.
    if (c.check() == Check.NO_COMPONENTS || c.check() == Check.NO_ASSETS) {
      text = HEAD + "components: []\nassets: []\n";
    }
    if (c.check() == Check.NO_ACTORS || c.check() == Check.NO_ENTRY_POINTS) {
      text = HEAD + "actors: []\nentry-points: []\n";
    }
    int at = text.indexOf(c.at());
    int line = (int) text.substring(0, at).chars().filter(ch -> ch == '\n').count() + 1;
    List<ModelNote> found =
        notes(text).stream().filter(n -> n.check().equals(c.check().id())).toList();
    assertThat(found).as(notes(text).toString()).isNotEmpty();
    assertThat(found).anySatisfy(n -> assertThat(n.line()).isEqualTo(line));
    assertThat(found)
        .allSatisfy(
            n -> {
              assertThat(n.file()).isEqualTo("house.yaml");
              assertThat(n.text().ja()).doesNotContain("%");
              assertThat(n.text().en()).doesNotContain("%");
              assertThat(n.grave()).isEqualTo(c.check().grave());
            });
  }

  private static final String HEAD =
      "format: sekisho-system/1\nid: house\nname: {ja: 家, en: House}\n";

  private static Case of(Check check, String from, String to, String at) {
    return new Case(check, List.of(from, to), at);
  }

  private static Case of(Check check, String from, String to, String from2, String to2, String at) {
    return new Case(check, List.of(from, to, from2, to2), at);
  }

  private static Case withoutGateway(Check check, String at) {
    List<String> changes =
        List.of(
            "kind: gateway",
            "kind: server",
            "kind: actuator",
            "kind: camera",
            "profile: lock, ",
            "");
    return new Case(check, changes, at);
  }

  private static String section(String key) {
    int from = SOUND.indexOf("\n" + key + ":") + 1;
    int to = from;
    do {
      to = SOUND.indexOf('\n', to) + 1;
    } while (SOUND.charAt(to) == ' ');
    return SOUND.substring(from, to);
  }

  private static List<ModelNote> notes(String text) {
    return Lint.notes(SystemModelFile.readLocated("house.yaml", text), catalogue());
  }

  private static Catalogue catalogue() {
    return new Catalogue(
        Stream.of("comenc", "reset").collect(Collectors.toMap(m -> m, LintTest::measure)),
        Map.of(ThreatClass.INF_NET, List.of("comenc")),
        Map.of(
            "lockout", control("lockout", EntityKind.COMPONENT, EntityKind.ENTRY_POINT),
            "tls", control("tls", EntityKind.LINK),
            "monitoring", control("monitoring", EntityKind.SYSTEM)),
        Map.of());
  }

  private static Measure measure(String id) {
    var text = new LocalText(id, id);
    return new Measure(id, "CM-01", text, text, true, List.of(), List.of(), List.of(), List.of());
  }

  private static Control control(String id, EntityKind... on) {
    var text = new LocalText(id, id);
    Set<EntityKind> kinds = EnumSet.copyOf(Arrays.asList(on));
    return new Control(
        id,
        text,
        text,
        List.of("comenc"),
        kinds,
        Optional.empty(),
        List.of(),
        List.of(),
        new Control.Verification(
            Control.Method.NEGATIVE_TEST, Control.Tool.PROTOCOL_CLIENT, "verify-" + id, text),
        1,
        Control.Origin.IT_COMMON);
  }
}
