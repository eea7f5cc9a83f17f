package org.sekisho.guard.detect;

import org.jspecify.annotations.Nullable;
import org.sekisho.guard.packet.IpAddress;

/**
 * What a detector saw once a limit was crossed: at first everything that led to it, then each
 * further packet.
 *
 * @param source network address, hardware address or interface, or empty when nobody is known
 * @param sourcePort port of the latest packet, or 0
 * @param target whom the latest packet was for, or empty
 * @param targetPort port of it, or 0
 * @param protocol of the latest packet, or empty
 * @param device component id of the device that does it, or empty
 * @param count packets that are new since the evidence before
 * @param limit what was crossed, in the words of the settings
 * @param what one English sentence
 * @param blockable whom to block, or null when it is nobody, or nobody certain
 */
record Evidence(
    DetectionRule rule,
    String source,
    int sourcePort,
    String target,
    int targetPort,
    String protocol,
    String device,
    long count,
    String limit,
    String what,
    @Nullable IpAddress blockable) {

  /** Of a packet that names its sender. */
  static Evidence of(
      DetectionRule rule, Sighting s, String device, long count, String limit, String what) {
    IpAddress source = s.source().orElse(null);
    return new Evidence(
        rule,
        source == null ? s.mac().toString() : source.toString(),
        s.sourcePort(),
        s.destination().map(IpAddress::toString).orElse(""),
        s.destinationPort(),
        s.protocol(),
        device,
        count,
        limit,
        what,
        source);
  }

  /** The same of somebody who is known by another name, and can therefore not be blocked. */
  Evidence by(String name) {
    return new Evidence(
        rule, name, 0, target, targetPort, protocol, device, count, limit, what, null);
  }
}
