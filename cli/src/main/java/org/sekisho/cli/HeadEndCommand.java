package org.sekisho.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.RunningProgram.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commands about the head-end of this machine. */
@Command(
    name = "headend",
    description = "Looks after the head-end; with a *.yaml file alone it is started.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {HeadEndCommand.Status.class, HeadEndCommand.Accesses.class})
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

  @Command(
      name = "accesses",
      description = "Lists who read which measured values, newest first.",
      mixinStandardHelpOptions = true)
  static final class Accesses extends AskingCommand {
    @Option(
        names = "--application",
        paramLabel = "<id>",
        description = "only what this application read")
    private @Nullable String application;

    @Option(
        names = "--limit",
        paramLabel = "<number>",
        description = "at most so many, 1 to 1000; else 100")
    private int limit = 100;

    Accesses() {
      super(Kind.HEAD_END);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      String only = application == null ? "" : "&application=" + PathPart.of(application);
      return show(program().get("/accesses?limit=" + limit + only));
    }
  }
}
