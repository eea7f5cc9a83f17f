package org.sekisho.guard.policy;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.guard.policy.NetworkPolicy.Device;
import org.sekisho.guard.policy.NetworkPolicy.Flow;
import org.sekisho.guard.policy.NetworkPolicy.Forward;
import org.sekisho.guard.policy.NetworkPolicy.Names;
import org.sekisho.guard.policy.NetworkPolicy.Outgoing;
import org.sekisho.guard.policy.NetworkPolicy.PayloadMatch;
import org.sekisho.guard.policy.NetworkPolicy.Port;
import org.sekisho.guard.policy.NetworkPolicy.Service;
import org.sekisho.guard.policy.NetworkPolicy.VirtualPatch;

/** Policies that tests share. */
public final class Samples {
  private Samples() {}

  /** A policy that uses everything that a policy can say. */
  public static NetworkPolicy full() {
    return new NetworkPolicy(
        List.of(
            new Port("wan0", NetworkSide.WAN),
            new Port("field0", NetworkSide.FIELD),
            new Port("lan0", NetworkSide.LAN)),
        List.of(
            new Device(
                "meter",
                "field0",
                Optional.of(new Mac("02:00:5e:10:00:0b")),
                List.of(Prefix.numeric("10.77.0.11"), Prefix.numeric("fd77::b"))),
            new Device("lamp", "field0", Optional.of(new Mac("02:00:5e:10:00:0c")), List.of()),
            new Device(
                "camera",
                "field0",
                Optional.empty(),
                List.of(Prefix.numeric("10.77.0.13"), Prefix.numeric("fd77::d")))),
        true,
        List.of(
            new Service(
                "mqtt",
                Transport.TCP,
                PortRange.of(8883),
                Set.of(NetworkSide.FIELD),
                List.of(),
                List.of("meter", "lamp", "camera")),
            new Service(
                "console",
                Transport.TCP,
                PortRange.of(7451),
                Set.of(NetworkSide.LAN),
                List.of(Prefix.parse("192.168.77.0/24"), Prefix.parse("fd78::/64")),
                List.of())),
        List.of(
            new Outgoing(
                "head-end",
                Transport.TCP,
                PortRange.of(7883),
                List.of(Prefix.parse("198.51.100.2"), Prefix.parse("2001:db8:1::2"))),
            new Outgoing("dns", Transport.UDP, PortRange.of(53), List.of())),
        List.of(
            new Flow(
                "camera-cloud",
                "camera",
                NetworkSide.WAN,
                Transport.TCP,
                PortRange.of(443),
                List.of(Prefix.parse("198.51.100.0/24")),
                false),
            new Flow(
                "meter-time",
                "meter",
                NetworkSide.WAN,
                Transport.UDP,
                PortRange.of(123),
                List.of(),
                true)),
        List.of(
            new Forward(
                "camera-view",
                Transport.TCP,
                8443,
                Prefix.numeric("10.77.0.13"),
                443,
                List.of(Prefix.parse("198.51.100.0/25")))),
        true,
        NetworkLimits.USUAL,
        List.of(
            new VirtualPatch(
                "camera-debug",
                "camera",
                Transport.TCP,
                PortRange.of(23),
                Optional.empty(),
                "CVE-2017-7649: a console without a password",
                LocalDate.of(2029, 3, 31)),
            new VirtualPatch(
                "camera-overflow",
                "camera",
                Transport.TCP,
                PortRange.of(443),
                Optional.of(new PayloadMatch(4, "deadbeef")),
                "a length that overflows",
                LocalDate.of(2029, 3, 31))),
        Optional.of(new Names(5300, Set.of(NetworkSide.FIELD, NetworkSide.LAN))));
  }

  /** The floor under which {@link #full()} is allowed. */
  public static Floor wideFloor() {
    return new Floor(
        full().interfaces(), Set.of(), false, true, true, true, Floor.USUAL_MOST, List.of());
  }
}
