package org.sekisho.home.page;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.https.Answer;

/**
 * Server-sent events to the open pages. A page that does not take them fast enough is closed, and
 * reads everything anew when it comes back; so nothing waits in memory for it. Thread-safe.
 */
final class LiveUpdates implements AutoCloseable {
  /** Open pages at once; a further one is told to come later. */
  static final int MAX = 64;

  private static final long HEARTBEAT_MS = 15_000;
  private static final int MAX_WAITING_BYTES = 256 * 1024;

  private record Subscriber(HttpServerResponse response, Context context, Session session) {}

  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final Vertx vertx;
  private final Sessions sessions;
  private final long timer;

  LiveUpdates(Vertx vertx, Sessions sessions) {
    this.vertx = vertx;
    this.sessions = sessions;
    this.timer = vertx.setPeriodic(HEARTBEAT_MS, _ -> send(": \n\n"));
  }

  int size() {
    return subscribers.size();
  }

  /** Takes the response over; runs on its event loop. Answers null when it was taken. */
  @Nullable Answer add(HttpServerResponse response, Session session) {
    if (subscribers.size() >= MAX) {
      return Answer.problem(503, "too many open pages").with("Retry-After", "10");
    }
    var subscriber = new Subscriber(response, vertx.getOrCreateContext(), session);
    response.closeHandler(_ -> subscribers.remove(subscriber));
    response.exceptionHandler(_ -> subscribers.remove(subscriber));
    response
        .setChunked(true)
        .setWriteQueueMaxSize(MAX_WAITING_BYTES)
        .putHeader("Content-Type", "text/event-stream")
        .write(": \n\n");
    subscribers.add(subscriber);
    return null;
  }

  /** Sends an event to every page; {@code json} has no line breaks. */
  void publish(String event, String json) {
    if (!subscribers.isEmpty()) {
      send("event: " + event + "\ndata: " + json + "\n\n");
    }
  }

  private void send(String text) {
    for (Subscriber one : subscribers) {
      one.context().runOnContext(_ -> send(one, text));
    }
  }

  private void send(Subscriber one, String text) {
    HttpServerResponse response = one.response();
    if (response.closed() || response.ended()) {
      subscribers.remove(one);
    } else if (!sessions.lives(one.session()) || response.writeQueueFull()) {
      subscribers.remove(one);
      response.end();
    } else {
      response.write(text);
    }
  }

  /** Ends the pages of sessions that have ended, at once. */
  void sweep() {
    for (Subscriber one : subscribers) {
      if (!sessions.lives(one.session())) {
        one.context()
            .runOnContext(
                _ -> {
                  subscribers.remove(one);
                  if (!one.response().ended() && !one.response().closed()) {
                    one.response().end();
                  }
                });
      }
    }
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    subscribers.clear();
  }
}
