package org.sekisho.risk.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.model.system.Countermeasure;
import org.sekisho.model.system.SystemModel;

/**
 * What changed between two models, item by item and key by key; the order of lists is no change.
 */
public final class ModelDiff {
  /** Keys whose order means something. */
  private static final Set<String> ORDERED = Set.of("over");

  private final List<ModelChange> changes = new ArrayList<>();

  private ModelDiff() {}

  /** The changes, by place. */
  public static List<ModelChange> of(SystemModel before, SystemModel after) {
    var diff = new ModelDiff();
    diff.value("id", before.id(), after.id());
    diff.value("name", before.name(), after.name());
    diff.value("use-cases", before.useCases(), after.useCases());
    diff.value("controls", before.systemControls(), after.systemControls());
    diff.items("zones", before.zones(), after.zones());
    diff.items("places", before.places(), after.places());
    diff.items("components", before.components(), after.components());
    diff.items("links", before.links(), after.links());
    diff.items("profiles", before.profiles(), after.profiles());
    diff.items("assets", before.assets(), after.assets());
    diff.items("grants", before.grants(), after.grants());
    diff.items("organisations", before.organisations(), after.organisations());
    diff.items("actors", before.actors(), after.actors());
    diff.items("entry-points", before.entryPoints(), after.entryPoints());
    diff.items("threats", before.threats(), after.threats());
    diff.items("incidents", before.incidents(), after.incidents());
    diff.items("interactions", before.interactions(), after.interactions());
    diff.items("assumptions", before.assumptions(), after.assumptions());
    diff.items("countermeasures", byPlace(before), byPlace(after));
    return diff.changes.stream().sorted(Comparator.comparing(ModelChange::place)).toList();
  }

  private void value(String key, Object before, Object after) {
    String was = Written.text(before);
    String is = Written.text(after);
    if (!was.equals(is)) {
      changes.add(new ModelChange("", "", key, was, is));
    }
  }

  private void items(
      String list, Map<String, ? extends Record> before, Map<String, ? extends Record> after) {
    Set<String> ids = new TreeSet<>(before.keySet());
    ids.addAll(after.keySet());
    for (String id : ids) {
      Record was = before.get(id);
      Record is = after.get(id);
      if (was == null || is == null) {
        changes.add(
            new ModelChange(
                list, id, "", was == null ? "" : "present", is == null ? "" : "present"));
      } else if (!was.equals(is)) {
        keys(list, id, was, is);
      }
    }
  }

  private void keys(String list, String id, Record before, Record after) {
    Map<String, String> was = Written.keys(before, ORDERED);
    Written.keys(after, ORDERED)
        .forEach(
            (key, value) -> {
              String old = was.getOrDefault(key, "");
              if (!old.equals(value)) {
                changes.add(new ModelChange(list, id, key, old, value));
              }
            });
  }

  /** A countermeasure for each of its places, so that it can be told apart without an id. */
  private static Map<String, Countermeasure> byPlace(SystemModel model) {
    Map<String, Countermeasure> found = new LinkedHashMap<>();
    for (Countermeasure c : model.countermeasures()) {
      List<String> places = c.on().isEmpty() ? List.of("") : c.on();
      for (String place : places) {
        found.put(
            c.control() + "@" + place,
            new Countermeasure(c.control(), List.of(), c.state(), c.owner(), c.note()));
      }
    }
    return found;
  }
}
