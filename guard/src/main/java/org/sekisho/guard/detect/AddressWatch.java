package org.sekisho.guard.detect;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.sekisho.guard.channel.NeighbourReport;
import org.sekisho.guard.packet.IpAddress;
import org.sekisho.guard.packet.MacAddress;
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

  void look(NeighbourReport report, long nowNs, BiConsumer<Evidence, Long> evidence) {
    MacAddress mac = MacAddress.parse(report.mac()).orElse(MacAddress.NONE);
    Optional<NetworkSide> side = surroundings.side(report.interfaceName());
    boolean isSomebody =
        switch (report.state()) {
          case REACHABLE, STALE, DELAY, PROBE, PERMANENT -> !mac.equals(MacAddress.NONE);
          case INCOMPLETE, FAILED, NOARP, GONE -> false;
        };
    if (side.isEmpty() || !isSomebody) {
      return;
    }
    IpAddress address = Surroundings.address(report.address());
    if (address.isMulticast() || mac.isGroup()) {
      return;
    }
    boolean inField = side.get() == NetworkSide.FIELD;
    if (inField && surroundings.knowsDevices() && !surroundings.isDevice(mac, address)) {
      evidence.accept(
          evidence(
              DetectionRule.UNKNOWN_DEVICE,
              mac,
              address,
              report,
              "devices of the model",
              "%s with address %s on %s is no device of the model"
                  .formatted(mac, address, report.interfaceName())),
          nowNs);
      return;
    }
    Optional<MacAddress> fixed = surroundings.holder(address);
    Holder holder = holders.of(new Place(report.interfaceName(), address), _ -> new Holder());
    MacAddress before = holder.mac;
    boolean moved =
        !before.equals(MacAddress.NONE) && !before.equals(mac) && nowNs - holder.seenNs < holdNs;
    holder.mac = mac;
    holder.seenNs = nowNs;
    if (fixed.isPresent() && !fixed.get().equals(mac)) {
      evidence.accept(
          evidence(
              DetectionRule.ADDRESS_CONFLICT,
              mac,
              address,
              report,
              "hardware address of the device",
              "%s on %s says to be %s, which is %s"
                  .formatted(mac, report.interfaceName(), address, fixed.get())),
          nowNs);
    } else if (moved && fixed.isEmpty()) {
      evidence.accept(
          evidence(
              DetectionRule.ADDRESS_CONFLICT,
              mac,
              address,
              report,
              "an address stays " + ScanWatch.words(java.time.Duration.ofNanos(holdNs)),
              "%s on %s moved from %s to %s"
                  .formatted(address, report.interfaceName(), before, mac)),
          nowNs);
    }
  }

  private Evidence evidence(
      DetectionRule rule,
      MacAddress mac,
      IpAddress address,
      NeighbourReport report,
      String limit,
      String what) {
    return new Evidence(
        rule,
        mac.toString(),
        0,
        address.toString(),
        0,
        report.address() instanceof java.net.Inet4Address ? "arp" : "ndp",
        surroundings.device(mac, address),
        1,
        limit,
        what,
        null);
  }

  int size() {
    return holders.size();
  }
}
