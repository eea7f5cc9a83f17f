package org.sekisho.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.sekisho.cli.RunningProgram.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The two faces of the configuration of the gateway of this machine. */
@Command(
    name = "configuration",
    description = "Versions of the gateway's configuration; alone it says how they stand.",
    mixinStandardHelpOptions = true,
    subcommands = {
      GatewayConfigurationCommand.Stage.class,
      GatewayConfigurationCommand.Switch.class,
      GatewayConfigurationCommand.Confirm.class,
      GatewayConfigurationCommand.Return.class,
      GatewayConfigurationCommand.Text.class
    })
final class GatewayConfigurationCommand extends AskingCommand {
  private static final long MAX_BYTES = 48 * 1024;

  GatewayConfigurationCommand() {
    super(Kind.GATEWAY);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return show(program().get("/configuration"));
  }

  abstract static class Doing extends AskingCommand {
    private final String what;

    Doing(String what) {
      super(Kind.GATEWAY);
      this.what = what;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().request("POST", "/configuration/" + what, null));
    }
  }

  @Command(
      name = "stage",
      description = "Checks a file and puts it into the face that does not run.",
      mixinStandardHelpOptions = true)
  static final class Stage extends AskingCommand {
    @Parameters(paramLabel = "<file>", description = "the new gateway.yaml")
    private Path file = Path.of("");

    Stage() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (Files.size(file) > MAX_BYTES) {
        throw new CommandFailure(file + " is larger than " + MAX_BYTES + " bytes");
      }
      JsonNode answer =
          program()
              .request(
                  "POST",
                  "/configuration",
                  Map.of(
                      "name", String.valueOf(file.getFileName()), "text", Files.readString(file)));
      return show(answer);
    }
  }

  @Command(
      name = "switch",
      description = "Runs what was staged on trial; the gateway starts again.",
      mixinStandardHelpOptions = true)
  static final class Switch extends AskingCommand {
    @Option(
        names = "--accept-risk",
        paramLabel = "<texts>",
        description =
            "the risk texts that you accept, as staging tells them under 'accept'; needed when the"
                + " staged version lowers protections")
    private String accepted = "";

    Switch() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(
          program()
              .request(
                  "POST",
                  "/configuration/switch",
                  accepted.isEmpty() ? null : Map.of("accept", accepted)));
    }
  }

  @Command(
      name = "confirm",
      description = "Keeps what is on trial.",
      mixinStandardHelpOptions = true)
  static final class Confirm extends Doing {
    Confirm() {
      super("confirm");
    }
  }

  @Command(
      name = "return",
      description = "Takes back what is on trial.",
      mixinStandardHelpOptions = true)
  static final class Return extends Doing {
    Return() {
      super("return");
    }
  }

  @Command(
      name = "text",
      description = "Prints a version that is kept.",
      mixinStandardHelpOptions = true)
  static final class Text extends AskingCommand {
    @Parameters(paramLabel = "<version>", description = "its number")
    private long version;

    Text() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      out().print(program().get("/configuration/" + version).path("text").asString(""));
      out().flush();
      return SekishoCommand.DONE;
    }
  }
}
