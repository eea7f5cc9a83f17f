package org.sekisho.management.release;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.management.inventory.Inventory;
import org.sekisho.management.release.Releases.Order;
import org.sekisho.management.release.Releases.Release;
import org.sekisho.management.release.Releases.State;
import org.sekisho.program.Peer;
import org.sekisho.program.Role;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server side of hawkBit's Direct Device Integration API, version 1, tenant {@code DEFAULT}. A
 * controller is a gateway, known by its client certificate and by nothing else; it sees its own
 * resources only. Handlers block.
 */
public final class DeviceApi {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TYPE = "application/hal+json;charset=UTF-8";
  private static final String BASE = "/DEFAULT/controller/v1/{id}";
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9a-fA-F:]{2,45}](:\\d{1,5})?");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})?-(\\d{1,18})?");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int MAX_NAME = 64;
  private static final int MAX_VALUE = 256;

  private final Releases releases;
  private final Inventory inventory;
  private final ReleaseConfig config;
  private final RequestRate requests;
  private final RequestRate parts;

  /** An API over these releases. */
  public DeviceApi(
      Releases releases, Inventory inventory, ReleaseConfig config, InstantSource clock) {
    this.releases = releases;
    this.inventory = inventory;
    this.config = config;
    this.requests = new RequestRate(config.requestsPerMinute(), clock);
    this.parts = new RequestRate(config.partsPerMinute(), clock);
  }

  /** The routes. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    add(routes, "GET", "", this::root);
    add(routes, "PUT", "/configData", this::configData);
    add(routes, "GET", "/deploymentBase/{action}", this::deployment);
    add(routes, "POST", "/deploymentBase/{action}/feedback", this::feedback);
    add(routes, "GET", "/cancelAction/{action}", this::cancelAction);
    add(routes, "POST", "/cancelAction/{action}/feedback", this::cancelFeedback);
    add(routes, "GET", "/installedBase/{action}", this::installed);
    add(routes, "GET", "/softwaremodules/{module}/artifacts", this::artifacts);
    routes.add(
        new Route(
            "GET",
            BASE + "/softwaremodules/{module}/artifacts/{file}",
            request -> guarded(request, parts, this::artifact)));
    return routes;
  }

  private void add(
      List<Route> routes, String method, String path, BiFunction<Request, String, Answer> handler) {
    routes.add(new Route(method, BASE + path, request -> guarded(request, requests, handler)));
  }

  private Answer guarded(
      Request request, RequestRate rate, BiFunction<Request, String, Answer> handler) {
    Optional<Peer> peer = request.peer();
    if (peer.isEmpty()) {
      return Answer.problem(401, "a client certificate of this authority is needed");
    }
    if (peer.get().role() != Role.GATEWAY
        || !peer.get().id().equals(request.parameter("id"))
        || !inventory.isGood(peer.get(), request.certificates().getFirst())) {
      return Answer.problem(403, "not the resources of this certificate");
    }
    if (!rate.take(peer.get().id())) {
      return Answer.problem(429, "too many requests").with("Retry-After", "5");
    }
    return handler.apply(request, peer.get().id());
  }

  private Answer root(Request request, String id) {
    String base = base(request, id);
    Map<String, Object> links = new LinkedHashMap<>();
    releases
        .due(id)
        .ifPresent(
            order -> {
              boolean cancel = order.state() == State.CANCELING;
              String what = cancel ? "/cancelAction/" : "/deploymentBase/";
              links.put(
                  cancel ? "cancelAction" : "deploymentBase",
                  link(
                      base
                          + what
                          + order.number()
                          + (cancel ? "" : "?c=" + Integer.toUnsignedString(order.hashCode()))));
            });
    releases
        .finished(id)
        .ifPresent(
            order -> links.put("installedBase", link(base + "/installedBase/" + order.number())));
    if (releases.factsDue(id)) {
      links.put("configData", link(base + "/configData"));
    }
    Duration poll = config.poll();
    String sleep =
        "%02d:%02d:%02d"
            .formatted(Math.min(99, poll.toHours()), poll.toMinutesPart(), poll.toSecondsPart());
    return json(Map.of("config", Map.of("polling", Map.of("sleep", sleep)), "_links", links));
  }

  private Answer configData(Request request, String id) {
    JsonNode body = request.json().orElse(null);
    if (body == null || !body.path("data").isObject()) {
      return Answer.problem(400, "a JSON object with data is needed");
    }
    String mode = body.path("mode").asString("merge");
    if (!List.of("merge", "replace", "remove").contains(mode)) {
      return Answer.problem(400, "mode is merge, replace or remove");
    }
    Map<String, String> facts = new LinkedHashMap<>();
    for (var fact : body.path("data").properties()) {
      String value = fact.getValue().asString("");
      if (fact.getKey().isEmpty()
          || fact.getKey().length() > MAX_NAME
          || value.length() > MAX_VALUE
          || CONTROL.matcher(fact.getKey() + value).find()) {
        return Answer.problem(
            400, "a name has 1 to 64 characters, a value up to 256, none of them a control");
      }
      facts.put(fact.getKey(), value);
    }
    return releases.tell(id, mode, facts)
        ? Answer.empty(200)
        : Answer.problem(403, "more than " + Releases.MAX_FACTS + " attributes");
  }

  private Answer deployment(Request request, String id) {
    Optional<Order> order = order(request, id);
    if (order.isEmpty()
        || order.get().state() == State.CANCELING
        || !order.get().state().active()) {
      return Answer.problem(404, "no such deployment is due");
    }
    Answer answer = describe(request, id, order.get());
    releases.seen(order.get());
    return answer;
  }

  private Answer installed(Request request, String id) {
    return order(request, id)
        .filter(order -> order.state() == State.FINISHED)
        .map(order -> describe(request, id, order))
        .orElse(Answer.problem(404, "no such deployment is installed"));
  }

  private Answer describe(Request request, String id, Order order) {
    Optional<Release> release = releases.find(order.version());
    if (release.isEmpty()) {
      return Answer.problem(404, "the release is gone");
    }
    String how = order.forced() ? "forced" : "attempt";
    Map<String, Object> chunk = new LinkedHashMap<>();
    chunk.put("part", "os");
    chunk.put("version", release.get().version());
    chunk.put("name", "sekisho-gateway");
    chunk.put("artifacts", List.of(artifactJson(request, id, release.get())));
    Map<String, Object> deployment = new LinkedHashMap<>();
    deployment.put("download", how);
    deployment.put("update", how);
    deployment.put("chunks", List.of(chunk));
    return json(Map.of("id", String.valueOf(order.number()), "deployment", deployment));
  }

  private Map<String, Object> artifactJson(Request request, String id, Release release) {
    String href =
        base(request, id) + "/softwaremodules/" + release.number() + "/artifacts/" + release.file();
    Map<String, Object> hashes = new LinkedHashMap<>();
    // Clients read the weaker two and fail without them; what counts is SHA-256 and the signatures.
    hashes.put("sha1", release.sha1());
    hashes.put("md5", release.md5());
    hashes.put("sha256", release.sha256());
    Map<String, Object> artifact = new LinkedHashMap<>();
    artifact.put("filename", release.file());
    artifact.put("hashes", hashes);
    artifact.put("size", release.sizeBytes());
    artifact.put("_links", Map.of("download", link(href), "md5sum", link(href + ".MD5SUM")));
    return artifact;
  }

  private Answer feedback(Request request, String id) {
    return said(
        request,
        id,
        (order, said) -> {
          Optional<State> next =
              switch (said.execution()) {
                case "closed" ->
                    Optional.of(said.finished().equals("failure") ? State.ERROR : State.FINISHED);
                case "canceled" -> Optional.of(State.CANCELED);
                case "proceeding", "scheduled", "resumed", "download", "downloaded" ->
                    Optional.of(order.state() == State.CANCELING ? State.CANCELING : State.RUNNING);
                default -> Optional.empty(); // rejected: a warning, the order stands
              };
          releases.feedback(order, said.execution(), said.finished(), said.detail(), next);
          return Answer.empty(200);
        });
  }

  private Answer cancelAction(Request request, String id) {
    return order(request, id)
        .filter(order -> order.state() == State.CANCELING)
        .map(
            order ->
                json(
                    Map.of(
                        "id",
                        String.valueOf(order.number()),
                        "cancelAction",
                        Map.of("stopId", String.valueOf(order.number())))))
        .orElse(Answer.problem(404, "no such order is to be given up"));
  }

  private Answer cancelFeedback(Request request, String id) {
    return said(
        request,
        id,
        (order, said) -> {
          if (order.state() != State.CANCELING) {
            return Answer.problem(404, "the order is not to be given up");
          }
          Optional<State> next =
              switch (said.execution()) {
                case "closed", "canceled" ->
                    said.finished().equals("failure")
                        ? Optional.of(State.RUNNING)
                        : Optional.of(State.CANCELED);
                case "rejected" -> Optional.of(State.RUNNING);
                default -> Optional.empty();
              };
          releases.feedback(order, said.execution(), said.finished(), said.detail(), next);
          return Answer.empty(200);
        });
  }

  private record Said(String execution, String finished, String detail) {}

  private Answer said(Request request, String id, BiFunction<Order, Said, Answer> then) {
    Optional<Order> order = order(request, id);
    if (order.isEmpty()) {
      return Answer.problem(404, "no such order");
    }
    JsonNode status = request.json().map(b -> b.path("status")).orElse(null);
    if (status == null) {
      return Answer.problem(400, "a JSON object with status is needed");
    }
    String execution = status.path("execution").asString("").toLowerCase(Locale.ROOT);
    String finished = status.at("/result/finished").asString("none").toLowerCase(Locale.ROOT);
    if (!List.of(
                "closed",
                "proceeding",
                "canceled",
                "scheduled",
                "rejected",
                "resumed",
                "downloaded",
                "download")
            .contains(execution)
        || !List.of("success", "failure", "none").contains(finished)) {
      return Answer.problem(400, "execution or result.finished is none of the API's words");
    }
    if (!order.get().state().active()) {
      return Answer.problem(410, "the order has ended");
    }
    JsonNode details = status.path("details");
    return then.apply(
        order.get(),
        new Said(execution, finished, details.isEmpty() ? "" : details.get(0).asString("")));
  }

  private Answer artifacts(Request request, String id) {
    return entitled(request, id)
        .map(release -> json(List.of(artifactJson(request, id, release))))
        .orElse(Answer.problem(404, "no such artifact"));
  }

  /** A release file, whole or in one part (RFC 9110 14). Writes nothing into the database. */
  private Answer artifact(Request request, String id) {
    Optional<Release> found = entitled(request, id);
    String file = request.parameter("file");
    if (found.isEmpty()) {
      return Answer.problem(404, "no such artifact");
    }
    Release release = found.get();
    if (file.equals(release.file() + ".MD5SUM")) {
      return Answer.text(200, "text/plain", release.md5() + "  " + release.file() + "\n");
    }
    if (!file.equals(release.file())) {
      return Answer.problem(404, "no such artifact");
    }
    String tag = "\"" + release.sha256() + "\"";
    if (request.header("if-none-match").filter(tag::equals).isPresent()) {
      return Answer.empty(304).with("ETag", tag);
    }
    long size = release.sizeBytes();
    boolean same = request.header("if-range").map(tag::equals).orElse(true);
    Optional<String> range = request.header("range").filter(_ -> same);
    // Several parts at once are answered by the whole, as the RFC allows.
    Matcher m = RANGE.matcher(range.orElse(""));
    if (!m.matches() || (m.group(1) == null && m.group(2) == null)) {
      return part(release, 200, 0, size).with("ETag", tag).with("Accept-Ranges", "bytes");
    }
    long from;
    long last = size - 1;
    if (m.group(1) == null) {
      from = Math.max(0, size - Long.parseLong(m.group(2)));
    } else {
      from = Long.parseLong(m.group(1));
      if (m.group(2) != null) {
        last = Math.min(last, Long.parseLong(m.group(2)));
      }
    }
    if (from > last) {
      return Answer.problem(416, "no such part").with("Content-Range", "bytes */" + size);
    }
    return part(release, 206, from, last - from + 1)
        .with("Content-Range", "bytes " + from + "-" + last + "/" + size)
        .with("ETag", tag)
        .with("Accept-Ranges", "bytes");
  }

  private Answer part(Release release, int status, long from, long length) {
    return Answer.file(
        status,
        "application/octet-stream",
        new Answer.FilePart(releases.file(release), from, length));
  }

  /** The release of this number when it was ordered for this gateway, now or before. */
  private Optional<Release> entitled(Request request, String id) {
    Optional<Long> number = number(request.parameter("module"));
    if (number.isEmpty()) {
      return Optional.empty();
    }
    Optional<Release> release = releases.find(number.get());
    boolean ordered =
        release.isPresent()
            && (releases
                    .due(id)
                    .filter(o -> o.version().equals(release.get().version()))
                    .isPresent()
                || releases
                    .finished(id)
                    .filter(o -> o.version().equals(release.get().version()))
                    .isPresent());
    return ordered ? release : Optional.empty();
  }

  private Optional<Order> order(Request request, String id) {
    return number(request.parameter("action"))
        .flatMap(releases::order)
        .filter(order -> order.gateway().equals(id));
  }

  private static Optional<Long> number(String text) {
    return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  /** Where the client reached this server; it gets its own words back, if they are a host. */
  private static String base(Request request, String id) {
    String host = request.header("host").filter(h -> HOST.matcher(h).matches()).orElse("localhost");
    return "https://" + host + "/DEFAULT/controller/v1/" + id;
  }

  private static Map<String, Object> link(String href) {
    return Map.of("href", href);
  }

  private static Answer json(Object value) {
    return new Answer(200, Map.of("Content-Type", TYPE), JSON.writeValueAsBytes(value));
  }
}
