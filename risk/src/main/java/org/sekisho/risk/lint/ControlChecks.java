package org.sekisho.risk.lint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.model.system.Countermeasure;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/** Checks of the controls that a model names. */
final class ControlChecks {
  private static final String CONTROLS = "controls";
  private static final String CONTROL = "control";
  private static final String STATE = "state";
  private static final int FARTHEST_GUESS = 3;

  private final SystemModel model;
  private final Catalogue catalogue;
  private final Notes notes;
  private final Set<String> said = new HashSet<>();

  ControlChecks(SystemModel model, Catalogue catalogue, Notes notes) {
    this.model = model;
    this.catalogue = catalogue;
    this.notes = notes;
  }

  void run() {
    inline(EntityKind.SYSTEM, model.id(), model.systemControls());
    model.zones().forEach((id, z) -> inline(EntityKind.ZONE, id, z.controls()));
    model.components().forEach((id, c) -> inline(EntityKind.COMPONENT, id, c.controls()));
    model.links().forEach((id, l) -> inline(EntityKind.LINK, id, l.controls()));
    model.entryPoints().forEach((id, e) -> inline(EntityKind.ENTRY_POINT, id, e.controls()));
    for (int i = 0; i < model.countermeasures().size(); i++) {
      listed(i, model.countermeasures().get(i));
    }
  }

  private void inline(EntityKind kind, String id, Set<String> controls) {
    for (String name : controls) {
      said.add(name + "@" + new EntityRef(kind, id));
      Control control = catalogue.controls().get(name);
      if (control == null && kind == EntityKind.SYSTEM) {
        notes.system(Check.UNKNOWN_CONTROL, CONTROLS, name, guessJa(name), guessEn(name));
      } else if (control == null) {
        notes.at(Check.UNKNOWN_CONTROL, kind, id, CONTROLS, name, guessJa(name), guessEn(name));
      } else if (!fits(control, kind)) {
        notes.at(
            Check.CONTROL_ON_WRONG_KIND, kind, id, CONTROLS, name, kind.id(), ids(control.on()));
      }
    }
  }

  private void listed(int index, Countermeasure measure) {
    String name = measure.control();
    List<String> on = measure.on().isEmpty() ? List.of(model.id()) : measure.on();
    String all = String.join(", ", on);
    Control control = catalogue.controls().get(name);
    if (control == null) {
      notes.countermeasure(
          Check.UNKNOWN_CONTROL, index, CONTROL, all, name, guessJa(name), guessEn(name));
    }
    if (measure.state() == Countermeasure.State.NOT_APPLICABLE && measure.note().isEmpty()) {
      notes.countermeasure(Check.NOT_APPLICABLE_WITHOUT_REASON, index, STATE, all, name);
    }
    if (measure.state() == Countermeasure.State.PLANNED && measure.owner().isEmpty()) {
      notes.countermeasure(Check.PLANNED_WITHOUT_OWNER, index, STATE, all, name);
    }
    if (measure.on().isEmpty()) {
      twice(index, name, new EntityRef(EntityKind.SYSTEM, model.id()));
    }
    for (String id : measure.on()) {
      place(index, name, Optional.ofNullable(control), id);
    }
  }

  private void place(int index, String name, Optional<Control> control, String id) {
    List<EntityKind> kinds = kindsOf(id);
    List<EntityKind> fitting =
        kinds.stream().filter(k -> control.isEmpty() || fits(control.get(), k)).toList();
    if (fitting.isEmpty() && control.isPresent()) {
      notes.countermeasure(
          Check.CONTROL_ON_WRONG_KIND, index, "on", id, name, ids(kinds), ids(control.get().on()));
    }
    fitting.forEach(kind -> twice(index, name, new EntityRef(kind, id)));
  }

  private void twice(int index, String control, EntityRef place) {
    if (!said.add(control + "@" + place)) {
      notes.countermeasure(Check.CONTROL_TWICE, index, CONTROL, place.id(), control);
    }
  }

  /** What stands at a zone or the system holds for all that is in it. */
  private static boolean fits(Control control, EntityKind kind) {
    return control.on().contains(kind)
        || kind == EntityKind.ZONE
        || kind == EntityKind.SYSTEM
        || (kind == EntityKind.COMPONENT && control.on().contains(EntityKind.ENTRY_POINT))
        || (kind == EntityKind.LINK && control.on().contains(EntityKind.CROSSING));
  }

  private List<EntityKind> kindsOf(String id) {
    List<EntityKind> kinds = new ArrayList<>();
    if (model.zones().containsKey(id)) {
      kinds.add(EntityKind.ZONE);
    }
    if (model.components().containsKey(id)) {
      kinds.add(EntityKind.COMPONENT);
    }
    if (model.links().containsKey(id)) {
      kinds.add(EntityKind.LINK);
    }
    if (model.entryPoints().containsKey(id)) {
      kinds.add(EntityKind.ENTRY_POINT);
    }
    return kinds;
  }

  private static String ids(Collection<EntityKind> kinds) {
    return kinds.stream().sorted().map(EntityKind::id).collect(Collectors.joining(", "));
  }

  private String guessJa(String name) {
    return guess(name).map(g -> "（例: " + g + "）").orElse("");
  }

  private String guessEn(String name) {
    return guess(name).map(g -> ", such as " + g).orElse("");
  }

  /** The control whose id is nearest, when it is near enough to be meant. */
  private Optional<String> guess(String name) {
    return catalogue.controls().keySet().stream()
        .filter(c -> distance(c, name) <= FARTHEST_GUESS)
        .min(Comparator.<String>comparingInt(c -> distance(c, name)).thenComparing(c -> c));
  }

  /** How many letters must be put in, taken out or changed to make one of the other. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
