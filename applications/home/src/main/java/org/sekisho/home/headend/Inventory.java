package org.sekisho.home.headend;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.reading.PointId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The devices and points that the application's grant lets it see, as the API describes them.
 *
 * @param devices the array of {@code GET /v1/devices}
 * @param points the array of {@code GET /v1/points}
 */
public record Inventory(JsonNode devices, JsonNode points) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Before anything has been read. */
  public static final Inventory EMPTY =
      new Inventory(JSON.createArrayNode(), JSON.createArrayNode());

  /** Reads what {@link #text} wrote; anything else is the empty one. */
  public static Inventory parse(String text) {
    JsonNode root = JSON.readTree(text);
    return of(root.path("devices"), root.path("points")).orElse(EMPTY);
  }

  /** Joins two answers; empty when one of them is no array. */
  public static Optional<Inventory> of(JsonNode devices, JsonNode points) {
    return devices.isArray() && points.isArray()
        ? Optional.of(new Inventory(devices, points))
        : Optional.empty();
  }

  /** As JSON text. */
  public String text() {
    ObjectNode root = JSON.createObjectNode();
    root.set("devices", devices);
    root.set("points", points);
    return JSON.writeValueAsString(root);
  }

  /** The description of each point in the API's order; malformed ones are left out. */
  public Map<PointId, JsonNode> byPoint() {
    Map<PointId, JsonNode> found = new LinkedHashMap<>();
    for (JsonNode point : points) {
      id(point).ifPresent(id -> found.put(id, point));
    }
    return found;
  }

  private static Optional<PointId> id(JsonNode point) {
    try {
      return Optional.of(
          new PointId(SeenReading.text(point, "device"), SeenReading.text(point, "point")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The points that may be set. */
  public Set<PointId> writable() {
    Set<PointId> found = new HashSet<>();
    byPoint()
        .forEach(
            (id, json) -> {
              if (json.path("writable").asBoolean(false)) {
                found.add(id);
              }
            });
    return found;
  }

  /** Component ids of the gateways that the points belong to. */
  public List<String> gateways() {
    return byPoint().values().stream()
        .map(json -> SeenReading.text(json, "gateway"))
        .distinct()
        .sorted()
        .toList();
  }
}
