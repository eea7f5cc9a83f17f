package org.sekisho.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WAN between a gateway and the head-end, as a relay that can be cut. Thread-safe. */
public final class WanProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WanProxy.class);
  private static final int BUFFER_BYTES = 256 * 1024;

  private final int headEndPort;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  /** Relays to that port on loopback. */
  public WanProxy(int headEndPort) {
    this.headEndPort = headEndPort;
    try {
      this.listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("wan").start(this::accept);
  }

  /** Where the gateway connects. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Ends every connection, and each new one at once. */
  public void cut() {
    cut = true;
    open.forEach(WanProxy::end);
  }

  /** Relays again. */
  public void restore() {
    cut = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        if (cut) {
          end(near);
          continue;
        }
        var far = new Socket(InetAddress.getLoopbackAddress(), headEndPort);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        open.add(near);
        open.add(far);
        Thread.ofPlatform().daemon().name("wan-up").start(() -> relay(near, far));
        Thread.ofPlatform().daemon().name("wan-down").start(() -> relay(far, near));
      } catch (IOException e) {
        // Closed, or the head-end is away: the gateway tries again.
        LOG.debug("the WAN: {}", e.toString());
      }
    }
  }

  private void relay(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (from;
        to) {
      for (int n = from.getInputStream().read(buffer);
          n > 0;
          n = from.getInputStream().read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One side has gone; the other learns of it by the close.
      LOG.debug("the WAN: {}", e.toString());
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
