package org.sekisho.risk.path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/** A small system model, written in a few words and read by the real reader. */
final class Sketch {
  private final List<String> zones = new ArrayList<>();
  private final List<String> components = new ArrayList<>();
  private final List<String> links = new ArrayList<>();
  private final List<String> entries = new ArrayList<>();
  private final List<String> assets = new ArrayList<>();
  private final List<String> rest = new ArrayList<>();

  Sketch() {
    zones.add("{id: z, name: {ja: z, en: z}, safety: medium, placement: centre}");
  }

  Sketch zone(String id, String more) {
    zones.add(
        "{id: %s, name: {ja: z, en: z}, safety: low, placement: field%s}".formatted(id, more));
    return this;
  }

  /** Servers in the one zone. */
  Sketch servers(String... ids) {
    for (String id : ids) {
      component(id, "server", "z", "");
    }
    return this;
  }

  Sketch component(String id, String kind, String zone, String more) {
    components.add(
        "{id: %s, kind: %s, name: {ja: c, en: c}, zone: %s%s}".formatted(id, kind, zone, more));
    return this;
  }

  /** A link with nothing that protects it: cost 1 forward, 2 back. */
  Sketch plain(String id, String from, String to) {
    return link(id, from, to, "authentication: none, encryption: none");
  }

  Sketch link(String id, String from, String to, String more) {
    links.add("{id: %s, from: %s, to: %s, protocol: mqtt, %s}".formatted(id, from, to, more));
    return this;
  }

  /** An open service on the Internet: cost 1. */
  Sketch open(String id, String on) {
    return entry(id, on, "");
  }

  /** A service on the Internet, unless more is said. */
  Sketch entry(String id, String on, String more) {
    entries.add(
        "{id: %s, name: {ja: e, en: e}, on: %s, kind: network-service%s%s}"
            .formatted(id, on, more.contains("reach:") ? "" : ", reach: internet", more));
    return this;
  }

  Sketch asset(String id, String... in) {
    return asset(id, 3, "in: [%s]".formatted(String.join(", ", in)));
  }

  Sketch asset(String id, int importance, String more) {
    assets.add(
        ("{id: %s, name: {ja: a, en: a}, kind: secret, confidentiality: %d, integrity: 1,"
                + " availability: 1, %s}")
            .formatted(id, importance, more));
    return this;
  }

  /** Further YAML at the top of the file. */
  Sketch more(String yaml) {
    rest.add(yaml);
    return this;
  }

  SystemModel model() {
    var text = new StringBuilder("format: sekisho-system/1\nid: sketch\nname: {ja: s, en: s}\n");
    list(text, "zones", zones);
    list(text, "components", components);
    list(text, "links", links);
    list(text, "entry-points", entries);
    list(text, "assets", assets);
    rest.forEach(r -> text.append(r).append('\n'));
    return SystemModelFile.read("sketch.yaml", text.toString());
  }

  private static void list(StringBuilder text, String key, List<String> items) {
    if (!items.isEmpty()) {
      text.append(key).append(":\n");
      items.forEach(item -> text.append("  - ").append(item).append('\n'));
    }
  }

  /** Controls by id. */
  static Map<String, Control> controls(Control... controls) {
    Map<String, Control> byId = new LinkedHashMap<>();
    for (Control control : controls) {
      byId.put(control.id(), control);
    }
    return byId;
  }

  /** A control with one measure. */
  static Control control(String id, int effort, String measure, EntityKind... on) {
    return new Control(
        id,
        new LocalText(id, id),
        new LocalText(id, id),
        List.of(measure),
        Set.of(on),
        Optional.empty(),
        List.of(),
        List.of(),
        new Control.Verification(
            Control.Method.REVIEW, Control.Tool.CHECKLIST, "t", new LocalText(id, id)),
        effort,
        Control.Origin.IT_COMMON);
  }

  static EntityRef component(String id) {
    return new EntityRef(EntityKind.COMPONENT, id);
  }

  static EntityRef link(String id) {
    return new EntityRef(EntityKind.LINK, id);
  }

  static EntityRef entry(String id) {
    return new EntityRef(EntityKind.ENTRY_POINT, id);
  }

  /** Places of a way without entry point and asset, such as {@code a ab b}. */
  static String way(AttackPath path) {
    return String.join(
        " ",
        path.steps().subList(1, path.steps().size() - 1).stream().map(s -> s.at().id()).toList());
  }
}
