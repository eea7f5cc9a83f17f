package org.sekisho.program;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The frame of every program: reads the configuration, takes the data directory for itself, starts
 * the service, says that it is ready, and stops cleanly on SIGTERM.
 *
 * <p>A {@code main} is one line: {@code Program.main("gateway", args, GatewayConfig::read,
 * GatewayConfig::data, Gateway::start)}. A test starts the same service in its own process with
 * {@link #start}.
 */
public final class Program {
  /** The program ran and was stopped. */
  public static final int STOPPED = 0;

  /** The program could not start. */
  public static final int START_FAILED = 1;

  /** The command line or the configuration is wrong. */
  public static final int WRONG_CONFIGURATION = 2;

  /** The program wants to be started again by its launcher, perhaps in another version. */
  public static final int RESTART = 10;

  /** The program's own files are not those that were signed: it did not start. */
  public static final int ALTERED = 11;

  /**
   * Environment variable: with the value {@code stdin} the program stops when its standard input
   * ends, so that it cannot outlive the process that started it, even when that one is killed.
   */
  public static final String STOP_WITH = "SEKISHO_STOP_WITH";

  /** How long a stop may take before the process ends anyway. */
  public static final Duration STOP_LIMIT = Duration.ofSeconds(9);

  private static final Logger LOG = LoggerFactory.getLogger(Program.class);

  private Program() {}

  /** A started service. */
  public interface Service extends AutoCloseable {
    /** What the ready file says: names of listeners with their actual ports, or other words. */
    Map<String, Object> ready();

    /** Stops everything that was started, within some seconds. */
    @Override
    void close();
  }

  /** Starts a service from its configuration; the data directory exists and is locked. */
  @FunctionalInterface
  public interface Starter<C> {
    /** Starts; a {@link StartException} tells the operator what is in the way. */
    Service start(C config);
  }

  /** Runs the program until the process is told to stop, then ends the process. */
  public static <C> void main(
      String name,
      String[] args,
      Function<Fields, C> reader,
      Function<C, Path> data,
      Starter<C> starter) {
    int code = run(name, args, reader, data, starter, System.err);
    if (code != STOPPED) {
      System.exit(code);
    }
  }

  /** Runs the program until SIGTERM; answers the exit code; errors of the operator go to err. */
  public static <C> int run(
      String name,
      String[] args,
      Function<Fields, C> reader,
      Function<C, Path> data,
      Starter<C> starter,
      PrintStream err) {
    if (args.length != 1) {
      err.println("usage: " + name + " <config.yaml>");
      return WRONG_CONFIGURATION;
    }
    C config;
    try {
      Fields root = Document.read(Path.of(args[0]));
      config = read(root, reader);
    } catch (DocumentException e) {
      err.println(e.getMessage());
      return WRONG_CONFIGURATION;
    }
    var stopped = new CountDownLatch(1);
    try {
      Running running = prepare(name, config, data.apply(config), starter);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    stopWithin(running, STOP_LIMIT);
                    stopped.countDown();
                  },
                  name + "-stop"));
      if ("stdin".equals(System.getenv(STOP_WITH))) {
        Thread.ofPlatform().daemon().name(name + "-stdin").start(Program::stopAtEndOfInput);
      }
      // Only now: whoever waits for it may tell the process to stop at once.
      running.announce();
      stopped.await();
      return STOPPED;
    } catch (StartException | DocumentException e) {
      err.println(name + ": " + e.getMessage());
      LOG.debug("start failed", e);
      return e instanceof DocumentException ? WRONG_CONFIGURATION : START_FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return STOPPED;
    } catch (RuntimeException e) {
      // Answered, not thrown: threads of a half-started service would keep the process alive.
      LOG.error("{} cannot start", name, e);
      err.println(name + ": cannot start: " + e);
      return START_FAILED;
    }
  }

  /** Reads the configuration to its end: unknown keys and everything noted is one exception. */
  public static <C> C read(Fields root, Function<Fields, C> reader) {
    C config;
    try {
      config = reader.apply(root);
    } catch (IllegalArgumentException e) {
      // A record refused a stand-in value: then a problem has been noted, and it is the true one.
      root.finish();
      throw e;
    }
    root.finish();
    return config;
  }

  /** Starts the service on its data directory; close it to stop. */
  public static <C> Running start(String name, C config, Path data, Starter<C> starter) {
    Running running = prepare(name, config, data, starter);
    running.announce();
    return running;
  }

  /** Starts the service, but tells nobody yet that it is ready. */
  private static <C> Running prepare(String name, C config, Path data, Starter<C> starter) {
    FileLock lock = take(data);
    Path ready = data.resolve("ready");
    try {
      Files.deleteIfExists(ready);
      return new Running(name, starter.start(config), ready, lock);
    } catch (IOException e) {
      release(lock);
      throw new StartException("data: " + data + " cannot be used: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      release(lock);
      throw e;
    }
  }

  static void stopAtEndOfInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.debug("standard input broke off", e);
    }
    System.exit(STOPPED);
  }

  static FileLock take(Path data) {
    Path file = data.resolve("lock");
    try {
      PrivateFiles.folder(data);
      @SuppressWarnings("resource") // closed with the lock, or here when there is none
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Held by this very process; the same answer to the operator.
      }
      channel.close();
      throw new StartException(
          "data: " + data + " is in use by another running program; stop it or change 'data'");
    } catch (IOException | UncheckedIOException e) {
      throw new StartException("data: " + data + " cannot be used: " + e.getMessage(), e);
    }
  }

  static void release(FileLock lock) {
    try {
      lock.release();
      lock.acquiredBy().close();
    } catch (IOException e) {
      LOG.warn("the data lock was not released: {}", e.toString());
    }
  }

  private static void stopWithin(Running running, Duration limit) {
    Thread stop = Thread.ofPlatform().daemon().start(running::close);
    try {
      if (!stop.join(limit)) {
        LOG.error("stop took longer than {} s: the process ends anyway", limit.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A program that runs. Closing twice does nothing more. Thread-safe. */
  public static final class Running implements AutoCloseable {
    private final String name;
    private final Service service;
    private final Path ready;
    private final FileLock lock;
    private boolean closed;

    Running(String name, Service service, Path ready, FileLock lock) {
      this.name = name;
      this.service = service;
      this.ready = ready;
      this.lock = lock;
    }

    /** The started service. */
    public Service service() {
      return service;
    }

    synchronized void announce() {
      if (closed) {
        return;
      }
      String facts = json(service.ready());
      try {
        PrivateFiles.replace(ready, (facts + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (UncheckedIOException e) {
        close();
        throw new StartException("data: " + ready + " cannot be written: " + e.getMessage(), e);
      }
      LOG.info("ready {} {}", name, facts);
    }

    /** Word by word: a small program need not load what binds objects. */
    private static String json(Map<String, Object> facts) {
      var text = new StringWriter();
      try (JsonGenerator json =
          new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
        json.writeStartObject();
        facts.forEach(
            (name, value) -> {
              json.writeName(name);
              if (value instanceof Integer number) {
                json.writeNumber(number);
              } else {
                json.writeString(value.toString());
              }
            });
        json.writeEndObject();
      }
      return text.toString();
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        Files.deleteIfExists(ready);
        service.close();
      } catch (IOException e) {
        LOG.warn("the ready file was not deleted: {}", e.toString());
      } finally {
        release(lock);
        LOG.info("stopped {}", name);
      }
    }
  }
}
