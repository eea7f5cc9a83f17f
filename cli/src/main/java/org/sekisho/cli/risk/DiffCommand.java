package org.sekisho.cli.risk;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.risk.diff.AnalysisDiff;
import org.sekisho.risk.diff.Cause;
import org.sekisho.risk.diff.FindingChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho diff}: what changed between two models. */
@Command(
    name = "diff",
    description = "Says which risks came, went or changed between two system models, and why.",
    mixinStandardHelpOptions = true)
public final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AnalysisSource source = new AnalysisSource();
  @Mixin private Language language = new Language();

  @Parameters(index = "0", paramLabel = "<old.yaml>", description = "the model before")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "<new.yaml>", description = "the model after")
  private Path after = Path.of("");

  @Override
  public Integer call() throws IOException {
    PrintWriter progress = spec.commandLine().getErr();
    AnalysisDiff diff =
        AnalysisDiff.of(source.analyse(before, progress), source.analyse(after, progress));
    PrintWriter out = spec.commandLine().getOut();
    for (FindingChange change : diff.findings()) {
      String sign =
          switch (change.kind()) {
            case ADDED -> "+ ";
            case CHANGED -> "~ ";
            case REMOVED -> "- ";
          };
      out.println(sign + change.finding().id() + "  " + language.say(change.finding().title()));
      for (FindingChange.Aspect what : change.what()) {
        out.println("    " + what.name() + ": " + shown(what.before(), what.after()));
      }
      for (Cause why : change.why()) {
        out.println(
            "    "
                + language.say("理由: ", "because ")
                + why.kind().name().toLowerCase(Locale.ROOT)
                + " "
                + why.what()
                + ": "
                + shown(why.before(), why.after()));
      }
    }
    out.println(
        language.say(
            "変化 %d 件。新たに未対応 %d 件、解消 %d 件"
                .formatted(diff.findings().size(), diff.opened().size(), diff.closed().size()),
            "%d changes: %d newly open, %d no longer open"
                .formatted(diff.findings().size(), diff.opened().size(), diff.closed().size())));
    out.flush();
    return SekishoCommand.DONE;
  }

  private static String shown(String before, String after) {
    return (before.isEmpty() ? "—" : before) + " -> " + (after.isEmpty() ? "—" : after);
  }
}
