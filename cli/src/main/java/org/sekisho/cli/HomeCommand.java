package org.sekisho.cli;

import java.io.IOException;
import org.sekisho.cli.RunningProgram.Kind;
import picocli.CommandLine.Command;

/** Commands about the home application of this machine. */
@Command(
    name = "home",
    description = "Looks after the home application; with a *.yaml file alone it is started.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HomeCommand.Status.class)
final class HomeCommand extends GroupCommand {
  @Command(
      name = "status",
      description = "Says how the home application does.",
      mixinStandardHelpOptions = true)
  static final class Status extends AskingCommand {
    Status() {
      super(Kind.HOME);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/status"));
    }
  }
}
