package org.sekisho.guard.program;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.CounterReport;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.channel.Decoded;
import org.sekisho.guard.channel.GuardCodec;
import org.sekisho.guard.channel.PolicyReport;
import org.sekisho.guard.channel.Report;
import org.sekisho.guard.channel.Request;
import org.sekisho.guard.kernel.Kernel;
import org.sekisho.guard.kernel.KernelSettings;
import org.sekisho.guard.policy.Floor;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.OutsideAddress;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.policy.Remark.Code;
import org.sekisho.guard.ruleset.Ruleset;
import org.sekisho.guard.ruleset.RulesetState;
import org.sekisho.program.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which policy holds, and which one is on trial. The confirmed one is in a file; one on trial is
 * only in the kernel, which drops it by itself when its time is up, even when this process is gone.
 * Used by one thread.
 */
public final class PolicyKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyKeeper.class);
  private static final String FILE = "policy";
  private static final int LEAST_CONFIRM_S = 5;

  private final Floor floor;
  private final Kernel kernel;
  private final Path file;
  private final LongSupplier nanoTime;
  private final LongSupplier epochNanos;
  private final Consumer<Report> reports;
  private final Map<InetAddress, Long> blockedUntil = new HashMap<>();
  private final Map<Way, Long> openedUntil = new HashMap<>();
  private Confirmed confirmed;
  private Optional<OnTrial> trial = Optional.empty();
  private List<Remark> weaknesses = List.of();
  private List<Remark> complaints = List.of();

  /** An address to which a flow for names leads. */
  private record Way(String flow, InetAddress address) {}

  private record Confirmed(long generation, NetworkPolicy policy, boolean asked) {}

  private record OnTrial(long generation, NetworkPolicy policy, long endNanos, boolean mayBeKept) {}

  /**
   * A keeper that has not touched the kernel yet.
   *
   * @param data the private directory
   * @param nanoTime a clock that only goes forward, in ns
   * @param epochNanos the time of day in ns since 1970
   * @param reports where changes without a request and counters are told
   */
  public PolicyKeeper(
      Floor floor,
      Kernel kernel,
      Path data,
      LongSupplier nanoTime,
      LongSupplier epochNanos,
      Consumer<Report> reports) {
    this.floor = floor;
    this.kernel = kernel;
    this.file = data.resolve(FILE);
    this.nanoTime = nanoTime;
    this.epochNanos = epochNanos;
    this.reports = reports;
    this.confirmed = new Confirmed(0, floor.least(), false);
  }

  /**
   * Puts the confirmed policy, or the floor, into the kernel; what it had learnt stays. Answers why
   * it cannot, when it cannot.
   */
  public Optional<Remark> start() {
    confirmed = read().orElse(confirmed);
    kernel.blocked().forEach(b -> blockedUntil.put(b.address(), endOf(b.seconds())));
    namedFlows(confirmed.policy())
        .flatMap(flow -> kernel.opened(flow).stream())
        .forEach(o -> openedUntil.put(new Way(o.flow(), o.address()), endOf(o.seconds())));
    return replace(confirmed.policy(), Optional.empty());
  }

  private Optional<Confirmed> read() {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      if (GuardCodec.decode(Files.readAllBytes(file)) instanceof Decoded.Frame frame
          && frame.message() instanceof Request.ApplyPolicy kept) {
        Optional<Remark> objection = floor.objection(kept.policy());
        if (objection.isEmpty()) {
          return Optional.of(new Confirmed(frame.number(), kept.policy(), true));
        }
        complaints = List.of(Remark.of(Code.KEPT_BELOW_FLOOR, objection.get()));
      } else {
        complaints = List.of(Remark.of(Code.KEPT_UNREADABLE, "it is no policy"));
      }
    } catch (IOException e) {
      complaints = List.of(Remark.of(Code.KEPT_UNREADABLE, e.toString()));
    }
    LOG.error("{}; only the floor holds", complaints.getFirst());
    return Optional.empty();
  }

  /** Answers a request. */
  public Answer answer(Request request) {
    return switch (request) {
      case Request.ApplyPolicy apply -> apply(apply);
      case Request.Confirm confirm -> confirm(confirm.generation());
      case Request.Revert _ -> revert();
      case Request.OpenToFloor open -> openToFloor(open.seconds());
      case Request.Block block -> block(block.address(), block.seconds());
      case Request.Unblock unblock -> unblock(unblock.address());
      case Request.OpenFlow open -> open(open);
      case Request.ReadState _ -> state();
    };
  }

  private Answer apply(Request.ApplyPolicy request) {
    Optional<Remark> objection = floor.objection(request.policy());
    if (objection.isPresent()) {
      return new Answer.Refused(objection.get());
    }
    dropExpired();
    if (request.policy().equals(confirmed.policy()) && confirmed.asked()) {
      return trial.isPresent() ? stopTrial() : refreshed();
    }
    if (trial.isPresent() && trial.get().policy().equals(request.policy())) {
      return new Answer.Applied(trial.get().generation(), secondsLeft());
    }
    long generation =
        Math.max(confirmed.generation(), trial.map(OnTrial::generation).orElse(0L)) + 1;
    if (!confirmed.asked()) {
      // The first policy of all: there is nothing to go back to but a closed door.
      return keep(generation, request.policy())
          .<Answer>map(Answer.Refused::new)
          .orElseGet(() -> new Answer.Applied(generation, 0));
    }
    return tried(generation, request.policy(), request.confirmWithinS(), true);
  }

  private Answer tried(long generation, NetworkPolicy policy, int seconds, boolean mayBeKept) {
    Optional<Remark> failure =
        replace(confirmed.policy(), Optional.of(new RulesetState.Trial(policy, seconds)));
    if (failure.isPresent()) {
      return new Answer.Refused(failure.get());
    }
    trial = Optional.of(new OnTrial(generation, policy, endOf(seconds), mayBeKept));
    return new Answer.Applied(generation, seconds);
  }

  private Answer openToFloor(int seconds) {
    dropExpired();
    if (trial.isPresent()) {
      return Answer.Refused.of(Code.ON_TRIAL);
    }
    return tried(confirmed.generation() + 1, floor.widest(confirmed.policy()), seconds, false);
  }

  private Answer refreshed() {
    weaknesses = kernel.settings(KernelSettings.of(confirmed.policy()));
    return new Answer.Applied(confirmed.generation(), 0);
  }

  private Answer stopTrial() {
    return replace(confirmed.policy(), Optional.empty())
        .<Answer>map(Answer.Refused::new)
        .orElseGet(
            () -> {
              trial = Optional.empty();
              return new Answer.Applied(confirmed.generation(), 0);
            });
  }

  private Answer confirm(long generation) {
    dropExpired();
    if (trial.isEmpty()) {
      return generation == confirmed.generation()
          ? new Answer.Done()
          : Answer.Refused.of(Code.NOT_ON_TRIAL);
    }
    OnTrial present = trial.get();
    if (present.generation() != generation) {
      return Answer.Refused.of(Code.OTHER_ON_TRIAL, present.generation());
    }
    if (!present.mayBeKept()) {
      return Answer.Refused.of(Code.CANNOT_BE_KEPT);
    }
    return keep(generation, present.policy())
        .<Answer>map(Answer.Refused::new)
        .orElseGet(Answer.Done::new);
  }

  /**
   * Whoever is told that a policy is kept finds it after any crash: the answer waits for the disk.
   */
  private Optional<Remark> keep(long generation, NetworkPolicy policy) {
    Optional<Remark> failure = replace(policy, Optional.empty());
    if (failure.isPresent()) {
      return failure;
    }
    try {
      PrivateFiles.replace(
          file, GuardCodec.encode(generation, new Request.ApplyPolicy(policy, LEAST_CONFIRM_S)));
    } catch (java.io.UncheckedIOException e) {
      replace(confirmed.policy(), Optional.empty());
      trial = Optional.empty();
      return Optional.of(Remark.of(Code.NOT_KEPT, e.toString()));
    }
    confirmed = new Confirmed(generation, policy, true);
    trial = Optional.empty();
    complaints = List.of();
    return Optional.empty();
  }

  private Answer revert() {
    if (trial.isEmpty()) {
      return new Answer.Done();
    }
    Answer answer = stopTrial();
    return answer instanceof Answer.Applied ? new Answer.Done() : answer;
  }

  private Answer block(InetAddress address, int seconds) {
    if (!floor.mayBlock(address)) {
      return Answer.Refused.of(Code.NEVER_BLOCKED);
    }
    forgetOld();
    if (!blockedUntil.containsKey(address) && blockedUntil.size() >= Ruleset.MAX_BLOCKED) {
      return Answer.Refused.of(Code.BLOCKS_FULL, Ruleset.MAX_BLOCKED);
    }
    return switch (kernel.block(address, seconds)) {
      case Kernel.Outcome.Done _ -> {
        blockedUntil.put(address, endOf(seconds));
        yield new Answer.Done();
      }
      case Kernel.Outcome.Failed failed -> Answer.Refused.of(Code.KERNEL_REFUSED, failed.reason());
    };
  }

  private Answer unblock(InetAddress address) {
    return switch (kernel.unblock(address)) {
      case Kernel.Outcome.Done _ -> {
        blockedUntil.remove(address);
        yield new Answer.Done();
      }
      case Kernel.Outcome.Failed failed -> Answer.Refused.of(Code.KERNEL_REFUSED, failed.reason());
    };
  }

  private Answer open(Request.OpenFlow request) {
    boolean known =
        Stream.concat(
                namedFlows(confirmed.policy()), trial.stream().flatMap(t -> namedFlows(t.policy())))
            .anyMatch(request.flow()::equals);
    if (!known) {
      return Answer.Refused.of(Code.NO_SUCH_FLOW, request.flow());
    }
    forgetOld();
    long end = endOf(request.seconds());
    for (InetAddress address : request.addresses()) {
      if (!OutsideAddress.is(address)) {
        return Answer.Refused.of(Code.NOT_OUTSIDE, address.getHostAddress());
      }
      var way = new Way(request.flow(), address);
      Long present = openedUntil.get(way);
      if (present != null && present - end >= 0) {
        continue;
      }
      if (present == null && ways(request.flow()) >= Ruleset.MAX_OPENED) {
        return Answer.Refused.of(Code.WAYS_FULL, request.flow(), Ruleset.MAX_OPENED);
      }
      if (kernel.open(request.flow(), address, request.seconds())
          instanceof Kernel.Outcome.Failed failed) {
        return Answer.Refused.of(Code.KERNEL_REFUSED, failed.reason());
      }
      openedUntil.put(way, end);
    }
    return new Answer.Done();
  }

  /** Both families together stay below what the set of each can hold. */
  private long ways(String flow) {
    return openedUntil.keySet().stream().filter(w -> w.flow().equals(flow)).count();
  }

  private static Stream<String> namedFlows(NetworkPolicy policy) {
    return policy.flows().stream().filter(NetworkPolicy.Flow::named).map(NetworkPolicy.Flow::id);
  }

  private Answer.State state() {
    dropExpired();
    forgetOld();
    List<Remark> all = new ArrayList<>(complaints);
    all.addAll(weaknesses);
    return new Answer.State(
        trial.map(OnTrial::generation).orElse(confirmed.generation()),
        secondsLeft(),
        blockedUntil.size(),
        all);
  }

  /**
   * Looks after what is due: the end of a trial, a table that somebody took away, the counters. To
   * be called each second.
   *
   * @param tellCounters whether anybody hears them
   */
  public void look(boolean tellCounters) {
    dropExpired();
    Map<String, Count> counters = kernel.counters();
    if (counters.isEmpty()) {
      trial = Optional.empty();
      replace(confirmed.policy(), Optional.empty());
      report(Code.RULES_REMOVED);
      return;
    }
    if (tellCounters) {
      Map<String, Count> all = new LinkedHashMap<>(counters);
      all.putAll(kernel.ownCounters());
      reports.accept(new CounterReport(epochNanos.getAsLong(), all));
    }
  }

  private void dropExpired() {
    if (trial.isEmpty() || trial.get().endNanos() - nanoTime.getAsLong() > 0) {
      return;
    }
    boolean mayBeKept = trial.get().mayBeKept();
    trial = Optional.empty();
    replace(confirmed.policy(), Optional.empty());
    report(mayBeKept ? Code.NOT_CONFIRMED : Code.TIME_IS_UP);
  }

  private void report(Code code) {
    Remark why = Remark.of(code);
    LOG.warn("{}", why);
    reports.accept(new PolicyReport(confirmed.generation(), why));
  }

  private Optional<Remark> replace(NetworkPolicy policy, Optional<RulesetState.Trial> onTrial) {
    forgetOld();
    long now = nanoTime.getAsLong();
    List<RulesetState.Blocked> blocked = new ArrayList<>();
    blockedUntil.forEach(
        (address, end) -> blocked.add(new RulesetState.Blocked(address, seconds(end - now))));
    List<RulesetState.Opened> opened = new ArrayList<>();
    openedUntil.forEach(
        (way, end) ->
            opened.add(new RulesetState.Opened(way.flow(), way.address(), seconds(end - now))));
    Kernel.Outcome outcome =
        kernel.replace(
            new RulesetState(policy, onTrial, floor.wanDhcp(), blocked, opened, kernel.counters()));
    if (outcome instanceof Kernel.Outcome.Failed failed) {
      Remark why = Remark.of(Code.KERNEL_REFUSED, failed.reason());
      LOG.error("{}", why);
      return Optional.of(why);
    }
    // Settings after the rules: nothing is routed before it is filtered.
    weaknesses =
        kernel.settings(KernelSettings.of(onTrial.map(RulesetState.Trial::policy).orElse(policy)));
    return Optional.empty();
  }

  private int secondsLeft() {
    return trial.map(t -> seconds(t.endNanos() - nanoTime.getAsLong())).orElse(0);
  }

  private static int seconds(long nanos) {
    return (int) Math.max(1, Duration.ofNanos(nanos).toSeconds());
  }

  private void forgetOld() {
    long now = nanoTime.getAsLong();
    blockedUntil.values().removeIf(end -> end - now <= 0);
    openedUntil.values().removeIf(end -> end - now <= 0);
  }

  private long endOf(int seconds) {
    return nanoTime.getAsLong() + Duration.ofSeconds(seconds).toNanos();
  }
}
