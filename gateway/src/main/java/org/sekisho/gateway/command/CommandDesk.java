package org.sekisho.gateway.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.sekisho.gateway.listener.DeviceAnswer;
import org.sekisho.gateway.listener.DeviceLink;
import org.sekisho.gateway.status.Alarms;
import org.sekisho.model.command.Command;
import org.sekisho.model.command.CommandResult;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Ids;
import org.sekisho.wan.message.WanCodec;
import org.sekisho.wan.message.WanMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands from the head-end one after the other: notes the id durably, only then
 * acknowledges, asks the gate, delivers, and reports the result.
 *
 * <p>One thread, the command thread, owns gate and book. A point has at most one command under way:
 * a later one waits, and is judged only when its turn has come, so that its expiry and its step are
 * those of the moment of actuation.
 */
public final class CommandDesk implements AutoCloseable {
  /** How long an id is remembered after its command has expired. */
  public static final Duration REMEMBERED = Duration.ofMinutes(5);

  private static final int ACCEPTED = 0x00;
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final int PAYLOAD_INVALID = 0x99;
  private static final int UNSPECIFIED_ERROR = 0x80;
  private static final int MAX_LOGGED = 64;
  private static final long FORGET_EVERY_NS = 60_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);

  /** What the command thread is told. */
  private sealed interface Event {
    // Array: a payload is never compared.
    /** A command came; its delivery is acknowledged with an MQTT reason code. */
    @SuppressWarnings("ArrayRecordComponent")
    record Came(byte[] payload, IntConsumer acknowledge) implements Event {}

    /** A device answered. */
    record Answered(Command command, Optional<Reading> latestThen, DeviceAnswer answer)
        implements Event {}

    /** The head-end has a result. */
    record Reported(UUID id) implements Event {}

    /** The head-end was reached again. */
    record Reconnected() implements Event {}

    /** Somebody wants to see the audit. */
    record Read(int limit, CompletableFuture<List<CommandBook.AuditLine>> lines) implements Event {}

    /** The end. */
    record Stop() implements Event {}
  }

  /**
   * Counts since the start.
   *
   * @param came well-formed commands
   * @param malformed messages that were no commands
   * @param passed commands that passed the gate
   * @param outcomes how often each reason word ended a command
   * @param droppedAuditLines lines dropped from the audit, ever
   */
  public record Counts(
      long came, long malformed, long passed, Map<String, Long> outcomes, long droppedAuditLines) {}

  private final CommandConfig config;
  private final CommandGate gate;
  private final CommandBook book;
  private final DeviceLink devices;
  private final Consumer<CommandResult> report;
  private final Alarms alarms;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Thread thread;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();

  // All below: only on the command thread.
  private final Map<PointId, Deque<Command>> underWay = new HashMap<>();
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final List<PointId> passedNow = new ArrayList<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private int waiting;
  private long came;
  private long malformed;
  private long passed;
  private long forgetDueNs;
  private boolean stopping;

  private volatile Counts counts = new Counts(0, 0, 0, Map.of(), 0);

  /**
   * Opens the desk; {@link #start} begins to take commands.
   *
   * @param report takes results for the head-end, from the command thread; must not block
   * @param nanoTime monotonic time, as {@link System#nanoTime}
   */
  public CommandDesk(
      CommandConfig config,
      CommandGate gate,
      CommandBook book,
      DeviceLink devices,
      Consumer<CommandResult> report,
      Alarms alarms,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.config = config;
    this.gate = gate;
    this.book = book;
    this.devices = devices;
    this.report = report;
    this.alarms = alarms;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.thread = Thread.ofPlatform().name("commands").unstarted(this::run);
  }

  /** Begins to take commands. */
  public void start() {
    recover();
    thread.start();
  }

  /**
   * Takes an encoded command; any thread, never blocks.
   *
   * @param acknowledge told the MQTT reason code when the id is durable, on the command thread
   */
  public void take(byte[] payload, IntConsumer acknowledge) {
    events.add(new Event.Came(payload, acknowledge));
  }

  /** The head-end has acknowledged the result. */
  public void reported(CommandResult result) {
    events.add(new Event.Reported(result.id()));
  }

  /** The head-end was reached again: results that it has not acknowledged are sent once more. */
  public void reconnected() {
    events.add(new Event.Reconnected());
  }

  /** Counts since the start; any thread. */
  public Counts counts() {
    return counts;
  }

  /** The newest lines of the audit, newest first; waits for the command thread. */
  public List<CommandBook.AuditLine> audit(int limit) {
    var lines = new CompletableFuture<List<CommandBook.AuditLine>>();
    events.add(new Event.Read(limit, lines));
    return lines.completeOnTimeout(List.of(), 5, java.util.concurrent.TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    events.add(new Event.Stop());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What was under way when the program ended has an unknown effect: it is never delivered again,
   * and its result says so. What passed in the last minute still counts for the rates.
   */
  private void recover() {
    Instant now = clock.instant();
    for (UUID id : book.open()) {
      book.finish(result(id, Reason.NO_CONFIRMATION, Optional.empty()));
    }
    book.forget(now);
    book.commit();
    for (CommandBook.Passed earlier : book.passedSince(now.minusSeconds(60))) {
      long ageMs = Math.clamp(now.toEpochMilli() - earlier.atMs(), 0, 60_000);
      gate.passed(
          new PointId(earlier.device(), earlier.point()), nanoTime.getAsLong() - ageMs * 1_000_000);
    }
  }

  // --- the command thread

  private void run() {
    List<Event> taken = new ArrayList<>();
    while (!stopping) {
      try {
        taken.add(events.take());
        events.drainTo(taken, 255);
        for (Event event : taken) {
          handle(event);
        }
        forgetOld();
        book.commit();
        afterCommit.forEach(Runnable::run);
      } catch (CommandBookException e) {
        failed(taken, e);
      } catch (InterruptedException e) {
        stopping = true;
      }
      taken.clear();
      afterCommit.clear();
      passedNow.clear();
      counts = new Counts(came, malformed, passed, Map.copyOf(outcomes), book.droppedAuditLines());
    }
    try {
      book.close();
    } catch (CommandBookException e) {
      LOG.warn("commands: {}", e.toString());
    }
  }

  /**
   * Without the book nothing may be actuated: what was not committed is neither acknowledged as
   * taken nor delivered, and the head-end asks again. What a device did all the same is reported.
   */
  private void failed(List<Event> taken, CommandBookException failure) {
    LOG.error("commands: {}", failure.toString(), failure);
    alarms.raise(Alarms.Kind.DISK_FAILING, String.valueOf(failure.getMessage()));
    book.rollback();
    passedNow.forEach(this::giveUp);
    for (Event event : taken) {
      if (event instanceof Event.Came(byte[] _, IntConsumer acknowledge)) {
        acknowledge.accept(UNSPECIFIED_ERROR);
      } else if (event instanceof Event.Answered answered) {
        giveUp(answered.command().point());
        report.accept(resultOf(answered));
      } else if (event instanceof Event.Read read) {
        read.lines().complete(List.of());
      }
    }
  }

  private void giveUp(PointId point) {
    Deque<Command> dropped = underWay.remove(point);
    waiting -= dropped == null ? 0 : dropped.size();
  }

  private CommandResult resultOf(Event.Answered event) {
    UUID id = event.command().id();
    return switch (event.answer()) {
      case DeviceAnswer.Confirmed(Value readBack) -> result(id, Reason.NONE, Optional.of(readBack));
      case DeviceAnswer.DeviceRefused _ -> result(id, Reason.DEVICE_REFUSED, Optional.empty());
      case DeviceAnswer.NotConnected _, DeviceAnswer.NotSubscribed _ ->
          result(id, Reason.DEVICE_NOT_CONNECTED, Optional.empty());
      case DeviceAnswer.TimedOut _ -> result(id, Reason.NO_CONFIRMATION, Optional.empty());
    };
  }

  private void handle(Event event) {
    switch (event) {
      case Event.Came(byte[] payload, IntConsumer acknowledge) -> came(payload, acknowledge);
      case Event.Answered answered -> answered(answered);
      case Event.Reported(UUID id) -> book.reported(id);
      case Event.Reconnected _ ->
          book.unreported().forEach(result -> afterCommit.add(() -> report.accept(result)));
      case Event.Read(int limit, CompletableFuture<List<CommandBook.AuditLine>> lines) ->
          lines.complete(book.newest(limit));
      case Event.Stop _ -> stopping = true;
    }
  }

  private void came(byte[] payload, IntConsumer acknowledge) {
    if (!(WanCodec.decode(payload)
        instanceof WanCodec.Decoded.Message(WanMessage.Order(Command command)))) {
      malformed++;
      LOG.warn("commands: a message that is no command");
      afterCommit.add(() -> acknowledge.accept(PAYLOAD_INVALID));
      return;
    }
    came++;
    Optional<CommandBook.Known> known = book.known(command.id());
    if (known.isPresent()) {
      afterCommit.add(() -> acknowledge.accept(ACCEPTED));
      decided(command, "repeated", Reason.REPLAYED_ID.word());
      if (known.get() instanceof CommandBook.Known.Finished(CommandResult result)) {
        afterCommit.add(() -> report.accept(result));
      }
      return;
    }
    if (!book.hasRoom()) {
      afterCommit.add(() -> acknowledge.accept(QUOTA_EXCEEDED));
      decided(command, Reason.TOO_MANY_COMMANDS.status().word(), Reason.TOO_MANY_COMMANDS.word());
      CommandResult result = result(command.id(), Reason.TOO_MANY_COMMANDS, Optional.empty());
      afterCommit.add(() -> report.accept(result));
      return;
    }
    Instant now = clock.instant();
    book.note(command, now, forgetAt(command, now), false);
    afterCommit.add(() -> acknowledge.accept(ACCEPTED));
    Deque<Command> before = underWay.get(command.point());
    if (before == null) {
      judge(command);
    } else if (waiting < config.waiting()) {
      waiting++;
      before.add(command);
    } else {
      finish(command, Reason.TOO_MANY_COMMANDS);
    }
  }

  /** An id is kept beyond its command's life, however long or far ahead that claims to be. */
  private static Instant forgetAt(Command command, Instant now) {
    Instant expiry = CommandGate.expiry(command);
    Instant latest = now.plus(CommandGate.MAX_AHEAD).plus(CommandGate.MAX_LIFE);
    Instant ends = expiry.isBefore(now) ? now : expiry.isAfter(latest) ? latest : expiry;
    return ends.plus(REMEMBERED);
  }

  private void judge(Command command) {
    switch (gate.check(command, devices, clock.instant(), nanoTime.getAsLong())) {
      case CommandGate.Decision.Refuse(Reason reason) -> finish(command, reason);
      case CommandGate.Decision.Pass(Duration timeout) -> {
        passed++;
        underWay.computeIfAbsent(command.point(), _ -> new ArrayDeque<>());
        passedNow.add(command.point());
        book.passed(command.id(), clock.instant());
        book.audit(clock.instant(), command, "passed", Reason.NONE.word());
        Optional<Reading> latest = devices.latest(command.point());
        afterCommit.add(() -> deliver(command, timeout, latest));
      }
    }
  }

  private void deliver(Command command, Duration timeout, Optional<Reading> latestThen) {
    devices
        .deliver(
            command.id(), command.point(), command.value(), CommandGate.expiry(command), timeout)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                LOG.error("commands: a delivery failed", failure);
              }
              // A fault after the delivery began: nobody knows what the device did.
              DeviceAnswer known = failure == null ? answer : new DeviceAnswer.TimedOut();
              events.add(new Event.Answered(command, latestThen, known));
            });
  }

  private void answered(Event.Answered event) {
    Command command = event.command();
    if (event.answer() instanceof DeviceAnswer.Confirmed(Value readBack)) {
      gate.confirmed(command.point(), readBack);
    } else if (event.answer() instanceof DeviceAnswer.TimedOut) {
      gate.doubtful(command, event.latestThen());
    }
    finish(command, resultOf(event));
    next(command.point());
  }

  /** Judges those that waited at the point until one passes. */
  private void next(PointId point) {
    Deque<Command> waitingHere = underWay.remove(point);
    while (waitingHere != null && !waitingHere.isEmpty()) {
      Command command = waitingHere.removeFirst();
      waiting--;
      judge(command);
      if (underWay.containsKey(point)) {
        underWay.put(point, waitingHere);
        return;
      }
    }
  }

  private void finish(Command command, Reason reason) {
    finish(command, result(command.id(), reason, Optional.empty()));
  }

  private void finish(Command command, CommandResult result) {
    book.finish(result);
    decided(command, result.status().word(), result.reason());
    afterCommit.add(() -> report.accept(result));
  }

  private CommandResult result(UUID id, Reason reason, Optional<Value> readBack) {
    return new CommandResult(id, reason.status(), reason.word(), readBack, clock.instant());
  }

  private void decided(Command command, String outcome, String reason) {
    outcomes.merge(reason, 1L, Long::sum);
    book.audit(clock.instant(), command, outcome, reason);
    LOG.info(
        "command {} of {} to {} = {}: {} {}",
        command.id(),
        Ids.isId(command.application()) ? command.application() : "?",
        command.point(),
        printable(command.value().toString(), MAX_LOGGED),
        outcome,
        reason);
  }

  private void forgetOld() {
    long now = nanoTime.getAsLong();
    if (now - forgetDueNs >= 0) {
      forgetDueNs = now + FORGET_EVERY_NS;
      book.forget(clock.instant());
    }
  }

  /** The text without control characters and not longer than that: it comes from outside. */
  static String printable(String text, int maxChars) {
    String cut = text.length() > maxChars ? text.substring(0, maxChars) : text;
    StringBuilder out = new StringBuilder(cut.length());
    cut.chars().forEach(c -> out.append(c < 0x20 || c == 0x7f || c == 0x85 ? '?' : (char) c));
    return out.toString();
  }
}
