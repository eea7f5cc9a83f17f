package org.sekisho.risk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.risk.examples.Examples.the;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.lint.Lint;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.treatment.Decisions;
import org.sekisho.risk.treatment.DecisionsFile;

/** Table 2-2 of the guideline, and what holds of every example. */
class UseCasesTest {
  static final List<String> ALL = Examples.ALL;

  @ParameterizedTest(name = "{1} {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "home-gateway | UC1 | 個人情報/金融資産データ/設定情報/ログ情報/ネットワーク"
            + " | 乗っ取りによる攻撃への踏み台/金融資産の損失/なりすまし/通信の停止",
        "smart-maintenance | UC2 | センサ情報/生産設備/インフラ/人命/ネットワーク"
            + " | 発電設備の破壊・停止/停電による生産設備の破壊や停止、インフラの停止/停電による人命に関わる重大被害/通信の停止",
        "production-line | UC3 | センサ情報/制御システム情報/生産設備/インフラ/人命/工場内環境/ネットワーク"
            + " | データ取得が不可能となることによる本来機能の低下および精度の低下/設備停止、生産過剰＋不足、不良品発生"
            + "/生産設備の破壊や停止、インフラの停止、生産ロボットの暴走等の人命に関わる動作を引き起こす可能性/通信の停止",
        "video-surveillance | UC4 | 映像データ/センサ情報/カメラ制御情報/個人情報/ネットワーク"
            + " | 監視カメラから得られるデータに対し、なりすまし等で誤ったデータ（例：通行人の数を過大に評価したデータ）を注入、"
            + "2 次利用するユーザ（例：ナビサービス、マーケティング情報など）が誤った情報に基づいてサービスを提供"
            + "/カメラの乗っ取り等によるプライバシーの侵害/通信の停止"
      })
  @Verifies({
    "AST-01", "UC1-09", "UC1-10", "UC2-08", "UC2-09", "UC3-10", "UC3-11", "UC4-11", "UC4-12"
  })
  void givesTableTwoTwo(String name, String useCase, String assets, String damages) {
    SystemModel model = Examples.model(name);
    assertThat(model.useCases()).containsExactly(useCase);
    assertThat(model.assets().values().stream().map(a -> a.name().ja())).contains(cells(assets));
    assertThat(model.incidents().values().stream().map(i -> i.name().ja()))
        .contains(cells(damages));
  }

  @Test
  @Verifies({"GUIDE-29", "RISK-08"})
  void coversTheFourUseCases() {
    Set<String> useCases =
        Examples.ALL.stream()
            .flatMap(name -> Examples.model(name).useCases().stream())
            .collect(Collectors.toSet());
    assertThat(useCases).containsExactlyInAnyOrder("UC1", "UC2", "UC3", "UC4");
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @Verifies({"UC3-11", "RISK-07"})
  void everyIncidentHasThreatsAndAValue(String name) {
    Analysis analysis = Examples.analysis(name);
    assertThat(analysis.incidents()).isNotEmpty();
    assertThat(analysis.incidents())
        .allSatisfy(
            risk -> {
              assertThat(risk.incident().threats()).isNotEmpty();
              assertThat(risk.scores().scores())
                  .singleElement()
                  .satisfies(
                      score -> {
                        assertThat(score.low()).isGreaterThan(BigDecimal.ZERO);
                        assertThat(score.low()).isEqualByComparingTo(score.high());
                      });
            });
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @Verifies("RISK-04")
  void hasWhatAnAnalysisNeeds(String name) {
    SystemModel model = Examples.model(name);
    assertThat(model.components().size()).isBetween(8, 25);
    assertThat(model.organisations()).isNotEmpty();
    assertThat(model.entryPoints()).isNotEmpty();
    assertThat(model.interactions()).isNotEmpty();
    assertThat(model.assumptions()).isNotEmpty();
    assertThat(model.actors().values()).allMatch(actor -> !actor.reaches().isEmpty());
    assertThat(model.assets().values()).allMatch(asset -> !asset.roles().isEmpty());
    assertThat(model.assets().values()).anyMatch(Asset::touchesLife);
    assertThat(model.links().values()).allMatch(link -> !link.data().isEmpty());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @Verifies({"SYS-15", "SYS-03"})
  void everyComponentHasAPartAndAPlace(String name) {
    SystemModel model = Examples.model(name);
    for (Component component : model.components().values()) {
      assertThat(component.kind().part()).isNotNull();
      assertThat(model.zonesOf(component)).as(component.id()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void namesOnlyControlsOfTheCatalogueWhereTheyCanBe(String name) {
    SystemModel model = Examples.model(name);
    Set<String> known = CatalogueFiles.shipped().controls().keySet();
    Stream<String> named =
        Stream.of(
                model.systemControls().stream(),
                model.zones().values().stream().flatMap(z -> z.controls().stream()),
                model.components().values().stream().flatMap(c -> c.controls().stream()),
                model.links().values().stream().flatMap(l -> l.controls().stream()),
                model.entryPoints().values().stream().flatMap(e -> e.controls().stream()),
                model.countermeasures().stream().map(c -> c.control()))
            .flatMap(s -> s);
    assertThat(named).allSatisfy(id -> assertThat(known).contains(id));
    assertThat(Lint.notes(Examples.located(name), CatalogueFiles.shipped()))
        .noneMatch(ModelNote::grave);
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @Verifies("SYS-25")
  void findsThreatsOfBothOrigins(String name) {
    Set<Control.Origin> origins =
        Examples.analysis(name).findings().stream()
            .flatMap(f -> f.rule().stream())
            .map(rule -> rule.origin())
            .collect(Collectors.toSet());
    assertThat(origins).containsExactlyInAnyOrder(Control.Origin.values());
  }

  @ParameterizedTest
  @FieldSource("ALL")
  @Verifies({"AST-03", "SYS-19", "RISK-22"})
  void putsOpenThreatsToLifeFirst(String name) {
    List<Boolean> life =
        Examples.analysis(name).findings().stream()
            .filter(f -> f.open())
            .map(f -> f.touchesLife())
            .toList();
    assertThat(life.lastIndexOf(true))
        .isLessThan(life.contains(false) ? life.indexOf(false) : life.size());
  }

  @Test
  @Verifies("FEAT-04")
  void findsTheControllerOutOfSupport() {
    assertThat(Examples.analysis("smart-maintenance").findings())
        .anyMatch(
            f ->
                f.at().id().equals("turbine-controller")
                    && f.rule().map(r -> r.gatewayThreats().contains(10)).orElse(false));
  }

  @Test
  void theDecisionsOfTheHouseMeetItsFindings() {
    Decisions decisions =
        DecisionsFile.read(Examples.FOLDER.resolve("home-gateway.decisions.yaml"));
    Analysis without = Examples.analysis("home-gateway");
    Analysis with = Examples.analyse("home-gateway", decisions);
    assertThat(decisions.treatments())
        .allSatisfy(
            decision ->
                assertThat(without.findings())
                    .anyMatch(f -> f.id().startsWith(decision.finding().replace("*", ""))));
    assertThat(decisions.ratings())
        .allSatisfy(rating -> assertThat(without.finding(rating.finding())).isPresent());
    assertThat(with.findings()).hasSameSizeAs(without.findings());
    assertThat(with.findings().stream().filter(f -> f.open()).count())
        .isLessThan(without.findings().stream().filter(f -> f.open()).count());
  }

  @Test
  void sekishoTellsItsGaps() {
    SystemModel model = Examples.model("sekisho");
    assertThat(model.ofKind(ComponentKind.BUILD)).isNotEmpty();
    assertThat(model.countermeasures())
        .extracting(c -> c.control())
        .contains("data-at-rest-encryption", "release-key-protection", "dependency-watch")
        .doesNotContain("firewall-default-deny", "signed-update", "secure-erase");
    for (Component gateway :
        List.of(
            the(model.components(), "gateway"),
            the(Examples.model("home-gateway").components(), "home-gw-1"))) {
      assertThat(gateway.controls())
          .contains("firewall-default-deny", "scan-detection", "signed-update", "secure-erase")
          .as("what the gateway has only with other hardware, or keeps the key of beside it")
          .doesNotContain("tamper-detection", "tamper-erase", "secure-boot")
          .doesNotContain("data-at-rest-encryption", "key-protection");
    }
    assertThat(Examples.analysis("sekisho").findings()).anyMatch(f -> f.open());
  }

  private static String[] cells(String text) {
    return Arrays.stream(text.split("/")).map(t -> t.replace('＋', '/')).toArray(String[]::new);
  }
}
