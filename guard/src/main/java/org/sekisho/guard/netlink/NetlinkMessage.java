package org.sekisho.guard.netlink;

import java.util.Arrays;
import java.util.Objects;

/** One message of the kernel. */
sealed interface NetlinkMessage {
  /**
   * A packet that a rule logged.
   *
   * @param prefix text of the rule
   * @param atNanos when it came in ns since 1970, or 0 when the kernel did not say
   * @param inIndex number of the interface that it came in by, or 0
   * @param outIndex number of the interface that it would leave by, or 0
   * @param mac hardware address of the sender with colons, or empty
   * @param packet first bytes, beginning with the header of the network layer
   */
  @SuppressWarnings("ArrayRecordComponent") // made by the codec and handed on; compared by content
  record Logged(String prefix, long atNanos, int inIndex, int outIndex, String mac, byte[] packet)
      implements NetlinkMessage {
    @Override
    public boolean equals(Object other) {
      return other instanceof Logged l
          && prefix.equals(l.prefix)
          && atNanos == l.atNanos
          && inIndex == l.inIndex
          && outIndex == l.outIndex
          && mac.equals(l.mac)
          && Arrays.equals(packet, l.packet);
    }

    @Override
    public int hashCode() {
      return Objects.hash(prefix, atNanos, Arrays.hashCode(packet));
    }
  }

  /**
   * A neighbour was learnt, changed or lost.
   *
   * @param index number of the interface
   * @param address 4 or 16 bytes
   * @param mac hardware address with colons, or empty
   * @param state bits of the kernel's NUD states
   * @param gone whether the entry was deleted
   */
  @SuppressWarnings("ArrayRecordComponent") // made by the codec and handed on; compared by content
  record Neighbour(int index, byte[] address, String mac, int state, boolean gone)
      implements NetlinkMessage {
    @Override
    public boolean equals(Object other) {
      return other instanceof Neighbour n
          && index == n.index
          && Arrays.equals(address, n.address)
          && mac.equals(n.mac)
          && state == n.state
          && gone == n.gone;
    }

    @Override
    public int hashCode() {
      return Objects.hash(index, Arrays.hashCode(address), mac, state, gone);
    }
  }

  /**
   * The answer to a request.
   *
   * @param sequence number of the request
   * @param errno 0 when it was done
   */
  record Acknowledged(int sequence, int errno) implements NetlinkMessage {}

  /**
   * A named counter of a table.
   *
   * @param sequence number of the request
   */
  record Counter(int sequence, String name, long packets, long bytes) implements NetlinkMessage {}

  /**
   * Nothing more comes for a request.
   *
   * @param sequence number of the request
   */
  record Done(int sequence) implements NetlinkMessage {}

  /** A message of another kind, or one that cannot be read. */
  record Other(int type) implements NetlinkMessage {}
}
