package org.sekisho.home.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.Inventory;
import org.sekisho.home.headend.SeenReading;
import org.sekisho.home.statistics.HomeStore;
import org.sekisho.home.statistics.Statistic;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the page is told, as JSON. */
public final class PageJson {
  static final JsonMapper JSON = new JsonMapper();

  private static final List<String> DEVICE_FIELDS =
      List.of("id", "gateway", "kind", "name", "place", "profile");
  private static final List<String> POINT_FIELDS =
      List.of(
          "gateway",
          "device",
          "point",
          "name",
          "type",
          "unit",
          "range",
          "command_range",
          "writable");

  /** Enough for a line on a screen. */
  private static final MathContext COURSE_DIGITS = new MathContext(6);

  private PageJson() {}

  static ArrayNode devices(Inventory inventory) {
    ArrayNode all = JSON.createArrayNode();
    inventory.devices().forEach(device -> all.add(only(device, DEVICE_FIELDS)));
    return all;
  }

  /** Every point of the inventory with its latest reading under {@code latest}, null before one. */
  public static ArrayNode points(Inventory inventory, Map<PointId, SeenReading> latest) {
    ArrayNode all = JSON.createArrayNode();
    inventory
        .byPoint()
        .forEach(
            (id, json) -> {
              ObjectNode point = only(json, POINT_FIELDS);
              SeenReading reading = latest.get(id);
              point.set("latest", reading == null ? JSON.nullNode() : reading(reading));
              all.add(point);
            });
    return all;
  }

  static ObjectNode reading(SeenReading reading) {
    ObjectNode json = JSON.createObjectNode();
    json.put("device", reading.point().device());
    json.put("point", reading.point().point());
    json.set("value", value(reading.value()));
    json.put("unit", reading.unit());
    json.put("time", reading.time().toEpochMilli());
    json.put("quality", reading.quality().word());
    json.put("reason", reading.reason());
    return json;
  }

  static ObjectNode command(CommandState state) {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", state.id());
    json.put("device", state.point().device());
    json.put("point", state.point().point());
    json.set("value", value(state.value()));
    json.put("status", state.status());
    json.put("reason", state.reason());
    json.set("readBack", value(state.readBack()));
    json.put("ended", state.ended());
    return json;
  }

  static ObjectNode course(PointId point, HomeStore.Course course) {
    ObjectNode json = JSON.createObjectNode();
    json.put("device", point.device());
    json.put("point", point.point());
    ArrayNode times = json.putArray("start");
    course.startS().forEach(times::add);
    ArrayNode means = json.putArray("mean");
    course.mean().forEach(mean -> means.add(new BigDecimal(mean).round(COURSE_DIGITS)));
    return json;
  }

  static ObjectNode span(HomeStore.Span span) {
    Statistic s = span.statistic();
    ObjectNode json = JSON.createObjectNode();
    json.put("start", span.start().toString());
    json.put("count", s.count());
    json.put("mean", s.mean());
    json.put("min", s.min());
    json.put("max", s.max());
    json.put("last", s.last());
    s.total().ifPresent(total -> json.put("total", total));
    return json;
  }

  private static JsonNode value(@Nullable Value value) {
    return switch (value) {
      case Value.Numeric(double number) -> JSON.getNodeFactory().numberNode(number);
      case Value.Bool(boolean bool) -> JSON.getNodeFactory().booleanNode(bool);
      case Value.Text(String text) -> JSON.getNodeFactory().stringNode(text);
      case null -> JSON.nullNode();
    };
  }

  private static ObjectNode only(JsonNode from, List<String> fields) {
    ObjectNode json = JSON.createObjectNode();
    for (String field : fields) {
      if (from.has(field)) {
        json.set(field, from.path(field));
      }
    }
    return json;
  }
}
