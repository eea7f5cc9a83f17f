package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.Countermeasure;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.CrossingEntity;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.fact.SystemEntity;
import org.sekisho.risk.fact.SystemFacts;

/**
 * Which controls a model says to be in place, and which its facts imply; evidence plays no part.
 * Not thread-safe.
 */
final class ControlsInPlace {
  private final Surroundings surroundings;
  private final List<Set<String>> own;
  private final Map<EntityRef, Set<String>> implied = new HashMap<>();

  private ControlsInPlace(Surroundings surroundings, List<Set<String>> own) {
    this.surroundings = surroundings;
    this.own = own;
  }

  /** Those of a model. */
  static ControlsInPlace of(
      SystemFacts facts, Catalogue catalogue, Surroundings surroundings, LocalDate on) {
    List<Set<String>> own = new ArrayList<>(Collections.nCopies(facts.count(), Set.of()));
    var found = new ControlsInPlace(surroundings, own);
    for (EntityKind kind : EntityKind.values()) {
      for (Entity entity : facts.entities(kind)) {
        if (!entity.declaredControls().isEmpty()) {
          own.set(entity.number(), new TreeSet<>(entity.declaredControls()));
        }
      }
    }
    found.addCountermeasures(facts, catalogue);
    found.addImplied(facts, catalogue, on);
    for (Entity crossing : facts.entities(EntityKind.CROSSING)) {
      Entity link = ((CrossingEntity) crossing).link();
      own.set(crossing.number(), own.get(link.number()));
    }
    return found;
  }

  private void addCountermeasures(SystemFacts facts, Catalogue catalogue) {
    for (Countermeasure measure : facts.model().countermeasures()) {
      if (measure.state() != Countermeasure.State.IN_PLACE) {
        continue;
      }
      if (measure.on().isEmpty()) {
        add(facts.system(), measure.control());
      }
      Control control = catalogue.controls().get(measure.control());
      for (String id : measure.on()) {
        targets(facts, id, control).forEach(at -> add(at, measure.control()));
      }
    }
  }

  /** What an id names; when it names several things, those that the control can be on. */
  private static List<Entity> targets(SystemFacts facts, String id, @Nullable Control control) {
    Map<EntityKind, Entity> named = new LinkedHashMap<>();
    for (EntityKind kind :
        List.of(EntityKind.ZONE, EntityKind.COMPONENT, EntityKind.LINK, EntityKind.ENTRY_POINT)) {
      facts.entity(new EntityRef(kind, id)).ifPresent(e -> named.put(kind, e));
    }
    if (control != null && named.keySet().stream().anyMatch(control.on()::contains)) {
      named.keySet().retainAll(control.on());
    }
    return List.copyOf(named.values());
  }

  private void addImplied(SystemFacts facts, Catalogue catalogue, LocalDate on) {
    var situation = new Situation(on, this);
    for (Control control : catalogue.controls().values()) {
      if (control.impliedBy().isEmpty()) {
        continue;
      }
      for (EntityKind kind : control.on()) {
        if (kind == EntityKind.CROSSING || !Conditions.askable(control.impliedBy().get(), kind)) {
          continue;
        }
        Check check = Conditions.compile(control.impliedBy().get(), kind);
        for (Entity entity : facts.entities(kind)) {
          if (check.holds(entity, situation)) {
            add(entity, control.id());
            implied.computeIfAbsent(entity.ref(), _ -> new TreeSet<>()).add(control.id());
          }
        }
      }
    }
  }

  private void add(Entity entity, String control) {
    Set<String> there = own.get(entity.number());
    if (there.isEmpty()) {
      there = new TreeSet<>();
      own.set(entity.number(), there);
    }
    there.add(control);
  }

  /** The controls on the entity itself, in the order of their ids. */
  Set<String> on(Entity entity) {
    return entity.number() < own.size() ? own.get(entity.number()) : Set.of();
  }

  /** Whether the facts of the place imply the control there. */
  boolean implies(String control, EntityRef place) {
    Set<String> there = implied.get(place);
    return there != null && there.contains(control);
  }

  /** The controls that facts imply, by place. */
  Map<EntityRef, Set<String>> implied() {
    return Collections.unmodifiableMap(implied);
  }

  /** The places whose facts imply the control. */
  List<EntityRef> impliedAt(String control) {
    List<EntityRef> places = new ArrayList<>();
    implied.forEach(
        (place, controls) -> {
          if (controls.contains(control)) {
            places.add(place);
          }
        });
    return places;
  }

  /** Whether the control is in place where it is asked for. */
  boolean has(Entity entity, String control, Rule.At at) {
    List<Surroundings.Chain> chains = surroundings.chains(entity, at);
    return switch (at) {
      case SELF, FROM, TO, ANY_END, ON_PATH ->
          chains.stream().anyMatch(chain -> along(control, chain.places()));
      case BOTH_ENDS, GATEWAY ->
          !chains.isEmpty() && chains.stream().allMatch(chain -> along(control, chain.places()));
      case SYSTEM -> entity instanceof SystemEntity ? anywhere(control) : near(entity, control);
    };
  }

  private boolean anywhere(String control) {
    return own.stream().anyMatch(controls -> controls.contains(control));
  }

  private boolean near(Entity entity, String control) {
    Surroundings.Realm realm = surroundings.realm(entity);
    for (Entity place : surroundings.places()) {
      if (on(place).contains(control) && realm.holds(place)) {
        return true;
      }
    }
    return surroundings.neighbours(entity).stream()
        .flatMap(List::stream)
        .anyMatch(
            place -> surroundings.entity(place).filter(p -> on(p).contains(control)).isPresent());
  }

  private boolean along(String control, List<Entity> chain) {
    for (Entity place : chain) {
      if (on(place).contains(control)) {
        return true;
      }
    }
    return false;
  }
}
