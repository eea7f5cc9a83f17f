package org.sekisho.guard.kernel;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.ruleset.RulesetState;

/** What the guard does to the kernel. Used by one thread. */
public interface Kernel extends AutoCloseable {
  /** Replaces the ruleset: afterwards all of it holds, or all of the former one. */
  Outcome replace(RulesetState state);

  /** Blocks an address for some seconds from now. */
  Outcome block(InetAddress address, int seconds);

  /** Takes a block away; one that is not there is no failure. */
  Outcome unblock(InetAddress address);

  /** Addresses that are blocked at present, with the seconds that are left. */
  List<RulesetState.Blocked> blocked();

  /** Lets a flow for names lead to an address, for so long from now. */
  Outcome open(String flow, InetAddress address, int seconds);

  /** Addresses to which a flow for names leads at present, with the seconds that are left. */
  List<RulesetState.Opened> opened(String flow);

  /** Counters of all rules by id of the rule; empty when there is no table. */
  Map<String, Count> counters();

  /** Counters of the kernel itself, of packets that no rule sees; see {@link KernelCounters}. */
  Map<String, Count> ownCounters();

  /** Brings the kernel's settings to what they must be; answers what it did not take. */
  List<Remark> settings(KernelSettings settings);

  @Override
  void close();

  /** Whether the kernel did it. */
  sealed interface Outcome {
    /** It did. */
    record Done() implements Outcome {}

    /**
     * It did not, and nothing changed.
     *
     * @param reason what it says
     */
    record Failed(String reason) implements Outcome {}
  }
}
