package org.sekisho.gateway.health;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service does, by datagrams to the socket {@code NOTIFY_SOCKET}
 * (sd_notify(3)). Java has no datagrams over Unix sockets, so the C library sends them. Without
 * systemd it does nothing. Thread-safe.
 */
public final class SystemdNotify {
  private static final Logger LOG = LoggerFactory.getLogger(SystemdNotify.class);
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int PATH_BYTES = 108;

  private final Optional<byte[]> address;
  private final Optional<Duration> watchdog;

  private SystemdNotify(Optional<byte[]> address, Optional<Duration> watchdog) {
    this.address = address;
    this.watchdog = watchdog;
  }

  /**
   * As the environment says.
   *
   * @param pid this process
   */
  public static SystemdNotify of(Map<String, String> environment, long pid) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    if (path.length == 0
        || path.length >= PATH_BYTES
        || !(socket.startsWith("/") || socket.startsWith("@"))) {
      return new SystemdNotify(Optional.empty(), Optional.empty());
    }
    if (path[0] == '@') {
      path[0] = 0; // an abstract address
    }
    String wanted = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    Optional<Duration> watchdog = Optional.empty();
    if (wanted.equals(Long.toString(pid))) {
      try {
        long us = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
        watchdog = us > 0 ? Optional.of(Duration.ofNanos(us * 1_000)) : Optional.empty();
      } catch (NumberFormatException e) {
        LOG.warn("systemd: WATCHDOG_USEC is no number");
      }
    }
    return new SystemdNotify(Optional.of(path), watchdog);
  }

  /** Within which time the service must say that it lives; empty when nobody asks. */
  public Optional<Duration> watchdog() {
    return watchdog;
  }

  /** The service has started. */
  public void ready() {
    send("READY=1");
  }

  /** The service lives and makes progress. */
  public void alive() {
    send("WATCHDOG=1");
  }

  /** The service begins to stop. */
  public void stopping() {
    send("STOPPING=1");
  }

  // Calls of the C library by their published forms; the program allows native access.
  @SuppressWarnings("restricted")
  private void send(String state) {
    if (address.isEmpty()) {
      return;
    }
    byte[] path = address.get();
    byte[] text = state.getBytes(StandardCharsets.US_ASCII);
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      SymbolLookup libc = linker.defaultLookup();
      MethodHandle socket =
          linker.downcallHandle(
              libc.findOrThrow("socket"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT));
      MethodHandle sendto =
          linker.downcallHandle(
              libc.findOrThrow("sendto"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_INT));
      MethodHandle close =
          linker.downcallHandle(
              libc.findOrThrow("close"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      MemorySegment to = arena.allocate(Short.BYTES + PATH_BYTES, Short.BYTES);
      to.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, to, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
      int fd = (int) socket.invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (fd < 0) {
        LOG.warn("systemd: no socket");
        return;
      }
      long sent =
          (long)
              sendto.invokeExact(
                  fd,
                  arena.allocateFrom(ValueLayout.JAVA_BYTE, text),
                  (long) text.length,
                  MSG_NOSIGNAL,
                  to,
                  Short.BYTES + path.length + (path[0] == 0 ? 0 : 1));
      int closed = (int) close.invokeExact(fd);
      if (sent != text.length || closed != 0) {
        LOG.warn("systemd: {} was not taken", state);
      }
    } catch (Throwable e) {
      LOG.warn("systemd: {} could not be told: {}", state, e.toString());
    }
  }
}
