package org.sekisho.cli.risk;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.CommandFailure;
import org.sekisho.cli.SekishoCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho template}: a model to begin with. */
@Command(
    name = "template",
    description = "Lists the model templates, or writes one of them to a file.",
    mixinStandardHelpOptions = true)
public final class TemplateCommand implements Callable<Integer> {
  private static final List<String> NAMES =
      List.of(
          "home-gateway",
          "smart-maintenance",
          "production-line",
          "video-surveillance",
          "network-camera");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", arity = "0..1", paramLabel = "<name>", description = "the template")
  private @Nullable String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "<file>",
      description = "where it goes; to the output when absent")
  private @Nullable Path file;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (name == null) {
      NAMES.forEach(out::println);
    } else if (!NAMES.contains(name)) {
      throw new CommandFailure(
          "there is no template '" + name + "': there is " + String.join(", ", NAMES));
    } else if (file == null) {
      out.print(text(name));
    } else if (Files.exists(file)) {
      throw new CommandFailure(file + " is there already: name another file");
    } else {
      Files.writeString(file, text(name), StandardOpenOption.CREATE_NEW);
      out.println(file);
    }
    out.flush();
    return SekishoCommand.DONE;
  }

  private static String text(String name) throws IOException {
    try (InputStream in =
        TemplateCommand.class.getResourceAsStream("/examples/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the template " + name + " was not packed");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
