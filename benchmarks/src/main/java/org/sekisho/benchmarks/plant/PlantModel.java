package org.sekisho.benchmarks.plant;

import java.util.ArrayList;
import java.util.List;

/**
 * The system model of a run: gateways with sensors of one numeric point, and actuators at the first
 * gateway, all readable and commandable by one application.
 *
 * @param gateways how many, {@code gw-1} and up
 * @param sensors how many at each gateway
 * @param actuators how many at the first gateway
 */
public record PlantModel(int gateways, int sensors, int actuators) {
  /** The application that reads and commands everything. */
  public static final String APPLICATION = "app";

  /** The point of every sensor. */
  public static final String POINT = "temperature";

  /** The point of every actuator. */
  public static final String LEVEL = "level";

  /** Id of a gateway, counted from 1. */
  public static String gateway(int number) {
    return "gw-" + number;
  }

  /** Id of a sensor, both counted from 1. */
  public static String sensor(int gateway, int number) {
    return "sensor-" + gateway + "-" + number;
  }

  /** Id of an actuator, counted from 1. */
  public static String actuator(int number) {
    return "valve-" + number;
  }

  /** The model file. */
  public String yaml() {
    List<String> components = new ArrayList<>();
    List<String> links = new ArrayList<>();
    List<String> devices = new ArrayList<>();
    for (int g = 1; g <= gateways; g++) {
      components.add(component(gateway(g), "gateway", "field", ""));
      link(links, gateway(g), "head-end-1", "mqtt", "certificate");
      link(links, gateway(g), "management-1", "https", "certificate");
      for (int s = 1; s <= sensors; s++) {
        components.add(component(sensor(g, s), "sensor", "field", ", profile: thermometer"));
        link(links, sensor(g, s), gateway(g), "mqtt", "password");
        devices.add(sensor(g, s));
      }
    }
    List<String> commands = new ArrayList<>();
    for (int a = 1; a <= actuators; a++) {
      components.add(component(actuator(a), "actuator", "field", ", profile: valve"));
      link(links, actuator(a), gateway(1), "mqtt", "password");
      devices.add(actuator(a));
      commands.add(actuator(a) + "/" + LEVEL);
    }
    components.add(component("head-end-1", "head-end", "centre", ""));
    components.add(component("management-1", "management", "centre", ""));
    components.add(component(APPLICATION, "application", "centre", ""));
    link(links, "head-end-1", "management-1", "https", "certificate");
    link(links, APPLICATION, "head-end-1", "https", "token");
    return """
    format: sekisho-system/1
    id: benchmark
    name: {ja: 測定系, en: Measured system}
    zones:
      - {id: field, name: {ja: フィールド, en: Field}, safety: medium, placement: field}
      - {id: centre, name: {ja: センタ, en: Centre}, safety: high, placement: centre}
    profiles:
      - id: thermometer
        name: {ja: 温度計, en: Thermometer}
        points:
          - {id: %s, name: {ja: 温度, en: Temperature}, type: number, unit: Cel, range: [-1000000000, 1000000000]}
      - id: valve
        name: {ja: 弁, en: Valve}
        points:
          - {id: %s, name: {ja: 開度, en: Level}, type: number, unit: "%%", range: [0, 100], control: {range: [0, 100], commands-per-minute: 600}}
    components:
    %s
    links:
    %s
    grants:
      - application: %s
        read: [%s]
        command: [%s]
    """
        .formatted(
            POINT,
            LEVEL,
            String.join("\n", components),
            String.join("\n", links),
            APPLICATION,
            String.join(", ", devices),
            String.join(", ", commands));
  }

  private static String component(String id, String kind, String zone, String more) {
    return "  - {id: %s, kind: %s, name: {ja: %s, en: %s}, zone: %s%s}"
        .formatted(id, kind, id, id, zone, more);
  }

  private static void link(
      List<String> links, String from, String to, String protocol, String authentication) {
    links.add(
        "  - {id: link-%d, from: %s, to: %s, protocol: %s, authentication: %s, encryption: tls}"
            .formatted(links.size() + 1, from, to, protocol, authentication));
  }
}
