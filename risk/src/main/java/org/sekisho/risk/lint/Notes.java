package org.sekisho.risk.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SourceMap;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/** The notes about one model as they come up, each with the line where it stands. */
final class Notes {
  private final SystemModel model;
  private final SourceMap source;
  private final List<ModelNote> notes = new ArrayList<>();

  Notes(LocatedModel located) {
    this.model = located.model();
    this.source = located.source();
  }

  List<ModelNote> all() {
    return List.copyOf(notes);
  }

  /** A note about an entity, at the line of one of its keys, or of the entity without that key. */
  void at(Check check, EntityKind kind, String id, String key, String... details) {
    add(check, new EntityRef(kind, id), kind.list() + "/" + id, key, id, details);
  }

  /** A note about an item of a list of the model that is no entity, such as an actor. */
  void item(Check check, String list, String id, String key, String... details) {
    var system = new EntityRef(EntityKind.SYSTEM, model.id());
    add(check, system, list + "/" + id, key, id, details);
  }

  /**
   * A note about a countermeasure with a state.
   *
   * @param index its place in the list, from 0
   * @param where the place that the note is about
   */
  void countermeasure(Check check, int index, String key, String where, String... details) {
    var system = new EntityRef(EntityKind.SYSTEM, model.id());
    add(check, system, "countermeasures/" + index, key, where, details);
  }

  /** A note about the whole system, at a key of the file. */
  void system(Check check, String key, String... details) {
    var system = new EntityRef(EntityKind.SYSTEM, model.id());
    add(check, system, key, "", model.id(), details);
  }

  private void add(
      Check check, EntityRef at, String place, String key, String id, String... details) {
    OptionalInt line = key.isEmpty() ? OptionalInt.empty() : source.line(place + "/" + key);
    if (line.isEmpty()) {
      line = source.line(place);
    }
    Object[] values = new Object[details.length + 1];
    values[0] = id;
    System.arraycopy(details, 0, values, 1, details.length);
    notes.add(
        new ModelNote(
            check.id(),
            at,
            new LocalText(
                String.format(Locale.ROOT, check.ja(), values),
                String.format(Locale.ROOT, check.en(), values)),
            check.grave(),
            source.file(),
            line.orElse(0)));
  }
}
