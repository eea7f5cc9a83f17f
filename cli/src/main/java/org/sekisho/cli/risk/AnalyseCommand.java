package org.sekisho.cli.risk;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.report.analysis.AnalysisReport;
import org.sekisho.report.data.AnalysisJson;
import org.sekisho.report.data.SarifLog;
import org.sekisho.report.document.ReportDocument;
import org.sekisho.report.render.HtmlRenderer;
import org.sekisho.report.render.MarkdownRenderer;
import org.sekisho.report.render.MarkdownReport;
import org.sekisho.report.render.PdfRenderer;
import org.sekisho.report.render.XlsxRenderer;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.catalogue.Frameworks;
import org.sekisho.risk.gate.Baseline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho analyse}: the whole analysis as reports in a folder. */
@Command(
    name = "analyse",
    description = "Analyses a system model and writes all reports into a folder.",
    mixinStandardHelpOptions = true)
public final class AnalyseCommand implements Callable<Integer> {
  /** A form of the report. */
  enum Format {
    /** One self-contained page. */
    HTML,
    /** For print. */
    PDF,
    /** A workbook. */
    XLSX,
    /** Markdown with its pictures. */
    MARKDOWN,
    /** For programs; its schema is published. */
    JSON,
    /** SARIF 2.1.0, for code-scanning tools. */
    SARIF,
    /** What the gate compares the next analysis with. */
    BASELINE
  }

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AnalysisSource source = new AnalysisSource();
  @Mixin private Language language = new Language();

  @Parameters(paramLabel = "<model.yaml>", description = "the system model")
  private Path model = Path.of("");

  @Option(
      names = {"-o", "--out"},
      paramLabel = "<folder>",
      description = "where the reports go (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("analysis");

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "<form>",
      description = "only these: ${COMPLETION-CANDIDATES} (default: all)")
  private Set<Format> formats = EnumSet.allOf(Format.class);

  @Override
  public Integer call() throws IOException {
    PrintWriter progress = spec.commandLine().getErr();
    Analysis analysis = source.analyse(model, progress);
    Instant made = analysis.on().atStartOfDay().toInstant(ZoneOffset.UTC);
    Files.createDirectories(out);
    ReportDocument report = AnalysisReport.of(analysis, Frameworks.shipped(), language.tag(), made);
    for (Format format : formats) {
      source.note(progress, "writing " + out.resolve("report") + ending(format));
      write(format, analysis, report);
    }
    say(analysis);
    return SekishoCommand.DONE;
  }

  private void write(Format format, Analysis analysis, ReportDocument report) throws IOException {
    Path file = out.resolve("report" + ending(format));
    switch (format) {
      case HTML -> text(file, new HtmlRenderer().render(report));
      case PDF -> Files.write(file, new PdfRenderer().render(report));
      case XLSX ->
          Files.write(
              file,
              new XlsxRenderer()
                  .render(
                      AnalysisReport.everyLine(
                          analysis,
                          Frameworks.shipped(),
                          language.tag(),
                          report.metadata().made())));
      case MARKDOWN -> {
        MarkdownReport markdown = new MarkdownRenderer().render(report, "report");
        text(file, markdown.text());
        for (var picture : markdown.pictures().entrySet()) {
          text(out.resolve(picture.getKey()), picture.getValue());
        }
      }
      case JSON -> text(file, AnalysisJson.of(analysis));
      case SARIF -> text(file, SarifLog.of(analysis, language.tag()));
      case BASELINE -> text(out.resolve("baseline.yaml"), Baseline.of(analysis).write());
    }
  }

  private static String ending(Format format) {
    return switch (format) {
      case MARKDOWN -> ".md";
      case BASELINE -> " (baseline.yaml)";
      default -> "." + format.name().toLowerCase(Locale.ROOT);
    };
  }

  private static void text(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private void say(Analysis analysis) {
    PrintWriter to = spec.commandLine().getOut();
    long open = analysis.findings().stream().filter(Finding::open).count();
    long life = analysis.findings().stream().filter(f -> f.open() && f.touchesLife()).count();
    to.println(
        language.say(
            "脅威 %d 件、未対応 %d 件（うち人命 %d 件）。モデルの指摘 %d 件。報告書: %s"
                .formatted(analysis.findings().size(), open, life, analysis.notes().size(), out),
            "%d threats, %d open (%d touch human life). %d notes on the model. Reports: %s"
                .formatted(analysis.findings().size(), open, life, analysis.notes().size(), out)));
    ResidualRisk left = ResidualRisk.of(analysis);
    to.println(
        language.say(
            "残留リスク %d（ガイドラインのリスク値の合計）。証拠のある対策が %d 件中 %d 件の脅威を防ぐ。"
                .formatted(left.value(), left.threats(), left.held()),
            ("Residual risk %d (sum of the guideline's values):"
                    + " controls that evidence shows stop %d of %d threats.")
                .formatted(left.value(), left.held(), left.threats())));
    to.flush();
  }
}
