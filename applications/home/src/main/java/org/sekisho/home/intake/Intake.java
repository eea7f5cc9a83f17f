package org.sekisho.home.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.EventStream;
import org.sekisho.home.headend.HeadEndClient;
import org.sekisho.home.headend.Inventory;
import org.sekisho.home.headend.Outcome;
import org.sekisho.home.headend.SeenReading;
import org.sekisho.home.statistics.HomeStore;
import org.sekisho.model.reading.PointId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows the head-end and brings every reading into the store.
 *
 * <p>Four virtual threads: the follower holds the stream open and puts readings into a bounded
 * queue (when it is full the stream is read no further, so the head-end feels it); the writer
 * stores them in groups; the watcher closes a stream that has gone silent; and after each
 * connection the catch-up reads what was missed, beside the stream that already runs, so that there
 * is no moment between the two. Readings that come both ways are counted once by the store.
 */
public final class Intake implements AutoCloseable {
  /** Readings that may wait for the writer. */
  public static final int QUEUE = 10_000;

  /** Readings in one transaction at most, and in one page of the catch-up. */
  public static final int GROUP = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration OVERLAP = Duration.ofSeconds(1);
  private static final Duration STORE_RETRY = Duration.ofSeconds(1);

  /**
   * The waits.
   *
   * @param silence a stream without any byte for so long is given up (its heartbeat comes every 15
   *     s)
   * @param firstRetry wait after a failure, doubled each time and spread by chance
   * @param longestRetry where the doubling ends
   * @param inventory the inventory is read again so often at least
   * @param secondLook what was missed is read a second time so long after the first
   */
  public record Waits(
      Duration silence,
      Duration firstRetry,
      Duration longestRetry,
      Duration inventory,
      Duration secondLook) {
    /** 45 s of silence; retries from 0.5 s to 30 s; inventory every 10 min; second look at 30 s. */
    public static final Waits USUAL =
        new Waits(
            Duration.ofSeconds(45),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30));
  }

  private record Item(SeenReading reading, boolean complete) {}

  private final HeadEndClient headEnd;
  private final HomeStore store;
  private final IntakeListener listener;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Waits waits;
  private final Duration reRead;
  private final Duration firstRead;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Object streams = new Object();
  private final List<Thread> threads = new ArrayList<>();
  private final Counter counted;
  private final Counter repeated;
  private final Counter tooLate;
  private final Counter leftOut;
  private final Counter connections;

  private volatile StreamState state = StreamState.CONNECTING;
  private volatile Instant stateSince;
  private volatile String trouble = "";
  private volatile Inventory inventory;
  private volatile Set<PointId> known;
  private volatile Instant inventoryAt = Instant.MIN;
  private volatile boolean caughtUp;
  private volatile boolean closed;
  private volatile HeadEndClient.@Nullable OpenStream open;
  private HeadEndClient.@Nullable OpenStream next;
  private volatile long lastByteNs;
  private volatile @Nullable Thread catchUp;
  private volatile String lastEventId = "";

  /** Prepares; {@link #start} begins. */
  public Intake(
      HeadEndClient headEnd,
      HomeStore store,
      IntakeListener listener,
      Duration reRead,
      Duration firstRead,
      Waits waits,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry metrics) {
    this.headEnd = headEnd;
    this.store = store;
    this.listener = listener;
    this.reRead = reRead;
    this.firstRead = firstRead;
    this.waits = waits;
    this.clock = clock;
    this.random = random;
    this.stateSince = clock.instant();
    this.inventory = store.inventory();
    this.known = inventory.byPoint().keySet();
    this.counted = readings(metrics, "counted");
    this.repeated = readings(metrics, "repeated");
    this.tooLate = readings(metrics, "too-late");
    this.leftOut = readings(metrics, "left-out");
    this.connections = metrics.counter("sekisho.home.stream.connections");
    metrics.gauge("sekisho.home.stream.live", this, i -> i.state == StreamState.LIVE ? 1 : 0);
    metrics.gauge("sekisho.home.queue", queue, BlockingQueue::size);
  }

  private static Counter readings(MeterRegistry metrics, String as) {
    return metrics.counter("sekisho.home.readings", "as", as);
  }

  /** Begins to follow. */
  public synchronized Intake start() {
    if (threads.isEmpty()) {
      threads.add(Thread.ofVirtual().name("intake-writer").start(this::write));
      threads.add(Thread.ofVirtual().name("intake-follower").start(this::follow));
      threads.add(Thread.ofVirtual().name("intake-watcher").start(this::watch));
    }
    return this;
  }

  /** Where the application stands with the head-end. */
  public StreamState state() {
    return state;
  }

  /** Since when. */
  public Instant stateSince() {
    return stateSince;
  }

  /** What the last failure was, in English; empty when there is none. */
  public String trouble() {
    return trouble;
  }

  /** The devices and points as last read. */
  public Inventory inventory() {
    return inventory;
  }

  @Override
  public void close() {
    closed = true;
    HeadEndClient.OpenStream stream = open;
    if (stream != null) {
      quietly(stream);
    }
    List<Thread> ended;
    synchronized (this) {
      ended = new ArrayList<>(threads);
    }
    Thread reading = catchUp;
    if (reading != null) {
      ended.add(reading);
    }
    ended.forEach(Thread::interrupt);
    try {
      for (Thread thread : ended) {
        thread.join(Duration.ofSeconds(3));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs on the follower. */
  private void follow() {
    int failures = 0;
    try {
      while (!closed) {
        state(StreamState.CONNECTING);
        boolean worked = connection();
        failures = worked ? 0 : failures + 1;
        if (closed) {
          return;
        }
        if (state != StreamState.REFUSED) {
          state(StreamState.WAITING);
        }
        pause(failures);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause(int failures) throws InterruptedException {
    long ms = waits.firstRetry().toMillis() << Math.min(failures, 16);
    ms = Math.min(ms, waits.longestRetry().toMillis());
    Thread.sleep(ms / 2 + random.nextLong(ms / 2 + 1));
  }

  /** One connection from its beginning to its end; answers whether anything came over it. */
  private boolean connection() throws InterruptedException {
    if (!readInventory()) {
      return false;
    }
    Outcome<HeadEndClient.OpenStream> opened = headEnd.stream(lastEventId);
    if (!(opened instanceof Outcome.Answered<HeadEndClient.OpenStream>(var first))) {
      failed("stream", opened);
      return false;
    }
    trouble = "";
    state(StreamState.CATCHING_UP);
    Thread reading = Thread.ofVirtual().name("intake-catch-up").unstarted(this::catchUp);
    catchUp = reading;
    boolean heard = false;
    try {
      HeadEndClient.OpenStream stream = first;
      open = first;
      while (stream != null && !closed) {
        connections.increment();
        lastByteNs = System.nanoTime();
        if (reading.getState() == Thread.State.NEW) {
          reading.start();
        }
        heard |= read(stream.body());
        synchronized (streams) {
          stream = next;
          open = stream;
          next = null;
        }
      }
    } finally {
      open = null;
      caughtUp = false;
      reading.interrupt();
      if (reading.getState() != Thread.State.NEW) {
        reading.join();
      }
      caughtUp = false;
    }
    if (!closed) {
      LOG.info("{}", trouble);
    }
    return heard;
  }

  /** Reads one stream to its end; answers whether an event came. */
  private boolean read(InputStream stream) {
    boolean[] heard = {false};
    var decoder = new EventStream(event -> heard[0] |= take(event));
    byte[] bytes = new byte[8 * 1024];
    try (stream) {
      for (int n = stream.read(bytes); n >= 0 && !closed; n = stream.read(bytes)) {
        lastByteNs = System.nanoTime();
        decoder.feed(bytes, n);
      }
      trouble = "the stream was ended by the head-end";
    } catch (IOException e) {
      trouble = "the stream broke: " + e.getMessage();
    }
    return heard[0];
  }

  /**
   * Opens the stream's successor before its token expires and lets the old one run on a little, so
   * that the two overlap and nothing falls between. When it cannot be opened, the old one will be
   * cut and an ordinary new connection reads what is missing.
   */
  private void handOver(HeadEndClient.OpenStream old) throws InterruptedException {
    if (clock.instant().isBefore(old.renewAt()) || queue.size() > QUEUE / 2) {
      return;
    }
    Outcome<HeadEndClient.OpenStream> opened = headEnd.stream(lastEventId);
    if (!(opened instanceof Outcome.Answered<HeadEndClient.OpenStream>(var fresh))) {
      LOG.debug("no new stream yet: {}", opened.describe());
      return;
    }
    Thread.sleep(OVERLAP);
    boolean taken;
    synchronized (streams) {
      // The old one may have ended by itself; then an ordinary new connection is under way.
      taken = old.equals(open);
      if (taken) {
        next = fresh;
      }
    }
    quietly(taken ? old : fresh);
  }

  private boolean readInventory() throws InterruptedException {
    Outcome<Inventory> answer = headEnd.inventory();
    if (!(answer instanceof Outcome.Answered<Inventory>(Inventory read))) {
      failed("inventory", answer);
      return false;
    }
    inventoryAt = clock.instant();
    if (!read.equals(inventory)) {
      store.inventory(read);
      inventory = read;
      known = read.byPoint().keySet();
      listener.inventoryChanged();
    }
    return true;
  }

  private void failed(String what, Outcome<?> outcome) {
    String words = what + ": " + outcome.describe();
    if (!words.equals(trouble)) {
      LOG.warn("{}", words);
    }
    trouble = words;
    if (outcome instanceof Outcome.Refused<?>(int status, String _)
        && (status == 401 || status == 403)) {
      state(StreamState.REFUSED);
    }
  }

  private boolean take(EventStream.Event event) {
    lastEventId = event.id();
    JsonNode json;
    try {
      json = JSON.readTree(event.data());
    } catch (JacksonException e) {
      return false;
    }
    switch (event.name()) {
      case "reading" ->
          SeenReading.of(json)
              .ifPresent(
                  reading -> {
                    try {
                      queue.put(new Item(reading, caughtUp));
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      case "command" -> CommandState.of(json, null, null).ifPresent(listener::command);
      default -> {
        // An event of a newer API: not for us.
      }
    }
    return true;
  }

  /** Runs on a thread of its own per connection; ends early by interruption. */
  private void catchUp() {
    Instant begun = clock.instant();
    Instant from =
        store
            .completeUntil()
            .map(complete -> complete.minus(reRead))
            .orElseGet(() -> begun.minus(firstRead));
    try {
      long read = readFrom(from);
      trouble = "";
      LOG.info("caught up from {}: {} readings", from, read);
      state(StreamState.LIVE);
      // A reading that was stored just before the stream began may not have been visible to the
      // first look yet, and is not on the stream either.
      Thread.sleep(waits.secondLook());
      readFrom(from);
      store.completeUntil(begun);
      caughtUp = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // The next connection begins the catch-up anew; until then nothing counts as complete.
      LOG.error("the catch-up failed", e);
      HeadEndClient.OpenStream stream = open;
      if (stream != null) {
        quietly(stream);
      }
    }
  }

  /** Brings everything since that moment into the store; answers how many readings came. */
  private long readFrom(Instant from) throws InterruptedException {
    String cursor = "";
    int failures = 0;
    long read = 0;
    while (true) {
      Outcome<HeadEndClient.Page> answer = headEnd.readings(from, GROUP, cursor);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!(answer instanceof Outcome.Answered<HeadEndClient.Page>(HeadEndClient.Page page))) {
        failed("catch-up", answer);
        pause(++failures);
        // A cursor does not live for ever: from the beginning again, what is known is known.
        cursor = answer instanceof Outcome.Refused ? "" : cursor;
        continue;
      }
      failures = 0;
      read += page.readings().size();
      apply(page.readings());
      if (page.next().isEmpty()) {
        return read;
      }
      cursor = page.next();
    }
  }

  /** Runs on the writer. */
  private void write() {
    List<Item> group = new ArrayList<>(GROUP);
    try {
      while (!closed) {
        group.add(queue.take());
        queue.drainTo(group, GROUP - 1);
        while (!stored(group)) {
          Thread.sleep(STORE_RETRY);
        }
        group.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A full disk, say: the readings wait, and the queue lets the head-end feel it. */
  private boolean stored(List<Item> group) {
    try {
      apply(group.stream().map(Item::reading).toList());
      noteComplete(group);
      return true;
    } catch (RuntimeException e) {
      LOG.error("{} readings could not be stored yet", group.size(), e);
      return false;
    }
  }

  /** Time from a clock that runs ahead must not hide what comes between. */
  private void noteComplete(List<Item> group) {
    Instant now = clock.instant();
    group.stream()
        .filter(Item::complete)
        .map(item -> item.reading().time())
        .filter(time -> !time.isAfter(now))
        .max(Instant::compareTo)
        .ifPresent(store::completeUntil);
  }

  private void apply(List<SeenReading> readings) {
    if (readings.isEmpty()) {
      return;
    }
    HomeStore.Applied applied = store.apply(readings);
    counted.increment(applied.counted());
    repeated.increment(applied.repeated());
    tooLate.increment(applied.tooLate());
    leftOut.increment(applied.leftOut());
    if (!applied.newest().isEmpty()) {
      listener.newest(applied.newest());
    }
  }

  /** Runs on the watcher. */
  private void watch() {
    long stepMs = Math.clamp(waits.silence().toMillis() / 4, 10, 5_000);
    try {
      while (!closed) {
        Thread.sleep(stepMs);
        HeadEndClient.OpenStream stream = open;
        if (stream != null && System.nanoTime() - lastByteNs > waits.silence().toNanos()) {
          LOG.warn(
              "no heartbeat for {} s: the stream is opened again", waits.silence().toSeconds());
          quietly(stream);
        } else if (stream != null) {
          handOver(stream);
          if (inventoryIsOld()) {
            readInventory();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Also when a reading came of a point that was not there; then at most twice a minute. */
  private boolean inventoryIsOld() {
    Duration age = Duration.between(inventoryAt, clock.instant());
    return age.compareTo(waits.inventory()) > 0
        || (age.toSeconds() >= 30 && !known.containsAll(store.latest().keySet()));
  }

  private void state(StreamState next) {
    if (next != state) {
      state = next;
      stateSince = clock.instant();
      listener.state(next);
    }
  }

  private static void quietly(HeadEndClient.OpenStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("a stream did not close: {}", e.toString());
    }
  }
}
