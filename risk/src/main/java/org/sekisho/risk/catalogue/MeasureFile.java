package org.sekisho.risk.catalogue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;

/**
 * The guide's measures, and those that it suggests for each class of threats.
 *
 * @param measures the measures in the order of the guide
 * @param suggestions ids of measures by class, in the order of the guide (GUIDE-17)
 */
public record MeasureFile(List<Measure> measures, Map<ThreatClass, List<String>> suggestions) {
  /** Value of the key {@code format}. */
  public static final String FORMAT = "sekisho-measures/1";

  private static final int OTA = 100;
  private static final int OWASP = 10;

  /**
   * Reads measures from a file.
   *
   * @throws DocumentException with every problem found
   */
  public static MeasureFile read(Path path) {
    return read(Document.read(path));
  }

  /**
   * Reads measures from a text; {@code file} is the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static MeasureFile read(String file, String text) {
    return read(Document.read(file, text));
  }

  private static MeasureFile read(Fields root) {
    List<Measure> measures =
        Entries.each(
            root,
            FORMAT,
            "measures",
            (id, f) ->
                new Measure(
                    id,
                    f.text("requirement"),
                    Entries.text(f, "name"),
                    Entries.text(f, "purpose"),
                    f.flag("defined", true),
                    List.copyOf(Entries.numbers(f, "ota", 1, OTA)),
                    List.copyOf(Entries.numbers(f, "owasp-2014", 1, OWASP)),
                    List.copyOf(Entries.numbers(f, "ours-ota", 1, OTA)),
                    List.copyOf(Entries.numbers(f, "ours-owasp-2014", 1, OWASP))));
    List<String> ids = measures.stream().map(Measure::id).toList();
    Map<ThreatClass, List<String>> suggestions = new EnumMap<>(ThreatClass.class);
    Fields s = root.section("suggestions");
    for (ThreatClass c : ThreatClass.values()) {
      List<String> suggested = List.copyOf(s.texts(c.id()));
      for (String measure : suggested) {
        if (!ids.contains(measure)) {
          s.problem(c.id(), "'" + measure + "' is no measure of this file");
        }
      }
      suggestions.put(c, suggested);
    }
    root.finish();
    return new MeasureFile(measures, Collections.unmodifiableMap(suggestions));
  }
}
