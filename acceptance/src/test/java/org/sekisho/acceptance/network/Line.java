package org.sekisho.acceptance.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A production line that must not stop: one connection on which something is said and answered
 * twenty times a second. When it is cut, it connects again and counts that.
 */
final class Line implements AutoCloseable {
  private static final long GAP_NS = 50_000_000L;
  private static final int LIMIT_MS = 10_000;

  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong longestNs = new AtomicLong();
  private final InetSocketAddress target;
  private final Thread thread;
  private volatile boolean over;

  Line(Lab.Host host, String address, int port) {
    target = new InetSocketAddress(address, port);
    thread = NamespaceThread.on(host).newThread(this::run);
    thread.start();
  }

  private void run() {
    byte[] said = "running\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    while (!over) {
      try (var socket = new Socket()) {
        socket.connect(target, LIMIT_MS);
        socket.setSoTimeout(LIMIT_MS);
        connections.incrementAndGet();
        while (!over) {
          long began = System.nanoTime();
          socket.getOutputStream().write(said);
          if (socket.getInputStream().readNBytes(said.length).length != said.length) {
            break;
          }
          longestNs.accumulateAndGet(System.nanoTime() - began, Math::max);
          answers.incrementAndGet();
          LockSupport.parkNanos(GAP_NS);
        }
      } catch (IOException e) {
        LockSupport.parkNanos(GAP_NS);
      }
    }
  }

  int answers() {
    return answers.get();
  }

  int connections() {
    return connections.get();
  }

  /** The longest that an answer took. */
  Duration longestGap() {
    return Duration.ofNanos(longestNs.get());
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join(LIMIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
