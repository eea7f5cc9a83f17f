package org.sekisho.gateway.network;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.PolicyReport;
import org.sekisho.guard.channel.Report;
import org.sekisho.guard.channel.Request;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkPolicy.VirtualPatch;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.policy.Remark.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the guard holding the policy of this gateway: applies it on every connection, tells which
 * functions are off without the guard, and passes its reports on. One thread connects and reads;
 * everything else may be called by any thread and does not block.
 */
public final class NetworkDefence implements AutoCloseable {
  /** What is off without the guard, as people read it. */
  public static final List<String> FUNCTIONS =
      List.of(
          "packet filter",
          "address translation",
          "packet and connection limits",
          "source-address check",
          "detection of attacks on the network",
          "blocking of sources",
          "virtual patches");

  /** Codes of remarks in the log begin with it. */
  public static final String GUARD = "guard-";

  private static final Logger LOG = LoggerFactory.getLogger(NetworkDefence.class);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_GREATEST = Duration.ofSeconds(10);

  private final Optional<Path> socket;
  private final NetworkPolicy own;
  private final int confirmWithinS;
  private final EventSink events;
  private final InstantSource clock;
  private final List<Consumer<Report>> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().name("guard").unstarted(this::work);
  private volatile State state;
  private volatile @Nullable GuardClient client;
  private volatile boolean closing;
  private volatile boolean held = true;
  private volatile Openings openings = new Openings(List.of(), Optional.empty());
  private volatile Optional<Instant> easedUntil = Optional.empty();
  private volatile Runnable onOpenings = () -> {};

  /** How things stand. */
  public enum Standing {
    /** No guard is configured. */
    OFF,
    /** The guard cannot be reached; the rules that it last set stay in the kernel. */
    UNREACHABLE,
    /** The guard refused the policy. */
    REFUSED,
    /** The policy holds until its time is up, unless it is confirmed. */
    ON_TRIAL,
    /** For a time everything is let through that the guard's file allows at all. */
    EASED,
    /** A policy was not confirmed in time; the former one holds. */
    REVERTED,
    /** The policy holds. */
    ON;

    /** The word in the status. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What people opened beyond the configuration.
   *
   * @param kept holds
   * @param tried holds unless it is confirmed in time; empty when nothing is on trial
   */
  public record Openings(List<Opening> kept, Optional<List<Opening>> tried) {
    /** What holds at this moment. */
    public List<Opening> present() {
      return tried.orElse(kept);
    }
  }

  private record State(
      Standing standing,
      Instant since,
      Optional<Remark> detail,
      long generation,
      List<Remark> weaknesses) {}

  /**
   * A defence that has not begun.
   *
   * @param policy what is to hold; not used when no guard is configured
   */
  public NetworkDefence(
      NetworkConfig config, NetworkPolicy policy, EventSink events, InstantSource clock) {
    this.socket = config.guard();
    this.own = policy;
    this.confirmWithinS = (int) config.confirmWithin().toSeconds();
    this.events = events;
    this.clock = clock;
    this.state =
        new State(
            Standing.OFF, clock.instant(), Optional.of(Remark.of(Code.NO_GUARD)), 0, List.of());
  }

  /** Adds somebody who hears reports; called on the reading thread, and must not block. */
  public NetworkDefence onReport(Consumer<Report> listener) {
    listeners.add(listener);
    return this;
  }

  /** Begins to connect; without a guard it only says so. */
  public void start() {
    if (socket.isEmpty()) {
      tellOff("no guard is configured (network.guard)");
    } else {
      thread.start();
    }
    tellOverduePatches();
  }

  private void work() {
    Duration retry = RETRY_FIRST;
    while (!closing) {
      boolean answered = session();
      if (closing) {
        return;
      }
      retry = answered ? RETRY_FIRST : doubled(retry);
      try {
        Thread.sleep(retry);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static Duration doubled(Duration retry) {
    Duration next = retry.multipliedBy(2);
    return next.compareTo(RETRY_GREATEST) > 0 ? RETRY_GREATEST : next;
  }

  /** One connection from its beginning to its end; answers whether there was one. */
  private boolean session() {
    try (GuardClient present = GuardClient.connect(socket.orElseThrow())) {
      client = present;
      apply(present);
      present.read(this::take);
      lost(Remark.of(Code.CLOSED));
      return true;
    } catch (IOException e) {
      lost(Remark.of(Code.NOT_REACHED, String.valueOf(e.getMessage())));
      return false;
    } catch (RuntimeException e) {
      LOG.error("the connection to the guard failed", e);
      lost(Remark.of(Code.FAILED));
      return false;
    } finally {
      client = null;
    }
  }

  private void lost(Remark why) {
    easedUntil = Optional.empty();
    if (!closing && state.standing() != Standing.UNREACHABLE) {
      become(Standing.UNREACHABLE, Optional.of(why), state.generation());
      tellOff(why.toString());
    }
  }

  private void apply(GuardClient present) {
    // Whatever was on trial or open for a time ends with the connection on which it was asked for.
    become(new Openings(openings.kept(), Optional.empty()));
    var _ =
        present
            .ask(new Request.ApplyPolicy(policy(), confirmWithinS))
            .whenComplete((answer, failure) -> applied(present, answer, failure));
  }

  private void applied(GuardClient present, @Nullable Answer answer, @Nullable Throwable failure) {
    switch (answer) {
      case Answer.Applied applied -> {
        boolean onTrial = applied.confirmWithinS() > 0;
        become(
            onTrial ? Standing.ON_TRIAL : Standing.ON,
            onTrial
                ? Optional.of(Remark.of(Code.HOLDS_FOR, applied.confirmWithinS()))
                : Optional.empty(),
            applied.generation());
        readWeaknesses(present);
      }
      case Answer.Refused refused -> {
        become(Standing.REFUSED, Optional.of(refused.reason()), state.generation());
        tellOff("the guard refused the policy: " + refused.reason());
      }
      case null, default -> lost(Remark.of(Code.NO_ANSWER, String.valueOf(failure)));
    }
  }

  private void readWeaknesses(GuardClient present) {
    var _ =
        present
            .ask(new Request.ReadState())
            .thenAccept(
                answer -> {
                  if (answer instanceof Answer.State told) {
                    State now = state;
                    state =
                        new State(
                            now.standing(),
                            now.since(),
                            now.detail(),
                            now.generation(),
                            told.weaknesses());
                    told.weaknesses().forEach(w -> LOG.warn("network defence: {}", w));
                  }
                });
  }

  private void take(Report report) {
    if (report instanceof PolicyReport changed && state.standing() == Standing.EASED) {
      endEased();
    } else if (report instanceof PolicyReport changed) {
      boolean reverted = state.standing() == Standing.ON_TRIAL;
      become(new Openings(openings.kept(), Optional.empty()));
      become(
          reverted ? Standing.REVERTED : state.standing(),
          Optional.of(changed.why()),
          changed.generation());
      events.record(
          SecurityEvent.of(
                  reverted ? EventKind.CONFIGURATION_REVERTED : EventKind.CONFIGURATION_ALTERED,
                  clock.instant(),
                  Phrase.RULES_CHANGED.with().because(said(changed.why())))
              .ruled("guard", "policy " + changed.generation() + " holds"));
    }
    for (Consumer<Report> listener : listeners) {
      listener.accept(report);
    }
  }

  private void become(Openings next) {
    openings = next;
    onOpenings.run();
  }

  private void endEased() {
    easedUntil = Optional.empty();
    become(Standing.ON, Optional.empty(), state.generation());
    onOpenings.run();
    events.record(
        SecurityEvent.of(EventKind.FAULT_OVER, clock.instant(), Phrase.FILTER_WHOLE.with()));
  }

  private void become(Standing standing, Optional<Remark> detail, long generation) {
    State before = state;
    state =
        new State(
            standing,
            before.standing() == standing ? before.since() : clock.instant(),
            detail,
            generation,
            before.weaknesses());
    if (before.standing() != standing) {
      LOG.info("network defence: {} {}", standing.word(), detail.map(Remark::toString).orElse(""));
      if (standing == Standing.ON && !held) {
        events.record(
            SecurityEvent.of(EventKind.FAULT_OVER, clock.instant(), Phrase.DEFENCE_ON.with()));
      }
      if (standing == Standing.ON) {
        held = true;
      }
    }
  }

  private static Said said(Remark remark) {
    return Said.of(
        GUARD + remark.code().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        remark.values(),
        remark.toString());
  }

  private void tellOff(String why) {
    held = false;
    events.record(
        SecurityEvent.of(
            EventKind.DEFENCE_OFF,
            clock.instant(),
            why + "; not looked after: " + String.join(", ", FUNCTIONS)));
  }

  private void tellOverduePatches() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    for (VirtualPatch patch : own.patches()) {
      if (patch.until().isBefore(today)) {
        events.record(
            SecurityEvent.of(
                    EventKind.FAULT,
                    clock.instant(),
                    Phrase.PATCH_OVERDUE.with(patch.id(), patch.until()))
                .device(patch.device()));
      }
    }
  }

  /** Keeps the policy on trial; the answer comes later. Whoever asks this got through. */
  public CompletableFuture<Answer> confirm() {
    State now = state;
    return ask(new Request.Confirm(now.generation()))
        .thenApply(
            answer -> {
              if (answer instanceof Answer.Done) {
                become(new Openings(openings.present(), Optional.empty()));
                become(Standing.ON, Optional.empty(), now.generation());
              }
              return answer;
            });
  }

  /** Goes back to the confirmed policy now; the answer comes later. */
  public CompletableFuture<Answer> revert() {
    return ask(new Request.Revert())
        .thenApply(
            answer -> {
              if (answer instanceof Answer.Done && state.standing() == Standing.EASED) {
                endEased();
              } else if (answer instanceof Answer.Done && state.standing() == Standing.ON_TRIAL) {
                become(new Openings(openings.kept(), Optional.empty()));
                become(
                    Standing.REVERTED, Optional.of(Remark.of(Code.TAKEN_BACK)), state.generation());
              }
              return answer;
            });
  }

  /** Applies the policy of this gateway once more, such as after it was not confirmed in time. */
  public CompletableFuture<Answer> applyAgain() {
    GuardClient present = client;
    if (present == null) {
      return unreachable();
    }
    return present
        .ask(new Request.ApplyPolicy(policy(), confirmWithinS))
        .whenComplete((answer, failure) -> applied(present, answer, failure));
  }

  /**
   * What people opened in former lives of the gateway and kept; before {@link #start}. What does
   * not fit the configuration any more stays closed.
   */
  public void restore(List<Opening> kept) {
    List<Opening> fitting = new ArrayList<>();
    for (Opening opening : kept) {
      fitting.add(opening);
      try {
        Opening.added(own, fitting);
      } catch (IllegalArgumentException e) {
        LOG.warn("{} is not opened again: {}", opening.id(), e.getMessage());
        fitting.removeLast();
      }
    }
    openings = new Openings(List.copyOf(fitting), Optional.empty());
  }

  /** Calls this when something was opened, kept, closed or taken back; it must not block. */
  public void onOpenings(Runnable listener) {
    onOpenings = listener;
  }

  /** What people opened beyond the configuration. */
  public Openings openings() {
    return openings;
  }

  /** Until when the filter is open for a time; empty when it is not. */
  public Optional<Instant> easedUntil() {
    return easedUntil;
  }

  /**
   * Opens one thing more, on trial: it closes again unless it is confirmed in time. The answer
   * comes later.
   */
  public CompletableFuture<Answer> open(Opening opening) {
    Openings before = openings;
    if (before.tried().isPresent() || easedUntil.isPresent()) {
      return refused(Code.ON_TRIAL);
    }
    if (before.kept().stream().anyMatch(o -> o.id().equals(opening.id()))) {
      return refused(Code.OPEN_ALREADY);
    }
    List<Opening> next = new ArrayList<>(before.kept());
    next.add(opening);
    return change(before, next);
  }

  /** Closes what a person opened, at once; the answer comes later. */
  public CompletableFuture<Answer> close(String id) {
    Openings before = openings;
    if (before.tried().filter(t -> holds(t, id) && !holds(before.kept(), id)).isPresent()) {
      return revert();
    }
    if (!holds(before.kept(), id)) {
      return refused(Code.NOT_OPEN);
    }
    List<Opening> next = before.kept().stream().filter(o -> !o.id().equals(id)).toList();
    return change(before, next)
        .thenCompose(
            answer ->
                // Nobody is needed to keep what lets through less, and was right before.
                answer instanceof Answer.Applied applied && applied.confirmWithinS() > 0
                    ? confirm()
                    : CompletableFuture.completedFuture(answer));
  }

  private static boolean holds(List<Opening> openings, String id) {
    return openings.stream().anyMatch(o -> o.id().equals(id));
  }

  private CompletableFuture<Answer> change(Openings before, List<Opening> next) {
    GuardClient present = client;
    if (present == null) {
      return unreachable();
    }
    NetworkPolicy changed;
    try {
      changed = Opening.added(own, next);
    } catch (IllegalArgumentException e) {
      return refused(Code.DOES_NOT_FIT, String.valueOf(e.getMessage()));
    }
    return present
        .ask(new Request.ApplyPolicy(changed, confirmWithinS))
        .whenComplete(
            (answer, failure) -> {
              // A refusal changes nothing: the policy before still holds.
              if (answer instanceof Answer.Applied applied) {
                become(
                    applied.confirmWithinS() > 0
                        ? new Openings(before.kept(), Optional.of(List.copyOf(next)))
                        : new Openings(List.copyOf(next), Optional.empty()));
                applied(present, answer, failure);
              }
            });
  }

  /**
   * Lets through for a time whatever the guard's file allows at all; the kernel ends it by itself.
   * The answer comes later.
   *
   * @param time 5 s to 10 min
   */
  public CompletableFuture<Answer> ease(Duration time) {
    Standing now = state.standing();
    if (now != Standing.ON && now != Standing.REVERTED) {
      return now == Standing.ON_TRIAL || now == Standing.EASED
          ? refused(Code.ON_TRIAL)
          : unreachable();
    }
    return ask(new Request.OpenToFloor((int) time.toSeconds()))
        .thenApply(
            answer -> {
              if (answer instanceof Answer.Applied applied) {
                easedUntil = Optional.of(clock.instant().plusSeconds(applied.confirmWithinS()));
                become(Standing.EASED, Optional.empty(), state.generation());
                onOpenings.run();
              }
              return answer;
            });
  }

  /** Drops everything from an address for 1 s to 1 day; the answer comes later. */
  public CompletableFuture<Answer> block(InetAddress address, Duration time) {
    return ask(new Request.Block(address, (int) time.toSeconds()));
  }

  /**
   * Opens a flow for names to some addresses for 1 s to 1 day; answers whether the way is open.
   * Without a guard every way is.
   */
  public CompletableFuture<Boolean> open(String flow, List<InetAddress> addresses, int seconds) {
    if (socket.isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    return ask(new Request.OpenFlow(flow, addresses, seconds))
        .handle(
            (answer, _) -> {
              if (answer instanceof Answer.Refused refused) {
                LOG.warn("{} was not opened: {}", flow, refused.reason());
              }
              return answer instanceof Answer.Done;
            });
  }

  /** Takes a block away; the answer comes later. */
  public CompletableFuture<Answer> unblock(InetAddress address) {
    return ask(new Request.Unblock(address));
  }

  private CompletableFuture<Answer> ask(Request request) {
    GuardClient present = client;
    return present == null ? unreachable() : present.ask(request);
  }

  private static CompletableFuture<Answer> unreachable() {
    return refused(Code.NOT_CONNECTED);
  }

  private static CompletableFuture<Answer> refused(Code code, Object... values) {
    return CompletableFuture.completedFuture(Answer.Refused.of(code, values));
  }

  /** How things stand. */
  public Standing standing() {
    return state.standing();
  }

  /** The policy of this gateway, with what people opened and kept. */
  public NetworkPolicy policy() {
    return Opening.added(own, openings.kept());
  }

  /** The policy that lets packets through at this moment, with what is only on trial. */
  public NetworkPolicy present() {
    return Opening.added(own, openings.present());
  }

  /** Until when an opening on trial holds; empty when none is. */
  public Optional<Instant> trialUntil() {
    State now = state;
    return openings.tried().isPresent() && now.standing() == Standing.ON_TRIAL
        ? Optional.of(now.since().plusSeconds(confirmWithinS))
        : Optional.empty();
  }

  /** How things stand, and since when. */
  public Instant since() {
    return state.since();
  }

  /** What is to be said of how things stand. */
  public Optional<Remark> detail() {
    return state.detail();
  }

  /** What the kernel did not take. */
  public List<Remark> weaknesses() {
    return state.weaknesses();
  }

  /** The functions that are off, as in {@link #FUNCTIONS}. */
  public List<String> off() {
    return switch (state.standing()) {
      case ON, ON_TRIAL, REVERTED, EASED -> List.of();
      case OFF, UNREACHABLE, REFUSED -> FUNCTIONS;
    };
  }

  /** The number of the policy that holds. */
  public long generation() {
    return state.generation();
  }

  /** The part {@code network} of the status. */
  public Map<String, Object> json() {
    State now = state;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("defence", now.standing().word());
    json.put("since", now.since().toString());
    json.put("detail", now.detail().map(Remark::toString).orElse(""));
    json.put("policy", now.generation());
    json.put("off", off());
    json.put("opened", openings.present().stream().map(Opening::id).toList());
    easedUntil.ifPresent(until -> json.put("eased_until", until.toString()));
    json.put("weaknesses", now.weaknesses().stream().map(Remark::toString).toList());
    json.put(
        "patches",
        own.patches().stream()
            .map(
                p ->
                    Map.of(
                        "id", p.id(),
                        "device", p.device(),
                        "reason", p.reason(),
                        "until", p.until().toString()))
            .toList());
    return json;
  }

  @Override
  public void close() {
    closing = true;
    GuardClient present = client;
    if (present != null) {
      present.close();
    }
    thread.interrupt();
  }
}
