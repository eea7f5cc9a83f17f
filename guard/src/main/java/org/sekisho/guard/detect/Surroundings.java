package org.sekisho.guard.detect;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.guard.packet.IpAddress;
import org.sekisho.guard.packet.MacAddress;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.Prefix;

/**
 * What the detectors know of the network: interfaces and their sides, devices, and whom they must
 * never block.
 */
public final class Surroundings {
  private final Map<String, NetworkSide> sides = new HashMap<>();
  private final Map<MacAddress, String> devicesByMac = new HashMap<>();
  private final Map<IpAddress, String> devicesByAddress = new HashMap<>();
  private final Map<IpAddress, MacAddress> fixed = new HashMap<>();
  private final boolean onlyKnownDevices;
  private volatile Set<IpAddress> own = Set.of();
  private volatile List<Prefix> neverBlock = List.of();

  /**
   * @param policy interfaces and devices
   * @param ownAddresses addresses of this machine
   * @param neverBlock who is never blocked: head-end, management, router, and whom the maintainer
   *     names
   */
  public Surroundings(
      NetworkPolicy policy, Set<InetAddress> ownAddresses, List<Prefix> neverBlock) {
    policy.interfaces().forEach(port -> sides.put(port.name(), port.side()));
    onlyKnownDevices = policy.onlyKnownDevices();
    for (NetworkPolicy.Device device : policy.devices()) {
      Optional<MacAddress> mac = device.mac().flatMap(m -> MacAddress.parse(m.text()));
      mac.ifPresent(m -> devicesByMac.put(m, device.id()));
      for (InetAddress address : device.addresses()) {
        IpAddress ip = address(address);
        devicesByAddress.put(ip, device.id());
        mac.ifPresent(m -> fixed.put(ip, m));
      }
    }
    learn(ownAddresses, neverBlock);
  }

  /** Replaces what may change while the gateway runs; may be called by any thread. */
  public final void learn(Set<InetAddress> ownAddresses, List<Prefix> spared) {
    own = ownAddresses.stream().map(Surroundings::address).collect(Collectors.toUnmodifiableSet());
    neverBlock = List.copyOf(spared);
  }

  /** The side that an interface lies on, if it is one of the gateway's. */
  Optional<NetworkSide> side(String interfaceName) {
    return Optional.ofNullable(sides.get(interfaceName));
  }

  /**
   * The device with this hardware address or, without one, with this address; else empty. Somebody
   * who uses a device's address with another hardware address is not that device.
   */
  String device(MacAddress mac, IpAddress address) {
    String byMac = devicesByMac.get(mac);
    if (byMac != null) {
      return byMac;
    }
    MacAddress holder = fixed.get(address);
    boolean another = holder != null && !mac.equals(MacAddress.NONE) && !holder.equals(mac);
    return another ? "" : devicesByAddress.getOrDefault(address, "");
  }

  /** Whether field devices are all listed, so that anyone else is an intruder. */
  boolean knowsDevices() {
    return onlyKnownDevices && !(devicesByMac.isEmpty() && devicesByAddress.isEmpty());
  }

  /** Whether this is a device by one of its two addresses. */
  boolean isDevice(MacAddress mac, IpAddress address) {
    return devicesByMac.containsKey(mac) || devicesByAddress.containsKey(address);
  }

  /** The hardware address that alone may have this address, if that is laid down. */
  Optional<MacAddress> holder(IpAddress address) {
    return Optional.ofNullable(fixed.get(address));
  }

  /** Whether it is one of this machine's. */
  boolean isOwn(IpAddress address) {
    return own.contains(address);
  }

  /** Whether blocking this one would do an attacker's work. */
  boolean isSpared(IpAddress address, boolean blockDevices) {
    if (!address.isUnicast() || address.isLoopback() || own.contains(address)) {
      return true;
    }
    if (!blockDevices && devicesByAddress.containsKey(address)) {
      return true;
    }
    InetAddress inet = Prefix.addressOf(address.bytes());
    return neverBlock.stream().anyMatch(p -> p.contains(inet));
  }

  static IpAddress address(InetAddress address) {
    return IpAddress.of(address.getAddress()).orElseThrow();
  }
}
