package org.sekisho.management.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.sekisho.management.inventory.Audit;
import org.sekisho.management.inventory.Inventory;
import org.sekisho.program.Peer;
import org.sekisho.program.Role;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;
import org.sekisho.program.logbook.LogSignature;
import org.sekisho.program.logbook.LogStatement;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Takes alerts from gateways, {@code POST /v1/alerts} over mutual TLS, and shows them to the
 * operator, {@code GET /alerts}, who can say that they know of one. A gateway tells only of itself,
 * and at most {@link #PER_MINUTE} times in a minute. Handlers block.
 */
public final class AlertRoutes {
  /** Requests of one gateway in a minute; further ones are answered 429. */
  public static final int PER_MINUTE = 120;

  /** Most alerts of one request. */
  public static final int MAX_AT_ONCE = 16;

  private static final Logger LOG = LoggerFactory.getLogger(AlertRoutes.class);
  private static final int SHOWN = 500;
  private static final int MAX_TEXT = 500;
  private static final int MAX_WORD = 64;
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");
  private static final Set<String> CLASSES = Set.of("notice", "attacked", "intruded");
  private static final Set<String> STATES = Set.of("open", "acknowledged");

  private record Minute(long number, int requests) {}

  private final AlertBook book;
  private final Inventory inventory;
  private final Audit audit;
  private final InstantSource clock;
  private final Counter taken;
  private final Map<String, Minute> minutes = new HashMap<>();

  /** Routes over the book. */
  public AlertRoutes(
      AlertBook book,
      Inventory inventory,
      Audit audit,
      InstantSource clock,
      MeterRegistry metrics) {
    this.book = book;
    this.inventory = inventory;
    this.audit = audit;
    this.clock = clock;
    this.taken =
        Counter.builder("sekisho.management.alerts.taken")
            .description("Alerts that gateways told, each time counted")
            .register(metrics);
  }

  /** The route for gateways. */
  public List<Route> routes() {
    return List.of(new Route("POST", "/v1/alerts", this::take));
  }

  /** The routes for the operator. */
  public void addTo(MaintenanceListener listener) {
    listener
        .route("GET", "/alerts", _ -> show())
        .route("POST", "/alerts/{id}/acknowledgement", this::note);
  }

  /** Of the operator's: the gateway's own alert and its lamp wait for somebody there. */
  private Answer note(Request request) {
    JsonNode body = request.json().orElse(MissingNode.getInstance());
    String by = body.path("by").asString("");
    if (!NAME.matcher(by).matches()) {
      return Answer.problem(400, "'by' is needed: a name of 1 to 64 letters, digits and . _ -");
    }
    String id = request.parameter("id");
    String asked = body.path("gateway").asString("");
    List<String> tellers =
        book.tellers(id).stream().filter(t -> asked.isEmpty() || t.equals(asked)).toList();
    if (tellers.size() > 1) {
      return Answer.problem(
          409, "several gateways told that id, say which: " + String.join(", ", tellers));
    }
    if (tellers.isEmpty() || !book.note(tellers.getFirst(), id, by, clock.instant())) {
      return Answer.problem(404, "no such alert");
    }
    audit.write("maintenance", "acknowledge alert " + id, tellers.getFirst(), request.source());
    LOG.info("{} knows of alert {} of {}", by, id, tellers.getFirst());
    return Answer.empty(204);
  }

  private Answer take(Request request) {
    Optional<Peer> peer = request.peer();
    if (peer.isEmpty()) {
      return Answer.problem(401, "a client certificate of this authority is needed");
    }
    if (peer.get().role() != Role.GATEWAY
        || !inventory.isGood(peer.get(), request.certificates().getFirst())) {
      return Answer.problem(403, "this identity is revoked, unknown or no gateway's");
    }
    String gateway = peer.get().id();
    Instant now = clock.instant();
    if (isTooOften(gateway, now)) {
      return Answer.problem(429, "too many requests").with("Retry-After", "60");
    }
    Optional<JsonNode> body = request.json();
    Optional<List<AlertBook.Row>> rows =
        body.flatMap(json -> rows(gateway, json.path("alerts"), now));
    if (rows.isEmpty()) {
      return Answer.problem(400, "a JSON object with 'alerts', at most 16, is needed");
    }
    book.take(gateway, rows.get());
    taken.increment(rows.get().size());
    body.ifPresent(json -> anchor(gateway, request, json.path("log"), now));
    return Answer.empty(204);
  }

  private synchronized boolean isTooOften(String gateway, Instant now) {
    long minute = now.getEpochSecond() / 60;
    minutes.values().removeIf(m -> m.number() != minute);
    Minute known = minutes.getOrDefault(gateway, new Minute(minute, 0));
    minutes.put(gateway, new Minute(minute, known.requests() + 1));
    return known.requests() >= PER_MINUTE;
  }

  private static Optional<List<AlertBook.Row>> rows(String gateway, JsonNode json, Instant now) {
    if (!json.isArray() || json.size() > MAX_AT_ONCE) {
      return Optional.empty();
    }
    List<AlertBook.Row> rows = new ArrayList<>();
    try {
      for (JsonNode one : json) {
        String alertClass = one.path("class").asString("");
        String state = one.path("state").asString("");
        if (!CLASSES.contains(alertClass) || !STATES.contains(state)) {
          return Optional.empty();
        }
        rows.add(
            new AlertBook.Row(
                gateway,
                UUID.fromString(one.path("id").asString("")).toString(),
                alertClass,
                cut(one.path("kind").asString(""), MAX_WORD),
                state,
                cut(one.path("title").path("ja").asString(""), MAX_TEXT),
                cut(one.path("title").path("en").asString(""), MAX_TEXT),
                cut(one.path("device").asString(""), MAX_WORD),
                cut(one.path("source").asString(""), MAX_WORD),
                cut(one.path("detail").asString(""), MAX_TEXT),
                Math.max(1, one.path("count").asLong(1)),
                Instant.parse(one.path("since").asString("")),
                Instant.parse(one.path("last").asString("")),
                now,
                now,
                Optional.empty()));
      }
      return Optional.of(rows);
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static String cut(String text, int length) {
    // PostgreSQL takes no NUL in a text.
    String clean = text.replace('\0', '?');
    return clean.length() > length ? clean.substring(0, length) : clean;
  }

  /** A log whose end is before the one that was told earlier has been cut or put back. */
  private void anchor(String gateway, Request request, JsonNode json, Instant now) {
    var signature =
        new LogSignature(
            json.path("key").asString(""),
            json.path("statement").asString(""),
            json.path("value").asString(""));
    Optional<LogStatement> opened =
        signature.statement().isEmpty()
            ? Optional.empty()
            : signature.open(request.certificates().getFirst());
    if (opened.isEmpty() || !opened.get().gateway().equals(gateway)) {
      return;
    }
    LogStatement statement = opened.get();
    Optional<AlertBook.Anchor> before = book.anchor(gateway);
    boolean back =
        before.isPresent()
            && before.get().log().equals(statement.log())
            && goesBack(before.get(), statement);
    if (back) {
      LOG.warn("the log of {} ends before what it had told", gateway);
      book.take(
          gateway,
          List.of(
              new AlertBook.Row(
                  gateway,
                  UUID.nameUUIDFromBytes(
                          (gateway + statement.log() + before.get().number())
                              .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                      .toString(),
                  "intruded",
                  "log-altered",
                  "open",
                  "記録が書き換えられたか失われました",
                  "The log was altered or lost",
                  "",
                  "",
                  "signature %d was told, now the log ends at signature %d"
                      .formatted(before.get().number(), statement.number()),
                  1,
                  now,
                  now,
                  now,
                  now,
                  Optional.empty())));
      return;
    }
    book.keep(new AlertBook.Anchor(gateway, statement.log(), statement.number(), signature, now));
  }

  private static boolean goesBack(AlertBook.Anchor before, LogStatement now) {
    return LogStatement.parse(before.signature().statement())
        .map(
            then ->
                now.number() < then.number()
                    || then.heads().entrySet().stream()
                        .anyMatch(
                            head -> {
                              LogStatement.Link present = now.heads().get(head.getKey());
                              return present == null
                                  || present.number() < head.getValue().number()
                                  || (present.number() == head.getValue().number()
                                      && !present.hash().equals(head.getValue().hash()));
                            }))
        .orElse(false);
  }

  private Answer show() {
    List<Map<String, Object>> found = new ArrayList<>();
    for (AlertBook.Row row : book.newest(SHOWN)) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("gateway", row.member());
      one.put("id", row.id());
      one.put("class", row.alertClass());
      one.put("kind", row.kind());
      one.put("state", row.state());
      one.put("count", row.count());
      one.put("since", row.since().toString());
      one.put("last", row.last().toString());
      one.put("device", row.device());
      one.put("source", row.source());
      one.put("detail", row.detail());
      one.put("title", Map.of("ja", row.titleJa(), "en", row.titleEn()));
      one.put("received", row.received().toString());
      one.put("waits", row.waits());
      row.noted()
          .ifPresent(
              noted ->
                  one.put(
                      "noted",
                      Map.of(
                          "by", noted.by(), "at", noted.at().toString(), "count", noted.count())));
      found.add(one);
    }
    return Answer.json(200, Map.of("alerts", found));
  }
}
