package org.sekisho.gateway.health;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The socket of a service manager: what it is told, in order. */
@SuppressWarnings("restricted")
final class NotifySocket implements AutoCloseable {
  private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final Thread reader;
  private volatile boolean closed;

  NotifySocket(Path path) throws Exception {
    Linker linker = Linker.nativeLinker();
    var libc = linker.defaultLookup();
    var i = ValueLayout.JAVA_INT;
    var a = ValueLayout.ADDRESS;
    var l = ValueLayout.JAVA_LONG;
    var socket =
        linker.downcallHandle(libc.findOrThrow("socket"), FunctionDescriptor.of(i, i, i, i));
    var bind = linker.downcallHandle(libc.findOrThrow("bind"), FunctionDescriptor.of(i, i, a, i));
    var recv =
        linker.downcallHandle(libc.findOrThrow("recv"), FunctionDescriptor.of(l, i, a, l, i));
    int fd;
    try (Arena arena = Arena.ofConfined()) {
      byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
      MemorySegment address = arena.allocate(110, 2);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
      MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
      fd = (int) socket.invokeExact(1, 2, 0);
      int bound = (int) bind.invokeExact(fd, address, name.length + 3);
      if (fd < 0 || bound != 0) {
        throw new IllegalStateException("no socket at " + path);
      }
    } catch (Throwable e) {
      throw new Exception(e);
    }
    reader =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try (Arena arena = Arena.ofConfined()) {
                    MemorySegment buffer = arena.allocate(256);
                    while (!closed) {
                      // MSG_DONTWAIT: the thread must end.
                      long got = (long) recv.invokeExact(fd, buffer, 256L, 0x40);
                      if (got > 0) {
                        told.add(
                            new String(
                                buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE),
                                StandardCharsets.US_ASCII));
                      } else {
                        Thread.sleep(5);
                      }
                    }
                  } catch (InterruptedException e) {
                    // Closed.
                  } catch (Throwable e) {
                    told.add("failed: " + e);
                  }
                });
  }

  String next() throws InterruptedException {
    return Objects.requireNonNull(told.poll(120, TimeUnit.SECONDS), "nothing was told");
  }

  boolean quietFor(Duration time) throws InterruptedException {
    String next = told.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    return next == null;
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
  }
}
