package org.sekisho.guard.detect;

import java.time.Duration;

/**
 * How much is too much for the detectors. What the kernel measures itself has its limits in {@code
 * NetworkLimits}; a single report of such a rule says that it was over.
 */
public record DetectionLimits(
    Flood flood, Scan scan, Fragments fragments, Attempts attempts, Block block, Memory memory) {
  /** The defaults. */
  public static final DetectionLimits USUAL =
      new DetectionLimits(
          new Flood(1_000, 5_000, 20_000, 80, 3, 5_000, 600, 20, 128, 16),
          new Scan(15, Duration.ofSeconds(10), 30, Duration.ofHours(1), 20, Duration.ofSeconds(60)),
          new Fragments(64, 16, Duration.ofSeconds(30), 16),
          new Attempts(3, 3, 20, 60, Duration.ofMinutes(10)),
          new Block(Duration.ofMinutes(10), 16, false),
          new Memory(4_096, 1_024, 256, 16, Duration.ofSeconds(10), Duration.ofSeconds(60)));

  /**
   * Too many packets.
   *
   * @param perSource1s reported packets of one source in 1 s; more are a flood
   * @param perSource10s the same in 10 s
   * @param capacity packets that an interface can take in a second
   * @param capacityPercent share of the capacity above which it is a flood
   * @param capacitySeconds seconds in a row above that share
   * @param perTarget10s reported packets to one address in 10 s, from {@code sources} or more
   * @param refusedPerTarget60s refused packets to one address in 60 s, from {@code sources} or more
   * @param sources senders from which on it is a joint flood
   * @param halfOpen connections half open in all; more are a flood
   * @param halfOpenPerSource the same of one source
   */
  public record Flood(
      int perSource1s,
      int perSource10s,
      int capacity,
      int capacityPercent,
      int capacitySeconds,
      int perTarget10s,
      int refusedPerTarget60s,
      int sources,
      int halfOpen,
      int halfOpenPerSource) {}

  /**
   * Too many different targets of one source; reaching the number is a scan.
   *
   * @param fastPorts ports within {@code fastWindow}
   * @param slowPorts ports within {@code slowWindow}
   * @param sweepHosts hosts within {@code sweepWindow}
   */
  public record Scan(
      int fastPorts,
      Duration fastWindow,
      int slowPorts,
      Duration slowWindow,
      int sweepHosts,
      Duration sweepWindow) {}

  /**
   * Fragments that wait for the rest of their datagram; more are an attack.
   *
   * @param datagrams datagrams of all sources that are not whole
   * @param each fragments of one datagram
   * @param patience how long a datagram may stay unfinished
   * @param unfinished datagrams of one source that ran out of time, within 60 s
   */
  public record Fragments(int datagrams, int each, Duration patience, int unfinished) {}

  /**
   * How often something is tried before it counts; reaching the number is a detection.
   *
   * @param spoofed packets with an impossible source, of one sender, within 60 s
   * @param egress packets to where a device has nothing to do, of one device, within 60 s
   * @param syn packets that begin a connection and were above the kernel's limit, within 10 s
   * @param echo echo requests that were silently dropped, of one source, within 10 s
   * @param addressHold how long an address stays with the hardware address that had it last
   */
  public record Attempts(int spoofed, int egress, int syn, int echo, Duration addressHold) {}

  /**
   * Blocks of sources.
   *
   * @param time how long
   * @param perMinute sources that are blocked at most in a minute; with more, addresses are forged
   * @param devices whether devices of the model are blocked, too; their addresses are easily forged
   */
  public record Block(Duration time, int perMinute, boolean devices) {}

  /**
   * Bounds of memory and of words.
   *
   * @param sources sources that are remembered; the one not seen for longest is forgotten
   * @param suspects sources that showed three different targets or more, remembered beside them
   * @param incidents attacks that are open at once; the one not seen for longest is closed
   * @param apart sources of one kind that are told apart; further ones are told as many sources
   * @param retell how often an attack that goes on is told again
   * @param quiet silence after which an attack is over
   */
  public record Memory(
      int sources, int suspects, int incidents, int apart, Duration retell, Duration quiet) {}
}
