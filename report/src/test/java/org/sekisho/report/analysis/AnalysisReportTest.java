package org.sekisho.report.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.Actor;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.model.system.Zone;
import org.sekisho.report.document.ReportDocument;
import org.sekisho.report.render.HtmlRenderer;
import org.sekisho.report.render.MarkdownRenderer;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.catalogue.Checked;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Frameworks;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.treatment.Treatment;

class AnalysisReportTest {
  private static final Instant MADE = Instant.parse("2026-11-01T00:00:00Z");

  @TestFactory
  @Verifies({"DOCS-04", "DOCS-05", "DOCS-07", "GUIDE-29"})
  Stream<DynamicTest> writesEveryExampleInBothLanguages() {
    return Stream.of(
            "home-gateway",
            "network-camera",
            "smart-maintenance",
            "production-line",
            "video-surveillance",
            "sekisho")
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Analysis analysis = Examples.analysed(name);
                      for (String language : List.of("ja", "en")) {
                        String html = new HtmlRenderer().render(report(analysis, language));
                        assertThat(html).contains("lang=\"" + language + "\"");
                        assertThat(html)
                            .contains(
                                language.equals("ja")
                                    ? "③ 攻撃経路・アタックサーフェイス"
                                    : "③ Attack surfaces and paths");
                      }
                    }));
  }

  @Test
  void hasAWordForEveryValue() {
    Stream<Class<? extends Enum<?>>> types =
        Stream.of(
            ComponentKind.class,
            ComponentKind.Part.class,
            Zone.Safety.class,
            Zone.Placement.class,
            Component.Scope.class,
            Component.PhysicalControl.class,
            Component.Capability.class,
            Component.Update.class,
            Link.Authentication.class,
            Link.Encryption.class,
            Link.Strength.class,
            Asset.Kind.class,
            Asset.Role.class,
            Asset.Impact.class,
            Asset.Extent.class,
            EntryPoint.Kind.class,
            EntryPoint.Reach.class,
            EntryPoint.Access.class,
            Actor.Kind.class,
            ControlState.State.class,
            Treatment.Kind.class,
            Treatment.State.class,
            Rule.Strength.class,
            Control.Method.class,
            Control.Tool.class,
            Checked.class);
    types.forEach(
        type -> {
          for (Enum<?> value : type.getEnumConstants()) {
            assertThatCode(() -> new Writing("ja").word(value)).doesNotThrowAnyException();
            assertThat(new Writing("ja").word(value)).isNotEmpty();
            assertThat(new Writing("en").word(value)).isNotEmpty();
          }
        });
  }

  @Test
  void showsHostileNamesAsTheyAreAndRunsNothingOfThem() throws Exception {
    String hostile = "<img src=x onerror=alert(1)>|=cmd()|`x`";
    String text =
        Files.readString(Path.of("../examples/network-camera.yaml"))
            .replaceFirst("name: \\{ja: [^,}]+, en: [^}]+\\}", "name: {ja: \"H\", en: \"H\"}")
            .replace("\"H\"", '"' + hostile + '"');
    Analysis analysis = Examples.analysed(SystemModelFile.readLocated("hostile.yaml", text));
    ReportDocument report = report(analysis, "en");
    assertThat(new HtmlRenderer().render(report)).doesNotContain("<img").contains("&lt;img");
    assertThat(new MarkdownRenderer().render(report, "r").text()).doesNotContain("<img");
  }

  @Test
  @Verifies("RISK-16")
  void printsTheGuidelinesThreeValues() {
    String html = new HtmlRenderer().render(report(Examples.analysed("home-gateway"), "ja"));
    String table = html.substring(html.indexOf("インシデントのリスク値"));
    assertThat(table.substring(0, table.indexOf("</table>")))
        .contains(">6<")
        .contains(">12<")
        .contains(">27<");
  }

  @Test
  @Verifies({"PROTO-17", "PROTO-20"})
  void printsTheFifteenRowsOfAppendixOne() {
    String html = new HtmlRenderer().render(report(Examples.analysed("home-gateway"), "ja"));
    String table = html.substring(html.indexOf("付録 1 の項目"));
    String rows = table.substring(0, table.indexOf("</table>"));
    for (int row = 1; row <= 15; row++) {
      assertThat(rows).contains(">" + row + "<");
    }
  }

  private static ReportDocument report(Analysis analysis, String language) {
    return AnalysisReport.of(analysis, Frameworks.shipped(), language, MADE);
  }
}
