package org.sekisho.home.page;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.Outcome;
import org.sekisho.home.intake.Commands;
import org.sekisho.home.intake.Intake;
import org.sekisho.home.statistics.HomeStore;
import org.sekisho.home.statistics.Resolution;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The routes behind the page: signing in, the state of the house, its course, and commands. */
final class PageApi {
  private static final Duration COURSE = Duration.ofHours(24);
  private static final Duration COURSE_STEP = Duration.ofMinutes(5);
  private static final Duration YOUNG = Duration.ofHours(3);
  private static final Duration LONGEST_MINUTES = Duration.ofDays(2);
  private static final Duration LONGEST_HOURS = Duration.ofDays(100);

  private final PageConfig config;
  private final Door door;
  private final Sessions sessions;
  private final LiveUpdates live;
  private final HomeStore store;
  private final Intake intake;
  private final Commands commands;
  private final InstantSource clock;

  PageApi(
      PageConfig config,
      Door door,
      Sessions sessions,
      LiveUpdates live,
      HomeStore store,
      Intake intake,
      Commands commands,
      InstantSource clock) {
    this.config = config;
    this.door = door;
    this.sessions = sessions;
    this.live = live;
    this.store = store;
    this.intake = intake;
    this.commands = commands;
    this.clock = clock;
  }

  List<PageRoute> routes() {
    List<PageRoute> routes = new ArrayList<>(PageFiles.routes());
    routes.add(new PageRoute("GET", "/api/session", PageRoute.Access.OPEN, this::session));
    routes.add(new PageRoute("POST", "/api/setup", PageRoute.Access.OWN_ORIGIN, this::setUp));
    routes.add(new PageRoute("POST", "/api/session", PageRoute.Access.OWN_ORIGIN, this::signIn));
    routes.add(
        new PageRoute("DELETE", "/api/session", PageRoute.Access.SESSION_CHANGE, this::signOut));
    routes.add(new PageRoute("GET", "/api/home", PageRoute.Access.SESSION, this::home));
    routes.add(new PageRoute("GET", "/api/course", PageRoute.Access.SESSION, this::course));
    routes.add(new PageRoute("GET", "/api/statistics", PageRoute.Access.SESSION, this::statistics));
    routes.add(
        new PageRoute("POST", "/api/commands", PageRoute.Access.SESSION_CHANGE, this::command));
    routes.add(new PageRoute("GET", "/api/live", PageRoute.Access.SESSION, null));
    return routes;
  }

  private Answer session(Request request, @Nullable Session session) {
    ObjectNode json = PageJson.JSON.createObjectNode();
    json.put("signedIn", session != null);
    json.put("setUp", door.needsSetUp());
    if (session != null) {
      json.put("user", session.user()).put("csrf", session.csrf().reveal());
    }
    return Answer.json(200, json);
  }

  private Answer setUp(Request request, @Nullable Session session) {
    return enter(
        request,
        json ->
            door.setUp(
                text(json, "code"), text(json, "user"), text(json, "password"), request.source()));
  }

  private Answer signIn(Request request, @Nullable Session session) {
    return enter(
        request, json -> door.signIn(text(json, "user"), text(json, "password"), request.source()));
  }

  private Answer enter(Request request, Function<JsonNode, Door.Entry> attempt) {
    Optional<JsonNode> json = request.json();
    if (json.isEmpty()) {
      return Answer.problem(400, "a JSON object is needed");
    }
    return switch (attempt.apply(json.get())) {
      case Door.Entry.Admitted(String user) -> {
        Sessions.Begun begun = sessions.begin(user);
        ObjectNode answer = PageJson.JSON.createObjectNode();
        answer.put("user", user).put("csrf", begun.session().csrf().reveal());
        yield Answer.json(200, answer)
            .with(
                "Set-Cookie",
                PageServer.cookie(begun.token().reveal(), sessions.life().toSeconds()));
      }
      case Door.Entry.Denied(String reason) -> reasoned(403, reason);
      case Door.Entry.Later(Duration wait) -> {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        yield reasoned(429, "wait").with("Retry-After", Long.toString(seconds));
      }
    };
  }

  private Answer signOut(Request request, @Nullable Session session) {
    PageServer.token(request).ifPresent(sessions::end);
    live.sweep();
    return Answer.empty(204).with("Set-Cookie", PageServer.cookie("", 0));
  }

  private Answer home(Request request, @Nullable Session session) {
    ObjectNode json = PageJson.JSON.createObjectNode();
    json.putObject("name").put("ja", config.name().ja()).put("en", config.name().en());
    json.put("now", clock.millis());
    json.put("stream", intake.state().word());
    json.put("unlock", config.remoteUnlock());
    json.set("devices", PageJson.devices(intake.inventory()));
    json.set("points", PageJson.points(intake.inventory(), store.latest()));
    ObjectNode today = json.putObject("today");
    store
        .totals(clock.instant().minus(COURSE))
        .forEach((point, total) -> today.put(point.toString(), total));
    return Answer.json(200, json);
  }

  private Answer course(Request request, @Nullable Session session) {
    Instant now = clock.instant();
    ObjectNode json = PageJson.JSON.createObjectNode();
    json.put("from", now.minus(COURSE).getEpochSecond());
    json.put("to", now.getEpochSecond());
    Duration step = step(now);
    json.put("step", step.toSeconds());
    ArrayNode all = json.putArray("courses");
    store
        .courses(now.minus(COURSE), step)
        .forEach((point, course) -> all.add(PageJson.course(point, course)));
    return Answer.json(200, json);
  }

  /** Finer while there is little to draw, so that a new house has lines from the first minutes. */
  private Duration step(Instant now) {
    boolean young =
        store
            .firstMinute(now.minus(COURSE))
            .map(first -> first.isAfter(now.minus(YOUNG)))
            .orElse(true);
    return young ? Duration.ofMinutes(1) : COURSE_STEP;
  }

  private Answer statistics(Request request, @Nullable Session session) {
    try {
      var point =
          new PointId(
              request.query().getOrDefault("device", ""),
              request.query().getOrDefault("point", ""));
      Resolution resolution =
          switch (request.query().getOrDefault("per", "hour")) {
            case "minute" -> Resolution.MINUTE;
            case "hour" -> Resolution.HOUR;
            default -> throw new IllegalArgumentException();
          };
      Instant to = moment(request, "to", clock.instant());
      Instant from = moment(request, "from", to.minus(COURSE));
      Duration longest = resolution == Resolution.MINUTE ? LONGEST_MINUTES : LONGEST_HOURS;
      if (Duration.between(from, to).compareTo(longest) > 0) {
        return Answer.problem(400, "at most " + longest.toDays() + " days at once");
      }
      ArrayNode spans = PageJson.JSON.createArrayNode();
      store.statistics(point, resolution, from, to).forEach(span -> spans.add(PageJson.span(span)));
      ObjectNode json = PageJson.JSON.createObjectNode();
      json.set("statistics", spans);
      return Answer.json(200, json);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      return Answer.problem(400, "device, point, per=minute|hour, from and to (RFC 3339)");
    }
  }

  private static Instant moment(Request request, String name, Instant otherwise) {
    String text = request.query().get(name);
    return text == null ? otherwise : Instant.parse(text);
  }

  private Answer command(Request request, @Nullable Session session) throws InterruptedException {
    JsonNode json = request.json().orElse(PageJson.JSON.createObjectNode());
    PointId point;
    UUID key;
    Value value;
    try {
      point = new PointId(text(json, "device"), text(json, "point"));
      key = UUID.fromString(text(json, "key"));
      value = value(json.path("value"));
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, "device, point, value and key (a UUID)");
    }
    if (!intake.inventory().writable().contains(point)) {
      return reasoned(403, "not-permitted");
    }
    if (!config.remoteUnlock() && unlocks(point, value)) {
      return reasoned(403, "unlock-disabled");
    }
    String user = session == null ? "" : session.user();
    return switch (commands.send(key, point, value, user)) {
      case Outcome.Answered<CommandState>(CommandState state) ->
          Answer.json(202, PageJson.command(state));
      case Outcome.Refused<CommandState>(int status, String _) ->
          reasoned(
              status == 429 ? 429 : 403,
              switch (status) {
                case 400, 422 -> "invalid-value";
                case 401, 403, 404 -> "not-permitted";
                case 409 -> "conflict";
                case 429 -> "rate";
                default -> "head-end";
              });
      case Outcome.Unreachable<CommandState> _ -> reasoned(502, "unreachable");
    };
  }

  private static boolean unlocks(PointId point, Value value) {
    return point.point().equals("locked") && value.equals(new Value.Bool(false));
  }

  private static Value value(JsonNode json) {
    if (json.isBoolean()) {
      return new Value.Bool(json.asBoolean());
    }
    if (json.isNumber()) {
      return new Value.Numeric(json.asDouble());
    }
    throw new IllegalArgumentException("value");
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asString("");
  }

  private static Answer reasoned(int status, String reason) {
    ObjectNode json = PageJson.JSON.createObjectNode();
    json.put("status", status).put("title", "refused").put("reason", reason);
    return Answer.json(status, json).with("Content-Type", "application/problem+json");
  }
}
