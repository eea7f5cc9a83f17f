package org.sekisho.guard.detect;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.channel.NeighbourReport;
import org.sekisho.guard.packet.IpAddress;
import org.sekisho.guard.packet.MacAddress;
import org.sekisho.guard.packet.Packet;
import org.sekisho.guard.policy.NetworkSide;

/** Remembers which hardware address has which network address, and finds who takes another's. */
final class AddressWatch {
  private final Surroundings surroundings;
  private final long holdNs;
  private final SourceTable<Place, Holder> holders;

  private record Place(String interfaceName, IpAddress address) {}

  private static final class Holder {
    MacAddress mac = MacAddress.NONE;
    long seenNs;
  }

  AddressWatch(DetectionLimits limits, Surroundings surroundings) {
    this.surroundings = surroundings;
    holdNs = limits.attempts().addressHold().toNanos();
    holders = new SourceTable<>(limits.memory().sources(), 1);
  }

  /** Looks at what the kernel has learnt. */
  void look(NeighbourReport report, long nowNs, BiConsumer<Evidence, Long> evidence) {
    boolean isSomebody =
        switch (report.state()) {
          case REACHABLE, STALE, DELAY, PROBE, PERMANENT -> true;
          case INCOMPLETE, FAILED, NOARP, GONE -> false;
        };
    MacAddress mac = MacAddress.parse(report.mac()).orElse(MacAddress.NONE);
    if (isSomebody) {
      IpAddress address = Surroundings.address(report.address());
      String protocol = address.v6() ? "ndp" : "arp";
      look(new Claim(report.interfaceName(), address, mac, protocol), nowNs, evidence);
    }
  }

  /** Looks at what somebody says to everybody, which the kernel need not learn. */
  void look(Sighting s, BiConsumer<Evidence, Long> evidence) {
    if (s.rule() == GuardRule.ARP_SEEN && s.packet() instanceof Packet.Arp arp) {
      look(new Claim(s.in(), arp.sender(), arp.senderMac(), "arp"), s.atNs(), evidence);
    }
  }

  private record Claim(String on, IpAddress address, MacAddress mac, String protocol) {}

  private void look(Claim claim, long nowNs, BiConsumer<Evidence, Long> evidence) {
    MacAddress mac = claim.mac;
    IpAddress address = claim.address;
    Optional<NetworkSide> side = surroundings.side(claim.on);
    if (side.isEmpty() || mac.equals(MacAddress.NONE) || mac.isGroup() || !address.isUnicast()) {
      return;
    }
    if (surroundings.isOwn(address)) {
      found(
          DetectionRule.ADDRESS_CONFLICT,
          claim,
          "addresses of the gateway",
          "%s on %s says to be the gateway's address %s".formatted(mac, claim.on, address),
          nowNs,
          evidence);
      return;
    }
    boolean inField = side.get() == NetworkSide.FIELD;
    if (inField && surroundings.knowsDevices() && !surroundings.isDevice(mac, address)) {
      found(
          DetectionRule.UNKNOWN_DEVICE,
          claim,
          "devices of the model",
          "%s with address %s on %s is no device of the model".formatted(mac, address, claim.on),
          nowNs,
          evidence);
      return;
    }
    Optional<MacAddress> fixed = surroundings.holder(address);
    Holder holder = holders.of(new Place(claim.on, address), _ -> new Holder());
    MacAddress before = holder.mac;
    boolean moved =
        !before.equals(MacAddress.NONE) && !before.equals(mac) && nowNs - holder.seenNs < holdNs;
    holder.mac = mac;
    holder.seenNs = nowNs;
    if (fixed.isPresent() && !fixed.get().equals(mac)) {
      found(
          DetectionRule.ADDRESS_CONFLICT,
          claim,
          "hardware address of the device",
          "%s on %s says to be %s, which is %s".formatted(mac, claim.on, address, fixed.get()),
          nowNs,
          evidence);
    } else if (moved && fixed.isEmpty()) {
      found(
          DetectionRule.ADDRESS_CONFLICT,
          claim,
          "an address stays " + ScanWatch.words(Duration.ofNanos(holdNs)),
          "%s on %s moved from %s to %s".formatted(address, claim.on, before, mac),
          nowNs,
          evidence);
    }
  }

  private void found(
      DetectionRule rule,
      Claim claim,
      String limit,
      String what,
      long nowNs,
      BiConsumer<Evidence, Long> evidence) {
    evidence.accept(
        new Evidence(
            rule,
            claim.mac.toString(),
            0,
            claim.address.toString(),
            0,
            claim.protocol,
            surroundings.device(claim.mac, claim.address),
            1,
            limit,
            what,
            null),
        nowNs);
  }

  int size() {
    return holders.size();
  }
}
