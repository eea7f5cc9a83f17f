package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.sekisho.model.system.Actor;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;

/**
 * Writes Threagile's model file (YAML). What Threagile has no field for travels in tags that begin
 * with {@code sekisho:}; the English name is the title, the Japanese one the description.
 */
final class ThreagileExporter implements Exporter {
  @Override
  public Exported write(Content content) {
    return new Writing(content).text();
  }

  /** One file while it is written. */
  private static final class Writing {
    private final Content content;
    private final SystemModel model;
    private final Neighbours near;
    private final Notes notes = new Notes("");
    private final Set<String> tagsUsed = new TreeSet<>();

    Writing(Content content) {
      this.content = content;
      this.model = content.model();
      this.near = new Neighbours(model);
    }

    Exported text() {
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("threagile_version", "1.0.0");
      root.put("title", model.name().en());
      Map<String, Object> author = new LinkedHashMap<>();
      author.put("name", "Sekisho");
      root.put("author", author);
      root.put("business_criticality", criticality());
      Map<String, Object> description = new LinkedHashMap<>();
      description.put("description", model.name().ja());
      root.put("application_description", description);
      Tags own = new Tags();
      own.add("model", model.id());
      model.useCases().forEach(u -> own.add("use-case", u));
      model.systemControls().forEach(c -> own.add("system-control", c));
      own.use();
      Map<String, Object> data = new LinkedHashMap<>();
      Map<String, Object> technical = new LinkedHashMap<>();
      Map<String, Object> boundaries = new LinkedHashMap<>();
      Titles titles = new Titles();
      for (Asset a : model.assets().values()) {
        asset(data, titles, a);
      }
      titles = new Titles();
      for (Component c : model.components().values()) {
        component(technical, titles, c);
      }
      titles = new Titles();
      for (Zone z : model.zones().values()) {
        zone(boundaries, titles, z);
      }
      root.put("tags_available", new ArrayList<>(tagsUsed));
      root.put("data_assets", data);
      root.put("technical_assets", technical);
      root.put("trust_boundaries", boundaries);
      root.put("shared_runtimes", Map.of());
      lost();
      return new Exported(YamlText.of(root), notes.losses());
    }

    private String criticality() {
      int most =
          model.assets().values().stream()
              .mapToInt(a -> Math.max(a.integrity(), a.availability()))
              .max()
              .orElse(1);
      return ThreagileTerms.CRITICALITY.get(most);
    }

    private void asset(Map<String, Object> all, Titles titles, Asset a) {
      String where = "assets/" + a.id();
      Tags tags = new Tags();
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("id", a.id());
      f.put("description", a.name().ja());
      f.put("usage", "business");
      tags.add("kind", Dashed.of(a.kind()));
      String title = titles.of(a.name(), a.id(), tags);
      f.put("tags", tags.list);
      owner(f, tags, a.owner());
      f.put("quantity", "many");
      rating(f, tags, a.confidentiality(), a.integrity(), a.availability());
      all.put(title, f);
      tags.use();
      notes.loss(where + "/quantity", "many", Why.NOT_SAID);
      lost(where, "impact", !a.impact().isEmpty());
      lost(where, "points", !a.points().isEmpty());
      lost(where, "holds", !a.holds().isEmpty());
      lost(where, "roles", !a.roles().isEmpty());
      lost(where, "shared-with", !a.sharedWith().isEmpty());
    }

    private static void rating(Map<String, Object> f, Tags tags, int c, int i, int a) {
      f.put("confidentiality", ThreagileTerms.CONFIDENTIALITY.get(c));
      f.put("integrity", ThreagileTerms.CRITICALITY.get(i));
      f.put("availability", ThreagileTerms.CRITICALITY.get(a));
      if (i == 0) {
        tags.add("integrity", "0");
      }
      if (a == 0) {
        tags.add("availability", "0");
      }
    }

    private void owner(Map<String, Object> f, Tags tags, Optional<String> owner) {
      if (owner.isEmpty()) {
        return;
      }
      var organisation = model.organisations().get(owner.get());
      String name = organisation == null ? owner.get() : organisation.name().en();
      f.put("owner", name);
      if (!Slug.of(name).equals(owner.get())) {
        tags.add("owner", owner.get());
      }
    }

    private void component(Map<String, Object> all, Titles titles, Component c) {
      String where = "components/" + c.id();
      Tags tags = new Tags();
      tags.add("kind", Dashed.of(c.kind()));
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("id", c.id());
      f.put("description", c.name().ja());
      boolean store = c.kind() == ComponentKind.DATABASE;
      boolean outside = c.scope() == Component.Scope.OUT;
      f.put("type", store ? "datastore" : outside ? "external-entity" : "process");
      f.put("usage", c.kind() == ComponentKind.BUILD ? "devops" : "business");
      f.put("used_as_client_by_human", usedByPeople(c.id()));
      f.put("out_of_scope", outside);
      f.put("size", physical(c) ? "system" : store ? "component" : "service");
      f.put("technology", ThreagileTerms.technology(c.kind()));
      f.put("tags", tags.list);
      f.put("internet", fromInternet(c.id()));
      f.put("machine", physical(c) ? "physical" : "virtual");
      boolean atRest = c.controls().contains("data-at-rest-encryption");
      f.put("encryption", atRest ? "transparent" : "none");
      owner(f, tags, c.owner());
      if (c.owner().isEmpty()) {
        Optional<String> around = model.ownerOf(c);
        owner(f, new Tags(), around);
        if (around.isPresent()) {
          tags.add("owner-of-zone", "true");
        }
      }
      f.putIfAbsent("owner", "");
      List<Asset> held = near.held(c.id());
      Set<String> processed = near.processed(c.id());
      rating(
          f,
          new Tags(),
          most(processed, Asset::confidentiality),
          Math.max(1, most(processed, Asset::integrity)),
          Math.max(1, most(processed, Asset::availability)));
      f.put("multi_tenant", false);
      f.put("redundant", c.controls().contains("redundancy"));
      f.put("custom_developed_parts", false);
      f.put("data_assets_processed", new ArrayList<>(processed));
      f.put("data_assets_stored", held.stream().map(Asset::id).toList());
      f.put("data_formats_accepted", List.of());
      Map<String, Object> links = new LinkedHashMap<>();
      near.from(c.id()).forEach(l -> links.put(l.id(), link(l)));
      f.put("communication_links", links);
      tags.add(c.physicalControl(), "physical-control", Component.PhysicalControl.UNKNOWN);
      tags.add(c.capability(), "capability", Component.Capability.UNKNOWN);
      c.supportEnd().ifPresent(d -> tags.add("support-end", d.toString()));
      tags.add(c.update(), "update", Component.Update.UNKNOWN);
      c.controls().forEach(x -> tags.add("control", x));
      all.put(titles.of(c.name(), c.id(), tags), f);
      tags.use();
      notes.loss(
          where + "/kind",
          Dashed.of(c.kind()) + " → " + f.get("technology") + ", " + f.get("machine"),
          Why.GUESSED);
      lost(where, "place", c.place().isPresent());
      lost(where, "profile", c.profile().isPresent());
      lost(where, "software", !c.software().isEmpty());
    }

    private int most(Set<String> assets, ToIntFunction<Asset> axis) {
      return assets.stream()
          .flatMap(id -> Optional.ofNullable(model.assets().get(id)).stream())
          .mapToInt(axis)
          .max()
          .orElse(0);
    }

    private static boolean physical(Component c) {
      return c.kind().isDevice()
          || c.kind() == ComponentKind.GATEWAY
          || c.kind() == ComponentKind.NETWORK_DEVICE;
    }

    private boolean usedByPeople(String component) {
      return model.actors().values().stream()
          .filter(a -> a.kind() != Actor.Kind.ATTACKER && a.kind() != Actor.Kind.BYSTANDER)
          .anyMatch(a -> a.reaches().contains(component));
    }

    private boolean fromInternet(String component) {
      return model.entryPoints().values().stream()
          .anyMatch(
              e ->
                  e.on().equals(component)
                      && e.enabled()
                      && e.reach() == EntryPoint.Reach.INTERNET);
    }

    private Map<String, Object> link(Link l) {
      String where = "links/" + l.id();
      Tags tags = new Tags();
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("target", l.to());
      f.put("description", l.id());
      ThreagileTerms.Transport transport = ThreagileTerms.transport(l.protocol(), l.encryption());
      boolean vpn = l.encryption() == Link.Encryption.VPN;
      f.put("protocol", transport.word());
      if (transport.protocol() != l.protocol()) {
        tags.add("protocol", Dashed.of(l.protocol()));
        notes.loss(
            where + "/protocol", Dashed.of(l.protocol()) + " → " + transport.word(), Why.COARSER);
      }
      boolean same = transport.encryption() == l.encryption();
      if (!same) {
        tags.add("encryption", Dashed.of(l.encryption()));
        notes.loss(
            where + "/encryption",
            Dashed.of(l.encryption()) + " → " + transport.word(),
            Why.COARSER);
      }
      String authentication = ThreagileTerms.authentication(l.authentication());
      f.put("authentication", authentication);
      if (ThreagileTerms.AUTHENTICATION.get(authentication) != l.authentication()) {
        tags.add("authentication", Dashed.of(l.authentication()));
        notes.loss(
            where + "/authentication",
            Dashed.of(l.authentication()) + " → " + authentication,
            Why.COARSER);
      }
      f.put("authorization", "none");
      f.put("tags", tags.list);
      f.put("vpn", vpn);
      f.put("ip_filtered", false);
      f.put("readonly", l.direction() == Link.Direction.BACK);
      f.put("usage", "business");
      boolean forward = l.direction() != Link.Direction.BACK;
      boolean back = l.direction() != Link.Direction.FORWARD;
      f.put("data_assets_sent", forward ? l.data() : List.of());
      f.put("data_assets_received", back ? l.data() : List.of());
      if (l.data().isEmpty() && l.direction() == Link.Direction.FORWARD) {
        tags.add("direction", "forward");
      }
      tags.add(l.strength(), "strength", Link.Strength.UNKNOWN);
      l.through().forEach(z -> tags.add("through", z));
      l.controls().forEach(c -> tags.add("control", c));
      if (tags.list.isEmpty()) {
        tags.add("id", l.id());
      }
      tags.use();
      return f;
    }

    private void zone(Map<String, Object> all, Titles titles, Zone z) {
      Tags tags = new Tags();
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("id", z.id());
      f.put("description", z.name().ja());
      f.put("type", ThreagileTerms.boundaryType(z.placement()));
      tags.add("safety", Dashed.of(z.safety()));
      tags.add("placement", Dashed.of(z.placement()));
      z.owner().ifPresent(o -> tags.add("owner", o));
      z.controls().forEach(c -> tags.add("control", c));
      f.put("tags", tags.list);
      f.put(
          "technical_assets_inside",
          model.components().values().stream()
              .filter(c -> c.zone().equals(z.id()))
              .map(Component::id)
              .toList());
      f.put(
          "trust_boundaries_nested",
          model.zones().values().stream()
              .filter(c -> c.parent().equals(Optional.of(z.id())))
              .map(Zone::id)
              .toList());
      all.put(titles.of(z.name(), z.id(), tags), f);
      tags.use();
    }

    private void lost(String where, String key, boolean there) {
      if (there) {
        notes.loss(where + "/" + key, key, Why.NO_PLACE_THERE);
      }
    }

    private void lost() {
      model.organisations().values().stream()
          .filter(o -> !o.name().ja().equals(o.name().en()))
          .forEach(o -> lost("organisations/" + o.id(), "name.ja", true));
      each("places", model.places());
      each("profiles", model.profiles());
      model.actors().values().forEach(a -> lost("actors/" + a.id(), Dashed.of(a.kind()), true));
      for (EntryPoint e : model.entryPoints().values()) {
        notes.loss(
            "entry-points/" + e.id(),
            e.enabled() && e.reach() == EntryPoint.Reach.INTERNET
                ? "internet: true at " + e.on()
                : Dashed.of(e.kind()),
            Why.NO_PLACE_THERE);
      }
      for (int i = 0; i < model.countermeasures().size(); i++) {
        notes.loss(
            "countermeasures/" + i, model.countermeasures().get(i).control(), Why.NO_PLACE_THERE);
      }
      each("threats", model.threats());
      each("incidents", model.incidents());
      each("interactions", model.interactions());
      each("assumptions", model.assumptions());
      each("grants", model.grants());
      content.analysis().stream()
          .flatMap(a -> a.findings().stream())
          .forEach(f -> notes.loss("findings/" + f.id(), f.title().en(), Why.NO_PLACE_THERE));
    }

    private void each(String section, Map<String, ?> items) {
      items.keySet().forEach(id -> notes.loss(section + "/" + id, id, Why.NO_PLACE_THERE));
    }

    /** Tags of one element. */
    private final class Tags {
      private final List<String> list = new ArrayList<>();

      void add(String key, String value) {
        list.add(ThreagileTerms.TAG + key + ":" + value);
      }

      <E extends Enum<E>> void add(E value, String key, E usual) {
        if (value != usual) {
          add(key, Dashed.of(value));
        }
      }

      void use() {
        tagsUsed.addAll(list);
      }
    }

    /** Titles are the keys of Threagile's maps: each stands once. */
    private static final class Titles {
      private final Set<String> taken = new HashSet<>();

      String of(LocalText name, String id, Tags tags) {
        if (taken.add(name.en())) {
          return name.en();
        }
        tags.add("unnumbered", "true");
        String title = name.en() + " (" + id + ")";
        taken.add(title);
        return title;
      }
    }
  }
}
