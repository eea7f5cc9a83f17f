package org.sekisho.benchmarks.risk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityKind;

/**
 * A made-up operator with a fleet of homes and factories, as a system model of any size. The same
 * size, seed and controls give the same bytes.
 *
 * <p>The centre: two zones in one; head-ends with a database each (one for 250 sites), management,
 * build, applications (one for 150 sites), a maintenance server. Regions of 25 sites lie in the
 * field; each is a zone around its sites. A site is a zone of an owner of its own (a home or, one
 * in four, a factory with a cell of high safety inside) with one gateway, a router, and 5 to 14
 * devices: sensors, actuators, controllers and cameras; half of the homes have a phone. Devices
 * talk to their gateway, gateways to a head-end and to management through the Internet,
 * applications to head-ends. The last site is as large as what is left.
 *
 * <p>About a third of the attributes are weak or not said, so that a rule finds something at about
 * one place in three; of the controls given, each part has up to three that fit it. Each site has
 * readings and settings, factories have control information and machines that touch life, cameras
 * have pictures. A tenth of the assets need no protection.
 *
 * @param components how many components, 40 or more
 * @param seed what chooses among attributes
 * @param controls the controls that parts may list; none is fine
 */
public record GeneratedModel(int components, long seed, Collection<Control> controls) {
  /** Fewest components: the centre and two sites. */
  public static final int FEWEST = 40;

  private static final int SITES_IN_REGION = 25;
  private static final int SITES_AT_HEAD_END = 250;
  private static final int SITES_AT_APPLICATION = 150;
  private static final int TYPICAL_SITE = 12;

  public GeneratedModel {
    if (components < FEWEST) {
      throw new IllegalArgumentException("at least " + FEWEST + " components");
    }
    controls = List.copyOf(controls);
  }

  /** The model file. */
  public String yaml() {
    return new Writing(this).yaml();
  }

  /** One writing of the file. */
  private static final class Writing {
    private final int wanted;
    private final Random random;
    private final List<Control> onComponents;
    private final List<Control> onLinks;
    private final List<Control> onEntryPoints;
    private final StringBuilder organisations = new StringBuilder();
    private final StringBuilder zones = new StringBuilder();
    private final StringBuilder components = new StringBuilder();
    private final StringBuilder links = new StringBuilder();
    private final StringBuilder assets = new StringBuilder();
    private final StringBuilder entryPoints = new StringBuilder();
    private final StringBuilder measures = new StringBuilder();
    private final List<String> headEnds = new ArrayList<>();
    private int count;
    private int linkCount;

    Writing(GeneratedModel model) {
      wanted = model.components;
      random = new Random(model.seed);
      onComponents = on(model, EntityKind.COMPONENT);
      onLinks = on(model, EntityKind.LINK);
      onEntryPoints = on(model, EntityKind.ENTRY_POINT);
    }

    private static List<Control> on(GeneratedModel model, EntityKind kind) {
      return model.controls.stream().filter(c -> c.on().contains(kind)).toList();
    }

    String yaml() {
      item(organisations, "operator", "");
      item(organisations, "maker", "");
      zone("internet", "low", "wan", "");
      zone("centre", "medium", "centre", ", owner: operator");
      zone("centre-core", "high", "centre", ", parent: centre");
      centre();
      for (int site = 0; count < wanted; site++) {
        site(site);
      }
      var text = new StringBuilder();
      text.append("# Generated for measurements; no real system.\nformat: sekisho-system/1\n");
      text.append("id: generated-").append(wanted).append('\n');
      text.append("name: {ja: 生成したシステム, en: Generated system}\nuse-cases: [UC1, UC3]\n");
      list(text, "organisations", organisations);
      list(text, "zones", zones);
      text.append(
          """
          profiles:
            - id: room
              name: {ja: 室内, en: Room}
              points:
                - {id: temperature, name: {ja: 温度, en: Temperature}, type: number, unit: Cel, range: [-30, 60]}
            - id: valve
              name: {ja: 弁, en: Valve}
              points:
                - {id: level, name: {ja: 開度, en: Level}, type: number, unit: "%", range: [0, 100], control: {range: [0, 100]}}
          """);
      list(text, "components", components);
      list(text, "links", links);
      list(text, "assets", assets);
      list(text, "entry-points", entryPoints);
      text.append(
          """
          actors:
            - {id: resident, name: {ja: 利用者, en: User}, kind: user}
            - {id: operator-staff, name: {ja: 運用者, en: Operator}, kind: operator, reaches: [management]}
            - {id: stranger, name: {ja: 攻撃者, en: Attacker}, kind: attacker}
          """);
      list(text, "countermeasures", measures);
      return text.toString();
    }

    private void centre() {
      int sites = Math.max(1, wanted / TYPICAL_SITE);
      component("management", "management", "centre-core", false);
      component("build", "build", "centre-core", false);
      component("maintenance", "server", "centre", false);
      link("build", "management", "https", "");
      link("maintenance", "management", "ssh", "");
      for (int h = 0; h <= sites / SITES_AT_HEAD_END; h++) {
        String headEnd = "head-end-" + h;
        String database = "database-" + h;
        component(headEnd, "head-end", "centre", false);
        component(database, "database", "centre-core", false);
        link(headEnd, database, "sql", "");
        link(headEnd, "management", "https", "");
        link("maintenance", headEnd, "ssh", "");
        entry("api-" + h, headEnd, "network-service", "internet", "partner");
        asset("customers-" + h, "personal", 3, database, "");
        asset("log-" + h, "log", 2, headEnd, "");
        headEnds.add(headEnd);
      }
      for (int a = 0; a <= sites / SITES_AT_APPLICATION; a++) {
        String application = "application-" + a;
        component(application, "application", "centre", false);
        link(application, headEnds.get(a % headEnds.size()), "https", "");
        entry("web-" + a, application, "web-interface", "internet", "user");
        asset("statistics-" + a, "open-data", 1, application, "");
      }
      entry("console", "management", "maintenance-account", "wan", "maintainer");
      entry("remote", "maintenance", "network-service", "internet", "maintainer");
      entry("parts", "build", "supply-chain", "internet", "partner");
      asset("program", "code", 3, "build, management", "");
      asset("keys", "security", 3, "management", "");
    }

    private void site(int site) {
      int region = site / SITES_IN_REGION;
      if (site % SITES_IN_REGION == 0) {
        zone("region-" + region, "medium", "field", ", owner: operator");
      }
      boolean factory = random.nextInt(4) == 0;
      String zone = "site-" + site;
      item(organisations, "owner-" + site, "");
      zone(
          zone,
          factory ? "medium" : "low",
          "field",
          ", parent: region-%d, owner: owner-%d".formatted(region, site));
      String inner = zone;
      if (factory) {
        inner = "cell-" + site;
        zone(inner, "high", "field", ", parent: " + zone);
      }
      String gateway = "gateway-" + site;
      component(gateway, "gateway", zone, false);
      asset(
          "readings-" + site, "readings", 1 + random.nextInt(3), gateway, ", owner: owner-" + site);
      asset("settings-" + site, "settings", 2, gateway, "");
      String carried = ", through: [internet], data: [readings-%d]".formatted(site);
      link(gateway, headEnds.get(site / SITES_AT_HEAD_END % headEnds.size()), "mqtt", carried);
      link(gateway, "management", "https", ", through: [internet]");
      entry("field-" + site, gateway, "radio", "field", "none");
      entry("setup-" + site, gateway, "web-interface", "field", "user");
      if (random.nextInt(3) == 0) {
        entry("debug-" + site, gateway, "debug-port", "physical", "possession");
      }
      if (count < wanted) {
        component("router-" + site, "network-device", zone, false);
        link(gateway, "router-" + site, "ethernet", "");
        entry("router-web-" + site, "router-" + site, "web-interface", "field", "user");
      }
      if (!factory && random.nextBoolean() && count < wanted) {
        component("phone-" + site, "mobile-app", zone, false);
        link("phone-" + site, gateway, "https", "");
        link("phone-" + site, "application-0", "https", ", through: [internet]");
      }
      devices(site, inner, gateway, factory);
    }

    private void devices(int site, String zone, String gateway, boolean factory) {
      int devices = 5 + random.nextInt(10);
      List<String> driven = new ArrayList<>();
      for (int d = 0; d < devices && count < wanted; d++) {
        String id = "device-%d-%d".formatted(site, d);
        String kind =
            random.nextInt(10) == 0
                ? factory ? "controller" : "camera"
                : any("sensor", "sensor", "actuator");
        component(id, kind, zone, true);
        if (kind.equals("actuator") || kind.equals("controller")) {
          driven.add(id);
        }
        link(
            id,
            gateway,
            factory
                ? any("modbus-tcp", "opc-ua", "mqtt")
                : any("mqtt", "zigbee", "ble", "wi-sun", "coap"),
            "");
        if (kind.equals("camera")) {
          asset("pictures-%d-%d".formatted(site, d), "video", 2 + random.nextInt(2), id, "");
          entry("lens-%d-%d".formatted(site, d), id, "web-interface", "field", "user");
        } else if (random.nextInt(6) == 0) {
          entry("port-%d-%d".formatted(site, d), id, "physical-port", "physical", "none");
        }
      }
      if (factory && !driven.isEmpty()) {
        asset(
            "machine-" + site,
            "production",
            3,
            String.join(", ", driven),
            ", impact: {life: severe}");
        asset("commands-" + site, "control", 3, gateway, "");
      }
    }

    private void zone(String id, String safety, String placement, String more) {
      item(zones, id, ", safety: %s, placement: %s%s".formatted(safety, placement, more));
    }

    private void component(String id, String kind, String zone, boolean device) {
      var more = new StringBuilder();
      more.append(", kind: ").append(kind).append(", zone: ").append(zone);
      switch (kind) {
        case "sensor" -> more.append(", profile: room");
        case "actuator" -> more.append(", profile: valve");
        default -> {}
      }
      maybe(more, "physical-control", device ? any("limited", "exposed") : "controlled");
      maybe(more, "capability", device ? any("class-0", "class-1", "class-2") : "full");
      maybe(more, "update", device ? any("none", "local", "remote") : "remote");
      if (random.nextInt(3) > 0) {
        more.append(", support-end: ").append(2026 + random.nextInt(9)).append("-03-31");
      }
      if (random.nextInt(2) == 0) {
        more.append(
            ", software: [{name: program-%d, version: \"1\"}]".formatted(random.nextInt(40)));
      }
      more.append(controls(onComponents));
      item(components, id, more.toString());
      count++;
      if (!onComponents.isEmpty() && random.nextInt(40) == 0) {
        measures
            .append("  - {control: ")
            .append(onComponents.get(random.nextInt(onComponents.size())).id())
            .append(", on: [")
            .append(id)
            .append("], state: planned}\n");
      }
    }

    private void link(String from, String to, String protocol, String more) {
      boolean sound = random.nextInt(3) > 0;
      links
          .append("  - {id: link-")
          .append(linkCount++)
          .append(", from: ")
          .append(from)
          .append(", to: ")
          .append(to)
          .append(", protocol: ")
          .append(protocol)
          .append(", authentication: ")
          .append(
              sound ? any("certificate", "password", "token") : any("none", "unknown", "server"))
          .append(", encryption: ")
          .append(sound ? "tls, strength: sound" : any("none", "unknown", "tls, strength: weak"))
          .append(more)
          .append(controls(onLinks))
          .append("}\n");
    }

    private void entry(String id, String on, String kind, String reach, String access) {
      boolean sound = random.nextInt(3) > 0;
      item(
          entryPoints,
          id,
          ", on: %s, kind: %s, reach: %s, access: %s, protocol: %s, authentication: %s, encryption: %s%s%s"
              .formatted(
                  on,
                  kind,
                  reach,
                  sound ? access : "none",
                  kind.equals("radio") ? "wlan" : sound ? "https" : "http",
                  sound ? any("password", "multi-factor", "certificate") : any("none", "unknown"),
                  sound ? "tls" : "none",
                  random.nextInt(10) == 0 ? ", enabled: false" : "",
                  controls(onEntryPoints)));
    }

    private void asset(String id, String kind, int importance, String in, String more) {
      item(
          assets,
          id,
          ", kind: %s, confidentiality: %d, integrity: %d, availability: 1, in: [%s]%s"
              .formatted(kind, importance, Math.max(1, importance - 1), in, more));
    }

    private String controls(List<Control> fitting) {
      List<String> some = new ArrayList<>();
      for (int i = 0; i < 3 && !fitting.isEmpty(); i++) {
        String id = fitting.get(random.nextInt(fitting.size())).id();
        if (random.nextBoolean() && !some.contains(id)) {
          some.add(id);
        }
      }
      return some.isEmpty() ? "" : ", controls: [" + String.join(", ", some) + "]";
    }

    private void maybe(StringBuilder more, String key, String value) {
      if (random.nextInt(3) > 0) {
        more.append(", ").append(key).append(": ").append(value);
      }
    }

    private String any(String... of) {
      return of[random.nextInt(of.length)];
    }

    private static void item(StringBuilder list, String id, String more) {
      list.append("  - {id: ")
          .append(id)
          .append(", name: {ja: ")
          .append(id)
          .append(", en: ")
          .append(id)
          .append('}')
          .append(more)
          .append("}\n");
    }

    private static void list(StringBuilder text, String key, StringBuilder items) {
      if (!items.isEmpty()) {
        text.append(key).append(":\n").append(items);
      }
    }
  }
}
