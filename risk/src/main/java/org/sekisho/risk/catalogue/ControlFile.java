package org.sekisho.risk.catalogue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.fact.EntityKind;

/** Reads a file of controls. */
public final class ControlFile {
  /** Value of the key {@code format}. */
  public static final String FORMAT = "sekisho-controls/1";

  private static final int MAX_EFFORT = 5;

  private ControlFile() {}

  /**
   * Reads controls from a file.
   *
   * @throws DocumentException with every problem found
   */
  public static List<Control> read(Path path) {
    return read(Document.read(path));
  }

  /**
   * Reads controls from a text; {@code file} is the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static List<Control> read(String file, String text) {
    return read(Document.read(file, text));
  }

  static List<Control> read(Fields root) {
    List<Control> controls = Entries.each(root, FORMAT, "controls", ControlFile::control);
    root.finish();
    return controls;
  }

  private static Control control(String id, Fields f) {
    Set<EntityKind> on = Entries.choices(f, "on", EntityKind.class);
    if (on.isEmpty()) {
      f.problem("'on' is missing: the kinds of entity that it can be on, such as [link]");
    }
    List<String> measures = List.copyOf(f.texts("measures"));
    if (measures.isEmpty()) {
      f.problem("'measures' is missing: the guide's measures that it carries out");
    }
    Optional<Condition> implied = Optional.empty();
    if (f.has("implied-by")) {
      Condition condition =
          ConditionReader.read(f, "implied-by", on.isEmpty() ? Set.of(EntityKind.LINK) : on);
      if (asksForControls(condition)) {
        f.problem("implied-by", "cannot ask for controls");
      }
      implied = Optional.of(condition);
    }
    if (!f.has("effort")) {
      f.problem("'effort' is missing: 1 (a setting) to 5 (new hardware)");
    }
    return new Control(
        id,
        Entries.text(f, "name"),
        Entries.text(f, "description"),
        measures,
        on,
        implied,
        List.copyOf(f.texts("requirements")),
        Entries.references(f, "references"),
        verification(f),
        f.integer("effort", 1, 1, MAX_EFFORT),
        f.choice("origin", Control.Origin.class));
  }

  private static Control.Verification verification(Fields f) {
    if (!f.has("verification")) {
      f.problem("'verification' is missing: {method, tool, test, steps}");
      return new Control.Verification(
          Control.Method.REVIEW, Control.Tool.CHECKLIST, "", new LocalText("", ""));
    }
    Fields v = f.section("verification");
    return new Control.Verification(
        v.choice("method", Control.Method.class),
        v.choice("tool", Control.Tool.class),
        v.text("test"),
        Entries.text(v, "steps"));
  }

  private static boolean asksForControls(Condition condition) {
    return switch (condition) {
      case Condition.Always ignored -> false;
      case Condition.All all -> all.of().stream().anyMatch(ControlFile::asksForControls);
      case Condition.Any any -> any.of().stream().anyMatch(ControlFile::asksForControls);
      case Condition.Not not -> asksForControls(not.of());
      case Condition.Fact fact ->
          fact.path().equals("controls") || fact.path().endsWith(".controls");
      case Condition.Count count -> asksForControls(count.where());
      case Condition.Every every -> asksForControls(every.where());
      case Condition.HasControl ignored -> true;
    };
  }
}
