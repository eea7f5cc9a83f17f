package org.sekisho.cli;

import java.io.IOException;
import java.util.Map;
import org.sekisho.cli.RunningProgram.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands about the network defence of the gateway of this machine. */
@Command(
    name = "network",
    description = "The network defence: what holds, and a changed policy that waits.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GatewayNetworkCommand.Show.class,
      GatewayNetworkCommand.Confirm.class,
      GatewayNetworkCommand.Revert.class,
      GatewayNetworkCommand.Apply.class,
      GatewayNetworkCommand.Block.class,
      GatewayNetworkCommand.Unblock.class
    })
final class GatewayNetworkCommand extends GroupCommand {
  @Command(
      name = "show",
      description = "Says how the network defence stands, and what is off.",
      mixinStandardHelpOptions = true)
  static final class Show extends AskingCommand {
    Show() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/network"));
    }
  }

  @Command(
      name = "confirm",
      description = "Keeps the changed policy: you still got in.",
      mixinStandardHelpOptions = true)
  static final class Confirm extends Posting {
    Confirm() {
      super("confirm");
    }
  }

  @Command(
      name = "revert",
      description = "Goes back to the former policy now.",
      mixinStandardHelpOptions = true)
  static final class Revert extends Posting {
    Revert() {
      super("revert");
    }
  }

  @Command(
      name = "apply",
      description = "Applies the gateway's policy again, after it was not confirmed in time.",
      mixinStandardHelpOptions = true)
  static final class Apply extends Posting {
    Apply() {
      super("apply");
    }
  }

  /** A request without anything to say. */
  abstract static class Posting extends AskingCommand {
    private final String what;

    Posting(String what) {
      super(Kind.GATEWAY);
      this.what = what;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().request("POST", "/network/" + what, Map.of()));
    }
  }

  @Command(
      name = "block",
      description = "Drops everything that comes from an address, for a time.",
      mixinStandardHelpOptions = true)
  static final class Block extends AskingCommand {
    @Parameters(paramLabel = "<address>", description = "numeric address")
    private String address = "";

    @Option(
        names = "--seconds",
        paramLabel = "<n>",
        description = "how long, 1 to 86400; ten minutes when left out")
    private int seconds = 600;

    Block() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(
          program()
              .request("POST", "/network/block", Map.of("address", address, "seconds", seconds)));
    }
  }

  @Command(
      name = "unblock",
      description = "Takes a block away before its time.",
      mixinStandardHelpOptions = true)
  static final class Unblock extends AskingCommand {
    @Parameters(paramLabel = "<address>", description = "numeric address")
    private String address = "";

    Unblock() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().request("POST", "/network/unblock", Map.of("address", address)));
    }
  }
}
