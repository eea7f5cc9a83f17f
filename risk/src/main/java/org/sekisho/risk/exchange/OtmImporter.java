package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.catalogue.ThreatClass;

/** Reads an Open Threat Model 0.1 or 0.2 (JSON or YAML). */
final class OtmImporter implements Importer {
  /** Mark of the attributes that Sekisho writes. */
  static final String MARK = "sekisho.";

  @Override
  public Imported read(String file, String text) {
    return new Reading(file, text).model();
  }

  private static final LocalText NESTED =
      new LocalText(
          "構成要素は入れ子になりません。親と同じゾーンに置きました。",
          "Components do not lie in each other: it stands in the zone of its parent.");
  private static final LocalText FLOW_THREAT =
      new LocalText(
          "脅威は構成要素に付きます。データフローの行き先に付けました。",
          "A threat stands at a component: it was put at the flow's destination.");

  /** One file while it is read. */
  private static final class Reading {
    private final Notes notes;
    private final Foreign root;
    private final Draft draft;
    private final Holdings holdings = new Holdings();
    private final Map<String, Foreign> components = new HashMap<>();
    private final Map<String, Foreign> threats = new HashMap<>();
    private final Map<String, Map<String, Object>> ofThreat = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, List<?>> order = new HashMap<>();
    private int pictures;
    private int silentFlows;

    Reading(String file, String text) {
      notes = new Notes(file);
      root = Foreign.root(notes, text);
      draft = new Draft(notes);
    }

    Imported model() {
      root.text("otmVersion")
          .filter(v -> !v.startsWith("0.1") && !v.startsWith("0.2"))
          .ifPresent(v -> root.loss("otmVersion", v, Why.UNKNOWN_KEY));
      project();
      root.sections("representations", "id").forEach(this::picture);
      for (Foreign f : root.sections("threats", "id")) {
        threats.put(f.required("id"), f);
        ofThreat.put(f.required("id"), carried(f));
      }
      root.sections("assets", "id").forEach(this::asset);
      List<Foreign> zones = root.sections("trustZones", "id");
      zones.forEach(this::zone);
      List<Foreign> boxes = root.sections("components", "id");
      boxes.forEach(f -> components.put(f.required("id"), f));
      boxes.forEach(this::component);
      zones.forEach(this::parent);
      List<Foreign> flows = root.sections("dataflows", "id");
      flows.forEach(this::flow);
      holdings.write(draft, notes, order);
      boxes.forEach(f -> threats(f, f.text("id").orElse(""), false));
      flows.forEach(f -> threats(f, f.text("destination").orElse(""), true));
      for (Foreign f : threats.values()) {
        f.ignoreRest();
      }
      for (Foreign f : root.sections("mitigations", "id")) {
        if (carried(f).isEmpty()) {
          notes.loss(f.where(), f.text("name").orElse(""), Why.MEASURE_TEXT);
        }
        f.ignoreRest();
      }
      if (pictures > 0) {
        notes.loss("representations", "places of " + pictures + " elements", Why.LAYOUT);
      }
      if (silentFlows > 0) {
        notes.loss(
            "dataflows",
            "protocol, authentication and encryption of " + silentFlows + " links",
            Why.NOT_SAID);
      }
      root.finish();
      return draft.finish();
    }

    private void project() {
      Optional<Foreign> project = root.section("project");
      if (project.isEmpty()) {
        root.problem("project", "'project' is missing: a mapping with name and id");
        return;
      }
      Foreign f = project.get();
      Map<String, Object> carried = carried(f);
      String name = f.text("name").orElse("model");
      String id = Slug.of(f.text("id").filter(i -> !Slug.isMachineMade(i)).orElse(name));
      draft.head("id", id.isEmpty() ? "model" : id);
      draft.head("name", Carried.name(carried, name));
      if (carried.get("organisations") instanceof List<?> list) {
        carryList(Draft.ORGANISATIONS, list, f);
      }
      if (carried.get("actors") instanceof List<?> list) {
        carryList(Draft.ACTORS, list, f);
      }
      Carried.addWhole(draft, carried, f.line(), f.at("attributes"));
      f.lost(Why.NO_PLACE, "description", "owner", "ownerContact", "tags");
    }

    private void carryList(String section, List<?> items, Foreign f) {
      for (Object item : items) {
        if (item instanceof Map<?, ?> map && map.get("id") instanceof String id) {
          Map<String, Object> fields = new LinkedHashMap<>();
          map.forEach(
              (k, v) -> {
                if (v != null) {
                  fields.put(String.valueOf(k), v);
                }
              });
          draft.takeOwn(section, id);
          draft.add(section, f.line(), f.at("attributes") + "/" + MARK + section, fields);
        }
      }
    }

    private void picture(Foreign f) {
      notes.loss(f.where(), f.text("name").orElse(""), Why.LAYOUT);
      f.ignoreRest();
    }

    /** The attributes of Sekisho; every other one is a loss. */
    private Map<String, Object> carried(Foreign f) {
      Map<String, Object> found = new LinkedHashMap<>();
      f.section("attributes")
          .ifPresent(
              a -> {
                for (String key : a.keys()) {
                  if (key.startsWith(MARK)) {
                    a.plain(key).ifPresent(v -> found.put(key.substring(MARK.length()), v));
                  } else {
                    a.lost(Why.NO_PLACE, key);
                  }
                }
              });
      if (f.has("representations")) {
        pictures++;
        f.sections("representations").forEach(Foreign::ignoreRest);
      }
      return found;
    }

    private String take(String section, Foreign f, Map<String, Object> carried) {
      String foreign = f.required("id");
      String name = f.text("name").orElse("");
      Optional<String> ours = Carried.text(carried, "id");
      return ours.isPresent()
          ? draft.restore(section, foreign, f.where(), ours.get())
          : Slug.isMachineMade(foreign)
              ? draft.take(section, foreign, f.where(), name, foreign)
              : draft.take(section, foreign, f.where(), foreign, name);
    }

    private void asset(Foreign f) {
      Map<String, Object> carried = carried(f);
      String name = f.text("name").orElse(f.text("id").orElse(""));
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", take(Draft.ASSETS, f, carried));
      fields.put("kind", "");
      fields.put("name", Carried.name(carried, name));
      Optional<Foreign> risk = f.section("risk");
      for (String axis : List.of("confidentiality", "integrity", "availability")) {
        fields.put(axis, risk.map(r -> importance(r, axis)).orElse(1));
      }
      if (risk.isEmpty()) {
        f.loss("risk", "1/1/1", Why.GUESSED);
      }
      risk.ifPresent(r -> r.lost(Why.NO_PLACE, "comment"));
      if (Carried.text(carried, "kind").isEmpty()) {
        Asset.Kind kind =
            Words.asset(name, f.text("description").orElse(""))
                .orElse(
                    Integer.valueOf(0).equals(fields.get("confidentiality"))
                        ? Asset.Kind.OPEN_DATA
                        : Asset.Kind.SECRET);
        fields.put("kind", Dashed.of(kind));
        f.loss("kind", Dashed.of(kind), Why.GUESSED);
      }
      Carried.over(
          fields,
          carried,
          List.of("id", "name", "confidentiality", "integrity", "availability", "in"));
      if (carried.get("in") instanceof List<?> in) {
        order.put(String.valueOf(fields.get("id")), in);
      }
      f.lost(Why.NO_PLACE, "description");
      draft.add(Draft.ASSETS, f.line(), f.where(), fields);
    }

    /** Importance 0 to 3 of a value from 0 to 100. */
    private int importance(Foreign f, String key) {
      OptionalDouble value = f.number(key);
      if (value.isEmpty()) {
        f.loss(key, "1", Why.GUESSED);
        return 1;
      }
      double n = value.getAsDouble();
      if (n < 0 || n > 100) {
        f.problem(key, f.text(key).orElse("") + " is out of range: 0 to 100");
      }
      int step = n <= 0 ? 0 : n < 34 ? 1 : n < 67 ? 2 : 3;
      if (n != OtmExporter.value(step)) {
        f.loss(key, f.text(key).orElse("") + " → " + step, Why.COARSER);
      }
      return step;
    }

    private void zone(Foreign f) {
      Map<String, Object> carried = carried(f);
      String name = f.text("name").orElse(f.text("id").orElse(""));
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", take(Draft.ZONES, f, carried));
      fields.put("name", Carried.name(carried, name));
      OptionalDouble trust =
          f.section("risk").map(r -> r.number("trustRating")).orElse(OptionalDouble.empty());
      double rating = trust.orElse(50);
      Zone.Safety safety =
          rating < 34 ? Zone.Safety.LOW : rating < 67 ? Zone.Safety.MEDIUM : Zone.Safety.HIGH;
      fields.put("safety", Dashed.of(safety));
      if (trust.isEmpty() || rating != OtmExporter.trust(safety)) {
        f.loss(
            "risk/trustRating",
            (trust.isEmpty() ? "-" : Double.toString(rating)) + " → safety " + Dashed.of(safety),
            trust.isEmpty() ? Why.GUESSED : Why.COARSER);
      }
      if (Carried.text(carried, "placement").isEmpty()) {
        Zone.Placement placement =
            Words.placement(f.text("type").orElse(""), name).orElse(Zone.Placement.CENTRE);
        fields.put("placement", Dashed.of(placement));
        f.loss("placement", Dashed.of(placement), Why.GUESSED);
      }
      Carried.over(fields, carried, List.of("id", "name", "safety", "parent"));
      f.ignore("type");
      f.lost(Why.NO_PLACE, "description");
      draft.add(Draft.ZONES, f.line(), f.where(), fields);
    }

    private void parent(Foreign f) {
      Optional<Foreign> parent = f.section("parent");
      if (parent.isEmpty()) {
        return;
      }
      Optional<String> zone = zoneOf(parent.get(), new HashSet<>());
      String id = draft.ref(Draft.ZONES, f.text("id").orElse("")).orElse("");
      zone.filter(z -> !z.equals(id)).ifPresent(z -> draft.item(Draft.ZONES, id).put("parent", z));
      parent.get().lost(NESTED, "component");
      if (zone.isEmpty()) {
        f.loss("parent", parent.get().text("trustZone").orElse(""), Why.DANGLING);
      }
    }

    private void component(Foreign f) {
      Map<String, Object> carried = carried(f);
      String name = f.text("name").orElse(f.text("id").orElse(""));
      Map<String, Object> fields = new LinkedHashMap<>();
      String id = take(Draft.COMPONENTS, f, carried);
      fields.put("id", id);
      String type = f.text("type").orElse("");
      Optional<ComponentKind> exact = Dashed.find(ComponentKind.class, type);
      ComponentKind kind = exact.or(() -> Words.kindOf(type, name)).orElse(ComponentKind.SERVER);
      fields.put("kind", Dashed.of(kind));
      if (exact.isEmpty()) {
        f.loss("type", type + " → kind " + Dashed.of(kind), Why.GUESSED);
      }
      fields.put("name", Carried.name(carried, name));
      fields.put("zone", standsIn(f));
      f.section("assets")
          .ifPresent(
              a -> {
                holdings.stores(id, draft.refs(Draft.ASSETS, a.texts("stored"), a.at("stored")));
                holdings.processes(
                    id,
                    draft.refs(Draft.ASSETS, a.texts("processed"), a.at("processed")),
                    a.at("processed"));
              });
      f.section("properties")
          .ifPresent(
              p -> {
                if (p.text("Out Of Scope").orElse("").equalsIgnoreCase("true")) {
                  fields.put("scope", "out");
                }
              });
      Carried.over(fields, carried, List.of("id", "name", "zone", "kind"));
      f.lost(Why.NO_PLACE, "description", "tags");
      draft.add(Draft.COMPONENTS, f.line(), f.where(), fields);
    }

    private String standsIn(Foreign f) {
      Optional<Foreign> parent = f.section("parent");
      Optional<String> zone = parent.flatMap(p -> zoneOf(p, new HashSet<>()));
      parent.ifPresent(p -> p.lost(NESTED, "component"));
      if (zone.isPresent()) {
        return zone.get();
      }
      f.loss("parent", "outside", parent.isPresent() ? Why.DANGLING : Why.NOT_SAID);
      if (!draft.has(Draft.ZONES, "outside")) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", draft.takeOwn(Draft.ZONES, "outside"));
        fields.put("name", Draft.name("境界の外", "Outside of every boundary"));
        fields.put("safety", "low");
        fields.put("placement", "centre");
        draft.add(Draft.ZONES, f.line(), f.where(), fields);
      }
      return "outside";
    }

    /** The zone of a parent: a zone itself, or that of the component which it names. */
    private Optional<String> zoneOf(Foreign parent, Set<String> seen) {
      Optional<String> zone = parent.text("trustZone");
      if (zone.isPresent()) {
        return draft.ref(Draft.ZONES, zone.get());
      }
      Optional<String> name = parent.text("component");
      Foreign next = components.get(name.orElse(""));
      if (next == null || seen.size() > Trees.MAX_DEPTH || !seen.add(name.orElse(""))) {
        return Optional.empty();
      }
      return next.section("parent").flatMap(p -> zoneOf(p, seen));
    }

    private void flow(Foreign f) {
      Map<String, Object> carried = carried(f);
      String source = f.required("source");
      String destination = f.required("destination");
      Optional<String> from = draft.ref(Draft.COMPONENTS, source);
      Optional<String> to = draft.ref(Draft.COMPONENTS, destination);
      if (from.isEmpty() || to.isEmpty() || from.get().equals(to.get())) {
        f.loss(
            "source",
            Notes.shown(source + " → " + destination),
            from.isEmpty() || to.isEmpty() ? Why.DANGLING : Why.SELF_LINK);
        f.ignore("id", "name", "description", "bidirectional", "assets", "tags", "properties");
        return;
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", take(Draft.LINKS, f, carried));
      fields.put("from", from.get());
      fields.put("to", to.get());
      List<String> tags = f.texts("tags");
      Optional<Protocol> protocol =
          tags.stream().flatMap(t -> Words.protocol(t).stream()).findFirst();
      fields.put("protocol", Dashed.of(protocol.orElse(Protocol.UNKNOWN)));
      if (!f.flag("bidirectional")) {
        fields.put("direction", "forward");
      }
      fields.put("authentication", "unknown");
      fields.put("encryption", protocol.flatMap(Words::builtIn).map(Dashed::of).orElse("unknown"));
      fields.put("data", draft.refs(Draft.ASSETS, f.texts("assets"), f.at("assets")));
      if (carried.isEmpty()) {
        silentFlows++;
        f.lost(Why.NO_PLACE, "name", "description");
        if (protocol.isPresent()) {
          f.loss("tags", "protocol " + Dashed.of(protocol.get()), Why.GUESSED);
        } else {
          f.lost(Why.NO_PLACE, "tags");
        }
      } else {
        f.ignore("name", "description");
      }
      if (Carried.text(carried, "direction").filter("back"::equals).isPresent()
          && !f.flag("bidirectional")) {
        // OTM draws the arrow along the content, a link begins where the connection is opened.
        fields.put("from", to.get());
        fields.put("to", from.get());
        fields.put("direction", "back");
      }
      Carried.over(fields, carried, List.of("id", "from", "to", "data", "direction"));
      draft.add(Draft.LINKS, f.line(), f.where(), fields);
    }

    private void threats(Foreign f, String component, boolean onPath) {
      Optional<String> on = draft.ref(Draft.COMPONENTS, component);
      List<Foreign> instances = f.sections("threats", "threat");
      for (Foreign one : instances) {
        String id = one.text("threat").orElse("");
        Foreign threat = threats.get(id);
        if (threat == null || on.isEmpty()) {
          notes.loss(one.where(), Notes.shown(id), Why.DANGLING);
          one.ignoreRest();
          continue;
        }
        Map<String, Object> carried = ofThreat.getOrDefault(id, Map.of());
        if (!carried.isEmpty()) {
          one.ignoreRest();
          if (!carried.containsKey("finding")) { // findings come again from the rules
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", draft.takeOwn(Draft.THREATS, Slug.of(id)));
            fields.put("name", Carried.name(carried, threat.text("name").orElse(id)));
            fields.put("on", on.get());
            Carried.over(fields, carried, List.of("id", "name", "on"));
            draft.add(Draft.THREATS, threat.line(), threat.where(), fields);
          }
          continue;
        }
        one.lost(Why.JUDGEMENT, "state");
        one.sections("mitigations", "mitigation").forEach(Foreign::ignoreRest);
        if (onPath) {
          notes.loss(one.where(), component, FLOW_THREAT);
        }
        threat(threat, one, on.get(), onPath);
      }
    }

    private void threat(Foreign threat, Foreign at, String on, boolean onPath) {
      String name = threat.text("name").orElse(threat.text("id").orElse(""));
      Map<String, Object> fields = new LinkedHashMap<>();
      String slug = Slug.of(name.length() > 48 ? name.substring(0, 48) : name);
      String wanted = slug.isEmpty() ? "threat" : slug;
      fields.put("id", draft.takeOwn(Draft.THREATS, Slug.of(wanted)));
      fields.put("name", Draft.name(name));
      fields.put("on", on);
      List<String> categories = threat.texts("categories");
      Optional<ThreatClass> known =
          categories.stream().flatMap(c -> Words.threat(c, onPath).stream()).findFirst();
      ThreatClass category = known.orElse(ThreatClass.UNK);
      boolean first = told.add(threat.where());
      if (first && (known.isEmpty() || categories.size() > 1)) {
        notes.loss(
            threat.at("categories"),
            String.join(", ", categories) + " → " + category.id(),
            Why.GUESSED);
      }
      fields.put("category", category.id());
      fields.put("affects", new ArrayList<>(Words.affects(category)));
      threat
          .section("risk")
          .ifPresent(
              r -> {
                OptionalDouble likelihood = r.number("likelihood");
                if (likelihood.isPresent()) {
                  int frequency = (int) Math.clamp(Math.ceil(likelihood.getAsDouble() / 25), 1, 4);
                  fields.put("frequency", frequency);
                  if (first) {
                    r.loss(
                        "likelihood",
                        r.text("likelihood").orElse("") + " → frequency " + frequency,
                        Why.COARSER);
                  }
                }
                if (first) {
                  r.lost(Why.JUDGEMENT, "impact", "likelihoodComment", "impactComment");
                }
              });
      fields.put("source", "OTM");
      if (first) {
        threat.lost(Why.NO_PLACE, "description", "cwes", "tags");
      }
      draft.add(Draft.THREATS, at.line(), at.where(), fields);
    }
  }
}
