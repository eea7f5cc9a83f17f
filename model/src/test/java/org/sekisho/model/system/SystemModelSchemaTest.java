package org.sekisho.model.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The schema that editors use says the same as the reader, but for references between ids. */
class SystemModelSchemaTest {
  private static final Path EXAMPLES = Path.of("../examples");
  private static final Path HOME = EXAMPLES.resolve("home-gateway.yaml");
  private static final String HEAD = "format: sekisho-system/1\nid: m\nname: {ja: あ, en: a}\n";
  private static final String ALLOWED = "unknown key 'zz'; allowed here: ";
  private final String text = text();
  private final Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
  private final JsonNode tree = new ObjectMapper().readTree(text);

  @TestFactory
  Stream<DynamicTest> acceptsTheExamples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().endsWith(".decisions.yaml"))
          .sorted()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.getFileName().toString(), () -> assertAccepted(Files.readString(file))))
          .toList()
          .stream();
    }
  }

  @Test
  void acceptsAModelWithEveryKey() {
    assertAccepted(FullModel.text());
  }

  @Test
  void everyKeyOfTheSchemaStandsInThatModel() {
    tree.findValues("properties").stream()
        .flatMap(properties -> properties.propertyNames().stream())
        .forEach(key -> assertThat(FullModel.text()).containsPattern("\\b" + key + ":"));
  }

  /** The reader tells which keys it allows when it meets one that it does not know. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "root               | zz: 1                                       | ",
        "organisations      | organisations: [{zz: 1}]                    | organisations/items",
        "zones              | zones: [{zz: 1}]                            | zones/items",
        "places             | places: [{zz: 1}]                           | places/items",
        "profiles           | profiles: [{zz: 1}]                         | profiles/items",
        "points             | profiles: [{points: [{zz: 1}]}]             |"
            + " profiles/items/properties/points/items",
        "point's control    | profiles: [{points: [{control: {zz: 1}}]}]  |"
            + " profiles/items/properties/points/items/properties/control",
        "components         | components: [{zz: 1}]                       | components/items",
        "software           | components: [{software: [{zz: 1}]}]         |"
            + " components/items/properties/software/items",
        "links              | links: [{zz: 1}]                            | links/items",
        "assets             | assets: [{zz: 1}]                           | assets/items",
        "impact             | assets: [{impact: {zz: 1}}]                 |"
            + " assets/items/properties/impact",
        "actors             | actors: [{zz: 1}]                           | actors/items",
        "entry points       | entry-points: [{zz: 1}]                     | entry-points/items",
        "countermeasures    | countermeasures: [{zz: 1}]                  | countermeasures/items",
        "threats            | threats: [{zz: 1}]                          | threats/items",
        "incidents          | incidents: [{zz: 1}]                        | incidents/items",
        "incident's threats | incidents: [{threats: [{zz: 1}]}]           |"
            + " incidents/items/properties/threats/items",
        "interactions       | interactions: [{zz: 1}]                     | interactions/items",
        "assumptions        | assumptions: [{zz: 1}]                      | assumptions/items",
        "grants             | grants: [{zz: 1}]                           | grants/items",
      })
  void knowsTheKeysThatTheReaderKnows(String what, String broken, String place) {
    DocumentException refused =
        catchThrowableOfType(
            DocumentException.class, () -> SystemModelFile.read("m.yaml", HEAD + broken));
    List<String> allowed =
        refused.problems().stream()
            .map(Problem::message)
            .filter(m -> m.startsWith(ALLOWED))
            .flatMap(m -> Arrays.stream(m.substring(ALLOWED.length()).split(", ")))
            .toList();
    assertThat(
            tree.at((place == null ? "" : "/properties/" + place) + "/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(allowed);
  }

  @TestFactory
  Stream<DynamicTest> allowsTheWordsThatTheReaderAllows() {
    return Stream.of(
            words("zones", "safety", Zone.Safety.class),
            words("zones", "placement", Zone.Placement.class),
            words("components", "kind", ComponentKind.class),
            words("components", "scope", Component.Scope.class),
            words("components", "physical-control", Component.PhysicalControl.class),
            words("components", "capability", Component.Capability.class),
            words("components", "update", Component.Update.class),
            words("links", "protocol", Protocol.class),
            words("links", "direction", Link.Direction.class),
            words("links", "authentication", Link.Authentication.class),
            words("links", "encryption", Link.Encryption.class),
            words("links", "strength", Link.Strength.class),
            words("assets", "kind", Asset.Kind.class),
            words("assets", "impact/properties/life", Asset.Extent.class),
            words("assets", "roles/additionalProperties/items", Asset.Role.class),
            words("actors", "kind", Actor.Kind.class),
            words("entry-points", "kind", EntryPoint.Kind.class),
            words("entry-points", "reach", EntryPoint.Reach.class),
            words("entry-points", "access", EntryPoint.Access.class),
            words("entry-points", "protocol", Protocol.class),
            words("entry-points", "authentication", Link.Authentication.class),
            words("entry-points", "encryption", Link.Encryption.class),
            words("countermeasures", "state", Countermeasure.State.class),
            words("threats", "affects/items", Incident.Property.class),
            words("incidents", "affects/items", Incident.Property.class))
        .flatMap(tests -> tests);
  }

  private Stream<DynamicTest> words(String list, String key, Class<? extends Enum<?>> type) {
    return Stream.of(
        DynamicTest.dynamicTest(
            list + " " + key,
            () ->
                assertThat(
                        tree
                            .at("/properties/" + list + "/items/properties/" + key + "/enum")
                            .values()
                            .stream()
                            .map(JsonNode::asString))
                    .containsExactlyElementsOf(
                        Arrays.stream(type.getEnumConstants())
                            .map(e -> e.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .toList())));
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatTheReaderRefuses() {
    return Stream.of(
            new String[] {"unknown key", "safety: low", "colour: red, safety: low"},
            new String[] {"missing key", "safety: low, ", ""},
            new String[] {"unknown choice", "safety: low", "safety: mild"},
            new String[] {"name in one language", "{ja: 廊下, en: Hallway}", "{en: Hallway}"},
            new String[] {"empty name", "{ja: 廊下, en: Hallway}", "{ja: \"\", en: Hallway}"},
            new String[] {"id of another form", "id: stop\n", "id: Stop_1\n"},
            new String[] {"number without range", "unit: Cel, range: [-30, 60], ", "unit: Cel, "},
            new String[] {"range of one number", "range: [-30, 60]", "range: [-30]"},
            new String[] {"time span without unit", "interval: 10s", "interval: 10"},
            new String[] {"rating of 4", "confidentiality: 0", "confidentiality: 4"},
            new String[] {"rating below 0", "confidentiality: 0", "confidentiality: -1"},
            new String[] {"no rating", "    confidentiality: 0\n", ""},
            new String[] {"no commands", "commands-per-minute: 4", "commands-per-minute: 0"},
            new String[] {"device without profile", ", profile: valve}", "}"},
            new String[] {"profile of a gateway", "update: remote", "profile: valve"},
            new String[] {"unknown format", "sekisho-system/1", "sekisho-system/9"},
            new String[] {"use case of no guideline", "UC4", "UC5"},
            new String[] {"day that is none", "2031-03-31", "31.3.2031"},
            new String[] {"year before computers", "2031-03-31", "1031-03-31"},
            new String[] {"surface without number", "surface: AS1", "surface: AS"},
            new String[] {"flag that is a word", "enabled: false", "enabled: maybe"},
            new String[] {"frequency of 5", "frequency: 2", "frequency: 5"},
            new String[] {"threat 11", "number: 5", "number: 11"},
            new String[] {"threat without number", "{number: 5, ", "{"},
            new String[] {"property of no asset", "[availability, ", "[beauty, "},
            new String[] {"role of nobody", "[sees, creates]", "[steals]"},
            new String[] {"extent of nothing", "life: severe", "life: some"},
            new String[] {"control of another form", "[secure-boot]", "[Secure Boot]"},
            new String[] {"control twice", "[secure-boot]", "[secure-boot, secure-boot]"},
            new String[] {"reference twice", "in: [gw, server]", "in: [gw, gw]"},
            new String[] {"measure of another form", "[comenc, ", "[Com Enc, "},
            new String[] {"category of another form", "category: inf-net", "category: Spoofing!"},
            new String[] {"state of nothing", "state: planned", "state: soon"},
            new String[] {"software without name", "{name: mosquitto}", "{version: 2}"},
            new String[] {"text where a list belongs", "in: [gw, server]", "in: gw"},
            new String[] {"list where a text belongs", "owner: provider", "owner: [provider]"})
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken[0],
                    () -> {
                      String changed = FullModel.text().replace(broken[1], broken[2]);
                      assertThat(changed).isNotEqualTo(FullModel.text());
                      assertThat(schema.validate(changed, InputFormat.YAML)).isNotEmpty();
                      assertThat(readerRefuses(changed)).isTrue();
                    }));
  }

  @Test
  void asksForNoProfileWhereTheModelHasNone() throws IOException {
    String analysed =
        HEAD
            + """
            zones:
              - {id: house, name: {ja: 家, en: House}, safety: low, placement: field}
            components:
              - {id: s, kind: sensor, name: {ja: あ, en: a}, zone: house}
            """;
    assertAccepted(analysed);
    String run = Files.readString(HOME).replace(", profile: lock,", ",");
    assertThat(schema.validate(run, InputFormat.YAML)).isNotEmpty();
    assertThat(readerRefuses(run)).isTrue();
  }

  private void assertAccepted(String model) {
    assertThat(schema.validate(model, InputFormat.YAML)).isEmpty();
    assertThat(SystemModelFile.read("model.yaml", model)).isNotNull();
  }

  private static boolean readerRefuses(String text) {
    try {
      SystemModelFile.read("model.yaml", text);
      return false;
    } catch (DocumentException e) {
      return true;
    }
  }

  private static String text() {
    try (InputStream in = SystemModelFile.class.getResourceAsStream("system-model.schema.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
