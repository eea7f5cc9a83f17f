package org.sekisho.cli.risk;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.CommandFailure;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.risk.exchange.ExchangeFormat;
import org.sekisho.risk.exchange.Imported;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho import}: another tool's model as a system model. */
@Command(
    name = "import",
    description = {
      "Makes a system model of a file of Threagile, OTM, Threat Dragon or CycloneDX.",
      "What was lost or guessed is told on the error output, field by field."
    },
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  /** Largest file that is read, in bytes. */
  static final long MAX_BYTES = 16L * 1024 * 1024;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Language language = new Language();

  @Parameters(index = "0", paramLabel = "<file>", description = "the other tool's file")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--out"},
      paramLabel = "<model.yaml>",
      description = "where the model goes; to the output when absent")
  private @Nullable Path out;

  @Option(
      names = "--from",
      paramLabel = "<format>",
      description = "threagile, otm, threat-dragon or cyclonedx (default: found by the content)")
  private @Nullable String from;

  @Override
  public Integer call() throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new CommandFailure(file + " is larger than " + MAX_BYTES + " bytes");
    }
    String text = Files.readString(file);
    String name = file.toString();
    ExchangeFormat format =
        from == null
            ? ExchangeFormat.detect(name, text)
                .orElseThrow(
                    () -> new CommandFailure(file + ": the format is not known; give it by --from"))
            : format(from);
    Imported imported = format.importer().read(name, text);
    PrintWriter told = spec.commandLine().getErr();
    imported
        .losses()
        .forEach(
            loss ->
                told.println(loss.where() + ": " + loss.what() + ": " + language.say(loss.why())));
    told.flush();
    write(imported.modelYaml(), out, spec);
    return SekishoCommand.DONE;
  }

  static ExchangeFormat format(String word) {
    return ExchangeFormat.of(word)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "'" + word + "' is not a format: threagile, otm, threat-dragon or cyclonedx"));
  }

  static void write(String text, @Nullable Path to, CommandSpec spec) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (to == null) {
      out.print(text);
    } else if (Files.exists(to)) {
      throw new CommandFailure(to + " is there already: name another file");
    } else {
      Files.writeString(to, text);
      out.println(to);
    }
    out.flush();
  }
}
