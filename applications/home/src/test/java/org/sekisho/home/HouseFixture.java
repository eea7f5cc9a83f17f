package org.sekisho.home;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Devices and points of a small house, as the head-end's API describes them. */
final class HouseFixture {
  private static final JsonMapper JSON = new JsonMapper();

  private record Device(
      String id, String kind, String ja, String en, String place, String profile) {}

  private record Point(
      String profile,
      String id,
      String type,
      String unit,
      List<Double> range,
      List<Double> command,
      boolean writable,
      String ja,
      String en) {}

  private static final List<Device> DEVICES =
      List.of(
          new Device(
              "living-room-sensor",
              "sensor",
              "居間のセンサ",
              "Living-room sensor",
              "living-room",
              "room-sensor"),
          new Device(
              "bedroom-sensor", "sensor", "寝室のセンサ", "Bedroom sensor", "bedroom", "room-sensor"),
          new Device(
              "kitchen-sensor", "sensor", "台所のセンサ", "Kitchen sensor", "kitchen", "room-sensor"),
          new Device(
              "house-meter", "sensor", "主幹電力計", "House power meter", "entrance", "power-meter"),
          new Device(
              "living-room-light",
              "actuator",
              "居間の照明",
              "Living-room light",
              "living-room",
              "light"),
          new Device("bedroom-light", "actuator", "寝室の照明", "Bedroom light", "bedroom", "light"),
          new Device(
              "living-room-aircon",
              "actuator",
              "居間のエアコン",
              "Living-room air conditioner",
              "living-room",
              "air-conditioner"),
          new Device(
              "kitchen-outlet", "actuator", "台所のコンセント", "Kitchen outlet", "kitchen", "outlet"),
          new Device("front-door-lock", "actuator", "玄関の鍵", "Front-door lock", "entrance", "lock"),
          new Device(
              "hand-sensor", "sensor", "手動センサ", "Hand-fed sensor", "living-room", "room-sensor"));

  private static final List<Point> POINTS =
      List.of(
          number("room-sensor", "temperature", "Cel", -30, 60, "温度", "Temperature"),
          number("room-sensor", "humidity", "%RH", 0, 100, "湿度", "Humidity"),
          number("room-sensor", "illuminance", "lx", 0, 120_000, "照度", "Illuminance"),
          number("power-meter", "power", "W", 0, 12_000, "消費電力", "Power consumption"),
          number("power-meter", "energy", "kWh", 0, 1e7, "電力量", "Energy"),
          flag("light", "switch", "点灯", "Switch"),
          setting("light", "brightness", "%", 1, 100, "明るさ", "Brightness"),
          flag("air-conditioner", "switch", "運転", "Switch"),
          setting("air-conditioner", "set-point", "Cel", 16, 30, "設定温度", "Set point"),
          number("air-conditioner", "power", "W", 0, 4000, "消費電力", "Power consumption"),
          flag("outlet", "switch", "通電", "Switch"),
          number("outlet", "power", "W", 0, 1500, "消費電力", "Power consumption"),
          flag("lock", "locked", "施錠", "Locked"));

  private HouseFixture() {}

  private static Point number(
      String profile, String id, String unit, double min, double max, String ja, String en) {
    return new Point(profile, id, "number", unit, List.of(min, max), List.of(), false, ja, en);
  }

  private static Point flag(String profile, String id, String ja, String en) {
    return new Point(profile, id, "boolean", "", List.of(), List.of(), true, ja, en);
  }

  private static Point setting(
      String profile, String id, String unit, double min, double max, String ja, String en) {
    List<Double> range = List.of(min, max);
    return new Point(profile, id, "number", unit, List.of(0.0, 100.0), range, true, ja, en);
  }

  static ArrayNode devices() {
    ArrayNode all = JSON.createArrayNode();
    for (Device device : DEVICES) {
      ObjectNode json = all.addObject();
      json.put("id", device.id()).put("gateway", "home-gw-1").put("kind", device.kind());
      json.putObject("name").put("ja", device.ja()).put("en", device.en());
      ObjectNode place = json.putObject("place").put("id", device.place());
      switch (device.place()) {
        case "living-room" -> place.putObject("name").put("ja", "居間").put("en", "Living room");
        case "bedroom" -> place.putObject("name").put("ja", "寝室").put("en", "Bedroom");
        case "kitchen" -> place.putObject("name").put("ja", "台所").put("en", "Kitchen");
        default -> place.putObject("name").put("ja", "玄関").put("en", "Entrance");
      }
      json.put("profile", device.profile());
    }
    return all;
  }

  static ArrayNode points() {
    ArrayNode all = JSON.createArrayNode();
    for (Device device : DEVICES) {
      for (Point point : POINTS) {
        if (point.profile().equals(device.profile())) {
          ObjectNode json = all.addObject();
          json.put("gateway", "home-gw-1").put("device", device.id()).put("point", point.id());
          json.put("type", point.type())
              .put("unit", point.unit())
              .put("writable", point.writable());
          json.putObject("name").put("ja", point.ja()).put("en", point.en());
          range(json, "range", point.range());
          range(json, "command_range", point.command());
        }
      }
    }
    return all;
  }

  private static void range(ObjectNode json, String name, List<Double> range) {
    if (!range.isEmpty()) {
      json.putObject(name).put("min", range.get(0)).put("max", range.get(1));
    }
  }
}
