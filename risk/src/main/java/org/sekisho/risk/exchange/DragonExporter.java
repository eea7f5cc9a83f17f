package org.sekisho.risk.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.Actor;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.exchange.Geometry.Box;
import org.sekisho.risk.exchange.Geometry.Spot;

/**
 * Writes a model of OWASP Threat Dragon 2 (JSON): one diagram with a box for each zone. What the
 * tool has no field for stands under {@code sekisho} beside its own data. Findings of an analysis
 * become threats.
 */
final class DragonExporter implements Exporter {
  private static final String VERSION = "2.3.0";
  private static final int CELL_WIDTH = 220;
  private static final int CELL_HEIGHT = 150;
  private static final int MARGIN = 40;
  private static final int TITLE = 30;
  private static final int ACTOR_ROW = 160;

  @Override
  public Exported write(Content content) {
    return new Writing(content.model(), content.analysis()).text();
  }

  /** The protocol as the tool shows it. */
  static String word(String protocol) {
    return protocol.equals("unknown") || protocol.equals("other") ? "" : protocol;
  }

  /** Whether a flow of this encryption is ticked as encrypted. */
  static boolean ticked(String encryption) {
    return !encryption.equals("none") && !encryption.equals("unknown");
  }

  /** One file while it is written. */
  private static final class Writing {
    private final SystemModel model;
    private final Neighbours near;
    private final Optional<Analysis> analysis;
    private final CarriedNotes notes = new CarriedNotes("data.sekisho");
    private final List<Object> cells = new ArrayList<>();
    private final Map<String, Box> drawn = new LinkedHashMap<>();
    private final Map<String, List<Component>> inZone = new LinkedHashMap<>();
    private final Map<String, List<Zone>> nested = new LinkedHashMap<>();
    private final Map<String, List<Finding>> findings = new LinkedHashMap<>();
    private int number;
    private int z = 1;

    Writing(SystemModel model, Optional<Analysis> analysis) {
      this.model = model;
      this.near = new Neighbours(model);
      this.analysis = analysis;
    }

    Exported text() {
      analysis.ifPresent(a -> a.findings().stream().filter(Finding::inScope).forEach(this::sort));
      model
          .components()
          .values()
          .forEach(c -> inZone.computeIfAbsent(c.zone(), k -> new ArrayList<>()).add(c));
      model
          .zones()
          .values()
          .forEach(
              x ->
                  x.parent()
                      .ifPresent(p -> nested.computeIfAbsent(p, k -> new ArrayList<>()).add(x)));
      layOut();
      boxes();
      model.components().values().forEach(this::component);
      actors();
      model.links().values().forEach(this::link);
      Map<String, Object> tree = ModelTree.of(model);
      Map<String, Object> ours = new LinkedHashMap<>();
      ours.put("id", model.id());
      ours.put("name", tree.get("name"));
      List<String> lists = new ArrayList<>(Carried.WHOLE);
      lists.addAll(List.of(Draft.ORGANISATIONS, Draft.ACTORS, Draft.ASSETS));
      for (String key : lists) {
        if (tree.containsKey(key)) {
          ours.put(key, tree.get(key));
          notes.carried("", key);
        }
      }
      ours.putIfAbsent(Draft.ASSETS, List.of());
      ours.putIfAbsent(Draft.ACTORS, List.of());
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("title", model.name().en());
      summary.put("owner", "");
      summary.put("description", model.name().ja());
      summary.put("id", 0);
      Map<String, Object> diagram = new LinkedHashMap<>();
      diagram.put("id", 0);
      diagram.put("title", model.name().en());
      diagram.put("diagramType", "STRIDE");
      diagram.put("thumbnail", "./public/content/images/thumbnail.stride.jpg");
      diagram.put("version", VERSION);
      diagram.put("cells", cells);
      Map<String, Object> detail = new LinkedHashMap<>();
      detail.put("contributors", List.of());
      detail.put("diagrams", List.of(diagram));
      detail.put("diagramTop", 1);
      detail.put("reviewer", "");
      detail.put("threatTop", number);
      detail.put(DragonImporter.OURS, ours);
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("version", VERSION);
      root.put("summary", summary);
      root.put("detail", detail);
      return new Exported(JsonText.of(root), notes.losses());
    }

    private void sort(Finding f) {
      String at =
          switch (f.at().kind()) {
            case COMPONENT -> "components/" + f.at().id();
            case LINK, CROSSING -> "links/" + f.at().id();
            case ENTRY_POINT -> {
              var entryPoint = model.entryPoints().get(f.at().id());
              yield entryPoint == null ? "" : "components/" + entryPoint.on();
            }
            default -> "";
          };
      if (at.isEmpty()) {
        notes.loss("findings/" + f.id(), f.title().en(), Why.NO_PLACE_THERE);
      } else {
        findings.computeIfAbsent(at, k -> new ArrayList<>()).add(f);
      }
    }

    /** Zones side by side, those in a zone below its own components. */
    private void layOut() {
      double x = MARGIN;
      for (Zone zone : model.zones().values()) {
        if (zone.parent().isEmpty()) {
          Box box = layOut(zone, x, MARGIN + (model.actors().isEmpty() ? 0 : ACTOR_ROW), 0);
          x += box.width() + 2 * MARGIN;
        }
      }
    }

    private Box layOut(Zone zone, double x, double y, int depth) {
      List<Component> own = inZone.getOrDefault(zone.id(), List.of());
      int columns = Math.max(1, (int) Math.ceil(Math.sqrt(own.size())));
      double height = TITLE;
      for (int i = 0; i < own.size(); i++) {
        Component c = own.get(i);
        double left = x + MARGIN + i % columns * (double) CELL_WIDTH;
        int row = i / columns;
        double top = y + TITLE + MARGIN + row * (double) CELL_HEIGHT;
        drawn.put("components/" + c.id(), new Box(left, top, width(c), height(c)));
        height = top - y + CELL_HEIGHT;
      }
      double width = Math.max(columns * (double) CELL_WIDTH, CELL_WIDTH) + MARGIN;
      double childX = x + MARGIN;
      double below = height + MARGIN;
      double deepest = 0;
      for (Zone child : nested.getOrDefault(zone.id(), List.of())) {
        Box box = layOut(child, childX, y + below, depth + 1);
        childX += box.width() + MARGIN;
        deepest = Math.max(deepest, box.height());
        width = Math.max(width, childX - x);
      }
      Box box = new Box(x, y, width, below + deepest + MARGIN);
      drawn.put("zones/" + zone.id(), box);
      return box;
    }

    private static int width(Component c) {
      return shape(c).equals("process") ? 100 : 160;
    }

    private static int height(Component c) {
      return shape(c).equals("process") ? 100 : 80;
    }

    private static String shape(Component c) {
      return c.kind() == ComponentKind.DATABASE ? "store" : "process";
    }

    private static String id(String place) {
      return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static Map<String, Object> spot(Spot spot) {
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("x", Math.round(spot.x()));
      f.put("y", Math.round(spot.y()));
      return f;
    }

    private Map<String, Object> cell(
        String place, String shape, int zIndex, Map<String, Object> attrs) {
      Map<String, Object> f = new LinkedHashMap<>();
      Box box = drawn.get(place);
      if (box != null) {
        f.put("position", spot(new Spot(box.x(), box.y())));
        Map<String, Object> size = new LinkedHashMap<>();
        size.put("width", Math.round(box.width()));
        size.put("height", Math.round(box.height()));
        f.put("size", size);
      }
      f.put("attrs", attrs);
      f.put("visible", true);
      f.put("shape", shape);
      f.put("zIndex", zIndex);
      f.put("id", id(place));
      return f;
    }

    private void boxes() {
      for (Zone zone : model.zones().values()) {
        Map<String, Object> f =
            cell(
                "zones/" + zone.id(),
                "trust-boundary-box",
                -1,
                Map.of("label", Map.of("text", zone.name().en())));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", "tm.BoundaryBox");
        data.put("name", zone.name().en());
        data.put("description", "");
        data.put("isTrustBoundary", true);
        data.put("hasOpenThreats", false);
        data.put(
            DragonImporter.OURS,
            ours(Draft.ZONES, Carried.without(ModelTree.zone(zone), List.of("parent"))));
        f.put("data", data);
        cells.add(f);
      }
    }

    private Map<String, Object> ours(String section, Map<String, Object> fields) {
      fields.keySet().stream().filter(k -> !k.equals("id")).forEach(k -> notes.carried(section, k));
      return fields;
    }

    private void component(Component c) {
      String place = "components/" + c.id();
      String shape = shape(c);
      Map<String, Object> f =
          cell(place, shape, z++, Map.of("text", Map.of("text", c.name().en())));
      Map<String, Object> data = new LinkedHashMap<>();
      boolean store = shape.equals("store");
      data.put("type", store ? "tm.Store" : "tm.Process");
      data.put("name", c.name().en());
      data.put("description", "");
      data.put("outOfScope", c.scope() == Component.Scope.OUT);
      data.put("reasonOutOfScope", "");
      if (store) {
        data.put("isALog", holds(c, Asset.Kind.LOG));
        data.put("isEncrypted", c.controls().contains("data-at-rest-encryption"));
        data.put("isSigned", false);
        data.put("storesCredentials", holds(c, Asset.Kind.SECURITY));
        data.put("storesInventory", false);
      } else {
        data.put("handlesCardPayment", false);
        data.put("handlesGoodsOrServices", false);
        data.put("isWebApplication", c.kind() == ComponentKind.APPLICATION);
        data.put("privilegeLevel", "");
      }
      List<Object> threats = new ArrayList<>();
      boolean open = false;
      for (ConcreteThreat t : model.threats().values()) {
        if (t.on().equals(c.id())) {
          threats.add(threat(t));
          open = true;
        }
      }
      open |= findings(place, threats);
      data.put("hasOpenThreats", open);
      data.put("threats", threats);
      data.put(
          DragonImporter.OURS,
          ours(
              Draft.COMPONENTS, Carried.without(ModelTree.component(c), List.of("zone", "scope"))));
      f.put("data", data);
      cells.add(f);
    }

    private boolean holds(Component c, Asset.Kind kind) {
      return near.held(c.id()).stream().anyMatch(a -> a.kind() == kind);
    }

    private Map<String, Object> threat(ConcreteThreat t) {
      Map<String, Object> f = new LinkedHashMap<>();
      ThreatClass category = ThreatClass.of(t.category()).orElse(ThreatClass.UNK);
      f.put("id", id("threats/" + t.id()));
      f.put("title", t.name().en());
      f.put("type", type(category));
      f.put("status", "Open");
      f.put("severity", "TBD");
      f.put("description", t.name().ja());
      f.put("mitigation", String.join(", ", t.measures()));
      f.put("modelType", "STRIDE");
      f.put("number", ++number);
      f.put("score", t.cvss().orElse(""));
      f.put(
          DragonImporter.OURS,
          ours(Draft.THREATS, Carried.without(ModelTree.threat(t), List.of("on"))));
      return f;
    }

    private boolean findings(String place, List<Object> threats) {
      boolean open = false;
      for (Finding finding : findings.getOrDefault(place, List.of())) {
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("id", id("findings/" + finding.id()));
        f.put("title", finding.title().en());
        f.put("type", type(finding.threatClass()));
        f.put("status", status(finding));
        f.put("severity", severity(finding));
        f.put("description", finding.explanation().en());
        f.put(
            "mitigation",
            String.join(
                "\n",
                finding.controls().stream()
                    .map(c -> c.control() + " (" + Dashed.of(c.state()) + ")")
                    .toList()));
        f.put("modelType", "STRIDE");
        f.put("number", ++number);
        f.put("score", Integer.toString(finding.priority()));
        f.put(DragonImporter.OURS, Map.of("finding", finding.id()));
        threats.add(f);
        open |= finding.open();
      }
      return open;
    }

    private static String status(Finding finding) {
      if (finding.open()) {
        return "Open";
      }
      return switch (finding.treatment().kind()) {
        case ACCEPT -> "Accepted";
        case TRANSFER -> "Transferred";
        case AVOID -> "Avoided";
        case EXCLUDE -> "NotApplicable";
        default ->
            finding.controls().stream()
                    .anyMatch(c -> c.state() == ControlState.State.NOT_APPLICABLE)
                ? "NotApplicable"
                : "Mitigated";
      };
    }

    private static String severity(Finding finding) {
      return switch (finding.severity().en().toLowerCase(java.util.Locale.ROOT)) {
        case "critical" -> "Critical";
        case "high" -> "High";
        case "medium" -> "Medium";
        case "low" -> "Low";
        default -> "TBD";
      };
    }

    private static String type(ThreatClass category) {
      return switch (category) {
        case SPO -> "Spoofing";
        case TAM, DEV, MAL, UNK -> "Tampering";
        case REP -> "Repudiation";
        case INF_NET, INF_DEV -> "Information disclosure";
        case DOS -> "Denial of service";
        case EOP, UNA, STP -> "Elevation of privilege";
      };
    }

    private void actors() {
      double x = MARGIN;
      for (Actor actor : model.actors().values()) {
        if (actor.kind() == Actor.Kind.ATTACKER || actor.kind() == Actor.Kind.BYSTANDER) {
          continue;
        }
        String place = "actors/" + actor.id();
        drawn.put(place, new Box(x, MARGIN, 160, 80));
        x += CELL_WIDTH;
        Map<String, Object> f =
            cell(place, "actor", z++, Map.of("text", Map.of("text", actor.name().en())));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", "tm.Actor");
        data.put("name", actor.name().en());
        data.put("description", "");
        data.put("outOfScope", true);
        data.put("reasonOutOfScope", "");
        data.put("hasOpenThreats", false);
        data.put("providesAuthentication", false);
        data.put("threats", List.of());
        data.put(DragonImporter.OURS, Map.of("of", "actor"));
        f.put("data", data);
        cells.add(f);
        for (String reached : actor.reaches()) {
          if (model.components().containsKey(reached)) {
            Map<String, Object> flow =
                flow(place + "/" + reached, place, "components/" + reached, "", true);
            Map<String, Object> of = new LinkedHashMap<>();
            of.put("type", "tm.Flow");
            of.put("name", "");
            of.put("description", "");
            of.put("outOfScope", true);
            of.put("reasonOutOfScope", "");
            of.put("hasOpenThreats", false);
            of.put("isBidirectional", true);
            of.put("isEncrypted", false);
            of.put("isPublicNetwork", false);
            of.put("protocol", "");
            of.put("threats", List.of());
            of.put(DragonImporter.OURS, Map.of("of", "actor"));
            flow.put("data", of);
            cells.add(flow);
          }
        }
      }
    }

    private Map<String, Object> flow(
        String place, String source, String target, String name, boolean both) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("stroke", "#333333");
      line.put("targetMarker", Map.of("name", "block"));
      line.put("sourceMarker", Map.of("name", both ? "block" : ""));
      line.put("strokeDasharray", null);
      Map<String, @Nullable Object> attrs = new LinkedHashMap<>();
      attrs.put("line", line);
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("shape", "flow");
      f.put("attrs", attrs);
      f.put("width", 200);
      f.put("height", 100);
      f.put("zIndex", 10);
      f.put("labels", List.of(Map.of("attrs", Map.of("label", Map.of("text", name)))));
      f.put("connector", "smooth");
      f.put("id", id(place));
      f.put("source", Map.of("cell", id(source)));
      f.put("target", Map.of("cell", id(target)));
      f.put("vertices", List.of());
      return f;
    }

    private void link(Link l) {
      boolean back = l.direction() == Link.Direction.BACK;
      boolean both = l.direction() == Link.Direction.BOTH;
      String place = "links/" + l.id();
      Map<String, Object> f =
          flow(
              place,
              "components/" + (back ? l.to() : l.from()),
              "components/" + (back ? l.from() : l.to()),
              l.id(),
              both);
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("type", "tm.Flow");
      data.put("name", l.id());
      data.put("description", "");
      data.put("outOfScope", false);
      data.put("reasonOutOfScope", "");
      data.put("isBidirectional", both);
      data.put("isEncrypted", ticked(Dashed.of(l.encryption())));
      data.put("isPublicNetwork", overWan(l));
      data.put("protocol", word(Dashed.of(l.protocol())));
      List<Object> threats = new ArrayList<>();
      data.put("hasOpenThreats", findings(place, threats));
      data.put("threats", threats);
      Map<String, Object> ours =
          ours(Draft.LINKS, Carried.without(ModelTree.link(l), List.of("from", "to")));
      ours.put("direction", Dashed.of(l.direction()));
      ours.putIfAbsent("through", List.of());
      data.put(DragonImporter.OURS, ours);
      f.put("data", data);
      cells.add(f);
    }

    private boolean overWan(Link l) {
      return l.through().stream()
          .map(model.zones()::get)
          .anyMatch(zone -> zone != null && zone.placement() == Zone.Placement.WAN);
    }
  }
}
