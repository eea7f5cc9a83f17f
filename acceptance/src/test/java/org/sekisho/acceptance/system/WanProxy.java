package org.sekisho.acceptance.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A wide-area link between two loopback ports that can be cut, and made slow. */
public final class WanProxy implements AutoCloseable {
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int targetPort;
  private volatile boolean cut;
  private volatile int bytesPerSecond;

  /** A link to this port, whole and fast. */
  public WanProxy(int targetPort) throws IOException {
    this.targetPort = targetPort;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("wan-proxy").start(this::accept);
  }

  /** The near port. */
  public int port() {
    return server.getLocalPort();
  }

  /** Where new connections go. */
  public void target(int port) {
    targetPort = port;
  }

  /** Ends every connection and refuses new ones. */
  public void cut() {
    cut = true;
    sockets.forEach(WanProxy::closeQuietly);
  }

  /** Lets connections through again. */
  public void restore() {
    cut = false;
  }

  /** Limits each direction of each connection; 0 is no limit. */
  public void slow(int limitBytesPerSecond) {
    bytesPerSecond = limitBytesPerSecond;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        if (cut) {
          closeQuietly(near);
          continue;
        }
        var far = new Socket();
        sockets.add(near);
        sockets.add(far);
        try {
          far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), 2000);
        } catch (IOException e) {
          end(near, far);
          continue;
        }
        Thread.ofVirtual().start(() -> pump(near, far));
        Thread.ofVirtual().start(() -> pump(far, near));
      } catch (IOException e) {
        // The listener was closed, or one connection failed: the loop's condition tells which.
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int limit = bytesPerSecond;
        if (limit > 0) {
          LockSupport.parkNanos(n * 1_000_000_000L / limit);
        }
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // A cut ends the pump; both ends are closed below.
    } finally {
      end(from, to);
    }
  }

  private void end(Socket one, Socket other) {
    closeQuietly(one);
    closeQuietly(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is left to do for a socket that cannot be closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    sockets.forEach(WanProxy::closeQuietly);
  }
}
