package org.sekisho.cli.risk;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.lint.Lint;
import org.sekisho.risk.lint.ModelNote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho lint}: mistakes of a model. */
@Command(
    name = "lint",
    description = {
      "Says what is wrong or missing in a system model; risks are another matter.",
      "Exit code 3 when something must be mended before an analysis means anything."
    },
    mixinStandardHelpOptions = true)
public final class LintCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AnalysisSource source = new AnalysisSource();
  @Mixin private Language language = new Language();

  @Parameters(paramLabel = "<model.yaml>", description = "the system model")
  private Path model = Path.of("");

  @Override
  public Integer call() {
    List<ModelNote> notes = Lint.notes(SystemModelFile.readLocated(model), source.catalogue());
    PrintWriter out = spec.commandLine().getOut();
    for (ModelNote note : notes) {
      out.println(
          (note.line() == 0 ? model.toString() : note.file() + ":" + note.line())
              + ": "
              + (note.grave() ? language.say("要修正", "error") : language.say("確認", "note"))
              + ": "
              + language.say(note.text())
              + " ["
              + note.check()
              + "]");
    }
    out.flush();
    return notes.stream().anyMatch(ModelNote::grave) ? CheckCommand.BROKEN : SekishoCommand.DONE;
  }
}
