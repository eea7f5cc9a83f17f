package org.sekisho.risk.path;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/**
 * The controls that close a way at a link, a component or an entry point: what a cut is made of.
 * Immutable.
 */
public final class Barriers {
  /** The guide's measures that keep somebody out; the others watch, mend, or soften a loss. */
  private static final Set<String> KEEPING_OUT =
      Set.of(
          "fw",
          "filter",
          "srvauth",
          "userauth",
          "msgauth",
          "comenc",
          "allowlist",
          "codesign",
          "tamper-hw",
          "tamper-sw",
          "vpatch",
          "antivirus");

  /** The threats by which somebody gets further; disclosure and denial of service end there. */
  private static final Set<ThreatClass> LEADING_ON =
      EnumSet.of(
          ThreatClass.SPO,
          ThreatClass.TAM,
          ThreatClass.EOP,
          ThreatClass.UNA,
          ThreatClass.MAL,
          ThreatClass.STP,
          ThreatClass.DEV);

  private static final List<EntityKind> KINDS =
      List.of(EntityKind.LINK, EntityKind.COMPONENT, EntityKind.ENTRY_POINT);
  private static final Comparator<Control> LEAST_FIRST =
      Comparator.comparingInt(Control::effort).thenComparing(Control::id);

  private final Map<EntityKind, List<Control>> byKind;

  private Barriers(Map<EntityKind, Map<String, Control>> found) {
    byKind = new EnumMap<>(EntityKind.class);
    found.forEach(
        (kind, controls) ->
            byKind.put(kind, controls.values().stream().sorted(LEAST_FIRST).toList()));
  }

  /** Those whose main measure, in the guide's words, keeps somebody out. */
  public static Barriers of(Map<String, Control> controls) {
    Map<EntityKind, Map<String, Control>> found = new EnumMap<>(EntityKind.class);
    for (Control control : controls.values()) {
      if (!control.measures().isEmpty() && KEEPING_OUT.contains(control.measures().getFirst())) {
        for (EntityKind kind : KINDS) {
          put(found, kind, control);
        }
      }
    }
    return new Barriers(found);
  }

  /**
   * Those that, by some rule, block a threat by which somebody gets further, at the kind of place
   * where that rule wants them.
   */
  public static Barriers of(Catalogue catalogue) {
    Map<EntityKind, Map<String, Control>> found = new EnumMap<>(EntityKind.class);
    for (Rule rule : catalogue.rules().values()) {
      if (LEADING_ON.contains(rule.threatClass())) {
        for (Rule.Answer answer : rule.answers()) {
          Control control = catalogue.controls().get(answer.control());
          Optional<EntityKind> kind = place(rule.over(), answer.at());
          if (answer.strength() == Rule.Strength.BLOCKS && control != null && kind.isPresent()) {
            put(found, kind.get(), control);
          }
        }
      }
    }
    return new Barriers(found);
  }

  /** The controls that close a way at such a place, the least effort first. */
  public List<Control> at(EntityKind kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  /**
   * The control of least effort that closes this place and is not in place there yet; empty when
   * there is none.
   */
  public Optional<Cut.Place> cheapest(EntityRef at, Defences defences) {
    for (Control control : at(at.kind())) {
      if (!defences.inPlace(at, control.id())) {
        return Optional.of(new Cut.Place(at, control.id(), control.effort()));
      }
    }
    return Optional.empty();
  }

  private static Optional<EntityKind> place(EntityKind over, Rule.At at) {
    EntityKind self = over == EntityKind.CROSSING ? EntityKind.LINK : over;
    return switch (at) {
      case SELF -> KINDS.contains(self) ? Optional.of(self) : Optional.empty();
      case FROM, TO, ANY_END, BOTH_ENDS -> Optional.of(EntityKind.COMPONENT);
      // A gateway shields others, not itself; the system is no place on a way.
      case GATEWAY, SYSTEM -> Optional.empty();
    };
  }

  private static void put(
      Map<EntityKind, Map<String, Control>> found, EntityKind kind, Control control) {
    if (control.on().contains(kind)) {
      found.computeIfAbsent(kind, _ -> new TreeMap<>()).put(control.id(), control);
    }
  }
}
