package org.sekisho.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.CommandFailure;
import org.sekisho.program.PrivateFiles;

/**
 * The folder that everything of a demonstration lies in, taken by one process at a time. It bears a
 * mark, so that a reset never deletes a folder that is not a demonstration's.
 */
final class DemoFolder implements AutoCloseable {
  private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(20);
  private static final String MARK = ".sekisho-demo";
  private static final Set<String> STAY = Set.of("", MARK, "lock", "pid");

  private final Path root;
  private @Nullable FileLock lock;

  private DemoFolder(Path root) {
    this.root = root;
  }

  /** Makes the folder when it is not there and takes it. */
  static DemoFolder take(Path root, boolean reset, Consumer<String> notes)
      throws InterruptedException {
    var folder = new DemoFolder(root);
    try {
      boolean isNew = !Files.exists(root) || isEmpty(root);
      if (!isNew && !Files.exists(root.resolve(MARK))) {
        throw new CommandFailure(
            root + " is not empty and no demonstration's folder: choose another with --dir");
      }
      PrivateFiles.folder(root);
      Files.writeString(root.resolve(MARK), "");
      folder.lock();
      folder.awaitLeftovers(notes);
      if (reset) {
        folder.clear();
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private void lock() throws IOException {
    Path file = root.resolve("lock");
    @SuppressWarnings("resource") // lives as long as the lock
    var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new CommandFailure(
          "a demonstration already runs in %s (process %s): stop it first, or choose another folder with --dir"
              .formatted(root, Files.readString(root.resolve("pid")).strip()));
    }
    Files.writeString(root.resolve("pid"), ProcessHandle.current().pid() + "\n");
  }

  private void clear() throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(root)) {
      found = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : found) {
      boolean stays = STAY.contains(root.relativize(file).toString());
      if (!stays) {
        Files.delete(file);
      }
    }
  }

  /**
   * Waits until the programs of an earlier start, which may have been killed, have stopped; they do
   * so by themselves within seconds.
   */
  private void awaitLeftovers(Consumer<String> notes) throws InterruptedException {
    long deadlineNs = System.nanoTime() + LEFTOVER_LIMIT.toNanos();
    boolean isTold = false;
    for (String program : Demo.PROGRAMS) {
      while (isRunning(program)) {
        if (!isTold) {
          notes.accept("waiting for the programs of an earlier start to stop");
          isTold = true;
        }
        if (System.nanoTime() - deadlineNs > 0) {
          throw new CommandFailure(
              "the %s of an earlier start still runs on %s: stop it, or choose another folder with --dir"
                  .formatted(program, data(program)));
        }
        Thread.sleep(100);
      }
    }
  }

  private boolean isRunning(String program) {
    Path file = data(program).resolve("lock");
    if (!Files.exists(file)) {
      return false;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock taken = channel.tryLock()) {
      return taken == null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file if it is there. */
  void forget(String name) {
    try {
      Files.deleteIfExists(resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file or folder in it. */
  Path resolve(String name) {
    return root.resolve(name);
  }

  /** The private directory of a program. */
  Path data(String program) {
    return root.resolve("data").resolve(program);
  }

  /** Writes a file that only its owner can read. */
  void writePrivate(String name, String text) {
    Path file = resolve(name).toAbsolutePath();
    Path folder = file.getParent();
    if (folder != null) {
      PrivateFiles.folder(folder);
    }
    PrivateFiles.replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file that is no secret. */
  void write(String name, String text) {
    PrivateFiles.replacePublic(resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  /** The file as a command line names it: relative to where the person stands when it is below. */
  String shown(String name) {
    return shown(resolve(name), Path.of(""));
  }

  static String shown(Path file, Path from) {
    Path here = from.toAbsolutePath();
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.acquiredBy().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
