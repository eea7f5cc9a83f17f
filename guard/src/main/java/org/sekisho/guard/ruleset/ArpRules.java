package org.sekisho.guard.ruleset;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkPolicy.Device;
import org.sekisho.guard.policy.NetworkSide;

/** Who may claim which address by ARP, as far as hardware addresses of devices are known. */
final class ArpRules {
  private ArpRules() {}

  static void write(RulesText text, NetworkPolicy policy, Map<String, Count> counters) {
    for (GuardRule rule : List.of(GuardRule.ARP_SPOOFED, GuardRule.ARP_SEEN)) {
      text.counter(rule.counter(), counters.get(rule.id()));
      text.open("chain r-" + rule.id());
      text.line("counter name \"" + rule.counter() + "\"");
      text.line(Ruleset.report(rule.id(), rule.disposition(), policy.limits().reportsPerRule()));
      text.line(rule.disposition() == Disposition.PASS ? "accept" : "drop");
      text.close();
    }
    List<String> field = policy.on(NetworkSide.FIELD);
    List<String[]> bound = new ArrayList<>();
    if (!field.isEmpty()) {
      for (Device device : policy.devices()) {
        for (InetAddress address : device.addresses()) {
          if (device.mac().isPresent() && address instanceof Inet4Address) {
            bound.add(new String[] {address.getHostAddress(), device.mac().get().text()});
          }
        }
      }
    }
    text.open("chain input");
    text.line("type filter hook input priority filter; policy accept;");
    if (!bound.isEmpty()) {
      text.line(
          "arp saddr ip { %s } arp saddr ip . arp saddr ether != { %s } goto r-%s"
              .formatted(
                  bound.stream().map(b -> b[0]).collect(Collectors.joining(", ")),
                  bound.stream().map(b -> b[0] + " . " + b[1]).collect(Collectors.joining(", ")),
                  GuardRule.ARP_SPOOFED.id()));
    }
    if (!field.isEmpty()) {
      text.line(
          "iifname { %s } goto r-%s"
              .formatted(
                  field.stream().map(f -> '"' + f + '"').collect(Collectors.joining(", ")),
                  GuardRule.ARP_SEEN.id()));
    }
    text.close();
  }
}
