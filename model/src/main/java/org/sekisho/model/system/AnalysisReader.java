package org.sekisho.model.system;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.model.document.Fields;

/** Reads what only an analysis needs of a system-model file. */
final class AnalysisReader {
  private static final Pattern SURFACE = Pattern.compile("AS[1-9][0-9]{0,3}");
  private static final int MAX_FREQUENCY = 4;
  private static final int THREATS = 10;
  private static final int MAX_HELD = 1024;

  private final Parts parts;

  AnalysisReader(Parts parts) {
    this.parts = parts;
  }

  void read(Fields root) {
    parts.each(root, "assets", parts.assets, (f, at) -> parts.assets.put(at, asset(at, f)));
    parts.each(root, "actors", parts.actors, (f, at) -> parts.actors.put(at, actor(at, f)));
    parts.each(
        root,
        "entry-points",
        parts.entryPoints,
        (f, at) -> parts.entryPoints.put(at, entryPoint(at, f)));
    for (Fields f : root.sections("countermeasures")) {
      parts.countermeasures.add(countermeasure(f));
    }
    parts.each(root, "threats", parts.threats, (f, at) -> parts.threats.put(at, threat(at, f)));
    parts.each(
        root, "incidents", parts.incidents, (f, at) -> parts.incidents.put(at, incident(at, f)));
    parts.each(
        root,
        "interactions",
        parts.interactions,
        (f, at) -> parts.interactions.put(at, interaction(at, f)));
    parts.each(
        root,
        "assumptions",
        parts.assumptions,
        (f, at) -> parts.assumptions.put(at, new Assumption(at, Parts.text(f, "text"))));
  }

  private Asset asset(String id, Fields f) {
    List<String> points = List.copyOf(f.texts("points"));
    List<String> holds = parts.references(f, "holds", List.of(parts.assets));
    parts.later(() -> refuseCircle(id, holds, f));
    parts.later(
        () -> {
          for (String point : points) {
            int slash = point.indexOf('/');
            Profile profile = slash < 0 ? null : parts.profiles.get(point.substring(0, slash));
            if (profile == null || profile.point(point.substring(slash + 1)) == null) {
              f.problem("points", "'" + point + "' is no profile/point of this model");
            }
          }
        });
    return new Asset(
        id,
        Parts.text(f, "name"),
        f.choice("kind", Asset.Kind.class),
        rating(f, "confidentiality"),
        rating(f, "integrity"),
        rating(f, "availability"),
        impact(f),
        points,
        parts.references(f, "in", List.of(parts.components)),
        holds,
        parts.optionalReference(f, "owner", parts.organisations),
        roles(f),
        Collections.unmodifiableSet(
            new LinkedHashSet<>(parts.references(f, "shared-with", List.of(parts.organisations)))));
  }

  /** A thing holds information; what it holds must not lead back to it. */
  private void refuseCircle(String id, List<String> holds, Fields f) {
    Set<String> seen = new HashSet<>(holds);
    Deque<String> open = new ArrayDeque<>(holds);
    while (!open.isEmpty() && !seen.contains(id)) {
      if (seen.size() > MAX_HELD) {
        f.problem("holds", "leads to more than " + MAX_HELD + " assets");
        return;
      }
      Asset held = parts.assets.get(open.poll());
      for (String next : held == null ? List.<String>of() : held.holds()) {
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    if (seen.contains(id)) {
      f.problem("holds", "'" + id + "' would hold itself");
    }
  }

  private static Map<Asset.Impact, Asset.Extent> impact(Fields f) {
    Fields impact = f.section("impact");
    Map<Asset.Impact, Asset.Extent> found = new EnumMap<>(Asset.Impact.class);
    for (Asset.Impact on : Asset.Impact.values()) {
      Asset.Extent extent = impact.choice(dashed(on), Asset.Extent.NONE);
      if (extent != Asset.Extent.NONE) {
        found.put(on, extent);
      }
    }
    return Collections.unmodifiableMap(found);
  }

  private Map<String, Set<Asset.Role>> roles(Fields f) {
    Map<String, Set<Asset.Role>> found = new LinkedHashMap<>();
    if (f.has("roles")) {
      Fields roles = f.section("roles");
      for (String actor : roles.keys()) {
        found.put(actor, choices(roles, actor, Asset.Role.class));
        parts.later(
            () -> {
              if (!parts.actors.containsKey(actor)) {
                roles.problem(actor, "'" + actor + "' is no actor of this model");
              }
            });
      }
    }
    return Collections.unmodifiableMap(found);
  }

  private static int rating(Fields f, String key) {
    if (!f.has(key)) {
      f.problem("'" + key + "' is missing: a rating from 0 (does not matter) to 3 (high)");
    }
    return f.integer(key, 1, 0, 3);
  }

  private Actor actor(String id, Fields f) {
    return new Actor(
        id,
        Parts.text(f, "name"),
        f.choice("kind", Actor.Kind.class),
        Collections.unmodifiableSet(
            new LinkedHashSet<>(
                parts.references(f, "reaches", List.of(parts.components, parts.entryPoints)))));
  }

  private EntryPoint entryPoint(String id, Fields f) {
    return new EntryPoint(
        id,
        Parts.text(f, "name"),
        parts.reference(f, "on", parts.components),
        f.choice("kind", EntryPoint.Kind.class),
        f.choice("reach", EntryPoint.Reach.class),
        f.choice("access", EntryPoint.Access.NONE),
        f.choice("protocol", Protocol.UNKNOWN),
        f.choice("authentication", Link.Authentication.UNKNOWN),
        f.choice("encryption", Link.Encryption.UNKNOWN),
        f.flag("enabled", true),
        f.has("surface")
            ? Optional.of(f.text("surface", SURFACE, "AS and a number, such as AS1"))
            : Optional.empty(),
        parts.references(f, "assets", List.of(parts.assets)),
        Parts.controls(f));
  }

  private Countermeasure countermeasure(Fields f) {
    return new Countermeasure(
        f.text("control", Ids.FORM, "the id of a control of the catalogue"),
        parts.references(
            f, "on", List.of(parts.zones, parts.components, parts.links, parts.entryPoints)),
        f.choice("state", Countermeasure.State.IN_PLACE),
        f.optionalText("owner"),
        f.optionalText("note"));
  }

  private ConcreteThreat threat(String id, Fields f) {
    return new ConcreteThreat(
        id,
        Parts.text(f, "name"),
        parts.reference(f, "on", parts.components),
        parts.optionalReference(f, "entry-point", parts.entryPoints),
        parts.references(f, "assets", List.of(parts.assets)),
        f.text("category", Ids.FORM, "a category of CCDS-STRIDE, such as una or inf-net"),
        List.copyOf(Parts.catalogueIds(f, "measures", "a measure of the guide")),
        choices(f, "affects", Incident.Property.class),
        frequency(f),
        f.optionalText("cvss"),
        f.flag("individual", false),
        f.optionalText("source"));
  }

  private Incident incident(String id, Fields f) {
    return new Incident(
        id,
        Parts.text(f, "name"),
        Parts.text(f, "loss"),
        f.sections("threats").stream()
            .map(
                t -> {
                  if (!t.has("number")) {
                    t.problem("'number' is missing: 1 to 10, a threat of the guideline");
                  }
                  return new Incident.Threat(
                      t.integer("number", 1, 1, THREATS), Parts.text(t, "name"));
                })
            .toList(),
        parts.references(f, "assets", List.of(parts.assets)),
        choices(f, "affects", Incident.Property.class),
        frequency(f));
  }

  private Interaction interaction(String id, Fields f) {
    return new Interaction(
        id,
        Parts.text(f, "name"),
        parts.optionalReference(f, "actor", parts.actors),
        parts.references(f, "over", List.of(parts.links)),
        parts.references(f, "entry-points", List.of(parts.entryPoints)));
  }

  private static Optional<Integer> frequency(Fields f) {
    return f.has("frequency")
        ? Optional.of(f.integer("frequency", 1, 1, MAX_FREQUENCY))
        : Optional.empty();
  }

  private static <E extends Enum<E>> Set<E> choices(Fields f, String key, Class<E> type) {
    Set<E> found = EnumSet.noneOf(type);
    for (String word : f.texts(key)) {
      Optional<E> choice =
          Arrays.stream(type.getEnumConstants()).filter(e -> dashed(e).equals(word)).findFirst();
      choice.ifPresent(found::add);
      if (choice.isEmpty()) {
        f.problem(
            key,
            "'"
                + word
                + "' is not allowed: "
                + Arrays.stream(type.getEnumConstants()).map(AnalysisReader::dashed).toList());
      }
    }
    return Collections.unmodifiableSet(found);
  }

  private static String dashed(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
