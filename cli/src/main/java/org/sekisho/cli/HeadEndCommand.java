package org.sekisho.cli;

import java.io.IOException;
import org.sekisho.cli.RunningProgram.Kind;
import picocli.CommandLine.Command;

/** Commands about the head-end of this machine. */
@Command(
    name = "headend",
    description = "Looks after the head-end; with a *.yaml file alone it is started.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = HeadEndCommand.Status.class)
final class HeadEndCommand extends GroupCommand {
  @Command(
      name = "status",
      description = "Says how the head-end does.",
      mixinStandardHelpOptions = true)
  static final class Status extends AskingCommand {
    Status() {
      super(Kind.HEAD_END);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/status"));
    }
  }
}
