package org.sekisho.risk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.risk.examples.Examples.the;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Interaction;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Surface;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.catalogue.Measure;
import org.sekisho.risk.catalogue.ThreatClass;

/** The worked example of the guide to risk analysis, cell by cell. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkCameraTest {
  private static final SystemModel CAMERA = Examples.model("network-camera");
  private static final Catalogue CATALOGUE = CatalogueFiles.shipped();
  private static final List<String> SURFACES = List.of("AS1", "AS2", "AS3", "AS4", "AS5", "AS6");

  @Test
  @Verifies({"GUIDE-02", "GUIDE-08"})
  void hasTheElementsOfTheFigure() {
    assertThat(CAMERA.components().values().stream().map(c -> c.name().ja()))
        .contains(
            "ネットワークカメラ",
            "PC用ソフトウェア",
            "スマートフォン・タブレット用アプリ",
            "携帯電話",
            "通信I/F",
            "基地局",
            "ネットワークカメラ用クラウドサーバ",
            "データベース");
    assertThat(CAMERA.zones().values().stream().map(z -> z.name().ja()))
        .containsExactlyInAnyOrder("宅内環境", "宅外利用環境", "通信事業者網", "インターネット", "クラウド環境（検証対象外）");
    assertThat(CAMERA.links().values())
        .anyMatch(l -> l.protocol() == Protocol.CELLULAR && l.to().equals("base-station"));
  }

  @Test
  @Verifies({"GUIDE-06", "GUIDE-08"})
  void hasTheThreeFlowsAndASurfaceForEachEntryPoint() {
    assertThat(CAMERA.interactions().values().stream().limit(3).map(i -> i.name().ja()))
        .containsExactly("① 認証", "② カメラアクセス（映像・音声）", "③ 管理機能操作");
    Set<String> used =
        CAMERA.interactions().values().stream()
            .map(Interaction::entryPoints)
            .flatMap(List::stream)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(used).containsExactlyElementsOf(new TreeSet<>(CAMERA.entryPoints().keySet()));
  }

  @Test
  @Verifies("GUIDE-09")
  void takesTheCloudOutOfScopeButKeepsItsThreats() {
    Analysis analysis = Examples.analysis("network-camera");
    assertThat(the(CAMERA.components(), "camera").scope()).isEqualTo(Component.Scope.IN);
    for (String out : List.of("cloud-server", "database")) {
      assertThat(the(CAMERA.components(), out).scope()).isEqualTo(Component.Scope.OUT);
    }
    for (String row : List.of("row-7", "row-8")) {
      Finding finding = analysis.finding("threat@" + row).orElseThrow();
      assertThat(finding.inScope()).isFalse();
      assertThat(finding.open()).isFalse();
    }
  }

  @ParameterizedTest(name = "row {0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | カメラ本体 | AS1 | インターネット経路における通信情報、認証情報の漏洩、窃取 | 認証情報/通信経路上のデータ | inf | 通信路暗号化",
        "2 | カメラ本体 | AS2 | カメラの管理機能に対する不正アクセス（設定変更） | 管理機能上の設定情報/録画データ | una | 脆弱性対策/セキュア開発/ユーザ認証",
        "3 | カメラ本体 | AS2 | カメラ機能、SDカード記録情報への不正アクセス | 録画データ | una | 脆弱性対策/セキュア開発",
        "4 | カメラ本体 | AS2 | 攻撃者によるカメラの踏み台利用 | | stp | 脆弱性対策/セキュア開発",
        "5 | PC用ソフトウェア | AS3 | インターネット経路における通信情報、認証情報の漏洩、窃取 | 認証情報 | inf | 通信路暗号化",
        "6 | スマートフォン・タブレット用アプリ | AS4 | スマートフォン、タブレットアプリの個人情報の漏洩、窃取"
            + " | スマートフォン、タブレット内の連絡先等個人情報（アプリ連携のパーミッション） | inf | 脆弱性対策/セキュア開発",
        "7 | ネットワークカメラ用クラウドサーバ | AS5 | インターネット経路における通信情報、認証情報の漏洩、窃取 | 認証情報 | inf |",
        "8 | ネットワークカメラ用クラウドサーバ | AS6 | ネットワークカメラサーバへの不正アクセス"
            + " | 録画データ（クラウド保存をサポートしている場合）/アップデート用のソフトウェア/認証情報/復号鍵（秘密鍵）/サーバ証明書 | una |"
      })
  @Verifies({"GUIDE-10", "GUIDE-11", "GUIDE-16", "AST-12"})
  void givesTheEightRowsOfTheTable(
      int row,
      String target,
      String surface,
      String attack,
      String assets,
      String category,
      String measures) {
    ConcreteThreat threat = the(CAMERA.threats(), "row-" + row);
    assertThat(threat.source()).contains("guide");
    String on = the(CAMERA.components(), threat.on()).name().ja();
    // The guide says "body of the camera" for what its figure calls the network camera.
    assertThat(threat.on().equals("camera") ? "カメラ本体" : on).isEqualTo(target);
    assertThat(surfaceOf(threat)).contains(surface);
    assertThat(threat.name().ja()).isEqualTo(attack);
    assertThat(threat.assets().stream().map(id -> the(CAMERA.assets(), id).name().ja()))
        .containsExactly(cells(assets));
    assertThat(ThreatClass.of(threat.category()).map(ThreatClass::category)).contains(category);
    assertThat(threat.measures().stream().map(id -> the(CATALOGUE.measures(), id).name().ja()))
        .containsExactly(cells(measures));
    assertThat(threat.individual()).isEqualTo(row == 6);
  }

  @ParameterizedTest(name = "{0}: OTA {1}, OWASP {2}")
  @CsvSource({
    "comenc, 1 2 3, 4 8",
    "vuln, 4 5, 3 6",
    "secdev, 2 7, 3 4 5 6",
    "userauth, 11 12 13 14, 2 6 8"
  })
  @Verifies("GUIDE-21")
  void givesTheFrameworkNumbersOfTheTable(String measure, String ota, String owasp) {
    Measure found = the(CATALOGUE.measures(), measure);
    assertThat(found.ota()).containsExactlyElementsOf(numbers(ota));
    assertThat(found.owasp2014()).containsExactlyElementsOf(numbers(owasp));
  }

  @Test
  void hasExactlyTheRowsOfTheGuideUnderItsName() {
    assertThat(
            CAMERA.threats().values().stream()
                .filter(t -> t.source().equals(Optional.of("guide")))
                .map(ConcreteThreat::id))
        .containsExactly("row-1", "row-2", "row-3", "row-4", "row-5", "row-6", "row-7", "row-8");
    Map<String, Long> rows =
        CAMERA.threats().values().stream()
            .filter(t -> t.source().isPresent())
            .map(NetworkCameraTest::surfaceOf)
            .map(Optional::orElseThrow)
            .collect(Collectors.groupingBy(s -> s, Collectors.counting()));
    assertThat(rows)
        .isEqualTo(Map.of("AS1", 1L, "AS2", 3L, "AS3", 1L, "AS4", 1L, "AS5", 1L, "AS6", 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AS1", "AS2", "AS3", "AS4", "AS5", "AS6"})
  @Verifies({"GUIDE-04", "GUIDE-25"})
  void leavesNoSurfaceWithoutAllColumns(String surface) {
    Surface found =
        Examples.analysis("network-camera").surfaces().stream()
            .filter(s -> s.number().equals(surface))
            .findFirst()
            .orElseThrow();
    assertThat(found.entryPoints()).isNotEmpty();
    assertThat(found.assets()).isNotEmpty();
    assertThat(
            CAMERA.threats().values().stream()
                .filter(t -> surfaceOf(t).equals(Optional.of(surface))))
        .anySatisfy(
            threat -> {
              assertThat(threat.assets()).isNotEmpty();
              assertThat(threat.measures()).isNotEmpty();
              assertThat(
                      threat.measures().stream()
                          .map(id -> the(CATALOGUE.measures(), id))
                          .anyMatch(m -> !m.ota().isEmpty() || !m.oursOta().isEmpty()))
                  .isTrue();
              assertThat(threat.cvss()).isPresent();
            });
  }

  @Test
  @Verifies("GUIDE-24")
  void scoresEveryRow() {
    Analysis analysis = Examples.analysis("network-camera");
    for (String id : CAMERA.threats().keySet()) {
      Finding finding = analysis.finding("threat@" + id).orElseThrow();
      assertThat(finding.severity().ja()).as(id).isIn("緊急", "重要", "警告", "注意");
    }
  }

  @Test
  @Verifies({"GUIDE-13", "GUIDE-15"})
  void coversAllElevenCategories() {
    Set<String> categories =
        CAMERA.threats().values().stream()
            .map(t -> ThreatClass.of(t.category()).orElseThrow().category())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(categories)
        .containsExactly(
            "dev", "dos", "eop", "inf", "mal", "rep", "spo", "stp", "tam", "una", "unk");
    assertThat(the(CAMERA.threats(), "camera-unknown-weakness").measures()).isEmpty();
  }

  @Test
  @Verifies("AST-12")
  void hasTheAssetsOfTheGuide() {
    assertThat(CAMERA.assets().values().stream().limit(9).map(Asset::name).map(n -> n.ja()))
        .containsExactly(
            "認証情報",
            "通信経路上のデータ",
            "管理機能上の設定情報",
            "録画データ",
            "スマートフォン、タブレット内の連絡先等個人情報（アプリ連携のパーミッション）",
            "録画データ（クラウド保存をサポートしている場合）",
            "アップデート用のソフトウェア",
            "復号鍵（秘密鍵）",
            "サーバ証明書");
  }

  @Test
  @Verifies("GUIDE-04")
  void numbersTheSurfacesAsTheGuideDoes() {
    assertThat(
            Examples.analysis("network-camera").surfaces().stream().map(Surface::number).limit(6))
        .containsExactlyElementsOf(SURFACES);
  }

  private static Optional<String> surfaceOf(ConcreteThreat threat) {
    return threat
        .entryPoint()
        .map(id -> the(CAMERA.entryPoints(), id))
        .flatMap(EntryPoint::surface);
  }

  private static String[] cells(String text) {
    return text == null ? new String[0] : text.split("/");
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
  }
}
