package org.sekisho.report.analysis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.Metadata;
import org.sekisho.report.document.ReportDocument;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.catalogue.Frameworks;

/**
 * Writes an analysis as a report (DOCS-04, DOCS-05): the chapters follow the guide's procedure from
 * the system diagram to the verification of each threat. The same analysis gives an equal report.
 */
public final class AnalysisReport {
  private AnalysisReport() {}

  /**
   * The report in a language for people who read it from page to page: findings that read alike are
   * told of together, each by its id; long lists name their gravest lines.
   *
   * @param frameworks the frameworks that controls and rules point to
   * @param languageTag {@code ja} or {@code en}
   * @param made the time that the report bears
   */
  public static ReportDocument of(
      Analysis analysis, Frameworks frameworks, String languageTag, Instant made) {
    return of(analysis, frameworks, new Writing(languageTag), made, true);
  }

  /**
   * The report with a line for each finding, path and test, for workbooks that filter and sort.
   *
   * @param frameworks the frameworks that controls and rules point to
   * @param languageTag {@code ja} or {@code en}
   * @param made the time that the report bears
   */
  public static ReportDocument everyLine(
      Analysis analysis, Frameworks frameworks, String languageTag, Instant made) {
    return of(analysis, frameworks, new Writing(languageTag), made, false);
  }

  private static ReportDocument of(
      Analysis analysis, Frameworks frameworks, Writing w, Instant made, boolean condensed) {
    var source = new Source(analysis, frameworks, w, condensed);
    List<Chapter> chapters = new ArrayList<>();
    chapters.add(new SummaryChapter(source).chapter());
    chapters.add(new SystemChapter(source).chapter());
    chapters.add(new AssetChapter(source).chapter());
    chapters.add(new SurfaceChapter(source).chapter());
    chapters.add(new ThreatChapter(source).chapter());
    chapters.add(new ProtocolChapter(source).chapter());
    chapters.add(new MeasureChapter(source).chapter());
    chapters.add(new RiskChapter(source).chapter());
    chapters.add(new VerificationChapter(source).chapter());
    chapters.add(new ConformityChapter(source).chapter());
    chapters.add(new FindingChapter(source).chapter());
    chapters.add(new MethodChapter(source).chapter());
    String name = w.text(analysis.model().name());
    return new ReportDocument(
        w.say("リスク分析報告書: ", "Risk analysis: ") + name,
        w.languageTag(),
        new Metadata(
            made,
            "Sekisho",
            w.say(name + "のリスク分析", "Risk analysis of " + name),
            List.of(
                KeyValue.of(w.say("対象システム", "System"), name),
                KeyValue.of(w.say("分析基準日", "Day of the analysis"), analysis.on().toString()),
                KeyValue.of(
                    w.say("システムモデルの SHA-256", "SHA-256 of the system model"), analysis.digest()),
                KeyValue.of(
                    w.say("適用した規則", "Rules applied"),
                    Integer.toString(analysis.catalogue().rules().size())))),
        chapters);
  }
}
