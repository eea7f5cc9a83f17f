package org.sekisho.gateway.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.senml.SenmlCbor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in one SQLite file {@code journal.db} (WAL, {@code synchronous=FULL}).
 *
 * <p>The journal thread takes whatever has been queued, writes it in one transaction and answers
 * all of it: under load the groups grow by themselves, and a lone reading waits for nobody. A disk
 * that is full or fails refuses readings and is asked again with the next one.
 */
public final class SqliteJournal implements Journal {
  /** Most readings that may wait for a commit; more are answered {@link AppendResult.Busy}. */
  public static final int MAX_QUEUED_READINGS = 65_536;

  private static final int MAX_READINGS_PER_COMMIT = 8_192;
  private static final int MAX_READINGS_PER_GROUP = 512;

  /**
   * Least time from the start of a commit of readings to the start of the next, unless as many as
   * {@link #ENOUGH_JOBS} wait, or a transaction does. Where several share a commit, more join it in
   * that time, and a commit costs nearly the same for one as for ten; the disk is spared, too. A
   * device that is alone, or comes after a pause, waits for nobody.
   */
  private static final long COMMIT_INTERVAL_NS = 500_000;

  private static final int ENOUGH_JOBS = 64;
  private static final int MAX_GROUP_BYTES = 256 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger(SqliteJournal.class);

  /** What waits for the journal thread. */
  private sealed interface Job {
    /** Readings to be appended. */
    record Append(List<Reading> readings, Consumer<AppendResult> done) implements Job {}

    /** Work of {@link #inTransaction}. */
    record Work(Function<Transaction, Object> work, CompletableFuture<Object> done)
        implements Job {}
  }

  private final JournalConfig config;
  private final JournalDatabase writing;
  private final JournalDatabase reading;
  private final Seal sealing;
  private final Seal opening;
  private final UUID chain;
  private final Opening found;
  private final Thread thread;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private final Object queueLock = new Object();
  private ArrayDeque<Job> queue = new ArrayDeque<>();
  private int queuedReadings;
  private int queuedWork;
  private boolean closing;
  private boolean pacing;
  // Only on the journal thread.
  private long lastCommitNs = System.nanoTime() - COMMIT_INTERVAL_NS;
  private int lastCommitJobs;

  private volatile Standing standing;
  private final RecordGroup records = new RecordGroup();

  private final Object readLock = new Object();
  private NumberRange cachedRange = new NumberRange(1, 0);
  private List<byte[]> cachedRecords = List.of();

  private SqliteJournal(
      JournalConfig config, JournalOpener.Opened opened, JournalKey key, RandomGenerator random) {
    this.config = config;
    this.writing = opened.writing();
    this.reading = opened.reading();
    this.standing = opened.standing();
    this.chain = opened.chain();
    this.found = opened.opening();
    this.sealing = new Seal(key, chain, random);
    this.opening = new Seal(key, chain, random);
    this.thread = Thread.ofPlatform().name("journal").unstarted(this::run);
  }

  /**
   * Opens or begins the journal in {@code data/journal.db} with its key in {@code
   * data/keys/journal.key}, and starts the journal thread. A damaged file is set aside and
   * salvaged, see {@link #opening()}; an unwilling disk is a {@link JournalException}.
   *
   * @param random a cryptographically strong source
   */
  public static SqliteJournal open(Path data, JournalConfig config, RandomGenerator random) {
    JournalKey key = JournalKey.loadOrCreate(data.resolve("keys").resolve("journal.key"), random);
    JournalOpener.Opened opened = new JournalOpener(data.resolve("journal.db"), key, random).open();
    SqliteJournal journal = new SqliteJournal(config, opened, key, random);
    journal.thread.start();
    return journal;
  }

  @Override
  public void append(List<Reading> readings, Consumer<AppendResult> done) {
    if (readings.isEmpty() || readings.size() > MAX_READINGS_PER_APPEND) {
      throw new IllegalArgumentException(readings.size() + " readings in one append");
    }
    synchronized (queueLock) {
      if (!closing && queuedReadings + readings.size() <= MAX_QUEUED_READINGS) {
        queuedReadings += readings.size();
        enqueue(new Job.Append(readings, done));
        return;
      }
    }
    done.accept(new AppendResult.Busy());
  }

  @Override
  public <T> T inTransaction(Function<Transaction, T> work) {
    if (Thread.currentThread().equals(thread)) {
      throw new IllegalStateException(
          "inTransaction from the journal thread would wait for itself");
    }
    CompletableFuture<Object> done = new CompletableFuture<>();
    @SuppressWarnings("unchecked")
    Function<Transaction, Object> erased = (Function<Transaction, Object>) work;
    synchronized (queueLock) {
      if (closing) {
        throw new JournalException("the journal is closed");
      }
      enqueue(new Job.Work(erased, done));
    }
    try {
      @SuppressWarnings("unchecked")
      T result = (T) done.join();
      return result;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new JournalException("transaction failed", e);
    }
  }

  private void enqueue(Job job) {
    queue.add(job);
    if (job instanceof Job.Work) {
      queuedWork++;
    }
    if (queue.size() == 1) {
      queueLock.notifyAll();
    } else if (pacing && isDue()) {
      pacing = false;
      LockSupport.unpark(thread);
    }
  }

  /** Whether what is queued should not wait for more; under the queue's lock. */
  private boolean isDue() {
    return closing || queuedWork > 0 || queue.size() >= ENOUGH_JOBS;
  }

  @Override
  public JournalCounts counts() {
    return standing.counts();
  }

  @Override
  public UUID chain() {
    return chain;
  }

  @Override
  public Opening opening() {
    return found;
  }

  @Override
  public void onCommitted(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    synchronized (queueLock) {
      if (closing) {
        return;
      }
      closing = true;
      queueLock.notifyAll();
      LockSupport.unpark(thread);
    }
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
    synchronized (readLock) {
      try {
        reading.close();
        writing.close();
      } catch (SQLException e) {
        LOG.warn("journal-close-failed: {}", e.getMessage());
      }
    }
  }

  // --- the journal thread

  private void run() {
    ArrayDeque<Job> taken = new ArrayDeque<>();
    List<Job.Append> group = new ArrayList<>();
    while (take(taken)) {
      while (!taken.isEmpty()) {
        if (taken.peek() instanceof Job.Work work) {
          taken.remove();
          runWork(work);
        } else {
          int readings = 0;
          while (taken.peek() instanceof Job.Append append
              && readings + append.readings().size() <= MAX_READINGS_PER_COMMIT) {
            taken.remove();
            readings += append.readings().size();
            group.add(append);
          }
          lastCommitNs = System.nanoTime();
          lastCommitJobs = group.size();
          commit(group);
          synchronized (queueLock) {
            queuedReadings -= readings;
          }
          group.clear();
        }
      }
    }
  }

  /** Swaps the empty deque for the queue; answers false when the journal closes. */
  private boolean take(ArrayDeque<Job> taken) {
    synchronized (queueLock) {
      while (queue.isEmpty()) {
        if (closing) {
          return false;
        }
        try {
          queueLock.wait();
        } catch (InterruptedException _) {
          // Nobody may stop this thread but close(): what is queued must still be answered.
        }
      }
    }
    pace();
    synchronized (queueLock) {
      taken.addAll(queue);
      queue.clear();
      queuedWork = 0;
      return true;
    }
  }

  /** Lets the interval since the last commit of readings pass; without any lock. */
  private void pace() {
    for (long left = COMMIT_INTERVAL_NS; left > 0 && lastCommitJobs > 1; ) {
      synchronized (queueLock) {
        left = lastCommitNs + COMMIT_INTERVAL_NS - System.nanoTime();
        pacing = left > 0 && !isDue();
        if (!pacing) {
          return;
        }
      }
      LockSupport.parkNanos(this, left);
    }
  }

  private void commit(List<Job.Append> group) {
    Standing before = standing;
    List<AppendResult> results = new ArrayList<>(group.size());
    boolean any = false;
    try {
      Standing now = before;
      GroupWriter writer = new GroupWriter(now.accepted());
      for (Job.Append append : group) {
        List<byte[]> records = new ArrayList<>(append.readings().size());
        int bytes = Seal.OVERHEAD_BYTES;
        for (Reading reading : append.readings()) {
          byte[] record = SenmlCbor.record(reading);
          records.add(record);
          bytes += 2 + record.length;
        }
        if (config.whenFull() == JournalConfig.WhenFull.REFUSE
            && now.bytes() + writer.bytes() + bytes > config.maxBytes()) {
          results.add(new AppendResult.Full());
          continue;
        }
        long first = writer.last() + 1;
        for (byte[] record : records) {
          writer.add(record);
        }
        results.add(new AppendResult.Committed(first, writer.last()));
        any = true;
      }
      if (any) {
        writer.flush();
        now =
            new Standing(
                now.gone(), now.dropped(), now.lost(), writer.last(), now.bytes() + writer.bytes());
        if (now.bytes() > config.maxBytes()) {
          now = dropOldest(now);
        }
        writing.commit();
        standing = now;
      }
    } catch (SQLException | RuntimeException e) {
      writing.rollback();
      LOG.error("journal-commit-failed readings={} cause={}", group.size(), e.getMessage());
      AppendResult failed = new AppendResult.Failed(String.valueOf(e.getMessage()));
      for (Job.Append append : group) {
        answer(append, failed);
      }
      return;
    }
    for (int i = 0; i < results.size(); i++) {
      answer(group.get(i), results.get(i));
    }
    if (any) {
      for (Runnable listener : listeners) {
        try {
          listener.run();
        } catch (RuntimeException e) {
          LOG.error("journal-listener-failed", e);
        }
      }
    }
  }

  private static void answer(Job.Append append, AppendResult result) {
    try {
      append.done().accept(result);
    } catch (RuntimeException e) {
      LOG.error("journal-answer-failed", e);
    }
  }

  /** Gathers the records of one commit into sealed groups of bounded size. */
  private final class GroupWriter {
    private final RecordGroup open = records;
    private boolean begun;
    private long last;
    private long bytes;

    GroupWriter(long last) {
      open.clear();
      this.last = last;
    }

    void add(byte[] record) throws SQLException {
      if (record.length > RecordGroup.MAX_RECORD_BYTES) {
        throw new SQLException("a record of " + record.length + " bytes");
      }
      if (open.count() == MAX_READINGS_PER_GROUP || open.length() > MAX_GROUP_BYTES) {
        flush();
      }
      open.add(record);
      last++;
    }

    void flush() throws SQLException {
      if (open.count() == 0) {
        return;
      }
      long first = last - open.count() + 1;
      if (!begun) {
        writing.begin();
        begun = true;
      }
      byte[] sealed = sealing.seal(first, last, open.bytes(), open.length());
      writing.insertGroup(first, last, sealed);
      bytes += sealed.length;
      open.clear();
    }

    long last() {
      return last;
    }

    /** Sealed bytes so far, and plain ones of the group at hand. */
    long bytes() {
      return bytes + open.length();
    }
  }

  /** Deletes whole groups from the oldest on until the size is kept again. */
  private Standing dropOldest(Standing now) throws SQLException {
    long[] upTo = {0};
    long[] freed = {0};
    long tooMuch = now.bytes() - config.maxBytes();
    writing.visitGroups(
        0,
        group -> {
          upTo[0] = group.last();
          freed[0] += group.sealed().length;
          return freed[0] < tooMuch;
        });
    long before = now.gone().count();
    Standing after = gone(now, 1, upTo[0]);
    long dropped = after.gone().count() - before;
    writing.putState(after.dropped() + dropped, after.lost());
    LOG.warn("journal-dropped-oldest readings={} up-to={}", dropped, upTo[0]);
    return new Standing(
        after.gone(), after.dropped() + dropped, after.lost(), after.accepted(), after.bytes());
  }

  /** Notes that the numbers no longer wait and deletes the groups that none waits in any more. */
  private Standing gone(Standing now, long first, long last) throws SQLException {
    long end = Math.min(last, now.accepted());
    if (first < 1 || first > end) {
      return now;
    }
    NumberSet gone = now.gone().with(first, end);
    NumberRange merged = gone.around(first);
    if (now.gone().around(first).equals(merged)) {
      return now;
    }
    writing.putGone(merged);
    long freed = writing.deleteGroups(merged);
    return new Standing(gone, now.dropped(), now.lost(), now.accepted(), now.bytes() - freed);
  }

  /** The transaction of one {@link Job.Work}, with the standing as it will be. */
  private final class OpenTransaction implements Transaction {
    private Standing now = standing;

    @Override
    public Connection connection() {
      return writing.connection();
    }

    @Override
    public long forget(long first, long last) {
      try {
        long before = now.gone().count();
        now = gone(now, first, last);
        return now.gone().count() - before;
      } catch (SQLException e) {
        throw new JournalException("cannot forget " + first + ".." + last, e);
      }
    }

    void lose(NumberRange range) {
      long before = now.gone().count();
      forget(range.first(), range.last());
      long lost = now.lost() + now.gone().count() - before;
      long freed;
      try {
        NumberRange merged = now.gone().around(range.first());
        freed = writing.deleteDamaged(new NumberRange(merged.first(), range.last()));
        writing.putState(now.dropped(), lost);
      } catch (SQLException e) {
        throw new JournalException("cannot write off " + range, e);
      }
      now = new Standing(now.gone(), now.dropped(), lost, now.accepted(), now.bytes() - freed);
    }
  }

  private void runWork(Job.Work job) {
    OpenTransaction transaction = new OpenTransaction();
    Object result;
    try {
      writing.begin();
      result = job.work().apply(transaction);
      writing.commit();
      standing = transaction.now;
    } catch (SQLException e) {
      writing.rollback();
      job.done().completeExceptionally(new JournalException("cannot commit: " + e.getMessage(), e));
      return;
    } catch (RuntimeException | Error e) {
      writing.rollback();
      job.done().completeExceptionally(e);
      return;
    }
    job.done().complete(result);
  }

  // --- reading

  @Override
  public Slice read(long fromNumber, int maxReadings) {
    if (fromNumber < 1 || maxReadings < 1) {
      throw new IllegalArgumentException(fromNumber + ", " + maxReadings);
    }
    while (true) {
      NumberRange damaged;
      synchronized (readLock) {
        Standing now = standing;
        long from = now.gone().nextAbsent(fromNumber);
        long end =
            Math.min(
                Math.min(now.accepted(), now.gone().nextPresent(from) - 1), from + maxReadings - 1);
        if (from > end) {
          return new Slice(from, List.of());
        }
        List<byte[]> records = new ArrayList<>((int) (end - from + 1));
        damaged = collect(from, end, records);
        if (!records.isEmpty()) {
          return new Slice(from, records);
        }
      }
      // What is missing in the file may have been forgotten since; otherwise it is damaged.
      if (standing.gone().nextAbsent(damaged.first()) == damaged.first()) {
        lose(damaged);
      }
    }
  }

  /** Adds the records from..end as far as they can be read; answers the range that cannot. */
  private NumberRange collect(long from, long end, List<byte[]> records) {
    // Where a damaged group ends is where the next begins: its own word cannot be trusted.
    boolean[] damagedRow = {false};
    NumberRange[] damaged = {new NumberRange(from, end)};
    if (cachedRange.first() <= from && from <= cachedRange.last()) {
      addFrom(cachedRange.first(), cachedRecords, from, end, records);
      if (from + records.size() > end) {
        return damaged[0];
      }
    }
    try {
      reading.visitGroups(
          from + records.size(),
          group -> {
            long next = from + records.size();
            if (damagedRow[0]) {
              damaged[0] = new NumberRange(next, group.first() - 1);
              return false;
            }
            if (group.last() < next) {
              return true;
            }
            if (group.first() > next) {
              damaged[0] = new NumberRange(next, group.first() - 1);
              return false;
            }
            Optional<List<byte[]>> opened =
                opening
                    .open(group.first(), group.last(), group.sealed())
                    .flatMap(p -> RecordGroup.split(p, group.last() - group.first() + 1));
            if (opened.isEmpty()) {
              damagedRow[0] = true;
              return true;
            }
            cachedRange = new NumberRange(group.first(), group.last());
            cachedRecords = opened.get();
            addFrom(group.first(), cachedRecords, next, end, records);
            return from + records.size() <= end;
          });
    } catch (SQLException e) {
      reading.rollback();
      throw new JournalException("cannot read from " + from + ": " + e.getMessage(), e);
    }
    return damaged[0];
  }

  private static void addFrom(
      long first, List<byte[]> group, long next, long end, List<byte[]> records) {
    for (long n = next; n <= end && n - first < group.size(); n++) {
      records.add(group.get((int) (n - first)));
    }
  }

  /** Writes off readings that cannot be opened, so that those behind them can go on. */
  private void lose(NumberRange damaged) {
    LOG.error("journal-readings-lost first={} last={}", damaged.first(), damaged.last());
    inTransaction(
        transaction -> {
          ((OpenTransaction) transaction).lose(damaged);
          return Boolean.TRUE;
        });
  }
}
