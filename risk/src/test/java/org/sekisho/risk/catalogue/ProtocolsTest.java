package org.sekisho.risk.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.system.Protocol;
import org.sekisho.risk.catalogue.ProtocolFacts.Threat;
import org.sekisho.risk.catalogue.ProtocolFacts.Weakness;

class ProtocolsTest {
  private static final Protocols SHIPPED = Protocols.shipped();

  @ParameterizedTest
  @EnumSource(Protocol.class)
  @Verifies({"PROTO-19", "PROTO-20"})
  void knowsEveryProtocol(Protocol protocol) {
    ProtocolFacts facts = SHIPPED.of(protocol);
    assertThat(facts.protocol()).isEqualTo(protocol);
    assertThat(facts.name().ja()).isNotBlank();
    assertThat(facts.name().en()).isNotBlank();
    if (protocol != Protocol.OTHER && protocol != Protocol.UNKNOWN) {
      assertThat(facts.weaknesses()).isNotEmpty();
      assertThat(
              List.of(
                  facts.canEncrypt(),
                  facts.canAuthenticate(),
                  facts.integrity(),
                  facts.replayProtection(),
                  facts.plain()))
          .allSatisfy(property -> assertThat(property).isPresent());
    }
    assertThat(facts.weaknesses())
        .allSatisfy(
            weakness -> {
              assertThat(weakness.threatClass().category()).isEqualTo(weakness.threat().category());
              assertThat(weakness.references()).isNotEmpty();
            });
  }

  @ParameterizedTest(name = "row {0}: {1}, {2}")
  @CsvSource({
    "1, IPV4, サービス拒否, Teardrop",
    "2, ICMP, サービス拒否, Ping of death",
    "3, TCP, なりすまし, シーケンス番号",
    "4, TCP, サービス拒否, SYN",
    "5, UDP, サービス拒否, 長さフィールド",
    "6, HTTP, 情報漏えい, クエリの注入",
    "7, HTTP, サービス拒否, プロトコル要素長",
    "8, HTTPS, なりすまし, 証明書と認証の不備",
    "9, HTTPS, 情報漏えい, 匿名鍵交換",
    "10, HTTPS, サービス拒否, ロールバック",
    "11, COAP, サービス拒否, URI 処理",
    "12, COAP, サービス拒否, アンプ攻撃",
    "13, FTP, 改ざん, Anonymous FTP",
    "14, FTP, 情報漏えい, 不正ログイン",
    "15, FTP, 特権昇格, ブルートフォース"
  })
  @Verifies({"PROTO-17", "PROTO-20"})
  void hasEveryRowOfTheAppendix(int row, Protocol protocol, String threat, String words) {
    assertThat(SHIPPED.of(protocol).weaknesses())
        .filteredOn(weakness -> weakness.row().equals(Optional.of(row)))
        .singleElement()
        .satisfies(
            weakness -> {
              assertThat(weakness.threat().text().ja()).isEqualTo(threat);
              assertThat(weakness.example().ja()).contains(words);
              assertThat(weakness.effect().ja()).isNotBlank();
            });
  }

  @Test
  void hasTheRowsOfTlsAtBothOfItsNames() {
    Map<Integer, Set<Weakness>> rows = new TreeMap<>();
    SHIPPED.all().stream()
        .flatMap(facts -> facts.weaknesses().stream())
        .forEach(
            weakness ->
                weakness
                    .row()
                    .ifPresent(
                        row -> rows.computeIfAbsent(row, r -> new HashSet<>()).add(weakness)));
    assertThat(rows).hasSize(Protocols.APPENDIX_ROWS);
    assertThat(rows.values()).allSatisfy(same -> assertThat(same).hasSize(1));
    assertThat(SHIPPED.of(Protocol.TLS).weaknesses())
        .flatExtracting(weakness -> weakness.row().stream().toList())
        .containsExactly(8, 9, 10);
  }

  @Test
  @Verifies("PROTO-17")
  void mapsTheFiveWordsToCategories() {
    assertThat(Arrays.stream(Threat.values()).map(Threat::category))
        .containsExactly("dos", "spo", "inf", "tam", "eop")
        .allSatisfy(
            category ->
                assertThat(Arrays.stream(ThreatClass.values()).map(ThreatClass::category))
                    .contains(category));
  }

  @ParameterizedTest
  @EnumSource(
      value = Protocol.class,
      names = {"DNS", "PPPOE", "UPNP", "WLAN", "IPV6", "ICMP"})
  @Verifies("PROTO-16")
  void hasRowsOfItsOwnForWhatTheGuidelineNamesElsewhere(Protocol protocol) {
    assertThat(SHIPPED.of(protocol).weaknesses())
        .anySatisfy(weakness -> assertThat(weakness.row()).isEmpty());
  }

  @Test
  void tellsThePlainFromTheProtected() {
    assertThat(SHIPPED.of(Protocol.MODBUS_TCP).canEncrypt()).contains(false);
    assertThat(SHIPPED.of(Protocol.MODBUS_TCP).canAuthenticate()).contains(false);
    assertThat(SHIPPED.of(Protocol.OPC_UA).canEncrypt()).contains(true);
    assertThat(SHIPPED.of(Protocol.MQTT).plain()).contains(true);
    assertThat(SHIPPED.of(Protocol.HTTPS).plain()).contains(false);
    assertThat(SHIPPED.of(Protocol.HTTP).secureVariant()).contains(Protocol.HTTPS);
    assertThat(SHIPPED.of(Protocol.LORAWAN).radio()).isTrue();
    assertThat(SHIPPED.of(Protocol.ETHERNET).radio()).isFalse();
    assertThat(SHIPPED.of(Protocol.UNKNOWN).plain()).isEmpty();
  }

  @Test
  void refersOnlyToItemsThatExist() {
    List<String> references =
        SHIPPED.all().stream()
            .flatMap(facts -> facts.weaknesses().stream())
            .flatMap(weakness -> weakness.references().stream())
            .filter(reference -> !reference.startsWith("cwe:"))
            .toList();
    assertThat(references).allMatch(reference -> Frameworks.shipped().item(reference).isPresent());
  }

  @Test
  void secureVariantsAreMoreSecure() {
    assertThat(SHIPPED.all())
        .filteredOn(facts -> facts.secureVariant().isPresent())
        .allSatisfy(
            facts -> {
              ProtocolFacts variant = SHIPPED.of(facts.secureVariant().orElseThrow());
              assertThat(variant.canEncrypt()).contains(true);
              assertThat(variant.plain()).contains(false);
              assertThat(facts.plain()).contains(true);
            });
  }

  @Test
  void refusesAFileThatLeavesOneOutOrContradictsItself() {
    String text =
        """
        format: sekisho-protocols/1
        protocols:
          - id: mqtt
            name: {ja: あ, en: a}
            layer: application
            ports: [mqtt]
            weaknesses:
              - {threat: leak, class: dos, example: {ja: あ, en: a}, effect: {ja: あ, en: a}, row: 16, references: [x]}
          - {id: mqtt, name: {ja: あ, en: a}, layer: application}
        """;
    assertThatThrownBy(() -> Protocols.read(Document.read("p.yaml", text)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("p.yaml:6:12: 'ports': 'mqtt' is no port such as tcp/1883")
        .hasMessageContaining("does not fit the threat 'leak'")
        .hasMessageContaining("16 is out of range")
        .hasMessageContaining("'x' is no framework:item")
        .hasMessageContaining("p.yaml:9:10: 'id': stands twice")
        .hasMessageContaining("nothing is said of COAP");
  }
}
