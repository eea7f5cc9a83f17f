package org.sekisho.gateway.network.names;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.sekisho.guard.policy.NetworkPolicy;

/**
 * Knows who asks by his address. That the address is his own is what the packet filter sees to. A
 * device of which only the hardware address is known is found by the kernel's table of ARP, so over
 * IPv4 only. Used by one thread.
 */
final class Askers {
  private static final int MAX_LINES = 4_096;
  private static final int COLUMN_MAC = 3;

  private final Map<InetAddress, Asker> byAddress = new HashMap<>();
  private final Map<String, Asker> byMac = new HashMap<>();
  private final NearNetworks lan;
  private final Path arp;

  /**
   * Takes the devices of a policy.
   *
   * @param lan the networks of computers that may ask; none when they may not
   * @param arp the kernel's table, such as /proc/net/arp
   */
  Askers(NetworkPolicy policy, NearNetworks lan, Path arp) {
    this.lan = lan;
    this.arp = arp;
    for (NetworkPolicy.Device device : policy.devices()) {
      var asker = new Asker.Device(device.id());
      device.addresses().forEach(address -> byAddress.put(address, asker));
      if (device.addresses().isEmpty()) {
        device.mac().ifPresent(mac -> byMac.put(mac.text().toLowerCase(Locale.ROOT), asker));
      }
    }
  }

  Asker of(InetAddress source, long nowNs) {
    Asker known = byAddress.get(source);
    if (known != null) {
      return known;
    }
    if (!byMac.isEmpty()) {
      Optional<Asker> neighbour = mac(source).map(byMac::get);
      if (neighbour.isPresent()) {
        return neighbour.get();
      }
    }
    return lan.contain(source, nowNs) ? new Asker.Computer() : new Asker.Stranger();
  }

  private Optional<String> mac(InetAddress source) {
    String address = source.getHostAddress();
    try (Stream<String> lines = Files.lines(arp, StandardCharsets.US_ASCII)) {
      return lines
          .limit(MAX_LINES)
          .map(line -> line.trim().split("\\s+", -1))
          .filter(words -> words.length > COLUMN_MAC && words[0].equals(address))
          .map(words -> words[COLUMN_MAC].toLowerCase(Locale.ROOT))
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
