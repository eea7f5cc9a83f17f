package org.sekisho.risk.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.document.Problem;

/**
 * Joins files of measures, controls and rules to a catalogue in which all references hold. The
 * files that are shipped lie beside this class; {@code index.yaml} names them.
 */
public final class CatalogueFiles {
  private final Map<String, Measure> measures = new LinkedHashMap<>();
  private final Map<ThreatClass, List<String>> suggestions = new EnumMap<>(ThreatClass.class);
  private final Map<String, Control> controls = new LinkedHashMap<>();
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private CatalogueFiles() {}

  private static final class Holder {
    private static final Catalogue SHIPPED = shippedWith(List.of());
  }

  /** The catalogue that is shipped. */
  public static Catalogue shipped() {
    return Holder.SHIPPED;
  }

  /**
   * The shipped catalogue with files of rules and controls of the user; an id that is taken is a
   * problem.
   *
   * @throws DocumentException with every problem found
   */
  public static Catalogue shippedWith(List<Path> more) {
    var files = new CatalogueFiles();
    Fields index = Document.read("index.yaml", resource("index.yaml"));
    List<String> controlFiles = index.texts("controls");
    List<String> ruleFiles = index.texts("rules");
    index.finish();
    files.add(MeasureFile.read("measures.yaml", resource("measures.yaml")));
    for (String name : controlFiles) {
      files.add(name, resource("controls/" + name));
    }
    for (String name : ruleFiles) {
      files.add(name, resource("rules/" + name));
    }
    for (Path path : more) {
      files.add(Document.read(path));
    }
    return files.catalogue();
  }

  /**
   * A catalogue of texts alone, each by the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static Catalogue of(MeasureFile measures, Map<String, String> texts) {
    var files = new CatalogueFiles();
    files.add(measures);
    texts.forEach(files::add);
    return files.catalogue();
  }

  /** The hardened model that the examples of rules change, as a text of YAML. */
  public static String hardenedModel() {
    return resource("hardened.yaml");
  }

  private void add(MeasureFile file) {
    file.measures().forEach(m -> measures.put(m.id(), m));
    suggestions.putAll(file.suggestions());
  }

  private void add(String name, String text) {
    try {
      add(Document.read(name, text));
    } catch (DocumentException e) {
      problems.addAll(e.problems());
    }
  }

  private void add(Fields root) {
    String format = root.text("format", "");
    try {
      switch (format) {
        case RuleFile.FORMAT -> RuleFile.read(root).forEach(this::add);
        case ControlFile.FORMAT -> {
          for (Control control : ControlFile.read(root)) {
            add(control, root.file(), root.line());
          }
        }
        default -> {
          root.problem("format", "write " + RuleFile.FORMAT + " or " + ControlFile.FORMAT);
          root.keys();
          root.finish();
        }
      }
    } catch (DocumentException e) {
      problems.addAll(e.problems());
    }
  }

  private void add(Rule rule) {
    if (rules.putIfAbsent(rule.id(), rule) != null) {
      problems.add(
          Entries.problem(rule.file(), rule.line(), "rule '" + rule.id() + "' is there already"));
    }
  }

  private void add(Control control, String file, int line) {
    if (controls.putIfAbsent(control.id(), control) != null) {
      problems.add(Entries.problem(file, line, "control '" + control.id() + "' is there already"));
    }
    for (String measure : control.measures()) {
      if (!measures.containsKey(measure)) {
        problems.add(
            Entries.problem(
                file,
                line,
                "control '"
                    + control.id()
                    + "': '"
                    + measure
                    + "' is no measure; there is "
                    + String.join(", ", measures.keySet())));
      }
    }
  }

  private Catalogue catalogue() {
    for (Rule rule : rules.values()) {
      List<String> wanted = new ArrayList<>();
      rule.answers().forEach(answer -> wanted.add(answer.control()));
      collect(rule.when(), wanted);
      for (String control : wanted) {
        if (!controls.containsKey(control)) {
          problems.add(
              Entries.problem(
                  rule.file(),
                  rule.line(),
                  "rule '" + rule.id() + "': '" + control + "' is no control of the catalogue"));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new DocumentException(problems);
    }
    return new Catalogue(
        Collections.unmodifiableMap(measures),
        Collections.unmodifiableMap(suggestions),
        Collections.unmodifiableMap(controls),
        Collections.unmodifiableMap(rules));
  }

  private static void collect(Condition condition, List<String> wanted) {
    switch (condition) {
      case Condition.Always ignored -> {}
      case Condition.Fact ignored -> {}
      case Condition.All all -> all.of().forEach(c -> collect(c, wanted));
      case Condition.Any any -> any.of().forEach(c -> collect(c, wanted));
      case Condition.Not not -> collect(not.of(), wanted);
      case Condition.Count count -> collect(count.where(), wanted);
      case Condition.Every every -> collect(every.where(), wanted);
      case Condition.HasControl control -> wanted.add(control.control());
    }
  }

  private static String resource(String name) {
    try (InputStream in = CatalogueFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing beside " + CatalogueFiles.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
