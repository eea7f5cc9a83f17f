package org.sekisho.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.RunningProgram.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Updates of the gateway of this machine. */
@Command(
    name = "update",
    description = "New releases of the gateway; alone it says how they stand.",
    mixinStandardHelpOptions = true,
    subcommands = {
      GatewayUpdateCommand.Check.class,
      GatewayUpdateCommand.Install.class,
      GatewayUpdateCommand.Confirm.class,
      GatewayUpdateCommand.Return.class
    })
final class GatewayUpdateCommand extends AskingCommand {
  GatewayUpdateCommand() {
    super(Kind.GATEWAY);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return show(program().get("/update"));
  }

  abstract static class Doing extends AskingCommand implements Callable<Integer> {
    private final String what;

    Doing(String what) {
      super(Kind.GATEWAY);
      this.what = what;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().request("POST", "/update/" + what, null));
    }
  }

  @Command(
      name = "check",
      description = "Asks the update server now.",
      mixinStandardHelpOptions = true)
  static final class Check extends Doing {
    private static final long LIMIT_MS = 15_000;
    private static final long POLL_MS = 250;

    Check() {
      super("check");
    }

    /** Shows how things stand when the answer is there, or after {@link #LIMIT_MS}. */
    @Override
    public Integer call() throws IOException, InterruptedException {
      String before = program().get("/update").path("asked").asString("");
      program().request("POST", "/update/check", null);
      long end = System.nanoTime() + LIMIT_MS * 1_000_000;
      JsonNode now = program().get("/update");
      while (now.path("asked").asString("").equals(before) && System.nanoTime() < end) {
        Thread.sleep(POLL_MS);
        now = program().get("/update");
      }
      return show(now);
    }
  }

  @Command(
      name = "install",
      description = "Installs what is offered, or a release file.",
      mixinStandardHelpOptions = true)
  static final class Install extends AskingCommand {
    @Parameters(arity = "0..1", paramLabel = "<file>", description = "a release file")
    private @Nullable Path file;

    @Option(
        names = "--older",
        description = "take it although it is older; its security epoch must not be")
    private boolean older;

    Install() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (file != null) {
        program().upload(file, "/update/file");
      } else if (older) {
        throw new CommandFailure("--older needs a release file");
      }
      return show(
          program()
              .request("POST", "/update/install", Map.of("file", file != null, "older", older)));
    }
  }

  @Command(
      name = "confirm",
      description = "Keeps the release on trial without waiting for its health check.",
      mixinStandardHelpOptions = true)
  static final class Confirm extends Doing {
    Confirm() {
      super("confirm");
    }
  }

  @Command(
      name = "return",
      description = "Goes back to the release in the other slot.",
      mixinStandardHelpOptions = true)
  static final class Return extends Doing {
    Return() {
      super("return");
    }
  }
}
