package org.sekisho.cli.risk;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.sekisho.cli.CommandFailure;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.Assessment;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Proof;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.method.Score;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho explain}: one finding in full. */
@Command(
    name = "explain",
    description = "Says why a finding is there, what answers it and what would remove it.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
  private static final int LIKE = 10;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AnalysisSource source = new AnalysisSource();
  @Mixin private Language language = new Language();

  @Parameters(index = "0", paramLabel = "<model.yaml>", description = "the system model")
  private Path model = Path.of("");

  @Parameters(index = "1", paramLabel = "<id>", description = "the finding, such as rule@entity")
  private String id = "";

  @Override
  public Integer call() throws IOException {
    Analysis analysis = source.analyse(model, spec.commandLine().getErr());
    Finding finding = analysis.finding(id).orElseThrow(() -> unknown(analysis));
    PrintWriter out = spec.commandLine().getOut();
    out.println(finding.id() + "  " + language.say(finding.title()));
    out.println(language.say(finding.explanation()));
    out.println();
    out.println(language.say("分類: ", "Class: ") + language.say(finding.threatClass().text()));
    for (Proof.Matched m : finding.proof().facts()) {
      out.println(
          "  %s %s = %s (%s)%s"
              .formatted(
                  m.entity(),
                  m.fact(),
                  m.value().isEmpty() ? "?" : m.value(),
                  m.wanted(),
                  m.line() == 0 ? "" : "  " + m.file() + ":" + m.line()));
    }
    out.println();
    out.println(language.say("対策:", "Countermeasures:"));
    for (ControlState c : finding.controls()) {
      Control control = analysis.catalogue().controls().get(c.control());
      out.println(
          "  %-10s %-8s %s  %s"
              .formatted(
                  c.state().name().toLowerCase(java.util.Locale.ROOT),
                  c.strength().name().toLowerCase(java.util.Locale.ROOT),
                  c.control(),
                  control == null ? "" : language.say(control.name())));
    }
    for (List<Proof.Change> way : finding.proof().smallestChange()) {
      out.println(language.say("解消する最小の変更:", "Smallest change that removes it:"));
      way.forEach(c -> out.println("  " + change(c)));
    }
    out.println();
    assessment(out, language.say("固有", "inherent"), finding.values().inherent());
    assessment(out, language.say("現状", "current"), finding.values().current());
    assessment(out, language.say("残留（検証済み）", "residual (verified)"), finding.values().residual());
    out.flush();
    return SekishoCommand.DONE;
  }

  private static String change(Proof.Change c) {
    return c.fact().equals(Proof.Change.COUNTERMEASURES)
        ? c.entity() + " " + c.to() + " planned -> in-place"
        : c.entity() + " " + c.fact() + " -> " + c.to();
  }

  private void assessment(PrintWriter out, String name, Assessment assessment) {
    out.println(
        name
            + (assessment.countered() ? language.say("（対応済み）", " (countered)") : "")
            + language.say("：", ":"));
    for (Score score : assessment.scores().scores()) {
      out.println("  " + language.say(score.method().name()) + ": " + language.say(score.text()));
    }
  }

  private CommandFailure unknown(Analysis analysis) {
    String word = id.contains("@") ? id.substring(id.indexOf('@') + 1) : id;
    List<String> like =
        analysis.findings().stream()
            .map(Finding::id)
            .filter(other -> other.contains(word))
            .limit(LIKE)
            .toList();
    return new CommandFailure(
        "there is no finding '"
            + id
            + "'"
            + (like.isEmpty() ? "" : "; like it: " + String.join(", ", like)));
  }
}
