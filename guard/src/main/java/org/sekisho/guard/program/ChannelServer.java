package org.sekisho.guard.program;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.Decoded;
import org.sekisho.guard.channel.GuardCodec;
import org.sekisho.guard.channel.GuardMessage;
import org.sekisho.guard.channel.Report;
import org.sekisho.guard.channel.Request;
import org.sekisho.program.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard's end of the channel: a Unix socket that one user may connect to, known by what the
 * kernel says of the peer. At most {@value #MAX_CONNECTIONS} connections; a peer that sends
 * anything but requests is cut off; reports that a peer does not read fast enough are dropped and
 * counted.
 */
final class ChannelServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelServer.class);
  private static final int MAX_CONNECTIONS = 4;
  private static final int MAX_REQUESTS_PER_SECOND = 100;
  private static final int WAITING_MESSAGES = 2048;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final Path socket;
  private final UserPrincipal gateway;
  private final Function<Request, Answer> requests;
  private final ServerSocketChannel server;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean closing;

  private ChannelServer(
      Path socket,
      UserPrincipal gateway,
      Function<Request, Answer> requests,
      ServerSocketChannel server) {
    this.socket = socket;
    this.gateway = gateway;
    this.requests = requests;
    this.server = server;
  }

  /**
   * Opens the socket.
   *
   * @param requests answers a request; called by the threads of connections, one at a time each
   */
  static ChannelServer open(GuardConfig config, Function<Request, Answer> requests) {
    Path socket = config.socket();
    try {
      Path folder = socket.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      UserPrincipal gateway =
          socket
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName(config.gatewayUser());
      // The data directory is locked: no other guard uses this one.
      Files.deleteIfExists(socket);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      PosixFileAttributeView view =
          Files.getFileAttributeView(socket, PosixFileAttributeView.class);
      view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
      Optional<String> group = config.socketGroup();
      if (group.isPresent()) {
        view.setGroup(
            socket
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByGroupName(group.get()));
      }
      var made = new ChannelServer(socket, gateway, requests, server);
      Thread.ofPlatform().daemon().name("channel").start(made::acceptAll);
      return made;
    } catch (IOException e) {
      throw new StartException("socket: " + socket + " cannot be opened: " + e, e);
    }
  }

  /** Tells every peer; never blocks. */
  void tell(Report report) {
    if (connections.isEmpty()) {
      return;
    }
    byte[] bytes = GuardCodec.encode(0, report);
    for (Connection connection : connections) {
      if (!connection.outgoing.offer(bytes)) {
        long count = dropped.incrementAndGet();
        if (Long.bitCount(count) == 1) {
          LOG.warn("reports are not read fast enough: {} dropped", count);
        }
      }
    }
  }

  /** Whether anybody is connected. */
  boolean heard() {
    return !connections.isEmpty();
  }

  private void acceptAll() {
    while (!closing) {
      try {
        SocketChannel peer = server.accept();
        if (connections.size() >= MAX_CONNECTIONS || !isGateway(peer)) {
          peer.close();
          continue;
        }
        new Connection(peer).start();
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("a connection could not be taken: {}", e.toString());
        LockSupport.parkNanos(SECOND_NANOS / 10);
      }
    }
  }

  private boolean isGateway(SocketChannel peer) throws IOException {
    UnixDomainPrincipal who = peer.getOption(ExtendedSocketOptions.SO_PEERCRED);
    if (who.user().equals(gateway)) {
      return true;
    }
    LOG.warn("user {} is not the gateway and was refused", who.user().getName());
    return false;
  }

  @Override
  public void close() {
    closing = true;
    try {
      server.close();
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.debug("the socket was not closed", e);
    }
    connections.forEach(Connection::end);
  }

  private final class Connection {
    private final SocketChannel peer;
    private final BlockingQueue<byte[]> outgoing = new ArrayBlockingQueue<>(WAITING_MESSAGES);
    private final Thread writer =
        Thread.ofPlatform().daemon().name("channel-out").unstarted(this::write);

    Connection(SocketChannel peer) {
      this.peer = peer;
    }

    void start() {
      connections.add(this);
      writer.start();
      Thread.ofPlatform().daemon().name("channel-in").start(this::read);
    }

    void end() {
      connections.remove(this);
      writer.interrupt();
      try {
        peer.close();
      } catch (IOException e) {
        LOG.debug("a connection was not closed", e);
      }
    }

    private void read() {
      try {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        long second = System.nanoTime();
        int inSecond = 0;
        while (fill(length)) {
          int size = length.flip().getInt();
          length.clear();
          if (size < 1 || size > GuardCodec.MAX_MESSAGE) {
            LOG.warn("a message of {} bytes was refused", size);
            return;
          }
          ByteBuffer message = ByteBuffer.allocate(size);
          if (!fill(message) || !take(message.array())) {
            return;
          }
          if (++inSecond >= MAX_REQUESTS_PER_SECOND) {
            LockSupport.parkNanos(second + SECOND_NANOS - System.nanoTime());
            second = System.nanoTime();
            inSecond = 0;
          }
        }
      } catch (IOException e) {
        LOG.debug("a connection ended", e);
      } finally {
        end();
      }
    }

    private boolean take(byte[] bytes) {
      switch (GuardCodec.decode(bytes)) {
        case Decoded.Malformed malformed -> {
          LOG.warn("no request: {}", malformed.reason());
          return false;
        }
        case Decoded.Frame(long number, GuardMessage message) -> {
          if (!(message instanceof Request request)) {
            LOG.warn("the gateway may only ask");
            return false;
          }
          return outgoing.offer(GuardCodec.encode(number, requests.apply(request)));
        }
      }
    }

    private boolean fill(ByteBuffer buffer) throws IOException {
      while (buffer.hasRemaining()) {
        if (peer.read(buffer) < 0) {
          return false;
        }
      }
      return true;
    }

    private void write() {
      try {
        while (true) {
          byte[] message = outgoing.take();
          ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + message.length);
          bytes.putInt(message.length).put(message).flip();
          while (bytes.hasRemaining()) {
            peer.write(bytes);
          }
        }
      } catch (IOException e) {
        LOG.debug("a connection ended", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        end();
      }
    }
  }
}
