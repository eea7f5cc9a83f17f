package org.sekisho.gateway.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.Pem;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.logbook.LogSignature;
import org.sekisho.program.logbook.LogStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The memory of what happened: records on disk in {@code log.db}, chained by hash class by class,
 * signed at intervals. {@link #record} only puts the event into a queue; one thread writes. A flood
 * loses the single record and keeps the count, and never pushes out history ({@link Admission}).
 *
 * <p>A record is on disk at most a moment after {@link #record}; after a power cut the last ones
 * are there or not, and what is there is whole. Thread-safe.
 */
public final class SecurityLog implements EventSink, AutoCloseable {
  /** From this part of a class's space on, records would be lost before their time. */
  public static final int ALARM_PERCENT = 80;

  private static final Logger LOG = LoggerFactory.getLogger(SecurityLog.class);
  private static final int BATCH = 256;
  private static final int MAX_OVERFLOW_SOURCES = 256;
  private static final int MAX_UNSIGNED = 1_000;
  private static final long LOOK_NS = Duration.ofSeconds(1).toNanos();
  private static final long PRUNE_BY_AGE_NS = Duration.ofHours(1).toNanos();
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private record Overflow(EventKind kind, String source) {}

  /** What the log holds of one class. */
  public record ClassCounts(
      long records, long bytes, long maxBytes, long first, long last, Optional<Instant> oldest) {}

  /**
   * What the log did since the start.
   *
   * @param events that came
   * @param recorded records that were made of them
   * @param overflowed events for which the queue had no room: they were counted only
   * @param failed events whose record the disk did not take: they were counted only
   * @param removed records that went because their space or time was over
   */
  public record Counts(long events, long recorded, long overflowed, long failed, long removed) {}

  private final Path file;
  private final Path keyFile;
  private final String gateway;
  private final LogConfig config;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Supplier<String> clockQuality;
  private final RandomGenerator random;
  private final ArrayBlockingQueue<SecurityEvent> queue;
  private final ConcurrentHashMap<Overflow, Long> overflow = new ConcurrentHashMap<>();
  private final CompletableFuture<LogStore> opening = new CompletableFuture<>();
  private final AtomicLong recorded = new AtomicLong();
  private final LongAdder taken = new LongAdder();
  private final LongAdder overflowed = new LongAdder();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong removed = new AtomicLong();
  private final Set<EventClass> toldLow = EnumSet.noneOf(EventClass.class);
  private final long startedNs;
  private final Thread writer;
  private volatile Supplier<Optional<TlsIdentity>> identity = Optional::empty;
  private volatile EventSink ownEvents = this;
  private volatile Optional<LogSignature> lastSigned = Optional.empty();
  private volatile boolean stopping;
  private volatile boolean failing;
  private volatile long beatNs;
  private @Nullable CompletableFuture<Optional<LogStatement>> signNow;
  private long unsigned;
  private long signAt;
  private long pruneAt;

  private SecurityLog(
      Path data,
      String gateway,
      LogConfig config,
      InstantSource clock,
      LongSupplier nanoTime,
      Supplier<String> clockQuality,
      RandomGenerator random) {
    this.file = data.resolve("log.db");
    this.keyFile = data.resolve("keys").resolve("log.key");
    this.gateway = gateway;
    this.config = config;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.clockQuality = clockQuality;
    this.random = random;
    this.queue = new ArrayBlockingQueue<>(config.queue());
    this.startedNs = nanoTime.getAsLong();
    this.beatNs = startedNs;
    this.writer = Thread.ofPlatform().name("security-log").unstarted(this::write);
  }

  /**
   * Starts the log; its file is opened by its own thread, and events wait meanwhile.
   *
   * @param data the program's private directory
   * @param gateway component id of this gateway
   * @param nanoTime the monotonic clock
   * @param clockQuality what is known of the wall clock, in one word; asked for each write
   */
  public static SecurityLog start(
      Path data,
      String gateway,
      LogConfig config,
      InstantSource clock,
      LongSupplier nanoTime,
      Supplier<String> clockQuality,
      RandomGenerator random) {
    var log = new SecurityLog(data, gateway, config, clock, nanoTime, clockQuality, random);
    log.writer.start();
    return log;
  }

  /** From now on what the log writes is signed with this identity, when there is one. */
  public void signWith(Supplier<Optional<TlsIdentity>> signer) {
    identity = signer;
  }

  /** Where the log tells what happens to itself; else only to itself. */
  public void tell(EventSink sink) {
    ownEvents = sink;
  }

  /** Waits until the file is open; a {@link LogException} says why it cannot be. */
  public void awaitOpen() {
    try {
      opening.join();
    } catch (CompletionException e) {
      throw new LogException("the log cannot be opened: " + e.getCause(), e);
    }
  }

  @Override
  public void record(SecurityEvent event) {
    if (event.kind().logClass() == EventClass.AUTHENTICATION && !config.authentication()) {
      return;
    }
    taken.add(event.count());
    if (!stopping && queue.offer(event)) {
      return;
    }
    overflowed.add(event.count());
    String source = overflow.size() < MAX_OVERFLOW_SOURCES ? event.source().address() : "";
    // One step for each key: what comes after its removal begins a new count.
    overflow.merge(new Overflow(event.kind(), source), event.count(), Long::sum);
  }

  /** What was written since the start. */
  public Counts counts() {
    return new Counts(taken.sum(), recorded.get(), overflowed.sum(), failed.get(), removed.get());
  }

  /** Whether the disk refuses what is written. */
  public boolean isFailing() {
    return failing;
  }

  /** When the writing thread last came round, by the monotonic clock in nanoseconds. */
  public long lastBeat() {
    return beatNs;
  }

  /** What the log holds of the class. */
  public ClassCounts counts(EventClass of) {
    LogStore store = store();
    LogStore.Chain chain = store.chain(of);
    try {
      return new ClassCounts(
          chain.records(),
          chain.bytes(),
          config.budget(of).bytes(),
          chain.first(),
          chain.last(),
          store.oldest(of));
    } catch (SQLException e) {
      throw new LogException("the log cannot be read", e);
    }
  }

  /** Signs what is there, and answers the statement; empty when there is no identity yet. */
  public Optional<LogStatement> sign() {
    CompletableFuture<Optional<LogStatement>> asked;
    synchronized (this) {
      if (signNow == null) {
        signNow = new CompletableFuture<>();
      }
      asked = signNow;
    }
    try {
      return asked.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new LogException("the log could not be signed", e);
    }
  }

  /** The last signature, for others to keep: a log that ends before it later was cut. */
  public Map<String, Object> anchor() {
    return lastSigned
        .map(
            s ->
                Map.<String, Object>of(
                    "key", s.key(), "statement", s.statement(), "value", s.value()))
        .orElse(Map.of());
  }

  /** Number of the last start of the gateway. */
  public long boot() {
    return store().boot();
  }

  /** Access to what is on disk. */
  LogStore store() {
    awaitOpen();
    return opening.join();
  }

  /** The component id of the gateway whose log this is. */
  String gateway() {
    return gateway;
  }

  /** The log's time. */
  Instant now() {
    return clock.instant();
  }

  private void write() {
    LogStore store;
    try {
      store = open();
      opening.complete(store);
    } catch (SQLException | RuntimeException e) {
      opening.completeExceptionally(e);
      return;
    }
    long now = nanoTime.getAsLong();
    var repeats = new Repeats(config, new Admission(config, now));
    signAt = now + config.signInterval().toNanos();
    pruneAt = now;
    List<SecurityEvent> came = new ArrayList<>();
    List<SecurityEvent> records = new ArrayList<>();
    while (true) {
      boolean last = stopping;
      came.clear();
      records.clear();
      try {
        SecurityEvent first = last ? queue.poll() : queue.poll(LOOK_NS / 4, TimeUnit.NANOSECONDS);
        if (first != null) {
          came.add(first);
          queue.drainTo(came, BATCH - 1);
        }
      } catch (InterruptedException e) {
        stopping = true;
      }
      now = nanoTime.getAsLong();
      beatNs = now;
      for (SecurityEvent event : came) {
        repeats.offer(event, now, records);
      }
      takeOverflow(repeats, came, now);
      boolean end = last && came.isEmpty();
      if (end) {
        repeats.flush(now, records);
      } else {
        repeats.due(now, records);
      }
      write(store, came, records, repeats, now);
      maintain(store, now, end);
      if (end) {
        break;
      }
    }
    try {
      store.close();
    } catch (SQLException e) {
      LOG.warn("log: {}", e.toString());
    }
  }

  private void takeOverflow(Repeats repeats, List<SecurityEvent> came, long now) {
    if (overflow.isEmpty()) {
      return;
    }
    for (Overflow key : List.copyOf(overflow.keySet())) {
      Long count = overflow.remove(key);
      long number = count == null ? 0 : count;
      if (number > 0) {
        Instant at = clock.instant();
        repeats.missed(key.kind(), key.source(), number, at, now);
        if (isLogin(key.kind())) {
          came.add(
              SecurityEvent.of(key.kind(), at, "")
                  .account(LogStore.OTHER_ACCOUNTS)
                  .times(number, at));
        }
      }
    }
  }

  private void write(
      LogStore store,
      List<SecurityEvent> came,
      List<SecurityEvent> records,
      Repeats repeats,
      long now) {
    List<SecurityEvent> logins = came.stream().filter(e -> isLogin(e.kind())).toList();
    if (records.isEmpty() && logins.isEmpty()) {
      return;
    }
    try {
      store.append(records, logins, (now - startedNs) / 1_000_000, clockQuality.get());
      recorded.addAndGet(records.size());
      unsigned += records.size();
      failing = false;
    } catch (SQLException | RuntimeException e) {
      if (!failing) {
        LOG.error("log: {} records could not be written", records.size(), e);
      }
      failing = true;
      for (SecurityEvent event : records) {
        failed.addAndGet(event.count());
        repeats.missed(event.kind(), event.source().address(), event.count(), event.at(), now);
      }
    }
  }

  private static boolean isLogin(EventKind kind) {
    return kind == EventKind.LOGIN_SUCCEEDED || kind == EventKind.LOGIN_FAILED;
  }

  private void maintain(LogStore store, long now, boolean end) {
    try {
      for (EventClass one : EventClass.values()) {
        LogConfig.Budget budget = config.budget(one);
        boolean full = store.chain(one).bytes() > budget.bytes();
        if (full || now >= pruneAt) {
          Instant oldest = clock.instant().minus(budget.retention());
          removed.addAndGet(
              store.prune(
                  one,
                  full ? budget.bytes() / 20 * 19 : budget.bytes(),
                  oldest,
                  () -> signed(store)));
        }
        alarm(store, one, budget);
      }
      if (now >= pruneAt) {
        pruneAt = now + PRUNE_BY_AGE_NS;
      }
      CompletableFuture<Optional<LogStatement>> asked;
      synchronized (this) {
        asked = signNow;
        signNow = null;
      }
      if (asked != null || (unsigned > 0 && (end || now >= signAt || unsigned >= MAX_UNSIGNED))) {
        Optional<LogStatement> signed = Optional.empty();
        try {
          signed = sign(store);
        } finally {
          if (asked != null) {
            asked.complete(signed);
          }
        }
        signAt = now + config.signInterval().toNanos();
      }
    } catch (SQLException | RuntimeException e) {
      if (!failing) {
        LOG.error("log: could not be signed or pruned", e);
      }
      failing = true;
    }
  }

  private void alarm(LogStore store, EventClass of, LogConfig.Budget budget) throws SQLException {
    long bytes = store.chain(of).bytes();
    if (bytes < budget.bytes() / 100 * (ALARM_PERCENT - 10)) {
      toldLow.remove(of);
    } else if (bytes >= budget.bytes() / 100 * ALARM_PERCENT && !toldLow.contains(of)) {
      Instant now = clock.instant();
      Optional<Instant> oldest = store.oldest(of);
      if (oldest.isPresent() && oldest.get().plus(budget.retention()).isAfter(now)) {
        toldLow.add(of);
        ownEvents.record(
            SecurityEvent.of(
                    EventKind.RESOURCE_LOW,
                    now,
                    "the %s log has filled %d %% of its %d bytes; its oldest record is of %s and should stay until %s: export it or give it more room"
                        .formatted(
                            LogLine.word(of),
                            bytes * 100 / budget.bytes(),
                            budget.bytes(),
                            oldest.get(),
                            oldest.get().plus(budget.retention())))
                .ruled("log." + LogLine.word(of) + ".max-bytes", "the oldest will be removed"));
      }
    }
  }

  private Optional<LogStatement> sign(LogStore store) throws SQLException {
    Optional<LogStore.Signed> signed = signed(store);
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    store.keep(signed.get());
    unsigned = 0;
    return LogStatement.parse(signed.get().signature().statement());
  }

  private Optional<LogStore.Signed> signed(LogStore store) {
    return identity
        .get()
        .map(
            signer -> {
              LogStatement statement = store.statement(gateway, clock.instant());
              LogSignature signature = LogSignature.sign(signer, statement);
              lastSigned = Optional.of(signature);
              return new LogStore.Signed(
                  signature, statement.number(), Pem.certificates(signer.chain()));
            });
  }

  /** Opens the file; a damaged one is set aside and told, and a new log begins. */
  private LogStore open() throws SQLException {
    LogSeal seal = LogSeal.open(keyFile, random);
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    try {
      return LogStore.open(file, seal, id);
    } catch (SQLException e) {
      if (!isDamaged(e)) {
        throw e;
      }
      Path aside = file.resolveSibling("log.db.damaged-" + clock.instant().getEpochSecond());
      LOG.error("log: damaged, set aside as {}", aside.getFileName(), e);
      try {
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        for (String more : List.of("-wal", "-shm")) {
          Files.deleteIfExists(file.resolveSibling("log.db" + more));
        }
      } catch (IOException again) {
        e.addSuppressed(again);
        throw e;
      }
      LogStore store = LogStore.open(file, seal, id);
      ownEvents.record(
          SecurityEvent.of(
                  EventKind.LOG_ALTERED,
                  clock.instant(),
                  "the log could not be opened and was set aside as "
                      + aside.getFileName()
                      + "; a new one begins")
              .ruled("log", "set aside"));
      return store;
    }
  }

  /** A full disk or a missing right is no damage: the log stays where it is. */
  private static boolean isDamaged(SQLException e) {
    return !(e instanceof SQLiteException sqlite)
        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_CORRUPT
        || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB;
  }

  /** Writes and signs what is there, and closes the file. */
  @Override
  public void close() {
    stopping = true;
    try {
      if (!writer.join(CLOSE_LIMIT)) {
        LOG.warn("log: still writing when the gateway stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
