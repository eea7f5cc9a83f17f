package org.sekisho.guard.ruleset;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.policy.NetworkPolicy;

/**
 * Everything that the table must hold: it is replaced as a whole, and what it had learnt goes
 * along.
 *
 * @param policy the policy that holds
 * @param trial a policy that takes its place for a time, and forever when it is confirmed
 * @param wanDhcp whether answers of DHCP servers on the WAN are let in
 * @param blocked addresses that are blocked for a time
 * @param opened addresses to which flows for names lead for a time
 * @param counters what the counters begin with, by id of the rule
 */
public record RulesetState(
    NetworkPolicy policy,
    Optional<Trial> trial,
    boolean wanDhcp,
    List<Blocked> blocked,
    List<Opened> opened,
    Map<String, Count> counters) {
  public RulesetState {
    blocked =
        blocked.stream().sorted(Comparator.comparing(b -> b.address().getHostAddress())).toList();
    opened =
        opened.stream()
            .sorted(
                Comparator.comparing(Opened::flow).thenComparing(o -> o.address().getHostAddress()))
            .toList();
    counters = Map.copyOf(counters);
  }

  /**
   * A policy on trial. The kernel itself falls back when its time is up, whoever is alive then.
   *
   * @param policy the policy
   * @param seconds how long it holds unconfirmed
   */
  public record Trial(NetworkPolicy policy, int seconds) {}

  /**
   * A blocked address.
   *
   * @param address the address
   * @param seconds how long it stays blocked
   */
  public record Blocked(InetAddress address, int seconds) {}

  /**
   * An address to which a flow for names leads.
   *
   * @param flow id of the flow
   * @param address the address
   * @param seconds how long it does
   */
  public record Opened(String flow, InetAddress address, int seconds) {}

  /** The state of a table that only holds this policy. */
  public static RulesetState of(NetworkPolicy policy) {
    return new RulesetState(policy, Optional.empty(), false, List.of(), List.of(), Map.of());
  }
}
