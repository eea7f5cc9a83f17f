package org.sekisho.guard.netlink;

import java.util.Map;
import java.util.TreeMap;
import org.sekisho.guard.channel.CounterReport.Count;

/**
 * Reads the named counters of nf_tables, in the network namespace of the thread that opened it. The
 * kernel is asked for counters alone: libnftables first fetches every set of the table, with all
 * elements. Used by one thread.
 */
public final class TableCounters implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** Longest wait for the kernel, which answers within microseconds. */
  private static final int PATIENCE_MS = 1_000;

  /** Families of tables. */
  public enum Family {
    /** IPv4 and IPv6. */
    INET(1),
    /** ARP. */
    ARP(3);

    private final int number;

    Family(int number) {
      this.number = number;
    }
  }

  private final NetlinkSocket socket;
  private int sequence;

  private TableCounters(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket to the kernel; a {@link NetlinkException} says why there is none. */
  public static TableCounters open() {
    return new TableCounters(NetlinkSocket.open(NetlinkSocket.NETFILTER, 0, BUFFER_BYTES));
  }

  /**
   * Counters of a table by their names; none when there is no such table. A {@link
   * NetlinkException} says that the kernel did not answer wholly.
   */
  public Map<String, Count> read(Family family, String table) {
    Map<String, Count> counters = new TreeMap<>();
    int asked = ++sequence;
    socket.send(NetlinkCodec.askCounters(asked, family.number, table));
    while (socket.receive(PATIENCE_MS)
        instanceof NetlinkSocket.Received.Datagram(byte[] bytes, int length)) {
      for (NetlinkMessage message : NetlinkCodec.read(bytes, length)) {
        switch (message) {
          case NetlinkMessage.Counter c when c.sequence() == asked ->
              counters.put(c.name(), new Count(c.packets(), c.bytes()));
          case NetlinkMessage.Done d when d.sequence() == asked -> {
            return counters;
          }
          case NetlinkMessage.Acknowledged a when a.sequence() == asked -> {
            return counters; // It refused.
          }
          default -> {
            // The rest of an answer that came too late.
          }
        }
      }
    }
    throw new NetlinkException("counters: no whole answer", 0);
  }

  @Override
  public void close() {
    socket.close();
  }
}
