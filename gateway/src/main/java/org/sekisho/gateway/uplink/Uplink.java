package org.sekisho.gateway.uplink;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.gateway.journal.JournalCounts;
import org.sekisho.gateway.journal.JournalException;
import org.sekisho.gateway.journal.NumberRange;
import org.sekisho.gateway.journal.Slice;
import org.sekisho.gateway.ledger.Ledger;
import org.sekisho.gateway.status.Alarms;
import org.sekisho.gateway.uplink.UplinkStatus.State;
import org.sekisho.model.command.CommandResult;
import org.sekisho.wan.batch.BatchCodec;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.BatchPayload;
import org.sekisho.wan.batch.Bytes;
import org.sekisho.wan.message.Topics;
import org.sekisho.wan.message.WanCodec;
import org.sekisho.wan.message.WanMessage;
import org.sekisho.wan.transport.WanConnection;
import org.sekisho.wan.transport.WanConnection.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal to the head-end: makes numbered, chained, signed batches, keeps some of them
 * in flight, forgets what is acknowledged, and carries ledger, commands and results beside them.
 *
 * <p>One thread, the uplink thread, owns all state; connections and the journal only put events
 * into its queue. {@link Lanes} says which readings go next.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th><th>why</th></tr>
 * <tr><td>waiting</td><td>the wait is over</td><td>connecting</td><td></td></tr>
 * <tr><td>connecting</td><td>CONNACK 0</td><td>resuming</td><td>subscribes</td></tr>
 * <tr><td>connecting</td><td>anything else</td><td>waiting</td><td>back-off</td></tr>
 * <tr><td>resuming</td><td>resume</td><td>sending</td><td>goes on behind the head-end's
 * position, or in a new chain when that position does not fit</td></tr>
 * <tr><td>sending</td><td>PUBACK 0x83</td><td>resuming</td><td>the head-end misses a batch and
 * says its position</td></tr>
 * <tr><td>sending</td><td>PUBACK 0x97</td><td>paused</td><td>the head-end has no room</td></tr>
 * <tr><td>paused</td><td>the wait is over</td><td>sending</td><td>sends all in flight again</td></tr>
 * <tr><td>sending</td><td>another PUBACK from 0x80 on</td><td>waiting</td><td>closes; a batch
 * refused thrice as 0x99 is made anew in a new chain</td></tr>
 * <tr><td>any connected</td><td>cut, silence, no answer in time</td><td>waiting</td><td>back-off
 * </td></tr>
 * </table>
 */
public final class Uplink implements AutoCloseable {
  private static final int OUT_OF_STEP = 0x83;
  private static final int PAYLOAD_INVALID = 0x99;
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final int REFUSALS_BEFORE_NEW_CHAIN = 3;
  private static final int MAX_BATCH_BYTES = 512 * 1024;
  private static final int MAX_EVENTS = 10_000;
  private static final int MAX_RESULTS_WAITING = 1_000;
  private static final int CHAIN_BYTES = 16;
  private static final long POSITION_WAIT_NS = TimeUnit.SECONDS.toNanos(3);
  private static final long FIRST_REPORT_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long DRAIN_FOR_NEW_IDENTITY_MS = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

  /** What the uplink thread is told. */
  private sealed interface Event {
    /** The journal has more. */
    record Committed() implements Event {}

    /** An attempt to connect is over. */
    record Attempted(long session, WanConnection.Attempt attempt) implements Event {}

    /** A connection is over. */
    record Closed(long session, String why) implements Event {}

    /** The subscriptions were answered. */
    record Subscribed(long session, OptionalInt reasonCode) implements Event {}

    /** A message came that is not a command. */
    record Came(long session, Delivery delivery) implements Event {}

    /** A batch was answered. */
    record Answered(long session, long epoch, long round, long number, OptionalInt reasonCode)
        implements Event {}

    /** A command's result is to go up. */
    record Finished(CommandResult result) implements Event {}

    /** A result was answered. */
    record ResultAnswered(CommandResult result, OptionalInt reasonCode) implements Event {}

    /** There is a new certificate. */
    record NewIdentity() implements Event {}

    /** The end. */
    record Stop() implements Event {}
  }

  /** A batch that is not yet acknowledged. */
  private static final class InFlight {
    final Sealed batch;
    boolean sent;
    boolean everSent;
    boolean acknowledged;
    long sentNs;

    InFlight(Sealed batch) {
      this.batch = batch;
    }
  }

  private final String gateway;
  private final Topics topics;
  private final UplinkConfig config;
  private final Duration ledgerInterval;
  private final Journal journal;
  private final ChainStore store;
  private final Dialer dialer;
  private final Ledger ledger;
  private final Alarms alarms;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Thread thread;

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicBoolean committedTold = new AtomicBoolean();
  private volatile Consumer<Delivery> onCommand = delivery -> delivery.acknowledge(0x83);
  private volatile Consumer<CommandResult> onResultDelivered = _ -> {};
  private volatile Runnable onSending = () -> {};
  private volatile @Nullable UplinkStatus status;

  // All below: only on the uplink thread.
  private final Lanes lanes;
  private final Backoff backoff;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private final Deque<CommandResult> results = new ArrayDeque<>();
  private Chain chain;
  private State state = State.WAITING;
  private Instant since;
  private String lastEnd = "";
  private long session;
  private long round;
  private @Nullable WanConnection connection;
  private @Nullable Signer signer;
  private long deadlineNs;
  private long ledgerDueNs;
  private long liveSinceNs;
  private boolean liveWaits;
  private boolean newIdentity;
  private long newIdentitySinceNs;
  private long refusedNumber;
  private int refusals;
  private boolean sendingBegan;
  private WanMessage.@Nullable Resume announced;
  private boolean stopping;
  private long connections;
  private long batches;
  private long readings;
  private long resent;
  private long refused;

  /**
   * Reads where the chain stands; {@link #start} begins to work.
   *
   * @param gateway component id of this gateway
   * @param random a cryptographically strong source: chain ids are drawn from it
   */
  public Uplink(
      String gateway,
      UplinkConfig config,
      Duration ledgerInterval,
      Journal journal,
      Dialer dialer,
      Ledger ledger,
      Alarms alarms,
      InstantSource clock,
      RandomGenerator random) {
    this.gateway = gateway;
    this.topics = new Topics(gateway);
    this.config = config;
    this.ledgerInterval = ledgerInterval;
    this.journal = journal;
    this.dialer = dialer;
    this.ledger = ledger;
    this.alarms = alarms;
    this.clock = clock;
    this.random = random;
    this.since = clock.instant();
    this.backoff = new Backoff(config.retryFirst(), config.retryGreatest(), random);
    this.lanes =
        new Lanes(config.batchReadings(), (long) config.backlogBatches() * config.batchReadings());
    this.store = new ChainStore(journal);
    this.chain = recover();
    this.thread = Thread.ofPlatform().name("uplink").unstarted(this::run);
    publishStatus();
  }

  /** Who takes commands; called on an event loop, must not block, and acknowledges the delivery. */
  public void onCommand(Consumer<Delivery> taker) {
    onCommand = taker;
  }

  /** Who is told, on the uplink thread, that the head-end has a command's result. */
  public void onResultDelivered(Consumer<CommandResult> listener) {
    onResultDelivered = listener;
  }

  /** Who is told, on the uplink thread, that the head-end was reached and sending begins. */
  public void onSending(Runnable listener) {
    onSending = listener;
  }

  /** Begins to connect and to send. */
  public void start() {
    journal.onCommitted(
        () -> {
          if (committedTold.compareAndSet(false, true)) {
            events.add(new Event.Committed());
          }
        });
    thread.start();
  }

  /** Sends a command's result, now or when the head-end is reached again. Any thread. */
  public void send(CommandResult result) {
    events.add(new Event.Finished(result));
  }

  /** The identity was renewed: what is in flight is finished, then the connection is renewed. */
  public void identityChanged() {
    events.add(new Event.NewIdentity());
  }

  /** How it stands; any thread. */
  public UplinkStatus status() {
    UplinkStatus known = status;
    if (known == null) {
      throw new IllegalStateException("asked before the constructor has returned");
    }
    return known;
  }

  /** Says goodbye and ends; what is in flight is sent again after the next start. */
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

  // --- what is durable

  private Chain recover() {
    Chain known = store.chain().orElse(null);
    if (known == null) {
      JournalCounts counts = journal.counts();
      known = store.begin(Bytes.of(chainIdOfJournal()), gone(counts), givenUp(counts), 0);
    }
    List<NumberRange> underWay = new ArrayList<>();
    for (ChainStore.Kept kept : store.batches(known.id())) {
      Sealed sealed = rebuild(kept);
      if (sealed == null) {
        return newChain(known, "batch " + kept.header().number() + " cannot be made again");
      }
      InFlight entry = new InFlight(sealed);
      // It may have been sent before the restart; if it was not, this counts one too many.
      entry.everSent = true;
      inFlight.add(entry);
      underWay.add(sealed.range());
    }
    lanes.restart(journal.counts().accepted(), underWay);
    return known;
  }

  private byte[] chainIdOfJournal() {
    return java.nio.ByteBuffer.allocate(CHAIN_BYTES)
        .putLong(journal.chain().getMostSignificantBits())
        .putLong(journal.chain().getLeastSignificantBits())
        .array();
  }

  /** The batch as it was, or null when its readings are gone or do not encode as they did. */
  private @Nullable Sealed rebuild(ChainStore.Kept kept) {
    BatchHeader header = kept.header();
    Slice slice = journal.read(header.first(), header.count());
    if (slice.firstNumber() != header.first() || slice.records().size() != header.count()) {
      return null;
    }
    BatchCodec.Unsigned unsigned =
        BatchCodec.prepare(header, BatchPayload.encode(gateway, slice.records()));
    return unsigned.hash().equals(kept.hash())
        ? new Sealed(header, kept.hash(), BatchCodec.join(unsigned, kept.signature()))
        : null;
  }

  /** Begins a chain anew with all that waits; what was in flight is made again. */
  private Chain newChain(Chain before, String why) {
    alarms.raise(Alarms.Kind.CHAIN_RESTARTED, why);
    LOG.warn("uplink: new chain after batch {}: {}", before.acked(), why);
    byte[] id = new byte[CHAIN_BYTES];
    random.nextBytes(id);
    JournalCounts counts = journal.counts();
    inFlight.clear();
    lanes.restart(counts.accepted(), List.of());
    return store.begin(Bytes.of(id), gone(counts), givenUp(counts), before.restarts() + 1);
  }

  private static long gone(JournalCounts counts) {
    return counts.accepted() - counts.waiting();
  }

  private static long givenUp(JournalCounts counts) {
    return counts.droppedByRule() + counts.lost();
  }

  // --- the uplink thread

  private void run() {
    ledgerDueNs = System.nanoTime() + ledgerInterval.toNanos();
    deadlineNs = System.nanoTime();
    List<Event> taken = new ArrayList<>();
    while (!stopping) {
      try {
        Event first = events.poll(waitNs(), TimeUnit.NANOSECONDS);
        if (first != null) {
          taken.add(first);
          events.drainTo(taken);
        }
        for (Event event : taken) {
          handle(event);
        }
        taken.clear();
        work();
      } catch (JournalException e) {
        // The disk may recover; until then nothing is made, acknowledged or forgotten.
        LOG.error("uplink: the journal failed: {}", e.toString());
        alarms.raise(Alarms.Kind.DISK_FAILING, String.valueOf(e.getMessage()));
        taken.clear();
        drop("the journal failed");
      } catch (InterruptedException e) {
        stopping = true;
      }
      publishStatus();
    }
    if (connection != null) {
      connection.close("the gateway stops");
    }
    state = State.STOPPED;
    publishStatus();
  }

  private long waitNs() {
    long now = System.nanoTime();
    long next = ledgerDueNs - now;
    if (state != State.SENDING) {
      next = Math.min(next, deadlineNs - now);
    }
    InFlight oldest = inFlight.peekFirst();
    if (oldest != null && oldest.sent) {
      next = Math.min(next, oldest.sentNs + config.answerTimeout().toNanos() - now);
    }
    if (state == State.SENDING
        && liveWaits
        && !newIdentity
        && inFlight.size() < config.inFlight()) {
      next = Math.min(next, liveSinceNs + config.linger().toNanos() - now);
    }
    if (newIdentity) {
      next = Math.min(next, 100_000_000L);
    }
    return Math.max(0, next);
  }

  private void handle(Event event) {
    switch (event) {
      case Event.Committed _ -> committedTold.set(false);
      case Event.Attempted(long of, WanConnection.Attempt attempt) -> {
        if (of == session) {
          attempted(attempt);
        } else if (attempt instanceof WanConnection.Attempt.Connected(WanConnection late)) {
          late.close("too late");
        }
      }
      case Event.Closed(long of, String why) -> {
        if (of == session) {
          end(why);
        }
      }
      case Event.Subscribed(long of, OptionalInt reasonCode) -> {
        if (of == session && reasonCode.orElse(0) >= WanConnection.FIRST_FAILURE) {
          refusedByHeadEnd("subscription", reasonCode.getAsInt());
        }
      }
      case Event.Came(long of, Delivery delivery) -> {
        delivery.acknowledge(0);
        if (of == session) {
          came(delivery);
        }
      }
      case Event.Answered answered -> {
        if (answered.session() == session && answered.epoch() == chain.restarts()) {
          answered(answered);
        }
      }
      case Event.Finished(CommandResult result) -> {
        if (results.size() == MAX_RESULTS_WAITING) {
          results.removeFirst();
        }
        results.add(result);
      }
      case Event.ResultAnswered(CommandResult result, OptionalInt reasonCode) -> {
        if (reasonCode.isEmpty()) {
          results.add(result);
        } else {
          onResultDelivered.accept(result);
        }
      }
      case Event.NewIdentity _ -> {
        newIdentity = true;
        newIdentitySinceNs = System.nanoTime();
      }
      case Event.Stop _ -> stopping = true;
    }
  }

  private void work() {
    long now = System.nanoTime();
    if (stopping) {
      commit(List.of());
      return;
    }
    if (now >= ledgerDueNs) {
      ledgerDueNs = now + ledgerInterval.toNanos();
      commit(List.of());
      report();
    }
    switch (state) {
      case WAITING -> {
        if (now >= deadlineNs) {
          connect();
        }
      }
      case CONNECTING, RESUMING -> {
        if (now >= deadlineNs) {
          drop("no answer of the head-end within the time");
        }
      }
      case PAUSED -> {
        if (now >= deadlineNs) {
          rewind();
          state = State.SENDING;
        }
      }
      case SENDING, STOPPED -> {}
    }
    commit(state == State.SENDING ? make(now) : List.of());
    if (state == State.SENDING) {
      transmit(now);
    }
    renewConnection(now);
  }

  // --- connection

  private void connect() {
    long of = ++session;
    state = State.CONNECTING;
    deadlineNs = System.nanoTime() + config.answerTimeout().toNanos();
    newIdentity = false;
    Dialer.Dialled dialled =
        dialer.dial(
            new WanConnection.Listener() {
              @Override
              public void received(Delivery delivery) {
                if (delivery.topic().equals(topics.command())) {
                  onCommand.accept(delivery);
                } else if (events.size() < MAX_EVENTS) {
                  events.add(new Event.Came(of, delivery));
                }
              }

              @Override
              public void closed(String why) {
                events.add(new Event.Closed(of, why));
              }
            });
    signer = dialled.signer();
    dialled
        .attempt()
        .onComplete(
            attempt -> events.add(new Event.Attempted(of, attempt)),
            failure ->
                events.add(
                    new Event.Attempted(
                        of, new WanConnection.Attempt.Unreachable(failure.toString()))));
  }

  private void attempted(WanConnection.Attempt attempt) {
    switch (attempt) {
      case WanConnection.Attempt.Connected(WanConnection opened) -> {
        connection = opened;
        connections++;
        state = State.RESUMING;
        since = clock.instant();
        deadlineNs = System.nanoTime() + config.answerTimeout().toNanos();
        long of = session;
        opened
            .subscribe(List.of(topics.resume(), topics.command(), topics.ledgerAnswer()))
            .onSuccess(code -> events.add(new Event.Subscribed(of, code)));
      }
      case WanConnection.Attempt.Refused(int reasonCode) ->
          refusedByHeadEnd("connection", reasonCode);
      case WanConnection.Attempt.Unreachable(String why) -> end(why);
    }
  }

  private void refusedByHeadEnd(String what, int reasonCode) {
    String text = "%s refused, reason 0x%02x".formatted(what, reasonCode);
    alarms.raise(Alarms.Kind.WAN_REFUSED, text);
    drop(text);
  }

  /** Closes from our side. */
  private void drop(String why) {
    WanConnection open = connection;
    end(why);
    if (open != null) {
      open.close(why);
    }
  }

  /** The session is over; the next attempt is after a wait. */
  private void end(String why) {
    if (state.connected() || !why.equals(lastEnd)) {
      LOG.info("uplink: not connected: {}", why);
    }
    if (connection != null) {
      since = clock.instant();
    }
    session++;
    sendingBegan = false;
    announced = null;
    connection = null;
    lastEnd = why;
    rewind();
    state = State.WAITING;
    deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMs());
  }

  private void renewConnection(long now) {
    if (newIdentity
        && state == State.SENDING
        && (inFlight.isEmpty() || passedMs(newIdentitySinceNs, now) > DRAIN_FOR_NEW_IDENTITY_MS)) {
      backoff.reset();
      drop("a new certificate is to be shown");
      deadlineNs = now;
    }
  }

  // --- what comes

  private void came(Delivery delivery) {
    switch (WanCodec.decode(delivery.payload())) {
      case WanCodec.Decoded.Message(WanMessage.Resume resume)
          when delivery.topic().equals(topics.resume()) ->
          resume(resume);
      case WanCodec.Decoded.Message(WanMessage.LedgerAnswer answer)
          when delivery.topic().equals(topics.ledgerAnswer()) ->
          ledger.answered(answer);
      case WanCodec.Decoded.Message _ ->
          LOG.warn("uplink: a message on {} that does not belong there", delivery.topic());
      case WanCodec.Decoded.Malformed(String reason) ->
          LOG.warn("uplink: malformed message on {}: {}", delivery.topic(), reason);
    }
  }

  /** The head-end says where it stands: what it has is acknowledged, the rest is sent again. */
  private void resume(WanMessage.Resume at) {
    long position = at.chain().equals(chain.id()) ? at.number() : 0;
    if (sendingBegan && position < chain.acked()) {
      // Overtaken: the head-end has acknowledged more than that in this very session.
      return;
    }
    if (state != State.RESUMING) {
      // It may come before the out-of-step answer that it belongs to.
      announced = at;
      return;
    }
    String misfit = misfit(at, position);
    if (misfit != null) {
      chain = newChain(chain, misfit);
    } else {
      inFlight.forEach(entry -> entry.acknowledged = entry.batch.number() <= position);
    }
    rewind();
    announced = null;
    state = State.SENDING;
    if (sendingBegan) {
      return;
    }
    sendingBegan = true;
    backoff.reset();
    LOG.info("uplink: connected, goes on after batch {}", position);
    ledgerDueNs = Math.min(ledgerDueNs, System.nanoTime() + FIRST_REPORT_NS);
    onSending.run();
  }

  /** Why the position does not fit this chain, or null when it does. */
  private @Nullable String misfit(WanMessage.Resume at, long position) {
    if (position < chain.acked()) {
      return "the head-end stands at batch "
          + position
          + " of this chain, but up to "
          + chain.acked()
          + " is acknowledged and forgotten";
    }
    if (position == 0) {
      // A head-end that knows another chain, or none, begins this one at batch 1.
      return null;
    }
    Bytes hash = position == chain.acked() ? chain.ackedHash() : null;
    for (InFlight entry : inFlight) {
      hash = entry.batch.number() == position ? entry.batch.hash() : hash;
    }
    if (hash == null) {
      return "the head-end stands at batch " + position + ", which this gateway has not made";
    }
    return hash.equals(at.hash())
        ? null
        : "the head-end has another batch " + position + " than this gateway";
  }

  private void answered(Event.Answered answer) {
    if (answer.reasonCode().isEmpty()) {
      return;
    }
    int reasonCode = answer.reasonCode().getAsInt();
    InFlight entry = null;
    for (InFlight candidate : inFlight) {
      if (candidate.batch.number() == answer.number()) {
        entry = candidate;
      }
    }
    if (entry == null) {
      return;
    }
    if (reasonCode < WanConnection.FIRST_FAILURE) {
      entry.acknowledged = true;
      return;
    }
    if (answer.round() != round || !entry.sent) {
      // An answer to what has been taken back meanwhile.
      return;
    }
    refused++;
    switch (reasonCode) {
      case OUT_OF_STEP -> {
        rewind();
        state = State.RESUMING;
        // The position may have come before, and been taken: a new connection asks for it again.
        deadlineNs =
            System.nanoTime() + Math.min(config.answerTimeout().toNanos(), POSITION_WAIT_NS);
        WanMessage.Resume known = announced;
        if (known != null) {
          resume(known);
        }
      }
      case QUOTA_EXCEEDED -> {
        rewind();
        state = State.PAUSED;
        deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextMs());
      }
      case PAYLOAD_INVALID -> {
        refusals = answer.number() == refusedNumber ? refusals + 1 : 1;
        refusedNumber = answer.number();
        refusedByHeadEnd("batch " + answer.number(), reasonCode);
        // Made with a key that the head-end no longer knows: only a new signature helps. A batch
        // that the present key signed would be refused in a new chain just as well.
        if (refusals >= REFUSALS_BEFORE_NEW_CHAIN
            && signer != null
            && !entry.batch.header().keyId().equals(signer.keyId())) {
          refusals = 0;
          chain = newChain(chain, "batch " + answer.number() + " was refused again and again");
        }
      }
      default -> refusedByHeadEnd("batch " + answer.number(), reasonCode);
    }
  }

  // --- what goes

  /** Fills the free places in flight with new batches; they are not yet durable. */
  private List<Sealed> make(long now) {
    Signer with = signer;
    if (with == null || newIdentity) {
      return List.of();
    }
    List<Sealed> made = new ArrayList<>();
    long latest = journal.counts().accepted();
    int free = config.inFlight() - unacknowledged();
    InFlight newest = inFlight.peekLast();
    long number = newest == null ? chain.acked() : newest.batch.number();
    Bytes previous = newest == null ? chain.ackedHash() : newest.batch.hash();
    boolean waits = lanes.liveWaits(latest);
    if (waits && !liveWaits) {
      liveSinceNs = now;
    }
    liveWaits = waits;
    while (free > 0) {
      boolean lingered = liveWaits && now - liveSinceNs >= config.linger().toNanos();
      Lanes.Slot slot = lanes.next(latest, lingered);
      if (slot == null) {
        break;
      }
      Slice slice =
          journal.read(
              slot.first(), (int) Math.min(config.batchReadings(), slot.last() - slot.first() + 1));
      if (slice.isEmpty() || slice.firstNumber() > slot.last()) {
        lanes.served(slot, slot.last());
        continue;
      }
      List<byte[]> records = slice.records();
      long last = Math.min(slice.lastNumber(), slot.last());
      records = records.subList(0, fitting(records, (int) (last - slice.firstNumber() + 1)));
      last = slice.firstNumber() + records.size() - 1;
      var header =
          new BatchHeader(
              chain.id(),
              ++number,
              previous,
              slice.firstNumber(),
              last,
              clock.millis(),
              with.keyId());
      BatchCodec.Unsigned unsigned =
          BatchCodec.prepare(header, BatchPayload.encode(gateway, records));
      previous = unsigned.hash();
      made.add(new Sealed(header, unsigned.hash(), BatchCodec.sign(unsigned, with.key())));
      lanes.served(slot, last);
      if (slot.live()) {
        liveWaits = lanes.liveWaits(latest);
        liveSinceNs = now;
      }
      free--;
    }
    return made;
  }

  /** How many of the first records make a batch that fits into a packet; at least one. */
  private static int fitting(List<byte[]> records, int most) {
    long bytes = 0;
    for (int i = 0; i < most; i++) {
      bytes += records.get(i).length;
      if (i > 0 && bytes > MAX_BATCH_BYTES) {
        return i;
      }
    }
    return most;
  }

  private int unacknowledged() {
    int count = 0;
    for (InFlight entry : inFlight) {
      count += entry.acknowledged ? 0 : 1;
    }
    return count;
  }

  /** Makes new batches and acknowledgements durable, in one transaction. */
  private void commit(List<Sealed> made) {
    List<Sealed> acknowledged = new ArrayList<>();
    for (InFlight entry : inFlight) {
      if (!entry.acknowledged) {
        break;
      }
      acknowledged.add(entry.batch);
    }
    if (acknowledged.isEmpty() && made.isEmpty()) {
      return;
    }
    try {
      chain = store.advance(chain, acknowledged, made);
    } catch (JournalException e) {
      // Nothing of it happened: the readings taken for new batches go back into their lanes.
      List<NumberRange> underWay = new ArrayList<>();
      inFlight.forEach(entry -> underWay.add(entry.batch.range()));
      lanes.restart(journal.counts().accepted(), underWay);
      throw e;
    }
    for (Sealed batch : acknowledged) {
      inFlight.removeFirst();
      batches++;
      readings += batch.header().count();
    }
    if (!acknowledged.isEmpty()) {
      refusals = 0;
      backoff.reset();
      alarms.clear(Alarms.Kind.WAN_REFUSED);
      alarms.clear(Alarms.Kind.DISK_FAILING);
    }
    made.forEach(batch -> inFlight.add(new InFlight(batch)));
  }

  private void transmit(long now) {
    WanConnection open = connection;
    if (open == null) {
      return;
    }
    int window = Math.min(config.inFlight(), open.peerReceiveMaximum());
    int under = 0;
    for (InFlight entry : inFlight) {
      if (entry.sent || entry.acknowledged) {
        under++;
        if (entry.sent
            && !entry.acknowledged
            && now - entry.sentNs > config.answerTimeout().toNanos()) {
          drop("no acknowledgement of batch " + entry.batch.number() + " within the time");
          return;
        }
        continue;
      }
      if (++under > window) {
        break;
      }
      resent += entry.everSent ? 1 : 0;
      entry.sent = true;
      entry.everSent = true;
      entry.sentNs = now;
      long of = session;
      long epoch = chain.restarts();
      long in = round;
      long number = entry.batch.number();
      open.publish(topics.batch(), entry.batch.cose())
          .onSuccess(code -> events.add(new Event.Answered(of, epoch, in, number, code)));
    }
    while (!results.isEmpty()) {
      CommandResult result = results.removeFirst();
      open.publish(topics.result(), WanCodec.encode(new WanMessage.Result(result)))
          .onSuccess(code -> events.add(new Event.ResultAnswered(result, code)));
    }
  }

  /** All in flight is to be sent again; answers to what was sent before count only if good. */
  private void rewind() {
    round++;
    inFlight.forEach(entry -> entry.sent = false);
  }

  private void report() {
    JournalCounts counts = journal.counts();
    var report =
        new WanMessage.LedgerReport(
            chain.id(),
            clock.millis(),
            counts.accepted() - chain.baseAccepted(),
            chain.delivered(),
            counts.waiting(),
            givenUp(counts) - chain.baseGivenUp() - chain.overlap(),
            chain.acked());
    ledger.reported(report);
    if (counts.lost() > 0) {
      alarms.raise(Alarms.Kind.JOURNAL_DAMAGED, counts.lost() + " readings could not be read");
    }
    if (state == State.SENDING && connection != null) {
      connection.publish(topics.ledger(), WanCodec.encode(report));
    }
  }

  private void publishStatus() {
    status =
        new UplinkStatus(
            state,
            since,
            lastEnd,
            chain.id().hex(),
            chain.acked(),
            inFlight.size(),
            lanes.backlog(),
            connections,
            batches,
            readings,
            resent,
            refused,
            chain.restarts());
  }

  private static long passedMs(long fromNs, long toNs) {
    return TimeUnit.NANOSECONDS.toMillis(toNs - fromNs);
  }
}
