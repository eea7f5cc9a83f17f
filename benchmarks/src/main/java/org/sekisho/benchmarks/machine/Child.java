package org.sekisho.benchmarks.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that this run started and will end, whatever happens. Thread-safe. */
public final class Child implements AutoCloseable {
  private static final Set<Child> RUNNING = ConcurrentHashMap.newKeySet();
  private static final Duration STOP_LIMIT = Duration.ofSeconds(12);

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Child::endAll, "end-children"));
  }

  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts a program; what it prints goes to the log file. */
  public static Child start(String name, Path log, List<String> command) {
    try {
      var child =
          new Child(
              name,
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                  .start(),
              log);
      RUNNING.add(child);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not start", e);
    }
  }

  /** CPU time in milliseconds of all children that run now. */
  static long cpuMsOfAll() {
    long sum = 0;
    for (Child child : RUNNING) {
      if (child.process.isAlive()) {
        sum += child.facts().cpuMs();
      }
    }
    return sum;
  }

  /** What the operating system says of it. */
  public ProcessFacts facts() {
    return new ProcessFacts(process.pid());
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Waits like {@link #await(String, Duration, Duration, BooleanSupplier)}, asking often. */
  public void await(String what, Duration limit, BooleanSupplier condition) {
    await(what, limit, Duration.ofMillis(2), condition);
  }

  /**
   * Waits until the condition holds; fails with the end of the log when it does not in time.
   *
   * @param pause between two questions: long enough not to disturb what is measured
   */
  public void await(String what, Duration limit, Duration pause, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(name + " ended: " + logTail());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            name + ": " + what + " not within " + limit + ": " + logTail());
      }
      pause(pause);
    }
  }

  /** Waits until it ends by itself; fails with the end of its log when it does not end well. */
  public void awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(name + " did not end within " + limit + ": " + logTail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(name + " ended with an error: " + logTail());
    }
  }

  /** The last lines of its log. */
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  /** Asks it to end, and ends it when it does not. */
  @Override
  public void close() {
    RUNNING.remove(this);
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void endAll() {
    RUNNING.forEach(child -> child.process.destroy());
    RUNNING.forEach(Child::close);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
