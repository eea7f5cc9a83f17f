package org.sekisho.model.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.reading.PointId;

class SystemModelFileTest {
  private static final Path HOME = Path.of("../examples/home-gateway.yaml");

  @Test
  @Verifies({"SYS-02", "SYS-03", "UC1-01"})
  void readsTheHomeGatewayExample() {
    SystemModel model = SystemModelFile.read(HOME);
    assertThat(model.devicesOf("home-gw-1")).hasSize(10);
    assertThat(model.gatewaysOf("head-end-1"))
        .extracting(Component::id)
        .containsExactly("home-gw-1");
    assertThat(model.gatewayOf("hand-sensor")).map(Component::id).contains("home-gw-1");
    Point temperature = model.point(new PointId("bedroom-sensor", "temperature"));
    assertThat(temperature).isNotNull();
    assertThat(temperature.range()).contains(new Range(-30, 60));
    assertThat(model.mayCommand("reader", new PointId("living-room-light", "switch"))).isTrue();
    assertThat(model.mayCommand("reader", new PointId("front-door-lock", "locked"))).isFalse();
    assertThat(model.mayRead("reader", "front-door-lock")).isFalse();
  }

  @Test
  void namesFileAndLineOfEveryProblemAtOnce() {
    String text =
        """
        format: sekisho-system/1
        id: home
        name: {ja: 家, en: house}
        zones:
          - {id: house, name: {ja: 家, en: house}, safety: mild, placement: field}
        components:
          - {id: gw, kind: gateway, name: {ja: a, en: a}, zone: hous}
          - {id: t1, kind: sensor, name: {ja: a, en: a}, zone: house, colour: red}
        links:
          - {id: l1, from: t1, to: nobody, protocol: mqtt, authentication: password, encryption: tls}
        """;
    assertThatThrownBy(() -> SystemModelFile.read("m.yaml", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("m.yaml:5:")
        .hasMessageContaining("'mild' is not allowed: one of low, medium, high")
        .hasMessageContaining("m.yaml:7:")
        .hasMessageContaining("'hous' is not in this model; there is house")
        .hasMessageContaining("m.yaml:8:")
        .hasMessageContaining(
            "unknown key 'colour'; allowed here: id, kind, profile, name, zone, place")
        .hasMessageContaining("m.yaml:10:")
        .hasMessageContaining("'nobody' is not in this model");
  }

  @Test
  void readsEveryKeyWhereverReferencesPoint() {
    SystemModel model = SystemModelFile.read("full.yaml", FullModel.text());
    assertThat(model.useCases()).containsExactly("UC1", "UC4");
    assertThat(model.systemControls()).containsExactly("security-policy");
    assertThat(model.zonesOf(the(model.components(), "valve")))
        .extracting(Zone::id)
        .containsExactly("hall", "house");
    assertThat(model.ownerOf(the(model.components(), "valve"))).contains("owner");
    assertThat(model.ownerOf(the(model.components(), "app"))).contains("provider");
    Component gateway = the(model.components(), "gw");
    assertThat(gateway.supportEnd()).contains(LocalDate.of(2031, 3, 31));
    assertThat(gateway.software())
        .containsExactly(
            new Component.Software("linux", Optional.of("6.12")),
            new Component.Software("mosquitto", Optional.empty()));
    assertThat(the(model.components(), "server").scope()).isEqualTo(Component.Scope.OUT);
    Asset climate = the(model.assets(), "climate");
    assertThat(climate.impact())
        .containsExactly(
            Map.entry(Asset.Impact.SYSTEM, Asset.Extent.MINOR),
            Map.entry(Asset.Impact.OTHER_ORGANISATION, Asset.Extent.SERIOUS),
            Map.entry(Asset.Impact.LIFE, Asset.Extent.SEVERE));
    assertThat(climate.touchesLife()).isTrue();
    assertThat(climate.roles())
        .containsExactly(Map.entry("family", Set.of(Asset.Role.CREATES, Asset.Role.SEES)));
    EntryPoint listener = the(model.entryPoints(), "gw-mqtt");
    assertThat(listener.enabled()).isFalse();
    assertThat(listener.surface()).contains("AS1");
    assertThat(model.countermeasures())
        .containsExactly(
            new Countermeasure(
                "case-lock",
                List.of("house", "gw", "gw-server", "gw-mqtt"),
                Countermeasure.State.PLANNED,
                Optional.of("maker"),
                Optional.of("with the next case")),
            new Countermeasure(
                "training",
                List.of(),
                Countermeasure.State.IN_PLACE,
                Optional.empty(),
                Optional.empty()));
    Incident stop = the(model.incidents(), "stop");
    assertThat(stop.frequency()).contains(2);
    assertThat(stop.affects())
        .containsExactly(Incident.Property.INTEGRITY, Incident.Property.AVAILABILITY);
    assertThat(the(model.threats(), "listen-in").measures()).containsExactly("comenc", "userauth");
    assertThat(the(model.interactions(), "f1").over())
        .containsExactly("thermometer-gw", "gw-server");
    assertThat(model.assumptions()).containsKey("grid");
  }

  @Test
  void knowsWhereEachValueStands() {
    SourceMap source = SystemModelFile.readLocated("full.yaml", FullModel.text()).source();
    List<String> lines = FullModel.text().lines().toList();
    assertThat(source.file()).isEqualTo("full.yaml");
    assertThat(lineAt(source, lines, "links/gw-server")).contains("- id: gw-server");
    assertThat(lineAt(source, lines, "links/gw-server/strength")).contains("strength: sound");
    assertThat(lineAt(source, lines, "components/valve/kind"))
        .contains("{id: valve, kind: actuator");
    assertThat(lineAt(source, lines, "entry-points")).isEqualTo("entry-points:");
    assertThat(source.line("links/nobody")).isEmpty();
    assertThat(SourceMap.NONE.line("links/gw-server")).isEmpty();
  }

  private static String lineAt(SourceMap source, List<String> lines, String place) {
    return lines.get(source.line(place).orElseThrow() - 1);
  }

  /** What is broken, by what, and the words and the line that the error must give. */
  @ParameterizedTest(name = "{0} instead of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "parent: hosue          | parent: house       | 'hosue' is not in this model; there is"
            + " hall, house, internet, centre",
        "zone: hous             | zone: house¶"
            + "       | 'hous' is not in this model; there is hall, house, internet, centre",
        "owner: nobody          | owner: provider     | 'nobody' is not in this model; there is"
            + " owner, provider",
        "place: attic           | place: hallway      | 'attic' is not in this model; there is"
            + " hallway",
        "profile: pump}         | profile: valve}     | 'pump' is not in this model; there is"
            + " thermometer, valve",
        "from: ghost, to: gw,   | from: valve, to: gw,| 'ghost' is not in this model; there is"
            + " thermometer, valve, gw, server, app",
        "to: ghost              | to: server          | 'ghost' is not in this model",
        "data: [weather]        | data: [climate]     | 'weather' is not in this model; there is"
            + " gateway-body, climate",
        "through: [sky]         | through: [internet] | 'sky' is not in this model",
        "in: [gw, ghost]        | in: [gw, server]    | 'ghost' is not in this model",
        "holds: [weather]       | holds: [climate]    | 'weather' is not in this model",
        "points: [valve/shut]   | points: [thermometer/temperature] | 'valve/shut' is no"
            + " profile/point of this model",
        "points: [valve]        | points: [thermometer/temperature] | 'valve' is no profile/point"
            + " of this model",
        "stranger: [sees, creates] | family: [sees, creates] | 'stranger' is no actor of this"
            + " model",
        "shared-with: [nobody]  | shared-with: [provider] | 'nobody' is not in this model",
        "reaches: [gw, door]    | reaches: [gw, gw-mqtt] | 'door' is not in this model; there is"
            + " thermometer, valve, gw, server, app, gw-mqtt",
        "on: ghost              | on: gw              | 'ghost' is not in this model",
        "on: [house, nothing    | on: [house, gw      | 'nothing' is not in this model; there is"
            + " hall, house, internet, centre, thermometer, valve, gw, server, app, thermometer-gw,"
            + " valve-gw, gw-server and 1 more",
        "entry-point: backdoor  | entry-point: gw-mqtt | 'backdoor' is not in this model; there is"
            + " gw-mqtt",
        "assets: [weather]      | assets: [climate]   | 'weather' is not in this model",
        "actor: stranger        | actor: family       | 'stranger' is not in this model; there is"
            + " family",
        "over: [thermometer-gw, x] | over: [thermometer-gw, gw-server] | 'x' is not in this model",
        "entry-points: [door]   | entry-points: [gw-mqtt] | 'door' is not in this model",
        "application: gw        | application: app    | 'gw' is not of kind application",
        "read: [server,         | read: [thermometer, | 'server' is no sensor or actuator of this"
            + " model",
        "command: [valve/shut]  | command: [valve/open] | 'valve/shut' is no device/point of this"
            + " model",
        "command: [thermometer/temperature] | command: [valve/open] | cannot be commanded",
        "id: hall, name         | id: house, name     | 'hall' stands twice under 'zones'",
        "id: thermometer, kind  | id: valve, kind     | 'thermometer' stands twice under"
            + " 'components'",
        "id: thermometer-gw, from | id: valve-gw, from | 'thermometer-gw' stands twice under"
            + " 'links'",
        "id: gateway-body | id: climate¶ | 'gateway-body' stands twice under 'assets'",
        "id: owner, name        | id: provider, name  | 'owner' stands twice under 'organisations'",
        "id: thermometer        | id: valve¶"
            + "         | 'thermometer' stands twice under 'profiles'",
        "support-end: 2031-02-30 | support-end: 2031-03-31 | '2031-02-30' is not allowed: a day"
            + " from 1970 to 9999",
        "support-end: tomorrow  | support-end: 2031-03-31 | 'tomorrow' is not allowed: a day",
        "support-end: +999999999-01-01 | support-end: 2031-03-31 | '+999999999-01-01' is not"
            + " allowed: a day",
        "reach: moon            | reach: field        | 'moon' is not allowed: one of internet,"
            + " wan, field, local, physical",
        "protocol: telepathy    | protocol: mqtt¶"
            + "    | 'telepathy' is not allowed: one of mqtt, mqtt-sn, coap",
        "kind: gem              | kind: readings      | 'gem' is not allowed: one of personal,"
            + " secret",
        "surface: AS0           | surface: AS1        | 'AS0' is not allowed: AS and a number, such"
            + " as AS1",
      })
  void namesThePlaceOfWhatIsWrong(String broken, String sound, String message) {
    String right = sound.replace("¶", "\n");
    String wrong = broken + (right.endsWith("\n") ? "\n" : "");
    String full = FullModel.text();
    assertThat(full).contains(right);
    int at = full.indexOf(right);
    String text = full.substring(0, at) + wrong + full.substring(at + right.length());
    DocumentException refused =
        catchThrowableOfType(
            DocumentException.class, () -> SystemModelFile.read("full.yaml", text));
    int line = (int) full.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.message()).contains(message);
              assertThat(problem.line()).isEqualTo(line);
            });
  }

  @Test
  @Verifies("UC1-08")
  void refusesZonesThatLieInEachOtherInACircle() {
    String circle =
        FullModel.text()
            .replace(
                "placement: field, owner: owner,", "placement: field, parent: hall, owner: owner,");
    assertRefused(circle, "zones lie in each other in a circle: hall in house in hall");
    String self = FullModel.text().replace("parent: house", "parent: hall");
    assertRefused(self, "zones lie in each other in a circle: hall in hall");
  }

  @Test
  void refusesNestingThatIsTooDeepBeforeItTakesLong() {
    var text = new StringBuilder(FullModel.text());
    text.insert(text.indexOf("zones:") + 7, chain(100_000));
    assertTimeout(
        Duration.ofSeconds(20),
        () -> assertRefused(text.toString(), "zones lie in each other deeper than 16 levels"));
  }

  private static String chain(int zones) {
    var text = new StringBuilder();
    for (int i = 0; i < zones; i++) {
      text.append("  - {id: z")
          .append(i)
          .append(", name: {ja: a, en: a}, safety: low, placement: wan, parent: z")
          .append(Math.min(i + 1, zones - 1))
          .append("}\n");
    }
    return text.toString();
  }

  @Test
  void staysQuickWhenNoReferenceHolds() {
    var text = new StringBuilder(FullModel.text());
    var links = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      links
          .append("  - {id: x")
          .append(i)
          .append(", from: a")
          .append(i)
          .append(", to: b, protocol: mqtt, authentication: none, encryption: none}\n");
    }
    text.insert(text.indexOf("links:") + 7, links);
    assertTimeout(
        Duration.ofSeconds(20),
        () -> assertRefused(text.toString(), "'a59999' is not in this model"));
  }

  @Test
  void refusesAThingThatHoldsItself() {
    assertRefused(
        FullModel.text().replace("holds: [climate]", "holds: [gateway-body]"),
        "'holds': 'gateway-body' would hold itself");
    assertRefused(
        FullModel.text()
            .replace(
                "    shared-with: [provider]",
                "    holds: [gateway-body]\n    shared-with: [provider]"),
        "'climate' would hold itself");
  }

  @Test
  void keepsHostileTextAsText() {
    for (String hostile :
        List.of(
            "<script>alert(1)</script>",
            "'; DROP TABLE assets; --",
            "${jndi:ldap://example.test/a}",
            "../../etc/passwd",
            "=HYPERLINK(1)",
            "{asset} {0} %s",
            "\u202eevil\u202c",
            "a\nb",
            "人命 \ud83d\udd25")) {
      String quoted = hostile.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      SystemModel model =
          SystemModelFile.read(
              "full.yaml",
              FullModel.text()
                  .replace(
                      "{ja: 傍受, en: Listening in}",
                      "{ja: \"" + quoted + "\", en: \"" + quoted + "\"}")
                  .replace("note: with the next case", "note: \"" + quoted + "\""));
      assertThat(the(model.threats(), "listen-in").name())
          .isEqualTo(new LocalText(hostile, hostile));
      assertThat(model.countermeasures().getFirst().note()).contains(hostile);
    }
  }

  @Test
  void refusesHostileTextWhereAnIdBelongs() {
    for (String hostile :
        List.of("../x", "a b", "A", "-a", "a".repeat(65), "a/b", "é", "a\u0000")) {
      String quoted = hostile.replace("\u0000", "\\0");
      assertRefused(
          FullModel.text().replace("id: stop\n", "id: \"" + quoted + "\"\n"),
          "is not allowed: an id");
    }
  }

  @Test
  void refusesABombAndAHugeFile(@TempDir Path folder) throws IOException {
    assertRefused(
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n" + FullModel.text(),
        "anchors (&) and aliases (*) are not accepted");
    assertRefused(
        FullModel.text()
            .replace("reaches: [gw, gw-mqtt]", "reaches: " + "[".repeat(40) + "]".repeat(40)),
        "nested deeper than 32 levels");
    assertRefused(FullModel.text().replace("id: full", "id: !!java.io.File full"), "tags (!)");
    Path huge = folder.resolve("huge.yaml");
    try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(100L * 1024 * 1024);
    }
    assertThatThrownBy(() -> SystemModelFile.read(huge))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("larger than 16777216 bytes, the limit of a document");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesAFileWithoutEnd() {
    assertThatThrownBy(() -> SystemModelFile.read(Path.of("/dev/zero")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void givesAResultForAnyDamage() {
    var random = new Random(7);
    String full = FullModel.text();
    for (int i = 0; i < 1500; i++) {
      int at = random.nextInt(full.length());
      int cut = random.nextInt(12);
      String text =
          full.substring(0, at)
              + (random.nextBoolean() ? "" : "[{x: ".substring(random.nextInt(5)))
              + full.substring(Math.min(full.length(), at + cut));
      try {
        assertThat(SystemModelFile.readLocated("damaged.yaml", text).model()).isNotNull();
      } catch (DocumentException e) {
        assertThat(e.problems()).isNotEmpty();
      }
    }
  }

  private static <T> T the(Map<String, T> all, String id) {
    return Objects.requireNonNull(all.get(id), id);
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> SystemModelFile.read("full.yaml", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }
}
