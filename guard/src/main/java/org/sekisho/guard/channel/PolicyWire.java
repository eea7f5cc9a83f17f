package org.sekisho.guard.channel;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.sekisho.guard.policy.Mac;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.PortRange;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Transport;

/** The policy as bytes. */
final class PolicyWire {
  private static final int TEXT = 64;
  private static final int REASON = 800;

  private PolicyWire() {}

  static void write(WireWriter out, NetworkPolicy policy) {
    out.list(policy.interfaces(), (o, i) -> o.text(i.name()).choice(i.side()));
    out.list(
        policy.devices(),
        (o, d) ->
            o.text(d.id())
                .text(d.port())
                .optional(d.mac(), (w, mac) -> w.text(mac.text()))
                .list(d.addresses(), WireWriter::address));
    out.flag(policy.onlyKnownDevices());
    out.list(
        policy.services(),
        (o, s) -> {
          o.text(s.id()).choice(s.transport());
          ports(o, s.ports());
          o.list(s.from().stream().sorted().toList(), WireWriter::choice);
          o.list(s.sources(), PolicyWire::prefix);
          o.list(s.devices(), WireWriter::text);
        });
    out.list(
        policy.outgoing(),
        (o, g) -> {
          o.text(g.id()).choice(g.transport());
          ports(o, g.ports());
          o.list(g.targets(), PolicyWire::prefix);
        });
    out.list(
        policy.flows(),
        (o, f) -> {
          o.text(f.id()).text(f.device()).choice(f.to()).choice(f.transport());
          ports(o, f.ports());
          o.list(f.targets(), PolicyWire::prefix).flag(f.named());
        });
    out.list(
        policy.forwards(),
        (o, f) ->
            o.text(f.id())
                .choice(f.transport())
                .integer(f.port())
                .address(f.target())
                .integer(f.targetPort())
                .list(f.sources(), PolicyWire::prefix));
    out.flag(policy.lanToWan());
    limits(out, policy.limits());
    out.list(
        policy.patches(),
        (o, p) -> {
          o.text(p.id()).text(p.device()).choice(p.transport());
          ports(o, p.ports());
          o.optional(
              p.match(), (w, m) -> w.integer(m.offset()).block(HexFormat.of().parseHex(m.hex())));
          o.text(p.reason()).whole(p.until().toEpochDay());
        });
    out.optional(
        policy.names(),
        (o, n) ->
            o.integer(n.port()).list(n.sides().stream().sorted().toList(), WireWriter::choice));
  }

  static NetworkPolicy read(WireReader in) {
    return new NetworkPolicy(
        in.list(16, i -> new NetworkPolicy.Port(i.text(TEXT), side(i))),
        in.list(
            4096,
            i ->
                new NetworkPolicy.Device(
                    i.text(TEXT),
                    i.text(TEXT),
                    i.optional(o -> new Mac(o.text(TEXT))),
                    i.list(8, WireReader::address))),
        in.flag(),
        in.list(
            64,
            i ->
                new NetworkPolicy.Service(
                    i.text(TEXT),
                    transport(i),
                    ports(i),
                    Set.copyOf(sides(i)),
                    prefixes(i),
                    i.list(4096, o -> o.text(TEXT)))),
        in.list(
            64, i -> new NetworkPolicy.Outgoing(i.text(TEXT), transport(i), ports(i), prefixes(i))),
        in.list(
            1024,
            i ->
                new NetworkPolicy.Flow(
                    i.text(TEXT),
                    i.text(TEXT),
                    side(i),
                    transport(i),
                    ports(i),
                    prefixes(i),
                    i.flag())),
        in.list(
            64,
            i ->
                new NetworkPolicy.Forward(
                    i.text(TEXT),
                    transport(i),
                    i.integer(),
                    i.address(),
                    i.integer(),
                    prefixes(i))),
        in.flag(),
        limits(in),
        in.list(256, PolicyWire::patch),
        in.optional(i -> new NetworkPolicy.Names(i.integer(), Set.copyOf(sides(i)))));
  }

  private static NetworkPolicy.VirtualPatch patch(WireReader in) {
    return new NetworkPolicy.VirtualPatch(
        in.text(TEXT),
        in.text(TEXT),
        transport(in),
        ports(in),
        in.optional(
            o ->
                new NetworkPolicy.PayloadMatch(o.integer(), HexFormat.of().formatHex(o.block(16)))),
        in.text(REASON),
        day(in.whole()));
  }

  private static LocalDate day(long epochDay) {
    try {
      return LocalDate.ofEpochDay(epochDay);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a day", e);
    }
  }

  private static void limits(WireWriter out, NetworkLimits l) {
    out.integer(l.packetsPerSource())
        .integer(l.packetsPerInterface())
        .integer(l.synPerSource())
        .integer(l.connectionsPerSource())
        .integer(l.fragmentsPerSource())
        .integer(l.fragmentsTotal())
        .integer(l.largestDatagram())
        .integer(l.echoPerSecond())
        .integer(l.echoBurst())
        .integer(l.icmpErrorsPerSecond())
        .integer(l.egressPacketsPerDevice())
        .integer(l.egressBytesPerDevice())
        .integer(l.egressPacketsTotal())
        .integer(l.ingressPacketsPerDevice())
        .integer(l.newOutgoingPerSecond())
        .integer(l.reportsPerRule());
  }

  private static NetworkLimits limits(WireReader in) {
    return new NetworkLimits(
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer(),
        in.integer());
  }

  private static void ports(WireWriter out, PortRange ports) {
    out.integer(ports.first()).integer(ports.last());
  }

  private static PortRange ports(WireReader in) {
    return new PortRange(in.integer(), in.integer());
  }

  private static void prefix(WireWriter out, Prefix prefix) {
    out.address(prefix.address()).octet(prefix.length());
  }

  private static List<Prefix> prefixes(WireReader in) {
    return in.list(64, i -> new Prefix(i.address(), i.octet()));
  }

  private static List<NetworkSide> sides(WireReader in) {
    return in.list(NetworkSide.values().length, PolicyWire::side);
  }

  private static NetworkSide side(WireReader in) {
    return in.choice(NetworkSide.values());
  }

  private static Transport transport(WireReader in) {
    return in.choice(Transport.values());
  }
}
