package org.sekisho.guard.channel;

import java.net.InetAddress;
import java.util.List;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.model.system.Ids;

/** What the gateway asks of the guard; each request has one {@link Answer}. */
public sealed interface Request extends GuardMessage {

  /**
   * Makes the policy the rules of the kernel. A policy that differs from the confirmed one holds
   * until its time is up, and forever once it is confirmed.
   *
   * @param confirmWithinS seconds within which it must be confirmed, 5 to 600
   */
  record ApplyPolicy(NetworkPolicy policy, int confirmWithinS) implements Request {
    public ApplyPolicy {
      within(confirmWithinS, 5, 600);
    }
  }

  /**
   * Keeps the policy that was applied last: whoever sends this got through.
   *
   * @param generation the number that {@link Answer.Applied} told
   */
  record Confirm(long generation) implements Request {}

  /** Goes back to the confirmed policy now. */
  record Revert() implements Request {}

  /**
   * Lets through whatever the guard's file allows at all, for a time. It is a trial that nobody can
   * keep: the kernel itself goes back to the confirmed policy.
   *
   * @param seconds 5 to 600
   */
  record OpenToFloor(int seconds) implements Request {
    public OpenToFloor {
      within(seconds, 5, 600);
    }
  }

  /**
   * Drops everything that comes from an address for some time; longer when it is blocked already.
   *
   * @param address the source
   * @param seconds 1 to 86,400
   */
  record Block(InetAddress address, int seconds) implements Request {
    public Block {
      within(seconds, 1, 86_400);
    }
  }

  /** Takes a block away before its time. */
  record Unblock(InetAddress address) implements Request {}

  /**
   * Opens a flow of the policy that is for names to the addresses of a name, for as long as its
   * answer may be used; an address that is open for longer already stays so.
   *
   * @param flow id of the flow
   * @param addresses 1 to {@value #MAX_ADDRESSES} addresses on the Internet
   * @param seconds 1 to 86,400
   */
  record OpenFlow(String flow, List<InetAddress> addresses, int seconds) implements Request {
    /** Most addresses of a name. */
    public static final int MAX_ADDRESSES = 16;

    public OpenFlow {
      Ids.require(flow);
      within(addresses.size(), 1, MAX_ADDRESSES);
      within(seconds, 1, 86_400);
      addresses = List.copyOf(addresses);
    }
  }

  /** Asks what holds at present. */
  record ReadState() implements Request {}

  private static void within(int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(value + " is not within " + least + " to " + most);
    }
  }
}
