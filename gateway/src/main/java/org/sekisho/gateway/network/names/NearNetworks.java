package org.sekisho.gateway.network.names;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.guard.policy.Prefix;

/** The networks of some interfaces, looked at anew every ten seconds. Used by one thread. */
final class NearNetworks {
  private static final long LIFE_NS = 10_000_000_000L;

  private final List<String> interfaces;
  private List<Prefix> networks = List.of();
  private long lookedNs = Long.MIN_VALUE;

  NearNetworks(List<String> interfaces) {
    this.interfaces = List.copyOf(interfaces);
  }

  boolean contain(InetAddress address, long nowNs) {
    if (lookedNs == Long.MIN_VALUE || nowNs - lookedNs >= LIFE_NS) {
      lookedNs = nowNs;
      networks = look();
    }
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private List<Prefix> look() {
    List<Prefix> found = new ArrayList<>();
    for (String name : interfaces) {
      try {
        NetworkInterface one = NetworkInterface.getByName(name);
        if (one != null) {
          for (InterfaceAddress address : one.getInterfaceAddresses()) {
            found.add(new Prefix(address.getAddress(), address.getNetworkPrefixLength()));
          }
        }
      } catch (SocketException e) {
        // An interface that cannot be looked at has no network.
      }
    }
    return found;
  }
}
