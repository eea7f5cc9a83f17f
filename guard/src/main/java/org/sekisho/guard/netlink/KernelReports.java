package org.sekisho.guard.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.NeighbourReport;
import org.sekisho.guard.channel.NeighbourReport.NeighbourState;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.guard.channel.Report;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what the kernel tells of packets and neighbours, on a thread for each, until it is closed.
 * The consumer is called by both threads; it must not block. What the kernel could not deliver is
 * counted, and nothing more happens.
 */
public final class KernelReports implements AutoCloseable {
  /** The group that the rules log to. */
  public static final int GROUP = 5277;

  private static final Logger LOG = LoggerFactory.getLogger(KernelReports.class);

  private static final int NEIGHBOUR_GROUP = 4;
  private static final int GATHER_BYTES = 64 * 1024;
  private static final int GATHER_HUNDREDTHS = 5;
  private static final int GATHER_PACKETS = 64;
  private static final int SOCKET_BYTES = 4 * 1024 * 1024;
  private static final int WAIT_MS = 200;
  private static final int ANSWER_MS = 2_000;
  private static final int MAX_NAMES = 256;
  private static final long NAME_LIFE_NS = 5_000_000_000L;

  private final Consumer<Report> consumer;
  private final AtomicLong lost = new AtomicLong();
  private final Thread packets;
  private final Thread neighbours;
  private volatile boolean closing;

  private KernelReports(
      Consumer<Report> consumer, NetlinkSocket packetSocket, NetlinkSocket neighbourSocket) {
    this.consumer = consumer;
    packets = Thread.ofPlatform().name("packet-reports").unstarted(() -> hear(packetSocket));
    neighbours =
        Thread.ofPlatform().name("neighbour-reports").unstarted(() -> hear(neighbourSocket));
  }

  /** Begins to hear; needs CAP_NET_ADMIN, or {@link NetlinkException}. */
  public static KernelReports open(Consumer<Report> consumer) {
    NetlinkSocket packetSocket = NetlinkSocket.open(NetlinkSocket.NETFILTER, 0, SOCKET_BYTES);
    try {
      configure(packetSocket);
      NetlinkSocket neighbourSocket =
          NetlinkSocket.open(NetlinkSocket.ROUTE, NEIGHBOUR_GROUP, SOCKET_BYTES);
      neighbourSocket.send(NetlinkCodec.askNeighbours(1));
      var reports = new KernelReports(consumer, packetSocket, neighbourSocket);
      reports.packets.start();
      reports.neighbours.start();
      return reports;
    } catch (RuntimeException e) {
      packetSocket.close();
      throw e;
    }
  }

  /** How often the kernel said that it had to throw reports away. */
  public long lost() {
    return lost.get();
  }

  /** Stops both threads and waits for them. */
  @Override
  public void close() {
    closing = true;
    try {
      packets.join(ANSWER_MS);
      neighbours.join(ANSWER_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void configure(NetlinkSocket socket) {
    byte[][] requests = {
      NetlinkCodec.bind(1, GROUP),
      NetlinkCodec.copyPacket(2, GROUP, PacketReport.MAX_PACKET),
      NetlinkCodec.buffer(3, GROUP, GATHER_BYTES),
      NetlinkCodec.timeout(4, GROUP, GATHER_HUNDREDTHS),
      NetlinkCodec.threshold(5, GROUP, GATHER_PACKETS)
    };
    for (int i = 0; i < requests.length; i++) {
      socket.send(requests[i]);
      await(socket, i + 1);
    }
  }

  /** Reports that come before the answer are those of the first milliseconds; they are let go. */
  private static void await(NetlinkSocket socket, int sequence) {
    long end = System.nanoTime() + ANSWER_MS * 1_000_000L;
    while (System.nanoTime() < end) {
      if (socket.receive(WAIT_MS)
          instanceof NetlinkSocket.Received.Datagram(var bytes, int length)) {
        for (NetlinkMessage message : NetlinkCodec.read(bytes, length)) {
          if (message instanceof NetlinkMessage.Acknowledged(int of, int errno) && of == sequence) {
            if (errno != 0) {
              throw new NetlinkException("packet reports, step " + sequence, errno);
            }
            return;
          }
        }
      }
    }
    throw new NetlinkException("packet reports: no answer", 0);
  }

  private void hear(NetlinkSocket socket) {
    var names = new Names(socket);
    try (socket) {
      while (!closing) {
        switch (socket.receive(WAIT_MS)) {
          case NetlinkSocket.Received.Datagram(var bytes, int length) -> {
            for (NetlinkMessage message : NetlinkCodec.read(bytes, length)) {
              report(message, names).ifPresent(consumer);
            }
          }
          case NetlinkSocket.Received.Nothing _ -> {}
          case NetlinkSocket.Received.Lost _ -> lost.incrementAndGet();
          case NetlinkSocket.Received.Failed(int errno) -> {
            LOG.error(
                "{}: the kernel's reports ended, error {}",
                Thread.currentThread().getName(),
                errno);
            return;
          }
        }
      }
    }
  }

  private static Optional<Report> report(NetlinkMessage message, Names names) {
    return switch (message) {
      case NetlinkMessage.Logged l -> packet(l, names);
      case NetlinkMessage.Neighbour n -> neighbour(n, names);
      case NetlinkMessage.Acknowledged _,
          NetlinkMessage.Counter _,
          NetlinkMessage.Done _,
          NetlinkMessage.Other _ ->
          Optional.empty();
    };
  }

  private static Optional<Report> packet(NetlinkMessage.Logged l, Names names) {
    int colon = l.prefix().lastIndexOf(':');
    if (colon <= 0) {
      return Optional.empty();
    }
    // A packet that a program of this machine sent carries no time.
    long at = l.atNanos() != 0 ? l.atNanos() : System.currentTimeMillis() * 1_000_000L;
    return Disposition.of(l.prefix().substring(colon + 1).strip())
        .map(
            disposition ->
                new PacketReport(
                    l.prefix().substring(0, colon),
                    disposition,
                    at,
                    names.of(l.inIndex()),
                    names.of(l.outIndex()),
                    l.mac(),
                    l.packet()));
  }

  private static Optional<Report> neighbour(NetlinkMessage.Neighbour n, Names names) {
    if (n.address().length != 4 && n.address().length != 16) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new NeighbourReport(
              names.of(n.index()), InetAddress.getByAddress(n.address()), n.mac(), state(n)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are always an address", e);
    }
  }

  private static NeighbourState state(NetlinkMessage.Neighbour n) {
    if (n.gone()) {
      return NeighbourState.GONE;
    }
    return switch (n.state()) {
      case 0x02 -> NeighbourState.REACHABLE;
      case 0x04 -> NeighbourState.STALE;
      case 0x08 -> NeighbourState.DELAY;
      case 0x10 -> NeighbourState.PROBE;
      case 0x20 -> NeighbourState.FAILED;
      case 0x40 -> NeighbourState.NOARP;
      case 0x80 -> NeighbourState.PERMANENT;
      default -> NeighbourState.INCOMPLETE;
    };
  }

  /** Names of interfaces, asked again after a while because numbers and names may change. */
  private static final class Names {
    private final NetlinkSocket socket;
    private final Map<Integer, String> known = new HashMap<>();
    private long since = System.nanoTime();

    Names(NetlinkSocket socket) {
      this.socket = socket;
    }

    String of(int index) {
      if (index == 0) {
        return "";
      }
      if (known.size() >= MAX_NAMES || System.nanoTime() - since > NAME_LIFE_NS) {
        known.clear();
        since = System.nanoTime();
      }
      return known.computeIfAbsent(index, i -> socket.interfaceName(i).orElse("#" + i));
    }
  }
}
