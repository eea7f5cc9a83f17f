package org.sekisho.risk.path;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Countermeasure;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/**
 * The controls that a model lists as in place: at the part itself, by a countermeasure, for its
 * zone and those around it, or for the whole system. A control counts at a part only when the
 * catalogue says that it can be on parts of that kind. What facts imply is not looked at.
 * Immutable.
 */
public final class ListedDefences implements Defences {
  private final Map<EntityRef, Set<String>> inPlace = new HashMap<>();
  private final Map<String, Control> controls;

  private ListedDefences(Map<String, Control> controls) {
    this.controls = controls;
  }

  /** Those that this model lists, with the catalogue's controls by id. */
  public static ListedDefences of(SystemModel model, Map<String, Control> controls) {
    return of(model, controls, Map.of());
  }

  /**
   * Those that this model lists or its facts imply.
   *
   * @param implied the controls that follow from facts, by place
   */
  public static ListedDefences of(
      SystemModel model, Map<String, Control> controls, Map<EntityRef, Set<String>> implied) {
    var defences = new ListedDefences(controls);
    Set<String> everywhere = new HashSet<>(model.systemControls());
    Map<String, Set<String>> byTarget = new HashMap<>();
    for (Countermeasure measure : model.countermeasures()) {
      if (measure.state() == Countermeasure.State.IN_PLACE) {
        if (measure.on().isEmpty()) {
          everywhere.add(measure.control());
        }
        measure.on().forEach(at -> add(byTarget, at, measure.control()));
      }
    }
    Map<String, Set<String>> ofZones = new HashMap<>();
    for (Zone zone : model.zones().values()) {
      Set<String> around = new HashSet<>(everywhere);
      for (Zone each : model.zonesAround(zone.id())) {
        around.addAll(each.controls());
        around.addAll(byTarget.getOrDefault(each.id(), Set.of()));
      }
      ofZones.put(zone.id(), around);
    }
    for (Component c : model.components().values()) {
      Set<String> zone = ofZones.getOrDefault(c.zone(), everywhere);
      defences.put(EntityKind.COMPONENT, c.id(), c.controls(), byTarget, zone);
    }
    for (Link link : model.links().values()) {
      defences.put(EntityKind.LINK, link.id(), link.controls(), byTarget, everywhere);
    }
    for (EntryPoint e : model.entryPoints().values()) {
      Component on = model.component(e.on());
      Set<String> zone = on == null ? everywhere : ofZones.getOrDefault(on.zone(), everywhere);
      defences.put(EntityKind.ENTRY_POINT, e.id(), e.controls(), byTarget, zone);
    }
    implied.forEach(
        (place, there) ->
            defences.inPlace.computeIfAbsent(place, _ -> new HashSet<>()).addAll(there));
    return defences;
  }

  @Override
  public int effort(EntityRef at) {
    int sum = 0;
    for (String control : inPlace.getOrDefault(at, Set.of())) {
      Control known = controls.get(control);
      sum += known == null ? 0 : known.effort();
    }
    return sum;
  }

  @Override
  public boolean inPlace(EntityRef at, String control) {
    return inPlace.getOrDefault(at, Set.of()).contains(control);
  }

  private void put(
      EntityKind kind,
      String id,
      Set<String> own,
      Map<String, Set<String>> byTarget,
      Set<String> around) {
    Set<String> all = new HashSet<>(own);
    all.addAll(byTarget.getOrDefault(id, Set.of()));
    all.addAll(around);
    all.removeIf(
        control -> {
          Control known = controls.get(control);
          return known == null || !known.on().contains(kind);
        });
    if (!all.isEmpty()) {
      inPlace.put(new EntityRef(kind, id), all);
    }
  }

  private static void add(Map<String, Set<String>> map, String at, String control) {
    map.computeIfAbsent(at, _ -> new HashSet<>()).add(control);
  }
}
