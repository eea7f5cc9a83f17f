package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Node;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Zone;

/**
 * Reads a CycloneDX bill of materials (JSON, 1.2 to 1.6): what it describes becomes a component
 * with its parts as software, services become components, data become assets.
 */
final class CycloneDxImporter implements Importer {
  private static final int MAX_PARTS = 200_000;

  @Override
  public Imported read(String file, String text) {
    return new Reading(file, text).model();
  }

  private static final LocalText CLASSIFIED =
      new LocalText(
          "分類から推測した資産です。重要度を確認してください。",
          "An asset guessed from the classification; check its importance.");
  private static final LocalText FLAT =
      new LocalText("部品の入れ子は保たず、一つの一覧にしました。", "Parts in parts stand in one flat list.");
  private static final LocalText VERSION =
      new LocalText("CycloneDX 1.6 として読みました。", "Read as CycloneDX 1.6.");

  /** One file while it is read. */
  private static final class Reading {
    private final Notes notes;
    private final Foreign root;
    private final Draft draft;
    private final Map<String, Integer> counted = new TreeMap<>();
    private final Map<String, List<Object>> software = new LinkedHashMap<>();
    private final Map<String, Set<String>> holders = new LinkedHashMap<>();
    private Map<String, Object> carried = Map.of();
    private int parts;

    Reading(String file, String text) {
      notes = new Notes(file);
      root = Foreign.root(notes, text);
      draft = new Draft(notes);
    }

    Imported model() {
      root.ignore("$schema", "serialNumber", "version", "signature");
      if (!root.text("bomFormat").orElse("").equals("CycloneDX")) {
        root.problem("bomFormat", "'bomFormat' must be CycloneDX");
      }
      root.text("specVersion")
          .filter(v -> !v.matches("1\\.[0-6]"))
          .ifPresent(v -> root.loss("specVersion", v, VERSION));
      carried = ours(root);
      Optional<Foreign> metadata = root.section("metadata");
      Optional<Foreign> about = metadata.flatMap(m -> m.section("component"));
      String name = about.flatMap(a -> a.text("name")).orElse("model");
      String id = Carried.text(carried, "id").orElse(Slug.of(name));
      draft.head("id", id.isEmpty() ? "model" : id);
      draft.head("name", Carried.name(carried, name));
      for (String section :
          List.of(Draft.ORGANISATIONS, Draft.ZONES, Draft.ACTORS, Draft.THREATS)) {
        carry(section);
      }
      Carried.addWhole(draft, carried, root.line(), "properties");
      List<Foreign> components = root.sections("components", "bom-ref", "name");
      List<Foreign> services = root.sections("services", "bom-ref", "name");
      boolean written = carried.containsKey("id");
      String whole = written ? "" : described(about, name);
      about.ifPresent(a -> rest(a));
      components.forEach(c -> component(c, whole));
      services.forEach(s -> service(s));
      software.forEach(
          (component, list) -> draft.item(Draft.COMPONENTS, component).put("software", list));
      holders.forEach(
          (asset, in) -> draft.item(Draft.ASSETS, asset).put("in", new ArrayList<>(in)));
      carry(Draft.LINKS);
      if (written) {
        root.ignore("dependencies", "declarations");
      } else {
        root.sections("dependencies", "ref").forEach(this::dependency);
      }
      metadata.ifPresent(
          m -> {
            m.ignore("tools");
            m.lost(
                Why.NO_PLACE,
                m.keys().stream()
                    .filter(k -> !k.equals("component") && !k.equals("tools"))
                    .toArray(String[]::new));
          });
      root.lost(
          Why.NO_PLACE,
          "externalReferences",
          "compositions",
          "vulnerabilities",
          "annotations",
          "formulation",
          "declarations",
          "definitions");
      counted.forEach(
          (key, times) ->
              notes.loss(
                  key,
                  times + " × " + key.substring(key.lastIndexOf('/') + 1),
                  key.endsWith("components") ? FLAT : Why.NO_PLACE));
      root.finish();
      return draft.finish();
    }

    private void carry(String section) {
      if (carried.get(section) instanceof List<?> list) {
        for (Object item : list) {
          if (item instanceof Map<?, ?> map && map.get("id") instanceof String id) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach(
                (k, v) -> {
                  if (v != null) {
                    fields.put(String.valueOf(k), v);
                  }
                });
            draft.takeOwn(section, id);
            draft.add(
                section, root.line(), "properties/" + CycloneDxExporter.MARK + section, fields);
          }
        }
      }
    }

    /** The properties of Sekisho; every other one is counted as lost. */
    private Map<String, Object> ours(Foreign f) {
      Map<String, Object> found = new LinkedHashMap<>();
      for (Foreign p : f.sections("properties", "name")) {
        String name = p.text("name").orElse("");
        String value = p.text("value").orElse("");
        if (!name.startsWith(CycloneDxExporter.MARK)) {
          if (!name.isEmpty()) {
            count("*/properties/" + name.replace('/', '-'));
          }
          continue;
        }
        String key = name.substring(CycloneDxExporter.MARK.length());
        if (value.isEmpty() || "[{\"".indexOf(value.charAt(0)) < 0) {
          found.put(key, value.matches("[0-3]") ? Long.valueOf(value) : value);
          continue;
        }
        try {
          Node.Mapping json = Trees.read(notes.file(), "{\"v\":" + value + "}");
          Node.Entry entry = json.entries().get("v");
          Object plain = entry == null ? null : Trees.plain(entry.value());
          if (plain != null) {
            found.put(key, plain);
          }
        } catch (DocumentException e) {
          p.problem("value", "no valid JSON in a property of Sekisho");
        }
      }
      return found;
    }

    private String take(String section, Foreign f, Map<String, Object> ours, String name) {
      String foreign = f.text("bom-ref").orElse(name);
      Optional<String> id = Carried.text(ours, "id");
      return id.isPresent()
          ? draft.restore(section, foreign, f.where(), id.get())
          : draft.take(section, foreign, f.where(), name, foreign);
    }

    private void count(String key) {
      counted.merge(key, 1, Integer::sum);
    }

    /** What else a component or a service says is counted, not listed one by one. */
    private void rest(Foreign f) {
      for (String key : f.keys()) {
        switch (key) {
          case "bom-ref",
              "name",
              "type",
              "version",
              "group",
              "properties",
              "components",
              "services",
              "data",
              "trustZone",
              "provider",
              "mime-type" -> {}
          default -> count("*/" + key);
        }
      }
      f.ignore(f.keys().toArray(String[]::new));
    }

    /** The component that the whole file is about. */
    private String described(Optional<Foreign> about, String name) {
      if (about.isEmpty() && !root.has("components")) {
        return "";
      }
      int line = about.map(Foreign::line).orElse(root.line());
      String where = about.map(Foreign::where).orElse("components");
      String type = about.flatMap(a -> a.text("type")).orElse("application");
      boolean thing = type.equals("device") || type.equals("firmware");
      ComponentKind kind =
          Words.kind(name)
              .filter(
                  k ->
                      !thing
                          || k.isDevice()
                          || k == ComponentKind.GATEWAY
                          || k == ComponentKind.NETWORK_DEVICE)
              .orElse(
                  switch (type) {
                    case "device", "firmware", "device-driver" -> ComponentKind.GATEWAY;
                    case "operating-system", "platform", "container" -> ComponentKind.SERVER;
                    default -> ComponentKind.APPLICATION;
                  });
      Map<String, Object> zone = new LinkedHashMap<>();
      zone.put("id", draft.takeOwn(Draft.ZONES, "site"));
      zone.put("name", Draft.name("動かす場所", "Where it runs"));
      zone.put("safety", Dashed.of(Zone.Safety.MEDIUM));
      zone.put(
          "placement",
          Dashed.of(
              kind.isDevice() || kind == ComponentKind.GATEWAY || thing
                  ? Zone.Placement.FIELD
                  : Zone.Placement.CENTRE));
      draft.add(Draft.ZONES, line, where, zone);
      notes.loss(where + "/zone", "site", Why.NOT_SAID);
      Map<String, Object> fields = new LinkedHashMap<>();
      String id =
          draft.take(
              Draft.COMPONENTS,
              about.flatMap(a -> a.text("bom-ref")).orElse(name),
              where,
              name,
              "component");
      fields.put("id", id);
      fields.put("kind", Dashed.of(kind));
      fields.put("name", Draft.name(name));
      fields.put("zone", zone.get("id"));
      notes.loss(where + "/type", type + " → kind " + Dashed.of(kind), Why.GUESSED);
      about.flatMap(a -> a.text("version")).ifPresent(v -> part(id, name, Optional.of(v)));
      draft.add(Draft.COMPONENTS, line, where, fields);
      about.ifPresent(
          a -> a.sections("components", "bom-ref", "name").forEach(c -> component(c, id)));
      return id;
    }

    private void part(String component, String name, Optional<String> version) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", name);
      version.ifPresent(v -> one.put("version", v));
      software.computeIfAbsent(component, c -> new ArrayList<>()).add(one);
    }

    private void component(Foreign f, String whole) {
      if (++parts > MAX_PARTS) {
        if (parts == MAX_PARTS + 1) {
          f.problem("name", "more than " + MAX_PARTS + " components");
        }
        return;
      }
      Map<String, Object> ours = ours(f);
      String name = f.required("name");
      String type = f.text("type").orElse("");
      String full = f.text("group").map(g -> g + "/" + name).orElse(name);
      List<Foreign> inside = f.sections("components", "bom-ref", "name");
      if (ours.containsKey("kind") && type.equals("data")) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", take(Draft.ASSETS, f, ours, name));
        fields.put("name", Carried.name(ours, name));
        Carried.over(fields, ours, List.of("id", "name"));
        draft.add(Draft.ASSETS, f.line(), f.where(), fields);
        f.ignore("data");
      } else if (ours.containsKey("kind")) {
        Map<String, Object> fields = new LinkedHashMap<>();
        String id = take(Draft.COMPONENTS, f, ours, name);
        fields.put("id", id);
        fields.put("name", Carried.name(ours, name));
        Carried.over(fields, ours, List.of("id", "name"));
        draft.add(Draft.COMPONENTS, f.line(), f.where(), fields);
        inside.forEach(c -> component(c, id));
        inside = List.of();
      } else if (ours.get(CycloneDxExporter.SOFTWARE_OF) instanceof String of) {
        part(of, full, f.text("version"));
      } else if (type.equals("data")) {
        data(
            f,
            name,
            f.sections("data", "name").stream().findFirst().flatMap(d -> d.text("classification")),
            whole);
        f.sections("data").forEach(Foreign::ignoreRest);
      } else if (!whole.isEmpty()) {
        part(whole, full, f.text("version"));
      } else {
        notes.loss(f.where(), Notes.shown(full), Why.DANGLING);
      }
      if (!inside.isEmpty()) {
        count("components/*/components");
      }
      for (Foreign c : inside) {
        component(c, whole);
      }
      if (whole.isEmpty() || !ours.isEmpty()) {
        f.ignore(f.keys().toArray(String[]::new));
      } else {
        rest(f);
      }
    }

    private void service(Foreign f) {
      Map<String, Object> ours = ours(f);
      String name = f.required("name");
      Map<String, Object> fields = new LinkedHashMap<>();
      String id = take(Draft.COMPONENTS, f, ours, name);
      fields.put("id", id);
      if (!ours.containsKey("kind")) {
        ComponentKind kind = Words.kind(name).orElse(ComponentKind.SERVER);
        fields.put("kind", Dashed.of(kind));
        f.loss("kind", Dashed.of(kind), Why.GUESSED);
      }
      fields.put("name", Carried.name(ours, name));
      fields.put("zone", zone(f));
      Carried.over(fields, ours, List.of("id", "name", "zone"));
      Optional<String> provider = f.section("provider").flatMap(p -> p.text("name"));
      f.section("provider").ifPresent(Foreign::ignoreRest);
      if (ours.isEmpty()) {
        provider.ifPresent(
            p -> fields.put("owner", draft.organisation(p, p, f.at("provider"), f.line())));
        f.text("version").ifPresent(v -> part(id, name, Optional.of(v)));
        for (Foreign d : f.sections("data", "name", "classification")) {
          Optional<String> classification = d.text("classification");
          data(d, d.text("name").or(() -> classification).orElse("data"), classification, id);
          d.ignoreRest();
        }
      } else {
        f.sections("data").forEach(Foreign::ignoreRest);
      }
      draft.add(Draft.COMPONENTS, f.line(), f.where(), fields);
      List<Foreign> inside = f.sections("services", "bom-ref", "name");
      if (!inside.isEmpty()) {
        count("services/*/services");
      }
      inside.forEach(s -> service(s));
      if (ours.isEmpty()) {
        rest(f);
      } else {
        f.ignore(f.keys().toArray(String[]::new));
      }
    }

    private String zone(Foreign f) {
      Optional<String> named = f.text("trustZone");
      String slug = Slug.of(named.orElse("services"));
      String id = slug.isEmpty() ? "services" : slug;
      if (!draft.has(Draft.ZONES, id)) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", draft.takeOwn(Draft.ZONES, id));
        fields.put(
            "name", named.map(Draft::name).orElse(Draft.name("サービスの場所", "Where services run")));
        fields.put("safety", Dashed.of(Zone.Safety.MEDIUM));
        Zone.Placement placement =
            named.flatMap(n -> Words.placement(n)).orElse(Zone.Placement.CENTRE);
        fields.put("placement", Dashed.of(placement));
        draft.add(Draft.ZONES, f.line(), f.where(), fields);
        f.loss("trustZone", id + ": safety medium, placement " + Dashed.of(placement), Why.GUESSED);
      }
      return id;
    }

    /** An asset of a classification; the same name is the same asset. */
    private void data(Foreign f, String name, Optional<String> classification, String holder) {
      Optional<String> there = draft.ref(Draft.ASSETS, name);
      String id = there.orElseGet(() -> draft.take(Draft.ASSETS, name, f.where(), name));
      if (there.isEmpty()) {
        String words = classification.orElse("");
        int confidentiality = words.equalsIgnoreCase("public") ? 0 : 2;
        Map<String, Object> asset = new LinkedHashMap<>();
        asset.put("id", id);
        asset.put(
            "kind",
            Dashed.of(
                Words.asset(name, words)
                    .orElse(confidentiality == 0 ? Asset.Kind.OPEN_DATA : Asset.Kind.SECRET)));
        asset.put("name", Draft.name(name));
        asset.put("confidentiality", confidentiality);
        asset.put("integrity", 2);
        asset.put("availability", 2);
        draft.add(Draft.ASSETS, f.line(), f.where(), asset);
        notes.loss(
            f.where() + "/classification", words + " → " + confidentiality + "/2/2", CLASSIFIED);
      }
      if (!holder.isEmpty()) {
        holders.computeIfAbsent(id, a -> new LinkedHashSet<>()).add(holder);
      }
    }

    private void dependency(Foreign f) {
      Optional<String> from = draft.ref(Draft.COMPONENTS, f.required("ref"));
      List<String> on = f.texts("dependsOn");
      if (from.isEmpty()) {
        if (!on.isEmpty()) {
          count("dependencies/*/dependsOn");
        }
        f.ignore("provides");
        return;
      }
      for (String one : on) {
        Optional<String> to = draft.ref(Draft.COMPONENTS, one);
        if (to.isEmpty() || to.equals(from)) {
          count("dependencies/*/dependsOn");
          continue;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", draft.takeOwn(Draft.LINKS, Slug.of(from.get() + "-" + to.get())));
        fields.put("from", from.get());
        fields.put("to", to.get());
        fields.put("protocol", "unknown");
        fields.put("authentication", "unknown");
        fields.put("encryption", "unknown");
        draft.add(Draft.LINKS, f.line(), f.where(), fields);
        notes.loss(
            f.where(),
            "link " + fields.get("id") + ": protocol, authentication, encryption",
            Why.NOT_SAID);
      }
    }
  }
}
