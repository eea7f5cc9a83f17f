package org.sekisho.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sekisho.cli.CommandFailure;
import org.sekisho.program.Program;

/**
 * One program of the demonstration as a process. It stops when this process ends, however that
 * happens: its standard input then ends.
 */
final class DemoProcess {
  /** How long a program may take to become ready. */
  static final Duration READY_LIMIT = Duration.ofMinutes(2);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(12);
  private static final int SHOWN_LINES = 15;

  private final String program;
  private final Path data;
  private final Path log;
  private final Process process;

  private DemoProcess(String program, Path data, Path log, Process process) {
    this.program = program;
    this.data = data;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts the program by the script, which knows its JVM options.
   *
   * @param script the script {@code sekisho}
   */
  static DemoProcess start(String program, Path script, DemoFolder folder) {
    Path log = folder.resolve("logs").resolve(program + ".log");
    // Ctrl-C reaches every process of the terminal; only this one shall act on it, so that the
    // programs stop one after the other and none complains that its neighbour has gone.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    command.addAll(
        List.of(script.toString(), program, folder.resolve(program + ".yaml").toString()));
    var builder = new ProcessBuilder(command);
    builder.environment().put("SEKISHO_BUILT", "yes");
    builder.environment().put(Program.STOP_WITH, "stdin");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
    try {
      Files.createDirectories(folder.resolve("logs"));
      Files.deleteIfExists(folder.data(program).resolve("ready"));
      return new DemoProcess(program, folder.data(program), log, builder.start());
    } catch (IOException e) {
      throw new CommandFailure(program + " could not be started: " + e.getMessage(), e);
    }
  }

  String program() {
    return program;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Waits until the program says that it is ready. */
  void awaitReady() throws InterruptedException {
    long deadlineNs = System.nanoTime() + READY_LIMIT.toNanos();
    while (!Files.exists(data.resolve("ready"))) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw ended();
      }
      if (System.nanoTime() - deadlineNs > 0) {
        throw new CommandFailure(
            "%s was not ready after %d s%n%s"
                .formatted(program, READY_LIMIT.toSeconds(), lastLines()));
      }
    }
  }

  /** The failure to report when the program has ended by itself. */
  CommandFailure ended() {
    return new CommandFailure(
        "%s ended with exit code %d%n%s".formatted(program, process.exitValue(), lastLines()));
  }

  /** Stops the program; answers whether it did so by itself in time. */
  boolean stop() {
    process.destroy();
    try {
      if (process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return false;
  }

  private String lastLines() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
      return "the end of "
          + DemoFolder.shown(log, Path.of(""))
          + ":\n  "
          + (last.isEmpty() ? "(nothing)" : String.join("\n  ", last));
    } catch (IOException e) {
      return log + " cannot be read";
    }
  }
}
