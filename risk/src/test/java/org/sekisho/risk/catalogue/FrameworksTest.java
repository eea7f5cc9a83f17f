package org.sekisho.risk.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.system.LocalText;

class FrameworksTest {
  private static final Pattern JAPANESE =
      Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]");

  /** Headings that are Latin in Japanese, too. */
  private static final Set<String> LATIN_NAMES =
      Set.of(
          "IPv4",
          "ICMP",
          "TCP",
          "UDP",
          "HTTP",
          "HTTPS/TLS",
          "CoAP",
          "FTP",
          "Bluetooth",
          "Wi-Fi",
          "Zigbee",
          "LoRaWAN");

  private static final Frameworks SHIPPED = Frameworks.shipped();

  @TempDir Path folder;

  @Test
  void carriesEveryItemOfEachFramework() {
    Map<String, Integer> counts =
        Map.ofEntries(
            Map.entry("ccds-gateway-threats", 10),
            Map.entry("ccds-gateway-appendix-1", 15),
            Map.entry("guideline-life-cycle", 146),
            Map.entry("ipa-17", 17),
            Map.entry("ipa-ten-threats", 30),
            Map.entry("ota-iot-trust-2016", 31),
            Map.entry("owasp-iot-2014", 10),
            Map.entry("owasp-iot-2018", 10),
            Map.entry("owasp-isvs", 169),
            Map.entry("jc-star-1", 16),
            Map.entry("etsi-en-303-645", 78),
            Map.entry("etsi-ts-103-701", 137),
            Map.entry("en-18031", 48),
            Map.entry("cra-annex-1", 22),
            Map.entry("nistir-8425", 10),
            Map.entry("nistir-8259a", 6),
            Map.entry("nistir-8259b", 4),
            Map.entry("iec-62443-4-1", 47),
            Map.entry("iec-62443-4-2", 92),
            Map.entry("emb3d", 229),
            Map.entry("attack-ics", 153),
            Map.entry("capec", 126),
            Map.entry("cwe", 202));

    assertThat(SHIPPED.all())
        .allSatisfy(
            framework ->
                assertThat(framework.items())
                    .as(framework.id())
                    .hasSize(counts.getOrDefault(framework.id(), -1)));
    assertThat(SHIPPED.all()).hasSameSizeAs(counts.keySet());
  }

  @Test
  @Verifies("GUIDE-22")
  void countsOtaItemsByTheThreeViewsOfTheGuide() {
    Framework ota = framework("ota-iot-trust-2016");

    assertThat(inGroup(ota, "1")).hasSize(10);
    assertThat(inGroup(ota, "2")).hasSize(5);
    assertThat(inGroup(ota, "3")).hasSize(16);
    assertThat(ota.items().keySet())
        .containsExactlyElementsOf(
            Stream.iterate(1, n -> n + 1).limit(31).map(String::valueOf).toList());
    assertThat(ota.items().values()).allMatch(item -> item.checked() == Checked.UNCHECKED);
  }

  @Test
  @Verifies({"GUIDE-23", "THR-13"})
  void countsOwaspSubItemsAsTheGuideDoes() {
    Framework owasp = framework("owasp-iot-2014");

    assertThat(owasp.items().values())
        .extracting(FrameworkItem::slots)
        .containsExactly(5, 10, 3, 4, 6, 6, 6, 5, 6, 6);
    assertThat(owasp.items().values().stream().mapToInt(FrameworkItem::slots).sum()).isEqualTo(57);
  }

  @Test
  @Verifies("THR-12")
  void carriesTheTenMajorThreatsOfThreeYears() {
    Framework threats = framework("ipa-ten-threats");

    assertThat(List.of("2014", "2015", "2016"))
        .allSatisfy(year -> assertThat(inGroup(threats, year)).hasSize(10));
    assertThat(SHIPPED.item("ipa-ten-threats:2016-3").orElseThrow().topic().ja())
        .isEqualTo("ランサムウェアを使った詐欺・恐喝");
  }

  @Test
  void leadsFromEachOfThe17GuidelinesToPlacesInTheLifeCycle() {
    assertThat(framework("ipa-17").items().values())
        .allSatisfy(
            item -> {
              assertThat(item.places()).isNotEmpty();
              assertThat(item.related()).anyMatch(one -> one.startsWith("guideline-life-cycle:"));
            });
  }

  @Test
  @Verifies({"THR-14", "THR-15"})
  void carriesFeatureExampleAndPartsOfEachThreat() {
    Framework threats = framework("ccds-gateway-threats");

    assertThat(threats.items().keySet())
        .containsExactly("①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩");
    assertThat(threats.items().values())
        .allSatisfy(
            threat -> {
              assertThat(threat.related()).anyMatch(one -> one.startsWith("requirement:FEAT-"));
              assertThat(threat.details()).hasSize(1);
              assertThat(threat.places()).isNotEmpty();
              assertThat(threat.categories()).isNotEmpty();
            });
    assertThat(threats.items().values())
        .filteredOn(threat -> threat.level().equals(Optional.of("beyond-data")))
        .extracting(FrameworkItem::id)
        .contains("③", "④");
  }

  @Test
  @Verifies("PROTO-17")
  void carriesTheColumnsOfAppendix1() {
    Framework appendix = framework("ccds-gateway-appendix-1");

    assertThat(appendix.levels()).hasSize(5);
    assertThat(appendix.items().values())
        .allSatisfy(
            row -> {
              assertThat(row.group()).isPresent();
              assertThat(row.level()).isPresent();
              assertThat(row.details()).hasSize(1);
            });
  }

  @Test
  void leadsFromPointOfTheLifeCycleUpToItsRow() {
    FrameworkItem firewall = SHIPPED.item("guideline-life-cycle:4.2.2-2-1-15").orElseThrow();

    assertThat(firewall.parent()).contains("4.2.2-2-1");
    assertThat(firewall.related()).containsExactly("requirement:SEC-CONF-15");
    assertThat(SHIPPED.item("guideline-life-cycle:4.2.2-2-1").orElseThrow().parent())
        .contains("4.2.2-2");
  }

  @Test
  void leadsFromDeviceToThreatToMitigationToRequirement() {
    FrameworkItem usb = SHIPPED.item("emb3d:PID-14").orElseThrow();
    FrameworkItem storage = SHIPPED.item(usb.related().getFirst()).orElseThrow();
    FrameworkItem disable = SHIPPED.item(storage.related().getFirst()).orElseThrow();

    assertThat(storage.id()).isEqualTo("TID-111");
    assertThat(disable.id()).isEqualTo("MID-056");
    assertThat(disable.related()).containsExactly("iec-62443-4-2:CR 7.7");
  }

  @Test
  void countsTheRequirementsOfEachPartOfEn18031() {
    Framework en18031 = framework("en-18031");

    assertThat(atPlace(en18031, "EN 18031-1")).isEqualTo(33);
    assertThat(atPlace(en18031, "EN 18031-2")).isEqualTo(43);
    assertThat(atPlace(en18031, "EN 18031-3")).isEqualTo(37);
  }

  @Test
  void saysEveryTopicInBothLanguages() {
    assertThat(SHIPPED.all())
        .allSatisfy(
            framework -> {
              framework.items().values().forEach(item -> assertBoth(framework, item.topic()));
              framework
                  .items()
                  .values()
                  .forEach(item -> item.details().forEach(detail -> assertBoth(framework, detail)));
              framework.levels().values().forEach(level -> assertBoth(framework, level));
              framework.conditions().values().forEach(when -> assertBoth(framework, when));
              framework.places().values().forEach(place -> assertBoth(framework, place));
              framework.note().ifPresent(note -> assertBoth(framework, note));
              framework.groups().values().stream()
                  .filter(group -> !LATIN_NAMES.contains(group.ja()))
                  .forEach(group -> assertBoth(framework, group));
            });
  }

  @Test
  void saysOfEachFrameworkWhereItComesFromAndUnderWhichTerms() {
    assertThat(SHIPPED.all())
        .allSatisfy(
            framework -> {
              assertThat(framework.source()).isNotBlank();
              assertThat(framework.licence()).isNotBlank();
              assertThat(framework.publisher()).isNotBlank();
              assertThat(framework.version()).isNotBlank();
              assertThat(framework.checked().text().ja()).isNotBlank();
              assertThat(framework.name().ja()).isNotBlank();
              assertThat(framework.name().en()).isNotBlank();
            });
  }

  @Test
  void refersToNothingThatDoesNotExist() {
    Set<String> elsewhere = Set.of("cwe", "requirement");
    assertThat(SHIPPED.all())
        .allSatisfy(
            framework ->
                assertThat(framework.items().values())
                    .flatExtracting(FrameworkItem::related)
                    .filteredOn(one -> !elsewhere.contains(one.substring(0, one.indexOf(':'))))
                    .allSatisfy(one -> assertThat(SHIPPED.item(one)).as(one).isPresent()));
  }

  @Test
  void namesNumberWithoutPrefixOfTheFramework() {
    assertThat(SHIPPED.item("cwe:319")).isEqualTo(SHIPPED.item("cwe:CWE-319")).isPresent();
    assertThat(SHIPPED.item("capec:94")).isEqualTo(SHIPPED.item("capec:CAPEC-94")).isPresent();
  }

  @Test
  void refusesClassThatIsNotOfCcdsStride() {
    String other = OWN.replace("level: must", "categories: [spo, spoofing]");

    assertThatThrownBy(() -> Frameworks.read(Document.read("own.yaml", other)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("own.yaml:13:")
        .hasMessageContaining("'spoofing' is not allowed: one of spo, tam, rep, inf-net");
  }

  @Test
  void usesEveryGroupLevelConditionAndPlaceThatItNames() {
    for (Framework framework : SHIPPED.all()) {
      Set<String> groups = new HashSet<>(framework.groups().keySet());
      Set<String> levels = new HashSet<>(framework.levels().keySet());
      Set<String> conditions = new HashSet<>(framework.conditions().keySet());
      Set<String> places = new HashSet<>(framework.places().keySet());
      for (FrameworkItem item : framework.items().values()) {
        item.group().ifPresent(groups::remove);
        item.level().ifPresent(levels::remove);
        item.conditions().forEach(conditions::remove);
        item.places().forEach(places::remove);
      }
      assertThat(groups).as(framework.id()).isEmpty();
      assertThat(levels).as(framework.id()).isEmpty();
      assertThat(conditions).as(framework.id()).isEmpty();
      assertThat(places).as(framework.id()).isEmpty();
    }
  }

  @Test
  void findsNothingUnderUnknownReferences() {
    assertThat(SHIPPED.item("ipa-17:18")).isEmpty();
    assertThat(SHIPPED.item("nobody:1")).isEmpty();
    assertThat(SHIPPED.item("ipa-17")).isEmpty();
    assertThat(SHIPPED.framework("nobody")).isEmpty();
  }

  @Test
  void findsItemsWhoseIdHoldsSpaces() {
    assertThat(SHIPPED.item("iec-62443-4-2:CR 1.1")).isPresent();
    assertThat(SHIPPED.item("nistir-8425:Software Update")).isPresent();
  }

  @Test
  void takesLaterEditionFromFileOfProject() throws IOException {
    Path file = folder.resolve("later.yaml");
    Files.writeString(
        file, OWN.replace("id: own-rules", "id: ipa-ten-threats").replace("R-1", "2030-1"));

    Frameworks all = SHIPPED.with(List.of(file));

    assertThat(all.item("ipa-ten-threats:2030-1")).isPresent();
    assertThat(all.item("ipa-ten-threats:2016-1")).isEmpty();
    assertThat(SHIPPED.item("ipa-ten-threats:2016-1")).isPresent();
    assertThat(all.all()).hasSameSizeAs(SHIPPED.all());
  }

  @Test
  void addsFrameworkOfProject() throws IOException {
    Path file = folder.resolve("own.yaml");
    Files.writeString(file, OWN);

    FrameworkItem item = SHIPPED.with(List.of(file)).item("own-rules:R-1").orElseThrow();

    assertThat(item.topic().in("ja")).isEqualTo("鍵を共有しない");
    assertThat(item.checked()).isEqualTo(Checked.ORIGINAL);
    assertThat(item.related()).containsExactly("cwe:321");
  }

  @Test
  void refusesTwoFilesWithTheSameId() throws IOException {
    Path one = folder.resolve("one.yaml");
    Path two = folder.resolve("two.yaml");
    Files.writeString(one, OWN);
    Files.writeString(two, OWN);

    assertThatThrownBy(() -> SHIPPED.with(List.of(one, two)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("two.yaml")
        .hasMessageContaining("own-rules");
  }

  @Test
  void namesLineOfEachFault() {
    String faulty =
        OWN.replace("en: keys are not shared", "en: ''")
            .replace("level: must", "level: perhaps")
            .replace("cwe:321", "CWE-321");

    assertThatThrownBy(() -> Frameworks.read(Document.read("own.yaml", faulty)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("own.yaml:12:")
        .hasMessageContaining("'en': must not be empty")
        .hasMessageContaining("own.yaml:13:")
        .hasMessageContaining("'perhaps' is not named at the top of the file; named there: must")
        .hasMessageContaining("own.yaml:14:")
        .hasMessageContaining("'CWE-321' is not allowed: framework:item");
  }

  @Test
  void refusesItemThatStandsTwice() {
    String twice = OWN + OWN.substring(OWN.indexOf("  - id:"));

    assertThatThrownBy(() -> Frameworks.read(Document.read("own.yaml", twice)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("own.yaml:15:")
        .hasMessageContaining("'R-1' stands twice");
  }

  @Test
  void refusesOtherFormatUnknownKeyAndMissingMark() {
    String other =
        OWN.replace("sekisho-framework/1", "sekisho-framework/2")
            .replace("checked: original\n", "")
            .replace("publisher", "publishers");

    assertThatThrownBy(() -> Frameworks.read(Document.read("own.yaml", other)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("own.yaml:1:")
        .hasMessageContaining("sekisho-framework/1")
        .hasMessageContaining("'checked' is missing: one of original, secondary, unchecked")
        .hasMessageContaining("unknown key 'publishers'");
  }

  @Test
  void refusesParentThatDoesNotStandBefore() {
    String lost = OWN.replace("level: must", "parent: R-1");

    assertThatThrownBy(() -> Frameworks.read(Document.read("own.yaml", lost)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("own.yaml:13:")
        .hasMessageContaining("no item 'R-1' stands before this one");
  }

  @Test
  void refusesFileWithoutItems() {
    String empty = OWN.substring(0, OWN.indexOf("items:"));

    assertThatThrownBy(() -> Frameworks.read(Document.read("own.yaml", empty)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("at least one item");
  }

  @Test
  void readsEveryKeyOfTheFormat() {
    String full =
        """
        format: sekisho-framework/1
        id: plant-rules
        name: {ja: 工場の規則, en: rules of the plant}
        version: "3"
        publisher: the plant
        licence: our own
        source: rule book of 2026
        checked: original
        note: {ja: 注意, en: what to know}
        groups: {keys: {ja: 鍵, en: keys}}
        levels: {must: {ja: 必須, en: mandatory}}
        conditions: {radio: {ja: 無線がある, en: has radio}}
        places: {ch-2: {ja: 2 章, en: chapter 2}}
        items:
          - id: R-1
            topic: {ja: 鍵を共有しない, en: keys are not shared}
            group: keys
            level: must
            checked: secondary
            conditions: [radio]
            places: [ch-2]
            categories: [spo]
            related: ["etsi-en-303-645:5.4-4", "cwe:321"]
            slots: 2
            details: [{ja: 詳細, en: more about it}]
          - {id: R-1.1, topic: {ja: 鍵を機器ごとに作る, en: keys are made per device}, parent: R-1}
        """;

    Framework rules = Frameworks.read(Document.read("plant.yaml", full));

    assertThat(rules.item("R-1"))
        .contains(
            new FrameworkItem(
                "R-1",
                new LocalText("鍵を共有しない", "keys are not shared"),
                Optional.of("keys"),
                Optional.of("must"),
                Optional.empty(),
                Checked.SECONDARY,
                List.of("radio"),
                List.of("ch-2"),
                Set.of(ThreatClass.SPO),
                List.of("etsi-en-303-645:5.4-4", "cwe:321"),
                2,
                List.of(new LocalText("詳細", "more about it"))));
    assertThat(rules.item("R-1.1").orElseThrow().parent()).contains("R-1");
    assertThat(rules.note()).contains(new LocalText("注意", "what to know"));
  }

  private static final String OWN =
      """
      format: sekisho-framework/1
      id: own-rules
      name: {ja: 社内規則, en: our rules}
      version: "3"
      publisher: the plant
      licence: our own
      source: rule book
      checked: original
      levels: {must: {ja: 必須, en: mandatory}}
      items:
        - id: R-1
          topic: {ja: 鍵を共有しない, en: keys are not shared}
          level: must
          related: ["cwe:321"]
      """;

  private static Framework framework(String id) {
    return SHIPPED.framework(id).orElseThrow();
  }

  private static List<FrameworkItem> inGroup(Framework framework, String group) {
    return framework.items().values().stream()
        .filter(item -> item.group().filter(group::equals).isPresent())
        .toList();
  }

  private static long atPlace(Framework framework, String place) {
    return framework.items().values().stream()
        .filter(item -> item.places().contains(place))
        .count();
  }

  private static void assertBoth(Framework framework, LocalText text) {
    assertThat(text.ja()).as(framework.id() + ": " + text.en()).containsPattern(JAPANESE);
    assertThat(text.en()).as(framework.id() + ": " + text.ja()).isNotBlank();
    assertThat(JAPANESE.matcher(text.en()).find()).as(framework.id() + ": " + text.en()).isFalse();
  }
}
