package org.sekisho.guard.program;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.kernel.Kernel;
import org.sekisho.guard.kernel.KernelSettings;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.ruleset.RulesetState;

/** A kernel that only remembers: for the decisions of the keeper, where no packet flows. */
final class MemoryKernel implements Kernel {
  @Nullable RulesetState state;
  final Map<InetAddress, Integer> blocked = new HashMap<>();
  final List<RulesetState.Opened> opened = new ArrayList<>();
  boolean refuses;
  int replaced;

  @Override
  public Outcome replace(RulesetState next) {
    if (refuses) {
      return new Outcome.Failed("refused");
    }
    state = next;
    replaced++;
    return new Outcome.Done();
  }

  @Override
  public Outcome block(InetAddress address, int seconds) {
    blocked.put(address, seconds);
    return new Outcome.Done();
  }

  @Override
  public Outcome unblock(InetAddress address) {
    blocked.remove(address);
    return new Outcome.Done();
  }

  @Override
  public List<RulesetState.Blocked> blocked() {
    return blocked.entrySet().stream()
        .map(e -> new RulesetState.Blocked(e.getKey(), e.getValue()))
        .toList();
  }

  @Override
  public Outcome open(String flow, InetAddress address, int seconds) {
    opened.add(new RulesetState.Opened(flow, address, seconds));
    return new Outcome.Done();
  }

  @Override
  public List<RulesetState.Opened> opened(String flow) {
    return opened.stream().filter(o -> o.flow().equals(flow)).toList();
  }

  @Override
  public Map<String, Count> counters() {
    return state == null ? Map.of() : Map.of("wan-in-denied", new Count(7, 420));
  }

  @Override
  public Map<String, Count> ownCounters() {
    return Map.of("kernel-udp-errors", new Count(1, 0));
  }

  @Override
  public List<Remark> settings(KernelSettings settings) {
    return List.of();
  }

  @Override
  public void close() {}
}
