package org.sekisho.risk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.risk.examples.Examples.the;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.Incident;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.IncidentRisk;

/**
 * The tables of the guideline's chapter 5, cell by cell, as the example of the house gives them.
 */
class HomeGatewayTablesTest {
  private static final SystemModel HOME = Examples.model("home-gateway");

  @ParameterizedTest(name = "No. {0} {1}")
  @CsvSource({
    "1, 個人情報, 3, 3, 2",
    "2, 金融資産データ, 3, 3, 2",
    "3, 設定情報, 3, 3, 2",
    "4, ログ情報, 2, 2, 1",
    "5, セキュリティ情報（電子証明書、暗号鍵）, 3, 2, 2",
    "6, ホームゲートウェイ本体, 3, 3, 3"
  })
  @Verifies({"RISK-12", "RISK-13", "RISK-14", "AST-10"})
  void givesTablesFiveThreeAndFiveFour(int number, String name, int c, int i, int a) {
    Asset asset = assets().get(number - 1);
    assertThat(asset.name().ja()).isEqualTo(name);
    assertThat(List.of(asset.confidentiality(), asset.integrity(), asset.availability()))
        .containsExactly(c, i, a);
    assertThat(Math.max(asset.confidentiality(), Math.max(asset.integrity(), asset.availability())))
        .as("protected")
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  @Verifies({"AST-09", "RISK-13"})
  void theGatewayBodyHoldsTheInformationAssetsOneToFive() {
    assertThat(the(HOME.assets(), "gateway-body").holds())
        .containsExactlyElementsOf(assets().subList(0, 5).stream().map(Asset::id).toList());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "個人情報, 8 5",
    "金融資産データ, 8 5",
    "設定情報, 8 5",
    "ログ情報, 8 5",
    "セキュリティ情報（電子証明書、暗号鍵）, 8 5",
    "ホームゲートウェイ本体, 6"
  })
  @Verifies({"AST-08", "RISK-09", "RISK-06"})
  void givesTableFiveOne(String asset, String threats) {
    Asset found =
        assets().stream().filter(a -> a.name().ja().equals(asset)).findFirst().orElseThrow();
    List<Integer> numbers = new ArrayList<>();
    for (ConcreteThreat threat : HOME.threats().values()) {
      if (threat.source().isPresent() && threat.assets().contains(found.id())) {
        numbers.add(Integer.valueOf(threat.id().replace("table-5-1-threat-", "")));
        assertThat(threat.frequency()).isPresent();
      }
    }
    assertThat(numbers)
        .containsExactlyElementsOf(
            Arrays.stream(threats.split(" ")).map(Integer::valueOf).toList());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "gateway-broken, GW 破損・停止, 公衆網との通信途絶, 5 DoS攻撃|6 改造、破壊, 2 6, A, 2, 6",
    "gateway-leak, GW 内情報の漏えい, 公衆網－GW 間情報の漏えい,"
        + " 5 設定値改変|10 不正ファームウェア書き込み|9 なりすまし機器利用|10 ウィルス感染|8 通信データの傍受,"
        + " 1 2 3 4 5 6, C, 4, 12",
    "gateway-malfunction, GW の誤動作, 公衆網－GW 間情報の改ざん,"
        + " 5 設定値改変|10 不正ファームウェア書き込み|9 なりすまし機器利用|10 ウィルス感染|8 通信データの傍受,"
        + " 1 2 3 4 5 6, IA, 3, 27"
  })
  @Verifies({"RISK-07", "RISK-16"})
  void givesTableFiveSixWithValuesThatAreComputed(
      String id,
      String name,
      String loss,
      String threats,
      String assets,
      String axes,
      int frequency,
      int value) {
    IncidentRisk risk =
        Examples.analysis("home-gateway").incidents().stream()
            .filter(r -> r.incident().id().equals(id))
            .findFirst()
            .orElseThrow();
    Incident incident = risk.incident();
    assertThat(incident.name().ja()).isEqualTo(name);
    assertThat(incident.loss().ja()).isEqualTo(loss);
    assertThat(incident.threats().stream().map(t -> t.number() + " " + t.name().ja()))
        .containsExactly(threats.split("\\|"));
    assertThat(incident.assets())
        .containsExactlyElementsOf(
            Arrays.stream(assets.split(" "))
                .map(number -> assets().get(Integer.parseInt(number) - 1).id())
                .toList());
    assertThat(
            incident.affects().stream()
                .map(property -> property.name().substring(0, 1))
                .collect(Collectors.joining()))
        .isEqualTo(axes);
    assertThat(incident.frequency()).contains(frequency);
    assertThat(risk.scores().scores())
        .singleElement()
        .satisfies(
            score -> {
              assertThat(score.low()).isEqualByComparingTo(BigDecimal.valueOf(value));
              assertThat(score.high()).isEqualByComparingTo(BigDecimal.valueOf(value));
              assertThat(score.text().ja()).contains("相対値");
            });
  }

  @Test
  @Verifies({"UC1-08", "RISK-10"})
  void hasTheThreeAreasOfFigureFiveTwo() {
    Map<Zone.Safety, Set<String>> areas = new EnumMap<>(Zone.Safety.class);
    HOME.zones().values().stream()
        .filter(zone -> zone.placement() != Zone.Placement.WAN)
        .forEach(
            zone ->
                areas.computeIfAbsent(zone.safety(), s -> new TreeSet<>()).add(zone.name().ja()));
    assertThat(areas)
        .containsExactly(
            Map.entry(Zone.Safety.LOW, Set.of("個人使用エリア")),
            Map.entry(Zone.Safety.MEDIUM, Set.of("フィールド（宅内）")),
            Map.entry(Zone.Safety.HIGH, Set.of("センタ（インフラ提供事業者エリア）")));
  }

  @Test
  @Verifies({"AST-03", "FEAT-03"})
  void theLockAndTheAirConditionerTouchLife() {
    Asset life = the(HOME.assets(), "residents-safety");
    assertThat(life.touchesLife()).isTrue();
    assertThat(life.in()).containsExactly("front-door-lock", "living-room-aircon");
    List<Finding> findings = Examples.analysis("home-gateway").findings();
    assertThat(findings).anyMatch(f -> f.touchesLife() && f.assets().contains("residents-safety"));
  }

  @Test
  @Verifies({"RISK-04", "AST-07"})
  void everyActorComesSomewhereAndEveryAssetHasARole() {
    assertThat(HOME.actors().values()).allMatch(actor -> !actor.reaches().isEmpty());
    assertThat(HOME.assets().values()).allMatch(asset -> !asset.roles().isEmpty());
    assertThat(HOME.actors().values().stream().map(a -> a.kind().name().toLowerCase(Locale.ROOT)))
        .contains("user", "maintainer", "operator", "supplier", "attacker");
  }

  @Test
  void namesNothingInOneLanguageOnly() {
    assertThat(HOME.incidents().values().stream().map(Incident::name))
        .allSatisfy(name -> assertThat(name.en()).matches("\\p{ASCII}+"));
    assertThat(HOME.entryPoints().values().stream().map(e -> e.name()).map(LocalText::ja))
        .allSatisfy(name -> assertThat(name).matches(".*[\\u3040-\\u30ff\\u4e00-\\u9fff].*"));
  }

  private static List<Asset> assets() {
    return List.copyOf(HOME.assets().values()).subList(0, 6);
  }
}
