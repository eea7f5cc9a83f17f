package org.sekisho.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.sekisho.program.release.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Releases that the management offers to gateways. */
@Command(
    name = "release",
    description = "Releases for gateways and the orders to install them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ManagementReleaseCommand.Add.class,
      ManagementReleaseCommand.Published.class,
      ManagementReleaseCommand.Remove.class,
      ManagementReleaseCommand.Assign.class,
      ManagementReleaseCommand.State.class,
      ManagementReleaseCommand.Cancel.class
    })
final class ManagementReleaseCommand extends GroupCommand {
  /** The version itself; what is none cannot lead to another path. */
  private static String part(String version) {
    return Version.of(version)
        .orElseThrow(() -> new CommandFailure("a version is " + Version.ALLOWED))
        .text();
  }

  @Command(
      name = "add",
      description = "Verifies a release file and keeps it, to be assigned.",
      mixinStandardHelpOptions = true)
  static final class Add extends ManagementCommand.Ask {
    @Parameters(paramLabel = "<file>", description = "what 'sekisho release pack' made")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException, InterruptedException {
      program().upload(file, "/releases/upload");
      return show(program().request("POST", "/releases", null));
    }
  }

  @Command(name = "list", description = "Lists the releases.", mixinStandardHelpOptions = true)
  static final class Published extends ManagementCommand.Ask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/releases"));
    }
  }

  @Command(
      name = "remove",
      description = "Removes a release that no order needs.",
      mixinStandardHelpOptions = true)
  static final class Remove extends ManagementCommand.Ask {
    @Parameters(paramLabel = "<version>", description = "its version")
    private String version = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      program().request("DELETE", "/releases/" + part(version), null);
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "assign",
      description = "Orders a release for a gateway.",
      mixinStandardHelpOptions = true)
  static final class Assign extends ManagementCommand.Ask {
    @Parameters(index = "0", paramLabel = "<gateway>", description = "id of the gateway")
    private String gateway = "";

    @Parameters(index = "1", paramLabel = "<version>", description = "version of the release")
    private String version = "";

    @Option(names = "--forced", description = "install it without asking a person there")
    private boolean forced;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(
          program()
              .request(
                  "POST",
                  "/releases/" + part(version) + "/orders",
                  Map.of("gateway", gateway, "forced", forced)));
    }
  }

  @Command(
      name = "state",
      description = "Lists the orders and how they stand, newest first.",
      mixinStandardHelpOptions = true)
  static final class State extends ManagementCommand.Ask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/releases/orders"));
    }
  }

  @Command(
      name = "cancel",
      description = "Gives an order up, if the gateway has not begun its trial.",
      mixinStandardHelpOptions = true)
  static final class Cancel extends ManagementCommand.Ask {
    @Parameters(paramLabel = "<number>", description = "number of the order")
    private String number = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      program().request("POST", "/releases/orders/" + PathPart.of(number) + "/cancel", null);
      return SekishoCommand.DONE;
    }
  }
}
