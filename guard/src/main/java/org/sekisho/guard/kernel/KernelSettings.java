package org.sekisho.guard.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;

/**
 * Settings of the kernel's network by file below {@code /proc/sys/net}, with the value that each
 * must have.
 *
 * @param values in the order in which they are set
 */
public record KernelSettings(Map<String, String> values) {
  public KernelSettings {
    values = new LinkedHashMap<>(values);
  }

  /** What a policy needs. */
  public static KernelSettings of(NetworkPolicy policy) {
    Map<String, String> all = new LinkedHashMap<>();
    // Half-open connections: cookies when 128 wait.
    all.put("ipv4/tcp_syncookies", "1");
    all.put("ipv4/tcp_max_syn_backlog", "128");
    all.put("ipv4/tcp_synack_retries", "3");
    all.put("ipv4/tcp_rfc1337", "1");
    // Nobody answers this late; a half-open connection of a stranger is forgotten soon.
    all.put("netfilter/nf_conntrack_tcp_timeout_syn_sent", "20");
    all.put("netfilter/nf_conntrack_tcp_timeout_syn_recv", "10");
    // A packet in the middle of an unknown connection begins none.
    all.put("netfilter/nf_conntrack_tcp_loose", "0");
    all.put("netfilter/nf_conntrack_tcp_be_liberal", "0");
    all.put("ipv4/icmp_echo_ignore_broadcasts", "1");
    all.put("ipv4/icmp_ignore_bogus_error_responses", "1");
    all.put("ipv4/icmp_ratelimit", "1000");
    // Fragments that wait: 64 datagrams of 64 KiB, for 30 s.
    for (String defragmentation :
        List.of("ipv4/ipfrag_", "ipv6/ip6frag_", "netfilter/nf_conntrack_frag6_")) {
      boolean tracking = defragmentation.startsWith("netfilter");
      all.put(defragmentation + "high_thresh", "4194304");
      all.put(defragmentation + (tracking ? "timeout" : "time"), "30");
    }
    for (String each : List.of("all", "default")) {
      all.put("ipv4/conf/" + each + "/accept_source_route", "0");
      all.put("ipv4/conf/" + each + "/accept_redirects", "0");
      all.put("ipv4/conf/" + each + "/secure_redirects", "0");
      all.put("ipv4/conf/" + each + "/send_redirects", "0");
      all.put("ipv6/conf/" + each + "/accept_source_route", "0");
      all.put("ipv6/conf/" + each + "/accept_redirects", "0");
    }
    for (NetworkPolicy.Port port : policy.interfaces()) {
      boolean wan = port.side() == NetworkSide.WAN;
      all.put("ipv4/conf/" + port.name() + "/accept_redirects", "0");
      all.put("ipv4/conf/" + port.name() + "/send_redirects", "0");
      all.put("ipv6/conf/" + port.name() + "/accept_redirects", "0");
      // With forwarding on, 2 means: still take an address from the provider's router.
      all.put("ipv6/conf/" + port.name() + "/accept_ra", wan ? "2" : "0");
      // Answer only for the addresses of the interface that is asked on.
      all.put("ipv4/conf/" + port.name() + "/arp_ignore", "1");
      all.put("ipv4/conf/" + port.name() + "/arp_announce", "2");
    }
    String routes = policy.routes() ? "1" : "0";
    all.put("ipv4/ip_forward", routes);
    all.put("ipv6/conf/all/forwarding", routes);
    return new KernelSettings(all);
  }
}
