package org.sekisho.risk.catalogue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.Ids;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.cvss.CvssParse;
import org.sekisho.risk.cvss.CvssParser;
import org.sekisho.risk.cvss.CvssVersion;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.FactNames;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.EtsiFactor;
import org.sekisho.risk.method.EtsiTables;

/**
 * Reads a file of rules. Everything that can be known of a rule by itself is checked here; whether
 * its controls and measures exist is checked when files are joined to a {@link Catalogue}.
 */
public final class RuleFile {
  /** Value of the key {@code format}. */
  public static final String FORMAT = "sekisho-rules/1";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");
  private static final int THREATS = 10;
  private static final int ROWS = 15;
  private static final int FEATURES = 5;
  private static final int MAX_FREQUENCY = 4;

  private RuleFile() {}

  /**
   * Reads rules from a file.
   *
   * @throws DocumentException with every problem found
   */
  public static List<Rule> read(Path path) {
    return read(Document.read(path));
  }

  /**
   * Reads rules from a text; {@code file} is the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static List<Rule> read(String file, String text) {
    return read(Document.read(file, text));
  }

  static List<Rule> read(Fields root) {
    List<Rule> rules = Entries.each(root, FORMAT, "rules", RuleFile::rule);
    root.finish();
    return rules;
  }

  private static Rule rule(String id, Fields f) {
    EntityKind over = f.choice("over", EntityKind.class);
    if (over == EntityKind.ACTOR) {
      f.problem("over", "no rule is over actors");
    }
    ThreatClass threatClass = threatClass(f);
    LocalText explanation = Entries.text(f, "explanation");
    checkPlaceholders(f, explanation, over);
    List<Rule.Answer> answers = answers(f, threatClass);
    List<String> references = Entries.references(f, "references");
    if (references.isEmpty()) {
      f.problem("'references' is missing: at least one, such as cwe:319");
    }
    var affects = Entries.choices(f, "affects", Axis.class);
    if (affects.isEmpty()) {
      f.problem("'affects' is missing: confidentiality, integrity or availability");
    }
    if (!f.has("frequency")) {
      f.problem("'frequency' is missing: 1 to 4, without countermeasures");
    }
    return new Rule(
        id,
        Entries.text(f, "name"),
        over,
        ConditionReader.read(f, "when", EnumSet.of(over)),
        explanation,
        threatClass,
        Entries.numbers(f, "threats", 1, THREATS),
        Entries.numbers(f, "protocol-rows", 1, ROWS),
        Entries.numbers(f, "features", 1, FEATURES),
        references,
        affects,
        f.flag("beyond-data", false),
        f.flag("leads-on", true),
        f.integer("frequency", 1, 1, MAX_FREQUENCY),
        attack(f),
        vector(f, "cvss31", CvssVersion.V3_1),
        vector(f, "cvss40", CvssVersion.V4_0),
        answers,
        Entries.text(f, "false-alarm"),
        f.choice("origin", Control.Origin.class),
        example(f, "fires"),
        example(f, "spares"),
        f.file(),
        f.line());
  }

  private static ThreatClass threatClass(Fields f) {
    String id = f.text("class");
    Optional<ThreatClass> found = ThreatClass.of(id);
    if (f.has("class") && found.isEmpty()) {
      List<String> all = new ArrayList<>();
      for (ThreatClass c : ThreatClass.values()) {
        all.add(c.id());
      }
      f.problem("class", "'" + id + "' is not allowed: one of " + String.join(", ", all));
    }
    return found.orElse(ThreatClass.UNK);
  }

  private static void checkPlaceholders(Fields f, LocalText text, EntityKind over) {
    for (String language : List.of(text.ja(), text.en())) {
      Matcher m = PLACEHOLDER.matcher(language);
      while (m.find()) {
        String name = m.group(1);
        boolean known =
            name.equals("name")
                || FactNames.path(over, name).isPresent()
                || FactNames.neighbour(over, name).isPresent();
        if (!known) {
          f.problem(
              "explanation",
              "'{"
                  + name
                  + "}' is no fact of a "
                  + over.id()
                  + "; there is name, "
                  + String.join(", ", FactNames.of(over).hops().keySet())
                  + ", "
                  + String.join(", ", FactNames.of(over).facts().keySet()));
        }
      }
    }
  }

  private static List<Rule.Answer> answers(Fields f, ThreatClass threatClass) {
    List<Rule.Answer> answers = new ArrayList<>();
    for (Fields a : f.sections("answers")) {
      var answer =
          new Rule.Answer(
              a.text("control", Ids.FORM, "the id of a control of the catalogue"),
              a.choice("at", Rule.At.SELF),
              a.choice("strength", Rule.Strength.class));
      if (answers.stream()
          .anyMatch(x -> x.control().equals(answer.control()) && x.at() == answer.at())) {
        a.problem("control", "'" + answer.control() + "' answers twice at the same place");
      }
      answers.add(answer);
    }
    if (answers.isEmpty() && threatClass != ThreatClass.UNK) {
      f.problem("'answers' is missing: at least one control; only class unk may have none");
    }
    return List.copyOf(answers);
  }

  private static Map<String, String> attack(Fields f) {
    Map<String, String> attack = new LinkedHashMap<>();
    Fields a = f.section("attack");
    for (EtsiFactor factor : EtsiFactor.values()) {
      Optional<String> choice = a.optionalText(factor.key());
      if (choice.isPresent()) {
        if (EtsiTables.v5().step(factor, choice.get()).isEmpty()) {
          List<String> allowed =
              EtsiTables.v5().steps(factor).stream().map(EtsiTables.Step::id).toList();
          a.problem(
              factor.key(),
              "'" + choice.get() + "' is not allowed: one of " + String.join(", ", allowed));
        }
        attack.put(factor.key(), choice.get());
      }
    }
    return Collections.unmodifiableMap(attack);
  }

  private static Optional<String> vector(Fields f, String key, CvssVersion version) {
    Optional<String> text = f.optionalText(key);
    text.ifPresent(
        t -> {
          switch (CvssParser.parse(t)) {
            case CvssParse.Parsed parsed -> {
              if (parsed.vector().version() != version) {
                f.problem(key, "is not of version " + version.number());
              }
            }
            case CvssParse.Incomplete incomplete ->
                f.problem(key, "lacks " + incomplete.refusal().allowed());
            case CvssParse.Refused refused ->
                f.problem(
                    key,
                    refused.what()
                        + " at character "
                        + refused.offset()
                        + ": "
                        + refused.allowed());
          }
        });
    return text;
  }

  private static Optional<Rule.Example> example(Fields f, String key) {
    if (!f.has(key)) {
      return Optional.empty();
    }
    Fields example = f.section(key);
    String at = example.text("at");
    Map<String, String> change = new LinkedHashMap<>();
    Fields places = example.section("change");
    places.keys();
    places.mapping().entries().forEach((place, e) -> change.put(place, Yaml.flow(e.value())));
    if (change.isEmpty() && key.equals("fires")) {
      example.problem("'change' is missing: what is changed in the hardened model");
    }
    return Optional.of(new Rule.Example(at, Collections.unmodifiableMap(change)));
  }
}
