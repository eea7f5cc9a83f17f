package org.sekisho.cli.risk;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.exchange.ExchangeFormat;
import org.sekisho.risk.exchange.Exported;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho export}: a system model as another tool's file. */
@Command(
    name = "export",
    description = {
      "Writes a system model as a file of Threagile, OTM, Threat Dragon or CycloneDX.",
      "What the other format has no place for is told on the error output, field by field."
    },
    mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Language language = new Language();

  @Parameters(index = "0", paramLabel = "<model.yaml>", description = "the system model")
  private Path model = Path.of("");

  @Option(
      names = "--to",
      required = true,
      paramLabel = "<format>",
      description = "threagile, otm, threat-dragon or cyclonedx")
  private String to = "";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "<file>",
      description = "where it goes; to the output when absent")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    ExchangeFormat format = ImportCommand.format(to);
    Exported exported =
        format.exporter(out == null ? "" : out.toString()).write(SystemModelFile.read(model));
    PrintWriter told = spec.commandLine().getErr();
    exported
        .losses()
        .forEach(
            loss ->
                told.println(loss.where() + ": " + loss.what() + ": " + language.say(loss.why())));
    told.flush();
    ImportCommand.write(exported.text(), out, spec);
    return SekishoCommand.DONE;
  }
}
