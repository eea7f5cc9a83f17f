package org.sekisho.program.https;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections on which no whole request comes in time, however many bytes of it trickle in
 * (PROTO-07); an idle time-out does not see those. While a request is answered no time runs, so
 * that long polls and streams stay open. Thread-safe.
 */
public final class RequestClock {
  /** From the connection's opening to the end of its first request. */
  public static final long FIRST_MS = 10_000;

  /** From the end of an answer to the end of the next request. */
  public static final long NEXT_MS = 60_000;

  private final Vertx vertx;
  private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();

  /** A clock for one server. */
  public RequestClock(Vertx vertx) {
    this.vertx = vertx;
  }

  /** The connection has been opened. */
  public void opened(HttpConnection connection) {
    arm(connection, FIRST_MS);
  }

  /** The request has come in whole: the clock stands until its answer has been sent. */
  public void received(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    disarm(connection);
    request.response().endHandler(_ -> arm(connection, NEXT_MS));
  }

  /** The connection has been closed. */
  public void closed(HttpConnection connection) {
    disarm(connection);
  }

  private void arm(HttpConnection connection, long ms) {
    Long before =
        timers.put(
            connection,
            vertx.setTimer(
                ms,
                _ -> {
                  timers.remove(connection);
                  connection.close();
                }));
    if (before != null) {
      vertx.cancelTimer(before);
    }
  }

  private void disarm(HttpConnection connection) {
    Long timer = timers.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
