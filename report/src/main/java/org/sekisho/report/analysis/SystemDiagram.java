package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.report.diagram.Diagram;
import org.sekisho.report.diagram.Edge;
import org.sekisho.report.diagram.Group;
import org.sekisho.report.diagram.Marker;
import org.sekisho.report.diagram.Node;
import org.sekisho.report.diagram.NodeKind;
import org.sekisho.report.document.Shape;
import org.sekisho.report.document.Tone;
import org.sekisho.risk.analysis.Surface;
import org.sekisho.risk.path.AttackPath;

/** The pictures of a system: its structure, what flows in it, the ways of an attacker. */
final class SystemDiagram {
  private final Source source;
  private final SystemModel model;

  SystemDiagram(Source source) {
    this.source = source;
    this.model = source.analysis().model();
  }

  /** Zones, components and links with the numbers of the attack surfaces (GUIDE-02, GUIDE-04). */
  Diagram structure() {
    Map<String, List<Marker>> markers = new HashMap<>();
    for (Surface surface : source.analysis().surfaces()) {
      markers
          .computeIfAbsent(surface.component(), _ -> new ArrayList<>())
          .add(new Marker(surface.number(), Tone.HIGH, Anchors.surface(surface.number())));
    }
    List<Node> nodes = new ArrayList<>();
    for (Component component : model.components().values()) {
      nodes.add(node(component, markers.getOrDefault(component.id(), List.of())));
    }
    List<Edge> edges = new ArrayList<>();
    for (Link link : model.links().values()) {
      boolean bare = isBare(link);
      edges.add(
          new Edge(
              link.from(),
              link.to(),
              protocol(link),
              Edge.Arrows.TO,
              bare ? Shape.Dash.DASHED : Shape.Dash.SOLID,
              bare ? Tone.HIGH : Tone.NONE,
              List.of()));
    }
    return new Diagram(groups(), nodes, edges);
  }

  /** What flows where: links with the assets that they carry, in the direction of the content. */
  Diagram flows() {
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Link link : model.links().values()) {
      if (link.data().isEmpty()) {
        continue;
      }
      boolean back = link.direction() == Link.Direction.BACK;
      used.add(link.from());
      used.add(link.to());
      edges.add(
          new Edge(
              back ? link.to() : link.from(),
              back ? link.from() : link.to(),
              source.assets(link.data()),
              link.direction() == Link.Direction.BOTH ? Edge.Arrows.BOTH : Edge.Arrows.TO,
              isBare(link) ? Shape.Dash.DASHED : Shape.Dash.SOLID,
              Tone.NONE,
              List.of()));
    }
    for (Component component : model.components().values()) {
      if (used.contains(component.id())) {
        nodes.add(node(component, List.of()));
      }
    }
    return new Diagram(groups(), nodes, edges);
  }

  /** The easiest ways to one asset, drawn together. */
  Diagram paths(List<AttackPath> paths) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    Map<String, Edge> edges = new LinkedHashMap<>();
    for (AttackPath path : paths) {
      String before = null;
      String label = "";
      boolean boundary = false;
      for (AttackPath.Step step : path.steps()) {
        switch (step.at().kind()) {
          case LINK, CROSSING -> {
            Link link = model.links().get(step.at().id());
            label = link == null ? "" : protocol(link);
            boundary = step.boundary();
          }
          default -> {
            String id = step.at().toString();
            nodes.putIfAbsent(id, stepNode(id, step));
            if (before != null && !before.equals(id)) {
              edges.putIfAbsent(
                  before + " " + id,
                  new Edge(
                      before,
                      id,
                      label,
                      Edge.Arrows.TO,
                      boundary ? Shape.Dash.DASHED : Shape.Dash.SOLID,
                      path.rank() == 1 ? Tone.HIGH : Tone.NONE,
                      List.of()));
            }
            before = id;
            label = "";
            boundary = false;
          }
        }
      }
    }
    return new Diagram(List.of(), List.copyOf(nodes.values()), List.copyOf(edges.values()));
  }

  private Node stepNode(String id, AttackPath.Step step) {
    String detail =
        switch (step.at().kind()) {
          case ENTRY_POINT -> source.w().say("エントリーポイント", "entry point");
          case ASSET -> source.w().say("資産", "asset");
          default -> "";
        };
    Component component = model.components().get(step.at().id());
    NodeKind kind = component != null && detail.isEmpty() ? kind(component.kind()) : NodeKind.OTHER;
    return new Node(id, source.place(step.at()), detail, kind, null, List.of());
  }

  private Node node(Component component, List<Marker> markers) {
    String detail = source.w().word(component.kind());
    if (component.scope() == Component.Scope.OUT) {
      detail = detail + source.w().say("（検証対象外）", " (out of scope)");
    }
    return new Node(
        component.id(),
        source.w().text(component.name()),
        detail,
        kind(component.kind()),
        "zone " + component.zone(),
        markers);
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    Set<String> done = new HashSet<>();
    model.zones().values().forEach(zone -> add(zone, groups, done));
    return groups;
  }

  private void add(Zone zone, List<Group> groups, Set<String> done) {
    if (!done.add(zone.id())) {
      return;
    }
    Optional<Zone> parent = zone.parent().map(model.zones()::get);
    parent.ifPresent(p -> add(p, groups, done));
    Writing w = source.w();
    String owner = zone.owner().map(o -> " / " + source.organisation(o)).orElse("");
    groups.add(
        new Group(
            "zone " + zone.id(),
            w.text(zone.name())
                + w.say("［安全度 ", " [safety ")
                + w.word(zone.safety())
                + w.say("］", "]")
                + owner,
            parent.map(p -> "zone " + p.id()).orElse(null)));
  }

  private static boolean isBare(Link link) {
    return link.encryption() == Link.Encryption.NONE || link.strength() == Link.Strength.WEAK;
  }

  static String protocol(Link link) {
    return link.protocol().name().replace('_', ' ');
  }

  static NodeKind kind(ComponentKind kind) {
    return switch (kind) {
      case SENSOR, ACTUATOR, CAMERA, CONTROLLER -> NodeKind.DEVICE;
      case GATEWAY -> NodeKind.GATEWAY;
      case HEAD_END, MANAGEMENT, SERVER, DATABASE, BUILD -> NodeKind.SERVER;
      case APPLICATION, MOBILE_APP, COMPUTER_APP -> NodeKind.APPLICATION;
      case NETWORK_DEVICE -> NodeKind.OTHER;
    };
  }
}
