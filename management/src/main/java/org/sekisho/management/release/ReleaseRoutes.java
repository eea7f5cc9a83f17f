package org.sekisho.management.release;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.management.inventory.Audit;
import org.sekisho.management.inventory.Inventory;
import org.sekisho.management.inventory.Member;
import org.sekisho.management.release.Releases.Added;
import org.sekisho.management.release.Releases.Order;
import org.sekisho.management.release.Releases.Release;
import org.sekisho.program.Role;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What the operator does with releases, through the maintenance listener; all of it is audited. */
public final class ReleaseRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseRoutes.class);
  private static final String WHO = "maintenance";

  private final Releases releases;
  private final Inventory inventory;
  private final Audit audit;

  /** Routes over these releases. */
  public ReleaseRoutes(Releases releases, Inventory inventory, Audit audit) {
    this.releases = releases;
    this.inventory = inventory;
    this.audit = audit;
  }

  /** Adds them. */
  public void addTo(MaintenanceListener listener) {
    listener
        .route("POST", "/releases/upload", this::piece)
        .route("POST", "/releases", this::add)
        .route("GET", "/releases", _ -> all())
        .route("DELETE", "/releases/{version}", this::remove)
        .route("POST", "/releases/{version}/orders", this::order)
        .route("GET", "/releases/orders", _ -> orders())
        .route("POST", "/releases/orders/{number}/cancel", this::cancel);
  }

  private Answer piece(Request request) {
    JsonNode body = request.json().orElse(null);
    long offset = body == null ? -1 : body.path("offset").asLong(-1);
    try {
      byte[] data = Base64.getDecoder().decode(body == null ? "" : body.path("data").asString(""));
      if (offset < 0 || data.length == 0) {
        return Answer.problem(400, "a JSON object with offset and data is needed");
      }
      return releases
          .piece(offset, data)
          .map(wrong -> Answer.problem(409, wrong))
          .orElseGet(() -> Answer.json(200, Map.of("offset", offset + data.length)));
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, "data must be base64");
    } catch (IOException e) {
      return failed(e);
    }
  }

  private Answer add(Request request) {
    try {
      return switch (releases.add()) {
        case Added.Refused(String why) -> Answer.problem(422, why);
        case Added.Done(Release release) -> {
          audit.write(WHO, "add-release", release.version(), request.source());
          yield Answer.json(201, json(release));
        }
      };
    } catch (IOException e) {
      return failed(e);
    }
  }

  private Answer all() {
    return Answer.json(
        200, Map.of("releases", releases.all().stream().map(ReleaseRoutes::json).toList()));
  }

  private static Map<String, Object> json(Release release) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", release.version());
    json.put("epoch", release.epoch());
    json.put("size_bytes", release.sizeBytes());
    json.put("sha256", release.sha256());
    json.put("added", release.added().toString());
    return json;
  }

  private Answer remove(Request request) {
    String version = request.parameter("version");
    try {
      if (!releases.remove(version)) {
        return Answer.problem(409, "there is no such release, or an order needs it");
      }
    } catch (IOException e) {
      return failed(e);
    }
    audit.write(WHO, "remove-release", version, request.source());
    return Answer.empty(204);
  }

  private Answer order(Request request) {
    JsonNode body = request.json().orElse(null);
    String gateway = body == null ? "" : body.path("gateway").asString("");
    Optional<Member> member = inventory.find(gateway);
    if (body == null
        || member.isEmpty()
        || member.get().peer().role() != Role.GATEWAY
        || member.get().state() == Member.State.REVOKED) {
      return Answer.problem(404, "there is no such gateway");
    }
    Optional<Order> order =
        releases.order(gateway, request.parameter("version"), body.path("forced").asBoolean(false));
    if (order.isEmpty()) {
      return Answer.problem(404, "there is no such release");
    }
    audit.write(WHO, "order-release", gateway + " " + order.get().version(), request.source());
    return Answer.json(201, json(order.get()));
  }

  private Answer orders() {
    List<Map<String, Object>> orders = new ArrayList<>();
    for (Order order : releases.orders()) {
      Map<String, Object> json = json(order);
      json.put("told", releases.feedbackCount(order.number()));
      String release = releases.facts(order.gateway()).get("release");
      if (release != null) {
        json.put("runs", release);
      }
      orders.add(json);
    }
    return Answer.json(200, Map.of("orders", orders));
  }

  private static Map<String, Object> json(Order order) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", order.number());
    json.put("gateway", order.gateway());
    json.put("version", order.version());
    json.put("forced", order.forced());
    json.put("state", order.state().word());
    json.put("detail", order.detail());
    json.put("made", order.made().toString());
    json.put("changed", order.changed().toString());
    return json;
  }

  private Answer cancel(Request request) {
    String number = request.parameter("number");
    if (!number.matches("\\d{1,18}") || !releases.cancel(Long.parseLong(number))) {
      return Answer.problem(409, "there is no such order, or it has ended");
    }
    audit.write(WHO, "cancel-release-order", number, request.source());
    return Answer.empty(204);
  }

  private static Answer failed(IOException e) {
    LOG.error("releases: {}", e.toString());
    return Answer.problem(500, "the file could not be read or written");
  }
}
