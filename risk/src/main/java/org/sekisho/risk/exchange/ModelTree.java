package org.sekisho.risk.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.system.Actor;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.Countermeasure;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Grant;
import org.sekisho.model.system.Incident;
import org.sekisho.model.system.Interaction;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Point;
import org.sekisho.model.system.Profile;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.Range;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.model.system.Zone;

/**
 * A system model as the mappings and lists of its file; what equals the default is left out.
 * Reading the text of it gives an equal model.
 */
public final class ModelTree {
  private ModelTree() {}

  /** The model as the text of a file of format {@code sekisho-system/1}. */
  public static String yaml(SystemModel model) {
    return YamlText.of(of(model));
  }

  static Map<String, Object> of(SystemModel model) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("format", SystemModelFile.FORMAT);
    root.put("id", model.id());
    root.put("name", text(model.name()));
    put(root, "use-cases", model.useCases());
    put(root, "controls", model.systemControls());
    put(root, Draft.ORGANISATIONS, named(model.organisations(), o -> o.name()));
    put(root, Draft.ZONES, model.zones().values().stream().map(ModelTree::zone).toList());
    put(root, "places", named(model.places(), p -> p.name()));
    put(root, "profiles", model.profiles().values().stream().map(ModelTree::profile).toList());
    put(
        root,
        Draft.COMPONENTS,
        model.components().values().stream().map(ModelTree::component).toList());
    put(root, Draft.LINKS, model.links().values().stream().map(ModelTree::link).toList());
    put(root, Draft.ASSETS, model.assets().values().stream().map(ModelTree::asset).toList());
    put(root, Draft.ACTORS, model.actors().values().stream().map(ModelTree::actor).toList());
    put(
        root,
        Draft.ENTRY_POINTS,
        model.entryPoints().values().stream().map(ModelTree::entryPoint).toList());
    put(
        root,
        Draft.COUNTERMEASURES,
        model.countermeasures().stream().map(ModelTree::countermeasure).toList());
    put(root, Draft.THREATS, model.threats().values().stream().map(ModelTree::threat).toList());
    put(
        root,
        Draft.INCIDENTS,
        model.incidents().values().stream().map(ModelTree::incident).toList());
    put(
        root,
        Draft.INTERACTIONS,
        model.interactions().values().stream().map(ModelTree::interaction).toList());
    put(
        root,
        "assumptions",
        model.assumptions().values().stream()
            .map(
                a -> {
                  Map<String, Object> f = new LinkedHashMap<>();
                  f.put("id", a.id());
                  f.put("text", text(a.text()));
                  return f;
                })
            .toList());
    put(root, Draft.GRANTS, model.grants().values().stream().map(ModelTree::grant).toList());
    return root;
  }

  private static <T> List<Map<String, Object>> named(
      Map<String, T> things, java.util.function.Function<T, LocalText> name) {
    List<Map<String, Object>> all = new ArrayList<>();
    things.forEach((id, thing) -> all.add(item(id, name.apply(thing))));
    return all;
  }

  private static Map<String, Object> item(String id, LocalText name) {
    Map<String, Object> f = new LinkedHashMap<>();
    f.put("id", id);
    f.put("name", text(name));
    return f;
  }

  static Map<String, Object> zone(Zone z) {
    Map<String, Object> f = item(z.id(), z.name());
    f.put("safety", Dashed.of(z.safety()));
    f.put("placement", Dashed.of(z.placement()));
    put(f, "parent", z.parent());
    put(f, "owner", z.owner());
    put(f, "controls", z.controls());
    return f;
  }

  static Map<String, Object> component(Component c) {
    Map<String, Object> f = new LinkedHashMap<>();
    f.put("id", c.id());
    f.put("kind", Dashed.of(c.kind()));
    f.put("name", text(c.name()));
    f.put("zone", c.zone());
    put(f, "place", c.place());
    put(f, "profile", c.profile());
    put(f, "owner", c.owner());
    put(f, "scope", c.scope(), Component.Scope.IN);
    put(f, "physical-control", c.physicalControl(), Component.PhysicalControl.UNKNOWN);
    put(f, "capability", c.capability(), Component.Capability.UNKNOWN);
    put(f, "support-end", c.supportEnd().map(Object::toString));
    put(f, "update", c.update(), Component.Update.UNKNOWN);
    put(
        f,
        "software",
        c.software().stream()
            .map(
                s -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("name", s.name());
                  put(one, "version", s.version());
                  return one;
                })
            .toList());
    put(f, "controls", c.controls());
    return f;
  }

  static Map<String, Object> link(Link l) {
    Map<String, Object> f = new LinkedHashMap<>();
    f.put("id", l.id());
    f.put("from", l.from());
    f.put("to", l.to());
    f.put("protocol", Dashed.of(l.protocol()));
    put(f, "direction", l.direction(), Link.Direction.BOTH);
    f.put("authentication", Dashed.of(l.authentication()));
    f.put("encryption", Dashed.of(l.encryption()));
    put(f, "strength", l.strength(), Link.Strength.UNKNOWN);
    put(f, "data", l.data());
    put(f, "through", l.through());
    put(f, "controls", l.controls());
    return f;
  }

  static Map<String, Object> asset(Asset a) {
    Map<String, Object> f = new LinkedHashMap<>();
    f.put("id", a.id());
    f.put("kind", Dashed.of(a.kind()));
    f.put("name", text(a.name()));
    f.put("confidentiality", a.confidentiality());
    f.put("integrity", a.integrity());
    f.put("availability", a.availability());
    Map<String, Object> impact = new LinkedHashMap<>();
    a.impact().forEach((on, extent) -> impact.put(Dashed.of(on), Dashed.of(extent)));
    if (!impact.isEmpty()) {
      f.put("impact", impact);
    }
    put(f, "points", a.points());
    put(f, "in", a.in());
    put(f, "holds", a.holds());
    put(f, "owner", a.owner());
    Map<String, Object> roles = new LinkedHashMap<>();
    a.roles().forEach((actor, of) -> roles.put(actor, of.stream().map(Dashed::of).toList()));
    if (!roles.isEmpty()) {
      f.put("roles", roles);
    }
    put(f, "shared-with", a.sharedWith());
    return f;
  }

  static Map<String, Object> actor(Actor a) {
    Map<String, Object> f = item(a.id(), a.name());
    f.put("kind", Dashed.of(a.kind()));
    put(f, "reaches", a.reaches());
    return f;
  }

  static Map<String, Object> entryPoint(EntryPoint e) {
    Map<String, Object> f = item(e.id(), e.name());
    f.put("on", e.on());
    f.put("kind", Dashed.of(e.kind()));
    f.put("reach", Dashed.of(e.reach()));
    put(f, "access", e.access(), EntryPoint.Access.NONE);
    put(f, "protocol", e.protocol(), Protocol.UNKNOWN);
    put(f, "authentication", e.authentication(), Link.Authentication.UNKNOWN);
    put(f, "encryption", e.encryption(), Link.Encryption.UNKNOWN);
    if (!e.enabled()) {
      f.put("enabled", false);
    }
    put(f, "surface", e.surface());
    put(f, "assets", e.assets());
    put(f, "controls", e.controls());
    return f;
  }

  private static Map<String, Object> countermeasure(Countermeasure c) {
    Map<String, Object> f = new LinkedHashMap<>();
    f.put("control", c.control());
    put(f, "on", c.on());
    put(f, "state", c.state(), Countermeasure.State.IN_PLACE);
    put(f, "owner", c.owner());
    put(f, "note", c.note());
    return f;
  }

  static Map<String, Object> threat(ConcreteThreat t) {
    Map<String, Object> f = item(t.id(), t.name());
    f.put("on", t.on());
    put(f, "entry-point", t.entryPoint());
    put(f, "assets", t.assets());
    f.put("category", t.category());
    put(f, "measures", t.measures());
    put(f, "affects", t.affects().stream().map(Dashed::of).toList());
    put(f, "frequency", t.frequency());
    put(f, "cvss", t.cvss());
    if (t.individual()) {
      f.put("individual", true);
    }
    put(f, "source", t.source());
    return f;
  }

  private static Map<String, Object> incident(Incident i) {
    Map<String, Object> f = item(i.id(), i.name());
    f.put("loss", text(i.loss()));
    put(
        f,
        "threats",
        i.threats().stream()
            .map(
                t -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("number", t.number());
                  one.put("name", text(t.name()));
                  return one;
                })
            .toList());
    put(f, "assets", i.assets());
    put(f, "affects", i.affects().stream().map(Dashed::of).toList());
    put(f, "frequency", i.frequency());
    return f;
  }

  private static Map<String, Object> interaction(Interaction i) {
    Map<String, Object> f = item(i.id(), i.name());
    put(f, "actor", i.actor());
    put(f, "over", i.over());
    put(f, "entry-points", i.entryPoints());
    return f;
  }

  private static Map<String, Object> grant(Grant g) {
    Map<String, Object> f = new LinkedHashMap<>();
    f.put("application", g.application());
    put(f, "read", g.read());
    put(f, "command", g.command().stream().map(ModelTree::point).toList());
    return f;
  }

  private static String point(PointId id) {
    return id.device() + "/" + id.point();
  }

  private static Map<String, Object> profile(Profile p) {
    Map<String, Object> f = item(p.id(), p.name());
    f.put("points", p.points().values().stream().map(ModelTree::point).toList());
    return f;
  }

  private static Map<String, Object> point(Point p) {
    Map<String, Object> f = item(p.id(), p.name());
    f.put("type", Dashed.of(p.type()));
    if (!p.unit().isEmpty()) {
      f.put("unit", p.unit());
    }
    put(f, "range", p.range().map(ModelTree::range));
    put(f, "max-change-per-second", p.maxChangePerSecond().map(ModelTree::number));
    put(f, "interval", p.interval().map(ModelTree::span));
    p.control()
        .ifPresent(
            c -> {
              Map<String, Object> control = new LinkedHashMap<>();
              put(control, "range", c.range().map(ModelTree::range));
              put(control, "max-step", c.maxStep().map(ModelTree::number));
              control.put("commands-per-minute", c.commandsPerMinute());
              control.put("timeout", span(c.timeout()));
              f.put("control", control);
            });
    return f;
  }

  private static List<Object> range(Range range) {
    return List.of(number(range.min()), number(range.max()));
  }

  private static Object number(double value) {
    long whole = (long) value;
    return whole == value && Math.abs(value) < 1e15 ? (Object) whole : (Object) value;
  }

  private static String span(Duration d) {
    if (d.toNanos() % 1_000_000 != 0) {
      return d.toNanos() / 1000 + "us";
    }
    return d.toMillis() % 1000 == 0 ? d.toSeconds() + "s" : d.toMillis() + "ms";
  }

  static Map<String, Object> text(LocalText text) {
    return Draft.name(text.ja(), text.en());
  }

  private static void put(Map<String, Object> f, String key, Optional<?> value) {
    value.ifPresent(v -> f.put(key, v));
  }

  private static void put(Map<String, Object> f, String key, Collection<?> values) {
    if (!values.isEmpty()) {
      List<@Nullable Object> list = new ArrayList<>(values);
      f.put(key, list);
    }
  }

  private static <E extends Enum<E>> void put(Map<String, Object> f, String key, E value, E usual) {
    if (value != usual) {
      f.put(key, Dashed.of(value));
    }
  }
}
