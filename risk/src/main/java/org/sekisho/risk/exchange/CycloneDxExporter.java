package org.sekisho.risk.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Countermeasure;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.treatment.Evidence;

/**
 * Writes a CycloneDX 1.6 bill of materials (JSON): things and programs as components, servers and
 * applications as services, assets as data, controls as claims with their evidence. What it has no
 * field for travels in properties whose names begin with {@code sekisho:}.
 */
final class CycloneDxExporter implements Exporter {
  /** Mark of the properties that Sekisho writes. */
  static final String MARK = "sekisho:";

  /** Property of a software component that names the component it is in. */
  static final String SOFTWARE_OF = "software-of";

  private static final LocalText TARGET =
      new LocalText(
          "claim の対象は component か service だけです。近いものにしました。",
          "A claim is made about a component or a service: the nearest was taken.");

  @Override
  public Exported write(Content content) {
    return new Writing(content).text();
  }

  /** One file while it is written. */
  private static final class Writing {
    private final SystemModel model;
    private final Neighbours near;
    private final Content content;
    private final CarriedNotes notes = new CarriedNotes("properties " + MARK + "*");
    private final List<Object> components = new ArrayList<>();
    private final List<Object> services = new ArrayList<>();
    private final Map<String, Set<String>> dependencies = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> claims = new LinkedHashMap<>();

    Writing(Content content) {
      this.content = content;
      this.model = content.model();
      this.near = new Neighbours(model);
    }

    Exported text() {
      Map<String, Object> tree = ModelTree.of(model);
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
      root.put("bomFormat", "CycloneDX");
      root.put("specVersion", "1.6");
      byte[] yaml = YamlText.of(tree).getBytes(StandardCharsets.UTF_8);
      root.put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(yaml));
      root.put("version", 1);
      root.put("metadata", metadata());
      model.components().values().forEach(this::component);
      model.assets().values().forEach(this::asset);
      model.links().values().forEach(l -> depend(ref(l.from()), ref(l.to())));
      root.put("components", components);
      root.put("services", services);
      List<Object> edges = new ArrayList<>();
      dependencies.forEach(
          (ref, on) -> {
            Map<String, Object> f = new LinkedHashMap<>();
            f.put("ref", ref);
            f.put("dependsOn", List.copyOf(on));
            edges.add(f);
          });
      root.put("dependencies", edges);
      Map<String, Object> declarations = declarations();
      if (!declarations.isEmpty()) {
        root.put("declarations", declarations);
      }
      Map<String, Object> whole = new LinkedHashMap<>();
      List<String> lists = new ArrayList<>(Carried.WHOLE);
      lists.addAll(
          List.of(Draft.ORGANISATIONS, Draft.ZONES, Draft.LINKS, Draft.ACTORS, Draft.THREATS));
      whole.put("id", model.id());
      whole.put("name", tree.get("name"));
      lists.stream().filter(tree::containsKey).forEach(k -> whole.put(k, tree.get(k)));
      root.put("properties", properties("", whole));
      content
          .analysis()
          .ifPresent(
              a ->
                  a.findings()
                      .forEach(
                          f ->
                              notes.loss(
                                  "findings/" + f.id(), f.title().en(), Why.NO_PLACE_THERE)));
      return new Exported(JsonText.of(root), notes.losses());
    }

    private Map<String, Object> metadata() {
      Map<String, Object> tool = new LinkedHashMap<>();
      tool.put("type", "application");
      tool.put("name", "Sekisho");
      Map<String, Object> system = new LinkedHashMap<>();
      system.put("type", "application");
      system.put("bom-ref", "system:" + model.id());
      system.put("name", model.name().en());
      Map<String, Object> metadata = new LinkedHashMap<>();
      metadata.put("tools", Map.of("components", List.of(tool)));
      metadata.put("component", system);
      return metadata;
    }

    private static String ref(String component) {
      return "component:" + component;
    }

    private void depend(String from, String to) {
      dependencies.computeIfAbsent(from, r -> new LinkedHashSet<>()).add(to);
    }

    private List<Object> properties(String section, Map<String, Object> fields) {
      List<Object> all = new ArrayList<>();
      fields.forEach(
          (key, value) -> {
            notes.carried(section, key);
            all.add(property(key, value));
          });
      return all;
    }

    /** A property: lists, maps and texts that look like them as JSON, other texts as they are. */
    private static Map<String, Object> property(String key, Object value) {
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("name", MARK + key);
      boolean plain = value instanceof String s && !s.isEmpty() && "[{\"".indexOf(s.charAt(0)) < 0;
      f.put("value", plain ? value : JsonText.line(value));
      return f;
    }

    private static boolean service(Component c) {
      return switch (c.kind()) {
        case HEAD_END, MANAGEMENT, SERVER, DATABASE, BUILD, APPLICATION -> true;
        default -> false;
      };
    }

    private void component(Component c) {
      Map<String, Object> f = new LinkedHashMap<>();
      Map<String, Object> ours =
          Carried.without(ModelTree.component(c), List.of("software", "zone"));
      boolean service = service(c);
      if (!service) {
        f.put("type", c.kind().isDevice() || physical(c) ? "device" : "application");
        ours.put("zone", c.zone());
      }
      f.put("bom-ref", ref(c.id()));
      if (service) {
        model
            .ownerOf(c)
            .map(model.organisations()::get)
            .ifPresent(o -> f.put("provider", Map.of("name", o.name().en())));
      }
      f.put("name", c.name().en());
      if (service) {
        servesTo(c, f);
      }
      f.put("properties", properties(Draft.COMPONENTS, ours));
      List<Object> software = new ArrayList<>();
      for (int i = 0; i < c.software().size(); i++) {
        Component.Software s = c.software().get(i);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("type", "application");
        one.put("bom-ref", "software:" + c.id() + ":" + i);
        one.put("name", s.name());
        s.version().ifPresent(v -> one.put("version", v));
        if (service) {
          one.put("properties", List.of(property(SOFTWARE_OF, c.id())));
          depend(ref(c.id()), "software:" + c.id() + ":" + i);
          components.add(one);
        } else {
          software.add(one);
        }
      }
      if (!software.isEmpty()) {
        f.put("components", software);
      }
      (service ? services : components).add(f);
    }

    private static boolean physical(Component c) {
      return switch (c.kind()) {
        case GATEWAY, NETWORK_DEVICE -> true;
        default -> false;
      };
    }

    private void servesTo(Component c, Map<String, Object> f) {
      List<Link> arriving = near.to(c.id());
      if (!arriving.isEmpty()
          && arriving.stream().noneMatch(l -> l.authentication() == Link.Authentication.UNKNOWN)) {
        f.put(
            "authenticated",
            arriving.stream().noneMatch(l -> l.authentication() == Link.Authentication.NONE));
      }
      if (!arriving.isEmpty()) {
        f.put(
            "x-trust-boundary",
            arriving.stream()
                .map(l -> model.component(l.from()))
                .anyMatch(from -> from != null && !from.zone().equals(c.zone())));
      }
      f.put("trustZone", c.zone());
      List<Object> data = new ArrayList<>();
      for (Link l : arriving) {
        for (String id : l.data()) {
          Asset asset = model.assets().get(id);
          Map<String, Object> one = new LinkedHashMap<>();
          one.put(
              "flow",
              switch (l.direction()) {
                case FORWARD -> "inbound";
                case BACK -> "outbound";
                case BOTH -> "bi-directional";
              });
          one.put("classification", asset == null ? "unknown" : classification(asset));
          one.put("name", id);
          boolean back = l.direction() == Link.Direction.BACK;
          one.put(back ? "destination" : "source", List.of(ref(l.from())));
          data.add(one);
        }
      }
      if (!data.isEmpty()) {
        f.put("data", data);
      }
    }

    private static String classification(Asset a) {
      return ThreagileTerms.CONFIDENTIALITY.get(a.confidentiality());
    }

    private void asset(Asset a) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put(
          "type",
          switch (a.kind()) {
            case CODE -> "source-code";
            case SETTINGS -> "configuration";
            case DEVICE, LIFE, MONEY, PRODUCTION, INFRASTRUCTURE, ENVIRONMENT, NETWORK -> "other";
            default -> "dataset";
          });
      data.put("name", a.name().en());
      data.put("classification", classification(a));
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("type", "data");
      f.put("bom-ref", "asset:" + a.id());
      f.put("name", a.name().en());
      f.put("data", List.of(data));
      f.put("properties", properties(Draft.ASSETS, ModelTree.asset(a)));
      components.add(f);
    }

    private Map<String, Object> declarations() {
      model.systemControls().forEach(c -> claim(c, new EntityRef(EntityKind.SYSTEM, "")));
      model
          .zones()
          .values()
          .forEach(
              z -> z.controls().forEach(c -> claim(c, new EntityRef(EntityKind.ZONE, z.id()))));
      model
          .components()
          .values()
          .forEach(
              x ->
                  x.controls().forEach(c -> claim(c, new EntityRef(EntityKind.COMPONENT, x.id()))));
      model
          .links()
          .values()
          .forEach(
              l -> l.controls().forEach(c -> claim(c, new EntityRef(EntityKind.LINK, l.id()))));
      model
          .entryPoints()
          .values()
          .forEach(
              e ->
                  e.controls()
                      .forEach(c -> claim(c, new EntityRef(EntityKind.ENTRY_POINT, e.id()))));
      for (Countermeasure c : model.countermeasures()) {
        if (c.state() == Countermeasure.State.IN_PLACE) {
          if (c.on().isEmpty()) {
            claim(c.control(), new EntityRef(EntityKind.SYSTEM, ""));
          }
          c.on().forEach(id -> claim(c.control(), entity(id)));
        }
      }
      List<Object> evidence = new ArrayList<>();
      for (Evidence e : content.evidence()) {
        evidence.add(evidence(e));
        List<EntityRef> on =
            e.on().isEmpty() ? List.of(new EntityRef(EntityKind.SYSTEM, "")) : e.on();
        for (EntityRef at : on) {
          Map<String, Object> claim = claim(e.control(), at);
          String key = e.result() == Evidence.Result.PASSED ? "evidence" : "counterEvidence";
          List<Object> refs = new ArrayList<>();
          if (claim.get(key) instanceof List<?> before) {
            refs.addAll(before);
          }
          refs.add("evidence:" + e.id());
          claim.put(key, refs);
        }
      }
      Map<String, Object> declarations = new LinkedHashMap<>();
      if (!claims.isEmpty()) {
        declarations.put("claims", List.copyOf(claims.values()));
      }
      if (!evidence.isEmpty()) {
        declarations.put("evidence", evidence);
      }
      return declarations;
    }

    private EntityRef entity(String id) {
      EntityKind kind =
          model.components().containsKey(id)
              ? EntityKind.COMPONENT
              : model.links().containsKey(id)
                  ? EntityKind.LINK
                  : model.zones().containsKey(id) ? EntityKind.ZONE : EntityKind.ENTRY_POINT;
      return new EntityRef(kind, id);
    }

    private Map<String, Object> claim(String control, EntityRef at) {
      String place = at.kind() == EntityKind.SYSTEM ? "system" : at.toString();
      return claims.computeIfAbsent(
          control + "@" + place,
          key -> {
            String name =
                content
                    .analysis()
                    .flatMap(a -> Optional.ofNullable(a.catalogue().controls().get(control)))
                    .map(c -> c.name().en())
                    .orElse(control);
            Map<String, Object> f = new LinkedHashMap<>();
            f.put("bom-ref", "claim:" + key);
            f.put("target", target(at, key));
            f.put("predicate", name + " (" + control + ") is in place at " + place);
            return f;
          });
    }

    private String target(EntityRef at, String claim) {
      Optional<String> component =
          switch (at.kind()) {
            case COMPONENT -> Optional.of(at.id());
            case LINK, CROSSING -> Optional.ofNullable(model.links().get(at.id())).map(Link::to);
            case ENTRY_POINT ->
                Optional.ofNullable(model.entryPoints().get(at.id())).map(e -> e.on());
            default -> Optional.empty();
          };
      String target = component.map(Writing::ref).orElse("system:" + model.id());
      if (at.kind() != EntityKind.COMPONENT && at.kind() != EntityKind.SYSTEM) {
        notes.loss("controls/" + claim, "target " + target, TARGET);
      }
      return target;
    }

    private static Map<String, Object> evidence(Evidence e) {
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("bom-ref", "evidence:" + e.id());
      f.put("propertyName", MARK + "control:" + e.control());
      String tool = e.tool() + e.toolVersion().map(v -> " " + v).orElse("");
      f.put(
          "description",
          e.test()
              + ": "
              + Dashed.of(e.result())
              + ", "
              + tool
              + e.note().map(n -> ". " + n).orElse(""));
      e.artefact()
          .ifPresent(
              a -> {
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("name", a.name());
                data.put(
                    "contents", Map.of("attachment", Map.of("content", "sha256:" + a.sha256())));
                f.put("data", List.of(data));
              });
      f.put("created", e.made().toString());
      f.put("expires", e.expires().toString());
      return f;
    }
  }
}
