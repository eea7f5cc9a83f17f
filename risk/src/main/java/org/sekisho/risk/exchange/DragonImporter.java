package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.exchange.Geometry.Box;
import org.sekisho.risk.exchange.Geometry.Divide;
import org.sekisho.risk.exchange.Geometry.Spot;

/**
 * Reads a model of OWASP Threat Dragon 2 (JSON). Its boundaries are only drawn: what stands inside
 * is found from the coordinates.
 */
final class DragonImporter implements Importer {
  /** Key of what Sekisho adds. */
  static final String OURS = "sekisho";

  /** Id of the zone for flows over a public network. */
  static final String PUBLIC = "public-network";

  private static final int MAX_CELLS = 20_000;
  private static final long MAX_COMPARISONS = 20_000_000;
  private static final double NEAR = 40;

  @Override
  public Imported read(String file, String text) {
    return new Reading(file, text).model();
  }

  private static final LocalText INSIDE =
      new LocalText(
          "境界は図形だけです。中心がどの箱の内側にあるかで決めました。一部が箱の外に出ているので確認してください。",
          "Boundaries are only drawn: the centre decides. It lies partly outside of the box; check"
              + " it.");
  private static final LocalText CURVE =
      new LocalText(
          "曲線の境界は両端をまっすぐ延ばして図を二つに分け、要素の少ない側を内側としました。確認してください。",
          "A curved boundary was continued straight at both ends; the side with fewer elements"
              + " became the zone. Check it.");
  private static final LocalText NEAREST =
      new LocalText(
          "端が要素につながっていません。すぐ近くの要素につなぎました。",
          "The end is not attached: it was joined to the element beside it.");
  private static final LocalText LOOSE =
      new LocalText("端が要素につながっていません。", "An end is not attached to an element.");
  private static final LocalText MERGED =
      new LocalText(
          "別の図の同じ名前の要素と同じものとみなしました。",
          "Taken as the same as the element of this name in another diagram.");
  private static final LocalText NO_TICK =
      new LocalText(
          "チェックなしは「いいえ」と「未記入」を区別しません。",
          "No tick means 'no' or 'not filled in': the file does not say which.");
  private static final LocalText FLOW_THREAT =
      new LocalText(
          "脅威は構成要素に付きます。データフローの行き先に付けました。",
          "A threat stands at a component: it was put at the flow's target.");
  private static final LocalText TEXT_ONLY = new LocalText("図の中の文章です。", "A text in the drawing.");

  /**
   * An actor, process or store.
   *
   * @param component id of its component
   * @param box where it is drawn
   * @param fields its component, whose zone is set when all boundaries are read
   * @param cell its cell
   */
  private record Element(String component, Box box, Map<String, Object> fields, Foreign cell) {}

  private record Boundary(String zone, Box box, Foreign cell) {}

  private record Curve(String name, Divide line, Foreign cell) {}

  /** One file while it is read. */
  private static final class Reading {
    private final Notes notes;
    private final Foreign root;
    private final Draft draft;
    private final Map<String, String> byName = new HashMap<>();
    private Map<String, Object> carried = Map.of();
    private int cells;
    private int unticked;
    private int drawn;
    private int boundaryNumber;

    Reading(String file, String text) {
      notes = new Notes(file);
      root = Foreign.root(notes, text);
      draft = new Draft(notes);
    }

    Imported model() {
      root.ignore("version", "release_version", "released_at");
      Foreign summary = root.section("summary").orElse(root);
      String title = summary.text("title").orElse("model");
      Optional<Foreign> detail = root.section("detail");
      if (detail.isEmpty()) {
        root.problem("detail", "'detail' is missing: a mapping with the diagrams");
        notes.refuseProblems();
      }
      Foreign d = detail.orElse(root);
      carried = plain(d);
      String slug = Carried.text(carried, "id").orElse(Slug.of(title));
      draft.head("id", slug.isEmpty() ? "model" : slug);
      draft.head("name", Carried.name(carried, title));
      summary.lost(Why.NO_PLACE, "owner");
      if (carried.isEmpty()) {
        summary.lost(Why.NO_PLACE, "description");
      } else {
        summary.ignore("description");
      }
      summary.ignore("id");
      d.lost(Why.NO_PLACE, "contributors", "reviewer");
      d.ignore("diagramTop", "threatTop");
      for (String section : List.of(Draft.ORGANISATIONS, Draft.ACTORS, Draft.ASSETS)) {
        if (carried.get(section) instanceof List<?> list) {
          carryList(section, list, d);
        }
      }
      Carried.addWhole(draft, carried, d.line(), d.at(OURS));
      d.sections("diagrams", "title").forEach(this::diagram);
      if (unticked > 0) {
        notes.loss(
            "detail/diagrams", "isEncrypted: false of " + unticked + " flows → unknown", NO_TICK);
      }
      if (drawn > 0) {
        notes.loss("detail/diagrams", "places of " + drawn + " elements", Why.LAYOUT);
      }
      root.finish();
      return draft.finish();
    }

    private void carryList(String section, List<?> items, Foreign f) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> map && map.get("id") instanceof String id) {
          draft.takeOwn(section, id);
          draft.add(section, f.line(), f.at(OURS) + "/" + section, texts(map));
        }
      }
    }

    private static Map<String, Object> texts(Map<?, ?> map) {
      Map<String, Object> fields = new LinkedHashMap<>();
      map.forEach(
          (k, v) -> {
            if (v != null) {
              fields.put(String.valueOf(k), v);
            }
          });
      return fields;
    }

    private static Map<String, Object> plain(Foreign f) {
      return f.plain(OURS).orElse(Map.of()) instanceof Map<?, ?> m ? texts(m) : Map.of();
    }

    private void diagram(Foreign f) {
      if (f.has("diagramJson")) {
        f.problem(
            "diagramJson",
            "a model of Threat Dragon 1: open it with Threat Dragon 2, save it, and give that"
                + " file");
        return;
      }
      f.ignore("id", "title", "diagramType", "version", "thumbnail", "placeholder");
      f.lost(Why.NO_PLACE, "description");
      Map<String, Element> elements = new LinkedHashMap<>();
      List<Boundary> boxes = new ArrayList<>();
      List<Curve> curves = new ArrayList<>();
      List<Foreign> flows = new ArrayList<>();
      for (Foreign cell : f.sections("cells", "id")) {
        if (++cells > MAX_CELLS) {
          f.problem("cells", "more than " + MAX_CELLS + " cells");
          return;
        }
        cell(cell, elements, boxes, curves, flows);
      }
      long pieces = boxes.size();
      for (Curve curve : curves) {
        pieces += curve.line().pieces();
      }
      if ((elements.size() + (long) boxes.size()) * pieces > MAX_COMPARISONS) {
        f.problem("cells", "too many boundaries for so many elements");
        return;
      }
      nest(boxes);
      place(elements, boxes, curves);
      for (Foreign flow : flows) {
        flow(flow, elements);
      }
    }

    private void cell(
        Foreign cell,
        Map<String, Element> elements,
        List<Boundary> boxes,
        List<Curve> curves,
        List<Foreign> flows) {
      cell.ignore(
          "attrs",
          "ports",
          "zIndex",
          "visible",
          "markup",
          "connector",
          "router",
          "labels",
          "tools",
          "angle",
          "width",
          "height",
          "shape",
          "id",
          "parent",
          "children");
      Optional<Foreign> data = cell.section("data");
      if (data.isPresent()
          && plain(data.get()).get("of") instanceof String
          && !plain(data.get()).containsKey("kind")) {
        cell.ignoreRest();
        data.get().ignoreRest();
        return; // drawn from a part of the model that comes with it
      }
      String type =
          data.flatMap(d -> d.text("type"))
              .orElse(cell.text("shape").orElse(""))
              .toLowerCase(java.util.Locale.ROOT);
      switch (type) {
        case "tm.actor", "actor", "tm.process", "process", "tm.store", "store" -> {
          Element element = element(cell, data, type.substring(type.indexOf('.') + 1));
          elements.put(cell.required("id"), element);
        }
        case "tm.boundarybox", "trust-boundary-box" -> boxes.add(boundary(cell, data));
        case "tm.boundary", "trust-boundary-curve", "trust-broundary-curve" ->
            curve(cell, data).ifPresent(curves::add);
        case "tm.flow", "flow" -> flows.add(cell);
        case "tm.text", "td-text-block", "text" -> {
          notes.loss(cell.where(), Notes.shown(name(data)), TEXT_ONLY);
          cell.ignoreRest();
          data.ifPresent(Foreign::ignoreRest);
        }
        default -> {
          notes.loss(cell.where(), Notes.shown(type), Why.UNKNOWN_KEY);
          cell.ignoreRest();
          data.ifPresent(Foreign::ignoreRest);
        }
      }
    }

    private String take(
        String section, Foreign cell, Map<String, Object> ours, String... candidates) {
      String foreign = cell.text("id").orElse("");
      Optional<String> id = Carried.text(ours, "id");
      return id.isPresent()
          ? draft.restore(section, foreign, cell.where(), id.get())
          : draft.take(section, foreign, cell.where(), candidates);
    }

    private static String name(Optional<Foreign> data) {
      return data.flatMap(d -> d.text("name")).orElse("").replaceAll("\\s+", " ").strip();
    }

    private Box box(Foreign cell) {
      Optional<Foreign> position = cell.section("position");
      Optional<Foreign> size = cell.section("size");
      drawn++;
      return new Box(
          number(position, "x"),
          number(position, "y"),
          Math.max(1, number(size, "width")),
          Math.max(1, number(size, "height")));
    }

    private static double number(Optional<Foreign> f, String key) {
      OptionalDouble number = f.map(s -> s.number(key)).orElse(OptionalDouble.empty());
      return Math.clamp(number.orElse(0), -1e6, 1e6);
    }

    private Element element(Foreign cell, Optional<Foreign> data, String shape) {
      Box box = box(cell);
      String name = name(data);
      String shown = name.isEmpty() ? shape : name;
      Map<String, Object> ours = data.map(Reading::plain).orElse(Map.of());
      String known = byName.get(shape + ":" + name);
      if (known != null && !known.startsWith(cell.where().replaceAll("/cells/.*", "") + "|")) {
        String id = known.substring(known.indexOf('|') + 1);
        notes.loss(cell.where(), shown, MERGED);
        data.ifPresent(Foreign::ignoreRest);
        return new Element(id, box, new LinkedHashMap<>(Map.of("zone", "")), cell);
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      String id = take(Draft.COMPONENTS, cell, ours, shown, shape);
      if (!name.isEmpty()) {
        byName.put(shape + ":" + name, cell.where().replaceAll("/cells/.*", "") + "|" + id);
      }
      fields.put("id", id);
      fields.put("kind", kind(cell, data, shape, name, ours));
      fields.put("name", Carried.name(ours, shown));
      fields.put("zone", "");
      data.ifPresent(d -> flags(d, shape, shown, id, fields));
      Carried.over(fields, ours, List.of("id", "name", "zone", "scope"));
      draft.add(Draft.COMPONENTS, cell.line(), cell.where(), fields);
      data.ifPresent(d -> threats(d, id, false));
      return new Element(id, box, fields, cell);
    }

    private static String kind(
        Foreign cell, Optional<Foreign> data, String shape, String name, Map<String, Object> ours) {
      if (Carried.text(ours, "kind").isPresent()) {
        return "";
      }
      ComponentKind kind =
          switch (shape) {
            case "store" -> ComponentKind.DATABASE;
            case "actor" -> Words.kind(name).orElse(ComponentKind.COMPUTER_APP);
            default ->
                Words.kind(name)
                    .orElse(
                        data.map(d -> d.flag("isWebApplication")).orElse(false)
                            ? ComponentKind.APPLICATION
                            : ComponentKind.SERVER);
          };
      cell.loss("shape", shape + " → kind " + Dashed.of(kind), Why.GUESSED);
      return Dashed.of(kind);
    }

    private void flags(
        Foreign d, String shape, String name, String id, Map<String, Object> fields) {
      d.ignore("type", "name", "hasOpenThreats", "isTrustBoundary", "threatFrequency", "threats");
      d.lost(Why.NO_PLACE, "description", "reasonOutOfScope");
      if (d.flag("outOfScope")) {
        fields.put("scope", "out");
      }
      d.lost(
          Why.NO_PLACE,
          "providesAuthentication",
          "privilegeLevel",
          "isWebApplication",
          "handlesCardPayment",
          "handlesGoodsOrServices",
          "storesInventory",
          "isSigned");
      boolean assetsKnown = carried.containsKey(Draft.ASSETS);
      if (d.flag("storesCredentials") && !assetsKnown) {
        asset(d, "storesCredentials", id, name, "security", 3, 3, 1);
      }
      if (d.flag("isALog") && !assetsKnown) {
        asset(d, "isALog", id, name, "log", 1, 2, 1);
      }
      if (d.flag("isEncrypted")) {
        fields.put("controls", new ArrayList<>(List.of("data-at-rest-encryption")));
        if (plain(d).isEmpty()) {
          d.loss("isEncrypted", "true → control data-at-rest-encryption", Why.GUESSED);
        }
      }
      if (shape.equals("actor") && Words.people(name) && !carried.containsKey(Draft.ACTORS)) {
        Map<String, Object> actor = new LinkedHashMap<>();
        actor.put("id", draft.takeOwn(Draft.ACTORS, id));
        actor.put("name", Draft.name(name));
        actor.put("kind", Words.keepers(name) ? "maintainer" : "user");
        actor.put("reaches", List.of(id));
        draft.add(Draft.ACTORS, d.line(), d.where(), actor);
        d.loss("name", "actor " + actor.get("id"), Why.GUESSED);
      }
    }

    private void asset(
        Foreign d, String flag, String component, String name, String kind, int c, int i, int a) {
      Map<String, Object> asset = new LinkedHashMap<>();
      asset.put("id", draft.takeOwn(Draft.ASSETS, Slug.of(component + "-" + kind)));
      asset.put("kind", kind);
      asset.put("name", Draft.name(name + (kind.equals("log") ? " (log)" : " (credentials)")));
      asset.put("confidentiality", c);
      asset.put("integrity", i);
      asset.put("availability", a);
      asset.put("in", List.of(component));
      draft.add(Draft.ASSETS, d.line(), d.where(), asset);
      d.loss(flag, "true → asset " + asset.get("id"), Why.GUESSED);
    }

    private Boundary boundary(Foreign cell, Optional<Foreign> data) {
      Box box = box(cell);
      Map<String, Object> ours = data.map(Reading::plain).orElse(Map.of());
      String id = zone(cell, name(data), ours);
      data.ifPresent(
          d -> {
            d.ignore("type", "name", "hasOpenThreats", "isTrustBoundary", "threats");
            d.lost(Why.NO_PLACE, "description", "outOfScope", "reasonOutOfScope");
          });
      return new Boundary(id, box, cell);
    }

    private String zone(Foreign cell, String name, Map<String, Object> ours) {
      String shown = name.isEmpty() ? "Boundary " + ++boundaryNumber : name;
      Map<String, Object> fields = new LinkedHashMap<>();
      String id = take(Draft.ZONES, cell, ours, shown, "zone");
      fields.put("id", id);
      fields.put("name", Carried.name(ours, shown));
      fields.put("safety", Dashed.of(Zone.Safety.MEDIUM));
      Zone.Placement placement = Words.placement(shown).orElse(Zone.Placement.CENTRE);
      fields.put("placement", Dashed.of(placement));
      if (ours.isEmpty()) {
        cell.loss("safety", "medium", Why.GUESSED);
        cell.loss("placement", Dashed.of(placement), Why.GUESSED);
      }
      Carried.over(fields, ours, List.of("id", "name", "parent"));
      draft.add(Draft.ZONES, cell.line(), cell.where(), fields);
      return id;
    }

    private Optional<Curve> curve(Foreign cell, Optional<Foreign> data) {
      List<Spot> spots = new ArrayList<>();
      cell.section("source").flatMap(Reading::spot).ifPresent(spots::add);
      cell.sections("vertices").forEach(v -> spot(v).ifPresent(spots::add));
      cell.section("target").flatMap(Reading::spot).ifPresent(spots::add);
      data.ifPresent(
          d -> {
            d.ignore("type", "name", "hasOpenThreats", "isTrustBoundary", "threats");
            d.lost(Why.NO_PLACE, "description", "outOfScope", "reasonOutOfScope");
          });
      cell.ignore("position", "size");
      var divide = new Divide(spots);
      if (divide.pieces() == 0) {
        notes.loss(cell.where(), Notes.shown(name(data)), LOOSE);
        return Optional.empty();
      }
      drawn++;
      return Optional.of(new Curve(name(data), divide, cell));
    }

    private static Optional<Spot> spot(Foreign f) {
      OptionalDouble x = f.number("x");
      OptionalDouble y = f.number("y");
      f.ignore("cell", "port");
      return x.isPresent() && y.isPresent()
          ? Optional.of(
              new Spot(
                  Math.clamp(x.getAsDouble(), -1e6, 1e6), Math.clamp(y.getAsDouble(), -1e6, 1e6)))
          : Optional.empty();
    }

    /** A box that lies wholly in another is a zone in that zone. */
    private void nest(List<Boundary> boxes) {
      for (Boundary inner : boxes) {
        boxes.stream()
            .filter(o -> o.box().contains(inner.box()))
            .filter(o -> o.box().area() > inner.box().area())
            .min(Comparator.comparingDouble(o -> o.box().area()))
            .ifPresent(outer -> draft.item(Draft.ZONES, inner.zone()).put("parent", outer.zone()));
      }
    }

    private void place(Map<String, Element> elements, List<Boundary> boxes, List<Curve> curves) {
      List<Element> all = List.copyOf(elements.values());
      var inside = new IdentityHashMap<Element, List<Curve>>();
      for (Curve curve : curves) {
        for (Element element : enclosed(all, curve.line())) {
          inside.computeIfAbsent(element, e -> new ArrayList<>()).add(curve);
        }
      }
      Map<String, String> zones = new HashMap<>();
      for (Element element : all) {
        if (!"".equals(element.fields().get("zone"))) {
          continue;
        }
        Optional<Boundary> box =
            boxes.stream()
                .filter(b -> b.box().contains(element.box().centre()))
                .min(Comparator.comparingDouble(b -> b.box().area()));
        boolean unsure =
            boxes.stream()
                .anyMatch(
                    b ->
                        b.box().touches(element.box())
                            && !b.box().contains(element.box())
                            && !element.box().contains(b.box()));
        if (unsure) {
          element.cell().loss("zone", box.map(Boundary::zone).orElse("outside"), INSIDE);
        }
        List<Curve> around = inside.getOrDefault(element, List.of());
        String zone =
            around.isEmpty()
                ? box.map(Boundary::zone).orElseGet(() -> outside(element.cell()))
                : zones.computeIfAbsent(
                    box.map(Boundary::zone).orElse("")
                        + around.stream().map(c -> c.cell().where()).toList(),
                    key -> curved(around, box));
        element.fields().put("zone", zone);
      }
    }

    /** The elements on the side of the line that has fewer. */
    private static List<Element> enclosed(List<Element> all, Divide line) {
      if (all.isEmpty()) {
        return List.of();
      }
      List<Element> here = new ArrayList<>();
      List<Element> there = new ArrayList<>();
      Spot first = all.getFirst().box().centre();
      for (Element element : all) {
        (line.between(first, element.box().centre()) ? there : here).add(element);
      }
      return here.size() < there.size() ? here : there;
    }

    private String curved(List<Curve> around, Optional<Boundary> box) {
      List<String> names = around.stream().map(Curve::name).filter(n -> !n.isEmpty()).toList();
      String name = names.isEmpty() ? "" : String.join(" / ", names);
      Foreign cell = around.getFirst().cell();
      String id = zone(cell, name, Map.of());
      box.ifPresent(b -> draft.item(Draft.ZONES, id).put("parent", b.zone()));
      notes.loss(cell.where(), id, CURVE);
      return id;
    }

    private String outside(Foreign cell) {
      if (!draft.has(Draft.ZONES, "outside")) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", draft.takeOwn(Draft.ZONES, "outside"));
        fields.put("name", Draft.name("境界の外", "Outside of every boundary"));
        fields.put("safety", "low");
        fields.put("placement", "centre");
        draft.add(Draft.ZONES, cell.line(), cell.where(), fields);
        cell.loss("zone", "outside", Why.GUESSED);
      }
      return "outside";
    }

    private Optional<String> end(Foreign cell, String key, Map<String, Element> elements) {
      Optional<Foreign> end = cell.section(key);
      if (end.isEmpty()) {
        return Optional.empty();
      }
      Optional<Spot> spot = spot(end.get());
      Optional<String> attached = end.get().text("cell");
      end.get().ignore("anchor", "magnet", "connectionPoint", "selector");
      if (attached.isPresent()) {
        return Optional.ofNullable(elements.get(attached.get())).map(Element::component);
      }
      Optional<Element> near =
          spot.flatMap(
              s ->
                  elements.values().stream()
                      .filter(e -> e.box().distance(s) <= NEAR)
                      .min(Comparator.comparingDouble(e -> e.box().distance(s))));
      near.ifPresent(e -> cell.loss(key, e.component(), NEAREST));
      return near.map(Element::component);
    }

    private void flow(Foreign cell, Map<String, Element> elements) {
      Optional<Foreign> data = cell.section("data");
      Optional<String> source = end(cell, "source", elements);
      Optional<String> target = end(cell, "target", elements);
      cell.sections("vertices").forEach(Foreign::ignoreRest);
      cell.ignore("position", "size");
      String name = name(data);
      if (source.isEmpty() || target.isEmpty() || source.equals(target)) {
        notes.loss(
            cell.where(),
            Notes.shown(name),
            source.equals(target) && source.isPresent() ? Why.SELF_LINK : LOOSE);
        data.ifPresent(Foreign::ignoreRest);
        return;
      }
      Map<String, Object> ours = data.map(Reading::plain).orElse(Map.of());
      boolean back = "back".equals(ours.get("direction"));
      boolean both = data.map(d -> d.flag("isBidirectional")).orElse(false);
      String from = back && !both ? target.get() : source.get();
      String to = back && !both ? source.get() : target.get();
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", take(Draft.LINKS, cell, ours, name, from + "-" + to));
      fields.put("from", from);
      fields.put("to", to);
      transport(data, name, ours, fields);
      if (!both) {
        fields.put("direction", back ? "back" : "forward");
      }
      fields.put("authentication", "unknown");
      data.ifPresent(
          d -> {
            d.ignore("type", "name", "hasOpenThreats", "isTrustBoundary", "threats");
            d.ignore("isBidirectional", "threatFrequency");
            d.lost(Why.NO_PLACE, "description", "outOfScope", "reasonOutOfScope");
            if (d.flag("isPublicNetwork") && !ours.containsKey("through")) {
              fields.put("through", List.of(publicZone(d)));
            }
            if (ours.isEmpty()) {
              d.loss("authentication", "unknown", Why.NOT_SAID);
            }
          });
      Carried.over(
          fields, ours, List.of("id", "from", "to", "direction", "protocol", "encryption"));
      draft.add(Draft.LINKS, cell.line(), cell.where(), fields);
      data.ifPresent(d -> threats(d, to, true));
    }

    private String publicZone(Foreign d) {
      if (!draft.has(Draft.ZONES, PUBLIC)) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", draft.takeOwn(Draft.ZONES, PUBLIC));
        fields.put("name", Draft.name("公衆網", "Public network"));
        fields.put("safety", "low");
        fields.put("placement", "wan");
        draft.add(Draft.ZONES, d.line(), d.where(), fields);
        d.loss("isPublicNetwork", "true → through " + PUBLIC, Why.GUESSED);
      }
      return PUBLIC;
    }

    private void transport(
        Optional<Foreign> data, String name, Map<String, Object> ours, Map<String, Object> fields) {
      Optional<String> word = data.flatMap(d -> d.text("protocol"));
      boolean ticked = data.map(d -> d.flag("isEncrypted")).orElse(false);
      Optional<String> ourProtocol = Carried.text(ours, "protocol");
      Optional<String> ourEncryption = Carried.text(ours, "encryption");
      if (ourProtocol.isPresent()
          && ourEncryption.isPresent()
          && word.orElse("").equals(DragonExporter.word(ourProtocol.get()))
          && ticked == DragonExporter.ticked(ourEncryption.get())) {
        fields.put("protocol", ourProtocol.get());
        fields.put("encryption", ourEncryption.get());
        return;
      }
      Protocol protocol = word.flatMap(Words::protocol).orElse(Protocol.UNKNOWN);
      if (word.isEmpty()) {
        Optional<Protocol> named = Words.protocol(name);
        if (named.isPresent()) {
          protocol = named.get();
          data.ifPresent(
              d -> d.loss("name", name + " → protocol " + Dashed.of(named.get()), Why.GUESSED));
        }
      } else if (protocol == Protocol.UNKNOWN) {
        protocol = Protocol.OTHER;
        data.ifPresent(d -> d.loss("protocol", word.get() + " → other", Why.COARSER));
      }
      if (protocol == Protocol.HTTP && ticked) {
        protocol = Protocol.HTTPS;
      }
      Link.Encryption encryption = Words.builtIn(protocol).orElse(Link.Encryption.UNKNOWN);
      if (ticked) {
        encryption = Words.usual(protocol);
        Link.Encryption shown = encryption;
        if (Words.builtIn(protocol).isEmpty()) {
          data.ifPresent(
              d -> d.loss("isEncrypted", "true → encryption " + Dashed.of(shown), Why.GUESSED));
        }
      } else if (encryption == Link.Encryption.UNKNOWN) {
        unticked++;
      }
      fields.put("protocol", Dashed.of(protocol));
      fields.put("encryption", Dashed.of(encryption));
    }

    private void threats(Foreign d, String on, boolean onPath) {
      for (Foreign t : d.sections("threats", "title", "id", "threatId")) {
        Map<String, Object> ours = plain(t);
        t.ignore("id", "threatId", "number", "modelType", "new", "type");
        if (ours.containsKey("finding")) {
          t.ignoreRest();
          continue; // comes again from the rules
        }
        String title = t.text("title").orElse("threat");
        Map<String, Object> fields = new LinkedHashMap<>();
        String slug = Slug.of(title.length() > 48 ? title.substring(0, 48) : title);
        fields.put(
            "id",
            draft.takeOwn(
                Draft.THREATS, Carried.text(ours, "id").orElse(slug.isEmpty() ? "threat" : slug)));
        fields.put("name", Carried.name(ours, title));
        fields.put("on", on);
        String type = t.text("type").orElse("");
        Optional<ThreatClass> known = Words.threat(type, onPath);
        ThreatClass category = known.orElse(ThreatClass.UNK);
        fields.put("category", category.id());
        fields.put("affects", Words.affects(category));
        fields.put("source", "Threat Dragon");
        if (ours.isEmpty()) {
          if (known.isEmpty()) {
            t.loss("type", type + " → " + category.id(), Why.GUESSED);
          }
          t.lost(Why.NO_PLACE, "description");
          t.lost(Why.JUDGEMENT, "status", "severity", "score");
          t.lost(Why.MEASURE_TEXT, "mitigation");
          if (onPath) {
            notes.loss(t.where(), on, FLOW_THREAT);
          }
        } else {
          fields.remove("source");
          t.ignoreRest();
        }
        Carried.over(fields, ours, List.of("id", "name", "on"));
        draft.add(Draft.THREATS, t.line(), t.where(), fields);
      }
    }
  }
}
