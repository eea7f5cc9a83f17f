package org.sekisho.guard.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.model.document.Fields;

/**
 * How much is too much (section 22 of the requirements); what is over is dropped, counted and
 * reported. Every figure is at least 1 and at most 1,000,000 unless it says otherwise.
 *
 * @param packetsPerSource packets that one address may send to or through the gateway in a second
 * @param packetsPerInterface packets that all together may send through one interface in a second
 * @param synPerSource connections that one address may begin in a second; twice as many at once
 * @param connectionsPerSource connections that one address may have open
 * @param fragmentsPerSource fragments that one address may send in a second
 * @param fragmentsTotal fragments that all together may send in a second
 * @param largestDatagram largest datagram put together from fragments, 1280 to 64000 octets
 * @param echoPerSecond echo requests answered on field and LAN in a second; none on the WAN
 * @param echoBurst echo requests answered at once
 * @param icmpErrorsPerSecond messages of ICMP about present connections that pass in a second
 * @param egressPacketsPerDevice packets that a device may send through the gateway in a second
 * @param egressBytesPerDevice bytes that a device may send through the gateway in a second, 1024 to
 *     1,000,000,000
 * @param egressPacketsTotal packets that all devices may send through the gateway in a second
 * @param ingressPacketsPerDevice packets that all together may send to a device through the gateway
 *     in a second, answers to the device itself apart
 * @param newOutgoingPerSecond connections that the gateway itself may begin in a second
 * @param reportsPerRule packets that a rule may report in a second; its counter counts all
 */
public record NetworkLimits(
    int packetsPerSource,
    int packetsPerInterface,
    int synPerSource,
    int connectionsPerSource,
    int fragmentsPerSource,
    int fragmentsTotal,
    int largestDatagram,
    int echoPerSecond,
    int echoBurst,
    int icmpErrorsPerSecond,
    int egressPacketsPerDevice,
    int egressBytesPerDevice,
    int egressPacketsTotal,
    int ingressPacketsPerDevice,
    int newOutgoingPerSecond,
    int reportsPerRule) {
  /** The defaults. */
  public static final NetworkLimits USUAL =
      new NetworkLimits(
          1000, 20_000, 16, 200, 64, 1024, 64_000, 5, 10, 100, 200, 262_144, 1000, 200, 50, 200);

  /** Most of anything that has no bound of its own. */
  public static final int MOST = 1_000_000;

  /** Most bytes in a second. */
  public static final int MOST_BYTES = 1_000_000_000;

  /** Beyond it the last fragment could reach over the largest datagram of the protocol. */
  public static final int LARGEST_DATAGRAM = 64_000;

  /** The largest packet that every link of IPv6 carries in one piece. */
  public static final int SMALLEST_DATAGRAM = 1280;

  public NetworkLimits {
    within(packetsPerSource, 1, MOST);
    within(packetsPerInterface, 1, MOST);
    within(synPerSource, 1, MOST);
    within(connectionsPerSource, 1, MOST);
    within(fragmentsPerSource, 1, MOST);
    within(fragmentsTotal, 1, MOST);
    within(largestDatagram, SMALLEST_DATAGRAM, LARGEST_DATAGRAM);
    within(echoPerSecond, 1, MOST);
    within(echoBurst, 1, MOST);
    within(icmpErrorsPerSecond, 1, MOST);
    within(egressPacketsPerDevice, 1, MOST);
    within(egressBytesPerDevice, 1024, MOST_BYTES);
    within(egressPacketsTotal, 1, MOST);
    within(ingressPacketsPerDevice, 1, MOST);
    within(newOutgoingPerSecond, 1, MOST);
    within(reportsPerRule, 1, MOST);
  }

  /** The figures by the words of the configuration, in its order. */
  public Map<String, Integer> figures() {
    Map<String, Integer> figures = new LinkedHashMap<>();
    figures.put("packets-per-source", packetsPerSource);
    figures.put("packets-per-interface", packetsPerInterface);
    figures.put("syn-per-source", synPerSource);
    figures.put("connections-per-source", connectionsPerSource);
    figures.put("fragments-per-source", fragmentsPerSource);
    figures.put("fragments-total", fragmentsTotal);
    figures.put("largest-datagram", largestDatagram);
    figures.put("echo-per-second", echoPerSecond);
    figures.put("echo-burst", echoBurst);
    figures.put("icmp-errors-per-second", icmpErrorsPerSecond);
    figures.put("egress-packets-per-device", egressPacketsPerDevice);
    figures.put("egress-bytes-per-device", egressBytesPerDevice);
    figures.put("egress-packets-total", egressPacketsTotal);
    figures.put("ingress-packets-per-device", ingressPacketsPerDevice);
    figures.put("new-outgoing-per-second", newOutgoingPerSecond);
    figures.put("reports-per-rule", reportsPerRule);
    return figures;
  }

  /** Reads the figures from a configuration; one that is absent is as given. */
  public static NetworkLimits read(Fields limits, NetworkLimits otherwise) {
    Map<String, Integer> usual = otherwise.figures();
    int[] read = new int[usual.size()];
    int i = 0;
    for (Map.Entry<String, Integer> one : usual.entrySet()) {
      read[i++] =
          switch (one.getKey()) {
            case "largest-datagram" ->
                (int)
                    limits.sizeBytes(
                        one.getKey(), one.getValue(), SMALLEST_DATAGRAM, LARGEST_DATAGRAM);
            case "egress-bytes-per-device" ->
                (int) limits.sizeBytes(one.getKey(), one.getValue(), 1024, MOST_BYTES);
            default -> limits.integer(one.getKey(), one.getValue(), 1, MOST);
          };
    }
    return new NetworkLimits(
        read[0], read[1], read[2], read[3], read[4], read[5], read[6], read[7], read[8], read[9],
        read[10], read[11], read[12], read[13], read[14], read[15]);
  }

  private static void within(int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "a limit is " + value + ": allowed is " + least + " to " + most);
    }
  }
}
