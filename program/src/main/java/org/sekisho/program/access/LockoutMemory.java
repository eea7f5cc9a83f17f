package org.sekisho.program.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the lockout engine remembers over a restart: one small text file, replaced as a whole by a
 * thread of its own, at once after a lock and within {@value #LAZY_MS} ms otherwise, at most once a
 * second. A file that cannot be read is begun anew, with a warning.
 */
final class LockoutMemory implements AutoCloseable {
  static final int LAZY_MS = 5_000;

  private static final int GAP_MS = 1_000;
  private static final int MAX_BYTES = 4 << 20;
  private static final Logger LOG = LoggerFactory.getLogger(LockoutMemory.class);
  private static final String HEAD = "sekisho-lockout 1";

  private final @Nullable Path file;
  private final Supplier<List<String>> content;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private @Nullable Thread writer;
  private boolean dirty;
  private boolean urgent;
  private boolean written;
  private boolean closed;

  /** One remembered entry. */
  record Line(String table, String key, Tries tries) {}

  /** What the file held. */
  record Remembered(Optional<byte[]> key, List<Line> lines) {}

  LockoutMemory(@Nullable Path file, Supplier<List<String>> content) {
    this.file = file;
    this.content = content;
  }

  static String line(String table, String key, Tries tries) {
    StringBuilder line = new StringBuilder(table).append(' ');
    line.append(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    line.append(' ').append(tries.locks).append(' ').append(tries.lockedUntil);
    for (long at : tries.wrongTimes()) {
      line.append(' ').append(at);
    }
    return line.toString();
  }

  Remembered read() {
    if (file == null || !Files.exists(file)) {
      return new Remembered(Optional.empty(), List.of());
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("too large");
      }
      List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
      if (lines.size() < 2 || !lines.getFirst().equals(HEAD)) {
        throw new IOException("not of this form");
      }
      byte[] key = HexFormat.of().parseHex(lines.get(1).substring("key ".length()));
      if (key.length < 16) {
        throw new IOException("its key is too short");
      }
      List<Line> entries = new ArrayList<>();
      for (String line : lines.subList(2, lines.size())) {
        entries.add(parse(line.split(" ", -1)));
      }
      return new Remembered(Optional.of(key), entries);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read ({}): wrong tries are counted anew", file, e.toString());
      return new Remembered(Optional.empty(), List.of());
    }
  }

  private static Line parse(String[] parts) {
    Tries tries = new Tries();
    tries.locks = Integer.parseInt(parts[2]);
    tries.lockedUntil = Long.parseLong(parts[3]);
    long[] times = new long[Math.min(parts.length - 4, 1_000)];
    for (int i = 0; i < times.length; i++) {
      times[i] = Long.parseLong(parts[4 + i]);
    }
    tries.restore(times);
    return new Line(
        parts[0],
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8),
        tries);
  }

  /** Something changed; {@code now} when it should not wait. Never blocks on the disk. */
  void changed(boolean now) {
    if (file == null) {
      return;
    }
    lock.lock();
    try {
      boolean first = !dirty;
      dirty = true;
      urgent |= now;
      if (writer == null && !closed) {
        writer = Thread.ofPlatform().daemon().name("lockout-memory").start(this::run);
      }
      if (now || first) {
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitWork()) {
      write();
    }
  }

  /** Waits until there is something to write; false at the end. */
  private boolean awaitWork() {
    lock.lock();
    try {
      long gap = TimeUnit.MILLISECONDS.toNanos(GAP_MS);
      while (!closed && written && gap > 0) {
        gap = news.awaitNanos(gap);
      }
      while (!closed && !dirty) {
        news.await();
      }
      long lazy = TimeUnit.MILLISECONDS.toNanos(LAZY_MS - GAP_MS);
      while (!closed && !urgent && lazy > 0) {
        lazy = news.awaitNanos(lazy);
      }
      if (closed) {
        return false;
      }
      dirty = false;
      urgent = false;
      written = true;
      return true;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    Path its = file;
    if (its == null) {
      return;
    }
    String text = HEAD + "\n" + String.join("\n", content.get()) + "\n";
    try {
      PrivateFiles.replace(its, text.getBytes(StandardCharsets.US_ASCII));
    } catch (UncheckedIOException e) {
      LOG.warn("{} cannot be written: {}", its, e.toString());
    }
  }

  @Override
  public void close() {
    Thread its;
    boolean last;
    lock.lock();
    try {
      closed = true;
      its = writer;
      last = dirty;
      news.signalAll();
    } finally {
      lock.unlock();
    }
    if (its != null) {
      try {
        its.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (last) {
      write();
    }
  }
}
