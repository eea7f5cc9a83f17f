package org.sekisho.guard.ruleset;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.GuardRule;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkPolicy.VirtualPatch;

/**
 * The text of the whole ruleset. Every base chain goes to the chain of the policy on trial while
 * the kernel's own clock says so, and to the chain of the confirmed policy otherwise.
 */
public final class Ruleset {
  /** Name of the table, of the families inet and arp. */
  public static final String TABLE = "sekisho";

  /** Group of NFLOG that reports go to. */
  public static final int LOG_GROUP = 5277;

  /** Most addresses to which a flow for names leads at once, of each family. */
  public static final int MAX_OPENED = 256;

  /** Most addresses that can be blocked at once, of each family. */
  public static final int MAX_BLOCKED = 4096;

  private static final String CONFIRMED = "a";
  private static final String ON_TRIAL = "b";

  private enum Base {
    FRAGMENTS("filter", "prerouting", "-450", "accept"),
    SOURCES("filter", "prerouting", "raw", "accept"),
    FLOODS("filter", "prerouting", "mangle", "accept"),
    INBOUND("nat", "prerouting", "dstnat", "accept"),
    INPUT("filter", "input", "filter", "drop"),
    FORWARD("filter", "forward", "filter", "drop"),
    OUTPUT("filter", "output", "filter", "drop"),
    OUTBOUND("nat", "postrouting", "srcnat", "accept");

    private final String type;
    private final String hook;
    private final String priority;
    private final String policy;

    Base(String type, String hook, String priority, String policy) {
      this.type = type;
      this.hook = hook;
      this.priority = priority;
      this.policy = policy;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final RulesText text = new RulesText();
  private final RulesetState state;

  private Ruleset(RulesetState state) {
    this.state = state;
  }

  /** The commands that replace whatever the table held, in one transaction. */
  public static String text(RulesetState state) {
    return new Ruleset(state).whole();
  }

  /** The commands that take everything away. */
  public static String removal() {
    return "table inet %1$s\ndelete table inet %1$s\ntable arp %1$s\ndelete table arp %1$s\n"
        .formatted(TABLE);
  }

  /** The command that blocks an address, anew when it is blocked already. */
  public static String block(InetAddress address, int seconds) {
    String set = "inet " + TABLE + " " + blockedSet(address);
    String one = address.getHostAddress();
    return "add element %1$s { %2$s }\ndelete element %1$s { %2$s }\nadd element %1$s { %2$s timeout %3$ds }\n"
        .formatted(set, one, seconds);
  }

  /** The command that takes a block away; it fails in the kernel when there is none. */
  public static String unblock(InetAddress address) {
    return "delete element inet %s %s { %s }\n"
        .formatted(TABLE, blockedSet(address), address.getHostAddress());
  }

  /** The command that lets a flow for names lead to an address, for so long from now. */
  public static String open(String flow, InetAddress address, int seconds) {
    String set = "inet " + TABLE + " " + namedSet(flow, address instanceof Inet4Address);
    String one = address.getHostAddress();
    return "add element %1$s { %2$s }\ndelete element %1$s { %2$s }\nadd element %1$s { %2$s timeout %3$ds }\n"
        .formatted(set, one, seconds);
  }

  /** Name of the set of addresses to which a flow for names leads. */
  public static String namedSet(String flow, boolean v4) {
    return (v4 ? "named4-" : "named6-") + flow;
  }

  private static String blockedSet(InetAddress address) {
    return address instanceof Inet4Address ? "blocked4" : "blocked6";
  }

  private String whole() {
    text.line("table inet " + TABLE);
    text.line("delete table inet " + TABLE);
    text.open("table inet " + TABLE);
    counters();
    timedSet("blocked4", true, MAX_BLOCKED, blocked(true));
    timedSet("blocked6", false, MAX_BLOCKED, blocked(false));
    for (String flow : namedFlows()) {
      timedSet(namedSet(flow, true), true, MAX_OPENED, opened(flow, true));
      timedSet(namedSet(flow, false), false, MAX_OPENED, opened(flow, false));
    }
    UdpLengths.writeSets(text);
    if (state.trial().isPresent()) {
      int seconds = state.trial().get().seconds();
      text.open("set trial");
      text.line("typeof meta nfproto");
      text.line("flags timeout");
      text.line("elements = { ipv4 timeout %1$ds, ipv6 timeout %1$ds }".formatted(seconds));
      text.close();
    }
    verdicts();
    new PolicyRules(text, state.policy(), CONFIRMED, state.wanDhcp()).write();
    state
        .trial()
        .ifPresent(
            trial -> new PolicyRules(text, trial.policy(), ON_TRIAL, state.wanDhcp()).write());
    for (Base base : Base.values()) {
      text.open("chain " + base.word());
      text.line(
          "type %s hook %s priority %s; policy %s;"
              .formatted(base.type, base.hook, base.priority, base.policy));
      if (state.trial().isPresent()) {
        text.line("meta nfproto @trial goto " + base.word() + "-" + ON_TRIAL);
      }
      text.line("goto " + base.word() + "-" + CONFIRMED);
      text.close();
    }
    text.close();
    text.line("table arp " + TABLE);
    text.line("delete table arp " + TABLE);
    text.open("table arp " + TABLE);
    ArpRules.write(text, newest(), state.counters());
    text.close();
    return text.toString();
  }

  private NetworkPolicy newest() {
    return state.trial().map(RulesetState.Trial::policy).orElse(state.policy());
  }

  private void counters() {
    for (GuardRule rule : GuardRule.values()) {
      if (!rule.isArp()) {
        text.counter(rule.counter(), state.counters().get(rule.id()));
      }
    }
    for (String patch : patches()) {
      text.counter("c-" + patch, state.counters().get(patch));
    }
  }

  private void timedSet(String name, boolean v4, int size, List<String> elements) {
    text.open("set " + name);
    text.line("type " + (v4 ? "ipv4_addr" : "ipv6_addr"));
    text.line("flags timeout");
    text.line("size " + size);
    if (!elements.isEmpty()) {
      text.line("elements = { " + String.join(", ", elements) + " }");
    }
    text.close();
  }

  private List<String> blocked(boolean v4) {
    return state.blocked().stream()
        .filter(b -> b.address() instanceof Inet4Address == v4)
        .map(b -> timed(b.address(), b.seconds()))
        .toList();
  }

  private List<String> opened(String flow, boolean v4) {
    return state.opened().stream()
        .filter(o -> o.flow().equals(flow) && o.address() instanceof Inet4Address == v4)
        .map(o -> timed(o.address(), o.seconds()))
        .toList();
  }

  private static String timed(InetAddress address, int seconds) {
    return address.getHostAddress() + " timeout " + seconds + "s";
  }

  private Set<String> namedFlows() {
    Set<String> ids = new TreeSet<>();
    for (NetworkPolicy one : List.of(state.policy(), newest())) {
      one.flows().stream().filter(NetworkPolicy.Flow::named).forEach(f -> ids.add(f.id()));
    }
    return ids;
  }

  /** One chain for each rule: count, report so many, and then the verdict. */
  private void verdicts() {
    int reports = newest().limits().reportsPerRule();
    for (GuardRule rule : GuardRule.values()) {
      if (!rule.isArp()) {
        // Who overlaps fragments is known only to him who sees all of them.
        int most =
            rule == GuardRule.FRAGMENT_SEEN
                ? Math.max(reports, newest().limits().fragmentsTotal())
                : reports;
        verdict(rule.id(), rule.disposition(), most);
      }
    }
    for (String patch : patches()) {
      verdict(patch, Disposition.DROP, reports);
    }
  }

  private void verdict(String id, Disposition disposition, int reports) {
    text.open("chain r-" + id);
    text.line("counter name \"c-" + id + "\"");
    text.line(report(id, disposition, reports));
    text.line(disposition == Disposition.PASS ? "accept" : "drop");
    text.close();
  }

  static String report(String id, Disposition disposition, int reports) {
    return "limit rate %1$d/second burst %1$d packets log prefix \"%2$s:%3$s\" group %4$d snaplen 128"
        .formatted(reports, id, disposition.word(), LOG_GROUP);
  }

  private List<String> patches() {
    Set<String> ids = new TreeSet<>();
    state.policy().patches().forEach(p -> ids.add(patchRule(p)));
    newest().patches().forEach(p -> ids.add(patchRule(p)));
    return List.copyOf(ids);
  }

  static String patchRule(VirtualPatch patch) {
    return "patch-" + patch.id();
  }
}
