package org.sekisho.program;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.DocumentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Like {@link Program}, for a program that changes its own configuration or version while it runs:
 * the service may ask to be started again within the process, or to end the process with a code
 * that its launcher understands; a start that fails may be tried with something else.
 */
public final class RestartableProgram {
  private static final Logger LOG = LoggerFactory.getLogger(RestartableProgram.class);

  private RestartableProgram() {}

  /** What a service may ask of the program that runs it. Thread-safe; never blocks. */
  public interface Frame {
    /** Stops the service and starts it with what the loader then has. */
    void again(String why);

    /** Stops the service and ends the process with this code. */
    void end(int code, String why);
  }

  /** Where the program finds out what to start with. */
  public interface Loader<C> {
    /** The data directory that the configuration file names. */
    Path data(Path file);

    /** What to start with; the data directory is locked. A DocumentException ends the program. */
    C load(Path file);

    /** Told that a start failed; answers whether {@link #load} now has something else to try. */
    boolean failed(C tried, RuntimeException why);
  }

  /** Starts a service. */
  @FunctionalInterface
  public interface Starter<C> {
    /** Starts; a {@link StartException} tells the operator what is in the way. */
    Program.Service start(C config, Frame frame);
  }

  /** Runs the program until the process is told to stop, then ends the process. */
  public static <C> void main(String name, String[] args, Loader<C> loader, Starter<C> starter) {
    int code = run(name, args, loader, starter, System.err);
    if (code != Program.STOPPED) {
      System.exit(code);
    }
  }

  private static <C> int run(
      String name, String[] args, Loader<C> loader, Starter<C> starter, PrintStream err) {
    if (args.length != 1) {
      err.println("usage: " + name + " <config.yaml>");
      return Program.WRONG_CONFIGURATION;
    }
    var wishes = new Wishes();
    var finished = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (wishes.stop()) {
                    await(finished);
                  }
                },
                name + "-stop"));
    if ("stdin".equals(System.getenv(Program.STOP_WITH))) {
      Thread.ofPlatform().daemon().name(name + "-stdin").start(Program::stopAtEndOfInput);
    }
    try {
      return loop(name, Path.of(args[0]), loader, starter, wishes, err);
    } finally {
      finished.countDown();
    }
  }

  private static <C> int loop(
      String name,
      Path file,
      Loader<C> loader,
      Starter<C> starter,
      Wishes wishes,
      PrintStream err) {
    while (true) {
      @Nullable C config = null;
      try {
        Path data = loader.data(file);
        FileLock lock = Program.take(data);
        Program.Running running;
        try {
          Path ready = data.resolve("ready");
          Files.deleteIfExists(ready);
          config = loader.load(file);
          wishes.starting();
          running = new Program.Running(name, starter.start(config, wishes), ready, lock);
        } catch (IOException e) {
          Program.release(lock);
          throw new StartException("data: " + data + " cannot be used: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
          Program.release(lock);
          throw e;
        }
        wishes.started();
        // Only now: whoever waits for it may tell the process to stop at once.
        running.announce();
        int code = wishes.await();
        running.close();
        if (code != Wishes.AGAIN) {
          return code;
        }
      } catch (StartException | DocumentException e) {
        err.println(name + ": " + e.getMessage());
        LOG.debug("start failed", e);
        if (config == null || !loader.failed(config, e)) {
          return e instanceof DocumentException
              ? Program.WRONG_CONFIGURATION
              : Program.START_FAILED;
        }
      } catch (RuntimeException e) {
        // Answered, not thrown: threads of a half-started service would keep the process alive.
        LOG.error("{} cannot start", name, e);
        err.println(name + ": cannot start: " + e);
        if (config == null || !loader.failed(config, e)) {
          return Program.START_FAILED;
        }
      }
    }
  }

  private static void await(CountDownLatch finished) {
    try {
      if (!finished.await(Program.STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.error(
            "stop took longer than {} s: the process ends anyway", Program.STOP_LIMIT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the service or the operating system asked for, in the order in which they did. */
  private static final class Wishes implements Frame {
    static final int AGAIN = -1;

    private static final long ANSWER_FIRST_MS = 300;

    private final LinkedBlockingQueue<Integer> asked = new LinkedBlockingQueue<>();
    private volatile boolean started;

    @Override
    public void again(String why) {
      LOG.info("starts again: {}", why);
      soon(AGAIN);
    }

    @Override
    public void end(int code, String why) {
      LOG.info("ends with {}: {}", code, why);
      soon(code);
    }

    /** Whoever asked through a listener of the service gets the answer before it closes. */
    private void soon(int wish) {
      Thread.ofVirtual()
          .name("restart")
          .start(
              () -> {
                try {
                  TimeUnit.MILLISECONDS.sleep(ANSWER_FIRST_MS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                asked.add(wish);
              });
    }

    /** What an earlier run of the service asked for has been done; a wish of this one counts. */
    void starting() {
      asked.removeIf(wish -> wish == AGAIN);
    }

    void started() {
      started = true;
    }

    /** The process is to stop; answers whether there is a service to wait for. */
    boolean stop() {
      asked.add(Program.STOPPED);
      return started;
    }

    int await() {
      try {
        return asked.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Program.STOPPED;
      }
    }
  }
}
