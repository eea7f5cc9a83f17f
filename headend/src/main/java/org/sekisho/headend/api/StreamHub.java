package org.sekisho.headend.api;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.sekisho.headend.command.CommandState;
import org.sekisho.headend.store.ReadingStore.StoredBatch;
import org.sekisho.headend.store.ReadingStore.StoredReading;
import org.sekisho.model.reading.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Live streams (server-sent events). Stored batches wait in a bounded queue for the hub's own
 * thread, which makes each event once and gives it to every client that may see it. A client that
 * does not keep up is cut: it never holds readings back and never costs more than its queue.
 */
public final class StreamHub implements AutoCloseable {
  /**
   * Most events that wait for one client: more than the largest batch, which comes at once. Clients
   * share the texts, so that many slow ones cost little more than one.
   */
  public static final int MAX_WAITING_EVENTS = 16_384;

  /** Most stored batches that wait for the hub; when one more comes, every client is cut. */
  public static final int MAX_WAITING_BATCHES = 256;

  /** Most streams of one application. */
  public static final int MAX_STREAMS_PER_APPLICATION = 16;

  private static final long GRACE_MS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(StreamHub.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Vertx vertx;
  private final ReadingJson json;
  private final InstantSource clock;
  private final int maxStreams;
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Runnable> work = new ArrayBlockingQueue<>(MAX_WAITING_BATCHES);
  private final long heartbeat;
  private final Thread thread;
  private volatile boolean open = true;

  /** A hub that sends a comment to quiet clients in that interval. */
  StreamHub(
      Vertx vertx, ReadingJson json, InstantSource clock, int maxStreams, Duration heartbeat) {
    this.vertx = vertx;
    this.json = json;
    this.clock = clock;
    this.maxStreams = maxStreams;
    this.heartbeat = vertx.setPeriodic(heartbeat.toMillis(), _ -> beat());
    this.thread = Thread.ofPlatform().name("live-streams").daemon().start(this::run);
  }

  /** Why a stream was not begun; empty words mean that it was. */
  enum Begun {
    /** It runs. */
    YES,
    /** The application has as many as it may have. */
    TOO_MANY_OF_APPLICATION,
    /** The head-end has as many as it may have. */
    TOO_MANY
  }

  /** Gives the stored batch to every client that may see it; never blocks. */
  public void stored(StoredBatch batch) {
    if (!clients.isEmpty() && !work.offer(() -> publish(batch))) {
      clients.forEach(c -> c.cut("the head-end is behind"));
    }
  }

  /** Tells the application's clients of a command's state; never blocks. */
  public void command(CommandState state) {
    if (clients.isEmpty()) {
      return;
    }
    String event =
        "event: command\ndata: " + JSON.writeValueAsString(ReadingJson.command(state)) + "\n\n";
    for (Client client : clients) {
      if (client.caller.application().equals(state.command().application())) {
        client.offer(event);
      }
    }
  }

  private void run() {
    try {
      while (open) {
        Runnable next = work.poll(500, TimeUnit.MILLISECONDS);
        if (next != null) {
          next.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("live streams have failed", e);
    }
  }

  private void publish(StoredBatch batch) {
    for (Reading reading : batch.readings()) {
      StoredReading stored = new StoredReading(batch.gateway(), reading);
      String event = null;
      for (Client client : clients) {
        if (client.wanted.test(stored)) {
          if (event == null) {
            event =
                "event: reading\nid: "
                    + Cursor.of(stored.key())
                    + "\ndata: "
                    + JSON.writeValueAsString(json.reading(stored))
                    + "\n\n";
          }
          client.readings.incrementAndGet();
          client.offer(event);
        }
      }
    }
  }

  private void beat() {
    for (Client client : clients) {
      if (client.caller.expiresAt().isBefore(clock.instant())) {
        client.cut("the token has expired");
      } else {
        client.offer(": \n\n");
      }
    }
  }

  /**
   * Begins a stream on a response; runs on the response's event loop.
   *
   * @param ended is told once, on any thread, how many readings were sent; it must not block
   */
  Begun begin(
      Caller caller,
      Predicate<StoredReading> wanted,
      LongConsumer ended,
      HttpServerRequest request,
      Context context) {
    HttpServerResponse response = request.response();
    synchronized (this) {
      long own =
          clients.stream().filter(c -> c.caller.application().equals(caller.application())).count();
      if (own >= MAX_STREAMS_PER_APPLICATION) {
        return Begun.TOO_MANY_OF_APPLICATION;
      }
      if (clients.size() >= maxStreams) {
        return Begun.TOO_MANY;
      }
      response
          .setChunked(true)
          .setStatusCode(200)
          .putHeader("Content-Type", "text/event-stream")
          .putHeader("Cache-Control", "no-store")
          .putHeader("X-Content-Type-Options", "nosniff");
      var client = new Client(caller, wanted, ended, response, request.connection(), context);
      response.closeHandler(_ -> client.gone());
      response.exceptionHandler(_ -> client.gone());
      response.drainHandler(_ -> client.drain());
      clients.add(client);
      client.offer(": stream\n\n");
    }
    return Begun.YES;
  }

  /** Streams that are open, by application. */
  Map<String, Long> counts() {
    return clients.stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                c -> c.caller.application(), java.util.stream.Collectors.counting()));
  }

  @Override
  public void close() {
    open = false;
    vertx.cancelTimer(heartbeat);
    List.copyOf(clients).forEach(c -> c.cut("the head-end stops"));
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Client {
    private final Caller caller;
    private final Predicate<StoredReading> wanted;
    private final LongConsumer ended;
    private final AtomicLong readings = new AtomicLong();
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final Context context;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>(MAX_WAITING_EVENTS);
    private final AtomicBoolean drainDue = new AtomicBoolean();

    Client(
        Caller caller,
        Predicate<StoredReading> wanted,
        LongConsumer ended,
        HttpServerResponse response,
        HttpConnection connection,
        Context context) {
      this.connection = connection;
      this.caller = caller;
      this.wanted = wanted;
      this.ended = ended;
      this.response = response;
      this.context = context;
    }

    void offer(String event) {
      if (!events.offer(event)) {
        cut("too slow");
      } else if (drainDue.compareAndSet(false, true)) {
        context.runOnContext(_ -> drain());
      }
    }

    /** Runs on the event loop of the response. */
    void drain() {
      drainDue.set(false);
      var out = Buffer.buffer();
      while (!response.ended() && !response.writeQueueFull() && !events.isEmpty()) {
        String event = events.poll();
        if (event != null) {
          out.appendBytes(event.getBytes(StandardCharsets.UTF_8));
        }
        if (out.length() > 32 * 1024 || events.isEmpty()) {
          write(out);
          out = Buffer.buffer();
        }
      }
    }

    private void write(Buffer out) {
      if (out.length() > 0 && !response.ended() && !response.closed()) {
        response.write(out).onFailure(e -> LOG.debug("a stream broke off: {}", e.toString()));
      }
    }

    /** Whether it was there until now. */
    boolean gone() {
      boolean was = clients.remove(this);
      if (was) {
        ended.accept(readings.get());
      }
      return was;
    }

    void cut(String why) {
      if (gone()) {
        LOG.info("a stream of {} is cut: {}", caller.application(), why);
        context.runOnContext(
            _ -> {
              if (!response.ended() && !response.closed()) {
                response
                    .end(": " + why + "\n\n")
                    .onFailure(e -> LOG.debug("a stream broke off: {}", e.toString()));
                // A peer that does not read would keep the connection and its buffers for ever.
                vertx.setTimer(GRACE_MS, _ -> connection.close());
              }
            });
      }
    }
  }
}
