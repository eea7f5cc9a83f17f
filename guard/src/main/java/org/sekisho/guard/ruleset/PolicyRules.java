package org.sekisho.guard.ruleset;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkPolicy.Device;
import org.sekisho.guard.policy.NetworkPolicy.Flow;
import org.sekisho.guard.policy.NetworkPolicy.Forward;
import org.sekisho.guard.policy.NetworkPolicy.Outgoing;
import org.sekisho.guard.policy.NetworkPolicy.Service;
import org.sekisho.guard.policy.NetworkPolicy.VirtualPatch;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.PortRange;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Transport;

/**
 * The chains of one policy; their names end in {@code -a} or {@code -b}, so that two policies can
 * stand beside each other. Each has its own meters: a limit that is on trial forgets nothing of the
 * other.
 */
final class PolicyRules {
  /** Most sources that a meter remembers; a new one beyond it meets only the limit of all. */
  private static final int METERED = 16_384;

  private static final int NAMES = 53;
  private static final int NAMES_OVER_TLS = 853;

  /** No fragment but the last can be smaller, in octets: the least that a link must carry. */
  private static final int SMALLEST_FRAGMENT = 68;

  private final RulesText text;
  private final NetworkPolicy policy;
  private final NetworkLimits limits;
  private final String suffix;
  private final boolean wanDhcp;
  private final String wan;
  private final String field;
  private final String lan;

  PolicyRules(RulesText text, NetworkPolicy policy, String suffix, boolean wanDhcp) {
    this.text = text;
    this.policy = policy;
    this.limits = policy.limits();
    this.suffix = suffix;
    this.wanDhcp = wanDhcp;
    wan = names(policy.on(NetworkSide.WAN));
    field = names(policy.on(NetworkSide.FIELD));
    lan = names(policy.on(NetworkSide.LAN));
  }

  void write() {
    meters();
    fragments();
    sourcesOverTcp();
    sourcesOverUdp();
    sourcesOverIcmp6();
    known();
    sources();
    unestablished();
    connections();
    floods();
    inbound();
    echo();
    input();
    forward();
    output();
    outbound();
  }

  private void meters() {
    for (String name :
        List.of("fragments", "packets", "syns", "egress-packets", "egress-bytes", "ingress")) {
      for (String family : List.of("4", "6")) {
        meter(name + family, family, "dynamic,timeout");
      }
    }
    meter("connections4", "4", "dynamic");
    meter("connections6", "6", "dynamic");
  }

  private void meter(String name, String family, String flags) {
    text.open("set m-" + name + "-" + suffix);
    text.line("type " + (family.equals("4") ? "ipv4_addr" : "ipv6_addr"));
    text.line("flags " + flags);
    if (flags.contains("timeout")) {
      text.line("timeout 10s");
    }
    text.line("size " + METERED);
    text.close();
  }

  /** Before the kernel puts fragments together: afterwards nobody sees them. */
  private void fragments() {
    int behind = limits.largestDatagram() / 8;
    chain("fragments-4");
    to(GuardRule.FRAGMENT_OVERSIZE, "ip frag-off & 0x1fff > " + behind);
    to(GuardRule.FRAGMENT_TINY, "ip frag-off & 0x2000 != 0 ip length < " + SMALLEST_FRAGMENT);
    to(GuardRule.FRAGMENT_OVER_LIMIT, over("fragments4", "ip saddr", limits.fragmentsPerSource()));
    to(GuardRule.FRAGMENT_OVER_LIMIT, over(limits.fragmentsTotal()));
    text.line("goto r-" + GuardRule.FRAGMENT_SEEN.id());
    text.close();
    chain("fragments-6");
    to(GuardRule.FRAGMENT_OVERSIZE, "frag frag-off > " + behind);
    to(GuardRule.FRAGMENT_TINY, "frag more-fragments 1 ip6 length < " + SMALLEST_FRAGMENT);
    to(GuardRule.FRAGMENT_OVER_LIMIT, over("fragments6", "ip6 saddr", limits.fragmentsPerSource()));
    to(GuardRule.FRAGMENT_OVER_LIMIT, over(limits.fragmentsTotal()));
    text.line("goto r-" + GuardRule.FRAGMENT_SEEN.id());
    text.close();
    chain("fragments");
    text.line("iifname \"lo\" return");
    text.line("ip frag-off & 0x3fff != 0 goto fragments-4-" + suffix);
    text.line("exthdr frag exists goto fragments-6-" + suffix);
    text.close();
  }

  /**
   * What is wrong with a packet alone: its sender and its form. Every packet of every connection
   * comes here, so what concerns one protocol stands in a chain of its own.
   */
  private void sources() {
    chain("sources");
    text.line("iifname \"lo\" return");
    to(GuardRule.BLOCKED, "ip saddr @blocked4");
    to(GuardRule.BLOCKED, "ip6 saddr @blocked6");
    String options = "ip hdrlength > " + UdpLengths.SHORTEST_HEADER + " ip option ";
    to(GuardRule.SOURCE_ROUTED, options + "lsrr exists");
    to(GuardRule.SOURCE_ROUTED, options + "ssrr exists");
    to(GuardRule.SOURCE_ROUTED, "rt type 0");
    text.line(
        "meta l4proto vmap { tcp : jump sources-tcp-%1$s, udp : jump sources-udp-%1$s,"
                .formatted(suffix)
            + " ipv6-icmp : jump sources-icmp6-%s }".formatted(suffix));
    own();
    to(GuardRule.SPOOFED_SOURCE, "fib saddr type { local, broadcast, multicast }");
    to(GuardRule.SPOOFED_SOURCE, "fib saddr . iif oif missing");
    bindings();
    if (policy.onlyKnownDevices() && !field.isEmpty()) {
      text.line("iifname " + field + " jump known-" + suffix);
    }
    text.close();
  }

  /** One look-up for all flags: no host sends these together. */
  private void sourcesOverTcp() {
    chain("sources-tcp");
    String verdicts =
        TcpFlags.unheardOf().entrySet().stream()
            .map(e -> "0x%02x : goto r-%s".formatted(e.getKey(), e.getValue().id()))
            .collect(set());
    text.line("tcp flags & (fin|syn|rst|psh|ack|urg) vmap " + verdicts);
    text.close();
  }

  private void sourcesOverUdp() {
    chain("sources-udp");
    to(GuardRule.UDP_LENGTH, "udp length < 8");
    UdpLengths.writeRules(text);
    if (!field.isEmpty()) {
      String in = "iifname " + field + " ";
      to(GuardRule.ROGUE_DHCP, in + "udp sport 67 udp dport 68");
      to(GuardRule.ROGUE_DHCP, in + "udp sport 547 udp dport 546");
    }
    // Who has no address yet.
    text.line("ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept");
    text.close();
  }

  private void sourcesOverIcmp6() {
    chain("sources-icmp6");
    if (!field.isEmpty()) {
      to(GuardRule.ROGUE_ROUTER, "iifname " + field + " icmpv6 type nd-router-advert");
    }
    text.line(
        "ip6 saddr :: icmpv6 type { nd-neighbor-solicit, nd-router-solicit, mld2-listener-report }"
            + " accept");
    text.close();
  }

  /** Needs no look-up of a route: the policy itself says who has this address, and where. */
  private void own() {
    for (boolean v4 : new boolean[] {true, false}) {
      List<String> own =
          policy.devices().stream()
              .filter(d -> d.mac().isPresent())
              .flatMap(
                  d ->
                      addresses(d, v4)
                          .map(
                              a ->
                                  "\"%s\" . %s . %s".formatted(d.port(), a, d.mac().orElseThrow())))
              .toList();
      if (!own.isEmpty()) {
        text.line(
            "iifname . %s saddr . ether saddr %s accept"
                .formatted(v4 ? "ip" : "ip6", own.stream().collect(set())));
      }
    }
  }

  /** An address belongs to one hardware address, and a device uses only its own. */
  private void bindings() {
    if (field.isEmpty()) {
      return;
    }
    for (boolean v4 : new boolean[] {true, false}) {
      List<Device> bound =
          policy.devices().stream()
              .filter(d -> d.mac().isPresent() && addresses(d, v4).findAny().isPresent())
              .toList();
      if (bound.isEmpty()) {
        continue;
      }
      String saddr = v4 ? "ip saddr" : "ip6 saddr";
      String own =
          bound.stream()
              .flatMap(d -> addresses(d, v4).map(a -> a + " . " + d.mac().orElseThrow()))
              .collect(set());
      String claimed = bound.stream().flatMap(d -> addresses(d, v4)).collect(set());
      String macs = bound.stream().map(d -> d.mac().orElseThrow().text()).collect(set());
      String linkLocal = v4 ? "" : "ip6 saddr != fe80::/10 ";
      String in = "iifname " + field + " ";
      to(
          GuardRule.SPOOFED_SOURCE,
          in + saddr + " " + claimed + " " + saddr + " . ether saddr != " + own);
      to(
          GuardRule.SPOOFED_SOURCE,
          in + linkLocal + "ether saddr " + macs + " " + saddr + " . ether saddr != " + own);
    }
  }

  /** Returns for devices only. */
  private void known() {
    if (!policy.onlyKnownDevices() || field.isEmpty()) {
      return;
    }
    chain("known");
    for (Condition match : matches(policy.devices())) {
      text.line(match.text + "return");
    }
    if (policy.devices().stream().anyMatch(d -> d.mac().isEmpty())) {
      // A device that is known by its addresses alone has a link-local one that nobody knows.
      text.line(
          "ip6 saddr fe80::/10 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert,"
              + " nd-router-solicit, mld2-listener-report } return");
    }
    text.line("goto r-" + GuardRule.UNKNOWN_DEVICE.id());
    text.close();
  }

  /** What begins, or belongs to something else. */
  private void unestablished() {
    chain("unestablished");
    to(GuardRule.NOT_SYN, "ct state new tcp flags & (fin|syn|rst|ack) != syn");
    String errors = "ct state related meta l4proto { icmp, icmpv6 } ";
    to(GuardRule.ICMP_OVER_LIMIT, errors + over(limits.icmpErrorsPerSecond()));
    text.line(errors + "accept");
    text.close();
  }

  private void connections() {
    chain("connections");
    String syn = "tcp flags & (syn|ack) == syn ";
    int syns = limits.synPerSource();
    to(GuardRule.SYN_OVER_LIMIT, syn + over("syns4", "ip saddr", syns, 2 * syns));
    to(GuardRule.SYN_OVER_LIMIT, syn + over("syns6", "ip6 saddr", syns, 2 * syns));
    String count =
        "ct state new add @m-connections%1$s-"
            + suffix
            + " { %2$s ct count over "
            + limits.connectionsPerSource()
            + " }";
    to(GuardRule.CONNECTIONS_OVER_LIMIT, count.formatted("4", "ip saddr"));
    to(GuardRule.CONNECTIONS_OVER_LIMIT, count.formatted("6", "ip6 saddr"));
    text.close();
  }

  /** How much is too much, once the kernel knows which connection a packet belongs to. */
  private void floods() {
    chain("floods");
    text.line("iifname \"lo\" return");
    to(GuardRule.INVALID, "ct state invalid");
    // Answers to what somebody inside asked for are as many as he asked for.
    text.line("ct state established ct direction reply return");
    text.line("ct state != established jump unestablished-" + suffix);
    to(GuardRule.PACKETS_OVER_LIMIT, over("packets4", "ip saddr", limits.packetsPerSource()));
    to(GuardRule.PACKETS_OVER_LIMIT, over("packets6", "ip6 saddr", limits.packetsPerSource()));
    for (NetworkPolicy.Port port : policy.interfaces()) {
      to(
          GuardRule.INTERFACE_OVER_LIMIT,
          "iifname \"" + port.name() + "\" " + over(limits.packetsPerInterface()));
    }
    // A connection that was answered is established, and its sender can go on with SYN.
    text.line("tcp flags & (syn|ack) == syn goto connections-" + suffix);
    text.line("ct state new goto connections-" + suffix);
    text.close();
  }

  private void inbound() {
    chain("inbound");
    relayed(
        (in, names) -> {
          if (names.port() != NAMES) {
            text.line(
                "iifname %s fib daddr type local udp dport %d redirect to :%d"
                    .formatted(in, NAMES, names.port()));
          }
        });
    if (!wan.isEmpty()) {
      for (Forward forward : policy.forwards()) {
        boolean v4 = forward.target() instanceof Inet4Address;
        Family family = v4 ? Family.V4 : Family.V6;
        String target = forward.target().getHostAddress();
        String to = (v4 ? target : "[" + target + "]") + ":" + forward.targetPort();
        List<Condition> any =
            List.of(
                new Condition(
                    family, "iifname %s meta nfproto ipv%s ".formatted(wan, v4 ? "4" : "6")));
        for (String match : both(any, "", peers("saddr", forward.sources()))) {
          text.line(
              "%s%s dport %d dnat %s to %s"
                  .formatted(match, forward.transport().word(), forward.port(), family.word, to));
        }
      }
    }
    text.close();
  }

  private void input() {
    chain("input");
    text.line("iifname \"lo\" accept");
    // First: the second echo request of a sender belongs to a connection that the first began.
    text.line("meta l4proto { icmp, icmpv6 } jump echo-" + suffix);
    text.line("ct state established,related accept");
    String near = "ip6 hoplimit 255 ";
    text.line(near + "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept");
    if (!wan.isEmpty()) {
      text.line("iifname " + wan + " " + near + "icmpv6 type nd-router-advert accept");
    }
    String inside = names(inside());
    if (!inside.isEmpty()) {
      text.line("iifname " + inside + " " + near + "icmpv6 type nd-router-solicit accept");
    }
    text.line(
        "ip6 saddr fe80::/10 icmpv6 type { mld-listener-query, mld-listener-report,"
            + " mld-listener-done, mld2-listener-report } accept");
    text.line("meta l4proto igmp accept");
    if (wanDhcp && !wan.isEmpty()) {
      text.line("iifname " + wan + " udp sport 67 udp dport 68 accept");
      text.line("iifname " + wan + " ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept");
    }
    policy.services().forEach(this::service);
    // The relay itself tells what is asked of it.
    relayed((in, names) -> text.line("iifname %s udp dport %d accept".formatted(in, names.port())));
    end(wan, GuardRule.WAN_IN_DENIED);
    end(field, GuardRule.FIELD_IN_DENIED);
    end(lan, GuardRule.LAN_IN_DENIED);
    text.line("goto r-" + GuardRule.OTHER_IN_DENIED.id());
    text.close();
  }

  private void echo() {
    chain("echo");
    String inside = names(inside());
    for (String echo : List.of("icmp type echo-request", "icmpv6 type echo-request")) {
      if (!inside.isEmpty()) {
        text.line(
            "iifname %s %s limit rate %d/second burst %d packets accept"
                .formatted(inside, echo, limits.echoPerSecond(), limits.echoBurst()));
        to(GuardRule.ECHO_OVER_LIMIT, "iifname " + inside + " " + echo);
      }
      to(GuardRule.ECHO_SILENCED, echo);
    }
    text.close();
  }

  private void service(Service service) {
    String port = port(service.transport(), service.ports());
    for (NetworkSide side : NetworkSide.values()) {
      String in = names(policy.on(side));
      if (!service.from().contains(side) || in.isEmpty()) {
        continue;
      }
      List<Condition> who =
          side == NetworkSide.FIELD && !service.devices().isEmpty()
              ? matches(service.devices().stream().map(policy::device).toList())
              : List.of(new Condition(Family.EITHER, ""));
      for (String match : both(who, "", peers("saddr", service.sources()))) {
        accept("iifname " + in + " " + match + port, GuardRule.SERVICE_OPENED);
      }
    }
  }

  private void forward() {
    chain("forward");
    policy.patches().forEach(this::patch);
    relayed(
        (in, _) ->
            to(
                // A person who asks elsewhere has no malware.
                in.equals(field) ? GuardRule.NAME_BYPASS : GuardRule.FORWARD_DENIED,
                "iifname %s meta l4proto { tcp, udp } th dport { %d, %d }"
                    .formatted(in, NAMES, NAMES_OVER_TLS)));
    if (!field.isEmpty()) {
      String in = "iifname " + field + " ";
      int packets = limits.egressPacketsPerDevice();
      to(GuardRule.EGRESS_OVER_LIMIT, in + over("egress-packets4", "ip saddr", packets));
      to(GuardRule.EGRESS_OVER_LIMIT, in + over("egress-packets6", "ip6 saddr", packets));
      String bytes =
          "limit rate over %1$d bytes/second burst %1$d bytes"
              .formatted(limits.egressBytesPerDevice());
      to(
          GuardRule.EGRESS_OVER_LIMIT,
          in + "update @m-egress-bytes4-" + suffix + " { ip saddr " + bytes + " }");
      to(
          GuardRule.EGRESS_OVER_LIMIT,
          in + "update @m-egress-bytes6-" + suffix + " { ip6 saddr " + bytes + " }");
      to(GuardRule.EGRESS_OVER_TOTAL, in + over(limits.egressPacketsTotal()));
    }
    if (!field.isEmpty()) {
      // What a device asked for itself comes in all the same.
      String out = "oifname " + field + " ct direction original ";
      int packets = limits.ingressPacketsPerDevice();
      to(GuardRule.INGRESS_OVER_LIMIT, out + over("ingress4", "ip daddr", packets));
      to(GuardRule.INGRESS_OVER_LIMIT, out + over("ingress6", "ip6 daddr", packets));
    }
    text.line("ct state established,related accept");
    policy.flows().forEach(this::flow);
    if (!wan.isEmpty()) {
      for (Forward forward : policy.forwards()) {
        accept(
            "iifname %s ct status dnat %s daddr %s %s dport %d "
                .formatted(
                    wan,
                    forward.target() instanceof Inet4Address ? "ip" : "ip6",
                    forward.target().getHostAddress(),
                    forward.transport().word(),
                    forward.targetPort()),
            GuardRule.FLOW_OPENED);
      }
      if (policy.lanToWan() && !lan.isEmpty()) {
        text.line("iifname " + lan + " oifname " + wan + " accept");
      }
    }
    end(field, GuardRule.EGRESS_NOT_ALLOWED);
    end(wan, GuardRule.WAN_FORWARD_DENIED);
    text.line("goto r-" + GuardRule.FORWARD_DENIED.id());
    text.close();
  }

  private void flow(Flow flow) {
    String out = names(policy.on(flow.to()));
    if (out.isEmpty()) {
      return;
    }
    Device device = policy.device(flow.device());
    List<Condition> targets = flow.named() ? resolved(flow) : peers("daddr", flow.targets());
    for (String match : both(matches(List.of(device)), "oifname " + out + " ", targets)) {
      accept(match + port(flow.transport(), flow.ports()), GuardRule.FLOW_OPENED);
    }
  }

  private static List<Condition> resolved(Flow flow) {
    return Family.BOTH.stream()
        .map(
            family ->
                new Condition(
                    family,
                    "%s daddr @%s "
                        .formatted(family.word, Ruleset.namedSet(flow.id(), family == Family.V4))))
        .toList();
  }

  /** For the sides that resolve names by the gateway's relay, if it has one. */
  private void relayed(BiConsumer<String, NetworkPolicy.Names> write) {
    policy
        .names()
        .ifPresent(
            names -> {
              for (NetworkSide side : NetworkSide.values()) {
                String in = names(policy.on(side));
                if (names.sides().contains(side) && !in.isEmpty()) {
                  write.accept(in, names);
                }
              }
            });
  }

  private void patch(VirtualPatch patch) {
    String match =
        patch
            .match()
            .map(m -> "@ih,%d,%d 0x%s ".formatted(m.offset() * 8, m.hex().length() * 4, m.hex()))
            .orElse("");
    Device device = policy.device(patch.device());
    for (boolean v4 : new boolean[] {true, false}) {
      String targets = addresses(device, v4).collect(set());
      if (addresses(device, v4).findAny().isPresent()) {
        text.line(
            (v4 ? "ip" : "ip6")
                + " daddr "
                + targets
                + " "
                + port(patch.transport(), patch.ports())
                + match
                + "goto r-"
                + Ruleset.patchRule(patch));
      }
    }
  }

  private void output() {
    chain("output");
    text.line("oifname \"lo\" accept");
    policy.patches().forEach(this::patch);
    text.line("ct state established,related accept");
    text.line("icmp type { destination-unreachable, time-exceeded, parameter-problem } accept");
    text.line(
        "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem,"
            + " nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, mld-listener-report,"
            + " mld-listener-done, mld2-listener-report } accept");
    text.line("meta l4proto igmp accept");
    String inside = names(inside());
    if (!inside.isEmpty()) {
      text.line(
          "oifname " + inside + " icmpv6 type { nd-router-advert, mld-listener-query } accept");
    }
    to(GuardRule.OUTPUT_OVER_LIMIT, "ct state new " + over(limits.newOutgoingPerSecond()));
    if (wanDhcp && !wan.isEmpty()) {
      text.line("oifname " + wan + " udp sport 68 udp dport 67 accept");
      text.line("oifname " + wan + " udp sport 546 udp dport 547 accept");
    }
    for (Outgoing outgoing : policy.outgoing()) {
      String port = port(outgoing.transport(), outgoing.ports());
      if (!outgoing.targets().isEmpty()) {
        for (Condition targets : peers("daddr", outgoing.targets())) {
          text.line(targets.text + port + "accept");
        }
      } else if (!wan.isEmpty()) {
        text.line("oifname " + wan + " " + port + "accept");
      }
    }
    text.line("goto r-" + GuardRule.OUTPUT_DENIED.id());
    text.close();
  }

  private void outbound() {
    chain("outbound");
    if (!wan.isEmpty()) {
      text.line("oifname " + wan + " masquerade");
    }
    text.close();
  }

  // ---- Words ------------------------------------------------------------------------------------

  private void chain(String name) {
    text.open("chain " + name + "-" + suffix);
  }

  private void to(GuardRule rule, String match) {
    text.line(match + " goto r-" + rule.id());
  }

  private void accept(String match, GuardRule rule) {
    text.line(match + "goto r-" + rule.id());
  }

  private void end(String interfaces, GuardRule rule) {
    if (!interfaces.isEmpty()) {
      to(rule, "iifname " + interfaces);
    }
  }

  private String over(String meter, String key, int perSecond) {
    return over(meter, key, perSecond, perSecond);
  }

  private String over(String meter, String key, int perSecond, int burst) {
    return "update @m-%s-%s { %s limit rate over %d/second burst %d packets }"
        .formatted(meter, suffix, key, perSecond, burst);
  }

  private static String over(int perSecond) {
    return "limit rate over %1$d/second burst %1$d packets".formatted(perSecond);
  }

  private List<String> inside() {
    return Stream.concat(policy.on(NetworkSide.FIELD).stream(), policy.on(NetworkSide.LAN).stream())
        .toList();
  }

  private static String port(Transport transport, PortRange ports) {
    return transport.word() + " dport " + ports + " ";
  }

  /** Conditions of which one holds for every packet of these devices, and for no other. */
  private static List<Condition> matches(List<Device> devices) {
    List<Condition> matches = new ArrayList<>();
    List<Device> withMac = devices.stream().filter(d -> d.mac().isPresent()).toList();
    if (!withMac.isEmpty()) {
      matches.add(
          new Condition(
              Family.EITHER,
              "iifname . ether saddr "
                  + withMac.stream()
                      .map(d -> "\"" + d.port() + "\" . " + d.mac().orElseThrow())
                      .collect(set())
                  + " "));
    }
    List<Device> withoutMac = devices.stream().filter(d -> d.mac().isEmpty()).toList();
    for (Family family : Family.BOTH) {
      List<String> pairs =
          withoutMac.stream()
              .flatMap(
                  d ->
                      addresses(d, family == Family.V4)
                          .map(address -> "\"" + d.port() + "\" . " + address))
              .toList();
      if (!pairs.isEmpty()) {
        matches.add(
            new Condition(
                family,
                "iifname . " + family.word + " saddr " + pairs.stream().collect(set()) + " "));
      }
    }
    return matches;
  }

  private static Stream<String> addresses(Device device, boolean v4) {
    return device.addresses().stream()
        .filter(a -> a instanceof Inet4Address == v4)
        .map(InetAddress::getHostAddress);
  }

  /** Conditions for peers of either family; one that holds for all when none is named. */
  private static List<Condition> peers(String which, List<Prefix> prefixes) {
    if (prefixes.isEmpty()) {
      return List.of(new Condition(Family.EITHER, ""));
    }
    List<Condition> conditions = new ArrayList<>();
    for (Family family : Family.BOTH) {
      List<String> texts =
          prefixes.stream()
              .filter(p -> p.isV4() == (family == Family.V4))
              .map(Prefix::toString)
              .toList();
      if (!texts.isEmpty()) {
        conditions.add(
            new Condition(
                family, family.word + " " + which + " " + texts.stream().collect(set()) + " "));
      }
    }
    return conditions;
  }

  /** Each of the one with each of the other, where a packet can be of both families. */
  private static List<String> both(List<Condition> these, String between, List<Condition> those) {
    List<String> texts = new ArrayList<>();
    for (Condition one : these) {
      for (Condition other : those) {
        if (one.family == other.family
            || one.family == Family.EITHER
            || other.family == Family.EITHER) {
          texts.add(one.text + between + other.text);
        }
      }
    }
    return texts;
  }

  private enum Family {
    EITHER(""),
    V4("ip"),
    V6("ip6");

    static final List<Family> BOTH = List.of(V4, V6);

    final String word;

    Family(String word) {
      this.word = word;
    }
  }

  /** A part of a rule that only packets of the family can meet. */
  private record Condition(Family family, String text) {}

  private static String names(List<String> interfaces) {
    return interfaces.isEmpty()
        ? ""
        : interfaces.stream().map(name -> "\"" + name + "\"").collect(set());
  }

  private static java.util.stream.Collector<CharSequence, ?, String> set() {
    return Collectors.joining(", ", "{ ", " }");
  }
}
