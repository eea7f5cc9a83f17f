package org.sekisho.risk.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.Ids;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Condition;
import org.sekisho.risk.catalogue.ConditionReader;
import org.sekisho.risk.cvss.Severity;
import org.sekisho.risk.fact.EntityKind;

/** Reads policies, format {@value #FORMAT}. */
public final class PolicyFile {
  /** The format that this version reads. */
  public static final String FORMAT = "sekisho-policy/1";

  private static final int MAX_COUNT = 1_000_000;
  private static final int MAX_INVARIANTS = 1_000;
  private static final int MAX_DIGITS = 16;
  private static final int STEPS = 8;
  private static final String UNSCORED = "not-scored";

  private PolicyFile() {}

  /** The policy that counts when nobody gives another. */
  public static Policy shipped() {
    try (InputStream in = PolicyFile.class.getResourceAsStream("default-policy.yaml")) {
      if (in == null) {
        throw new IllegalStateException("default-policy.yaml is missing beside this class");
      }
      return read("default-policy.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a policy from a file.
   *
   * @throws DocumentException with every problem found
   */
  public static Policy read(Path path) {
    return policy(Document.read(path));
  }

  /**
   * Reads a policy from a text; {@code file} is the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static Policy read(String file, String text) {
    return policy(Document.read(file, text));
  }

  private static Policy policy(Fields root) {
    String format = root.text("format");
    if (root.has("format") && !format.equals(FORMAT)) {
      root.problem("format", "'" + format + "' is not read by this version: write " + FORMAT);
    }
    Fields open = root.section("max-open");
    var policy =
        new Policy(
            root.file(),
            maxOpen(open),
            open.has(UNSCORED) ? open.integer(UNSCORED, 0, 0, MAX_COUNT) : -1,
            root.sections("max-open-by-value").stream().map(PolicyFile::limit).toList(),
            root.choice("life", Policy.Life.DECIDED),
            forbidden(root),
            steps(root),
            invariants(root));
    root.finish();
    return policy;
  }

  private static Map<Severity, Integer> maxOpen(Fields f) {
    Map<Severity, Integer> limits = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      String key = severity.name().toLowerCase(Locale.ROOT);
      if (severity != Severity.NONE && f.has(key)) {
        limits.put(severity, f.integer(key, 0, 0, MAX_COUNT));
      }
    }
    return Collections.unmodifiableMap(limits);
  }

  private static Policy.ValueLimit limit(Fields f) {
    if (!f.has("at-least") || !f.has("max")) {
      f.problem("'at-least' and 'max' are needed, such as {at-least: 27, max: 0, reason: …}");
    }
    return new Policy.ValueLimit(
        f.parsed("at-least", "a guideline value, 0 or more", PolicyFile::value)
            .orElse(BigDecimal.ZERO),
        f.integer("max", 0, 0, MAX_COUNT),
        f.text("reason"));
  }

  private static BigDecimal value(String text) {
    if (text.length() > MAX_DIGITS) {
      throw new IllegalArgumentException(text);
    }
    var value = new BigDecimal(text);
    if (value.signum() < 0) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static Set<Policy.Forbidden> forbidden(Fields root) {
    Set<Policy.Forbidden> found = EnumSet.noneOf(Policy.Forbidden.class);
    for (String word : root.texts("forbid")) {
      Optional<Policy.Forbidden> one =
          Arrays.stream(Policy.Forbidden.values()).filter(f -> dashed(f).equals(word)).findFirst();
      one.ifPresent(found::add);
      if (one.isEmpty()) {
        root.problem(
            "forbid",
            "'"
                + word
                + "' is not allowed: one of "
                + Arrays.stream(Policy.Forbidden.values())
                    .map(PolicyFile::dashed)
                    .collect(Collectors.joining(", ")));
      }
    }
    return Collections.unmodifiableSet(found);
  }

  private static Set<Integer> steps(Fields root) {
    Set<Integer> steps = new TreeSet<>();
    for (double step : root.numbers("steps")) {
      if (step < 1 || step > STEPS || step != Math.rint(step)) {
        root.problem("steps", "each is a step of the guide's procedure, 1 to " + STEPS);
      }
      steps.add((int) step);
    }
    return Collections.unmodifiableSet(steps);
  }

  private static List<Invariant> invariants(Fields root) {
    List<Invariant> found = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<Fields> items = root.sections("invariants");
    if (items.size() > MAX_INVARIANTS) {
      root.problem("invariants", "at most " + MAX_INVARIANTS + " are read");
    }
    for (Fields f : items) {
      Invariant invariant = invariant(f);
      if (!ids.add(invariant.id())) {
        f.problem("id", "'" + invariant.id() + "' stands twice");
      }
      found.add(invariant);
    }
    return List.copyOf(found);
  }

  private static Invariant invariant(Fields f) {
    EntityKind over = f.choice("over", EntityKind.class);
    if (over == EntityKind.PATH || over == EntityKind.ACTOR) {
      f.problem("over", "a policy cannot ask of a " + over.id());
    }
    return new Invariant(
        f.text("id", Ids.FORM, Ids.ALLOWED),
        name(f),
        over,
        f.has("where") ? ConditionReader.read(f, "where", Set.of(over)) : new Condition.Always(),
        ConditionReader.read(f, "must", Set.of(over)),
        f.sections("exempt").stream().map(PolicyFile::exemption).toList());
  }

  private static LocalText name(Fields f) {
    if (!f.has("name")) {
      f.problem("'name' is missing: a text in both languages, {ja: …, en: …}");
      return new LocalText("", "");
    }
    Fields name = f.section("name");
    return new LocalText(name.text("ja"), name.text("en"));
  }

  private static Invariant.Exemption exemption(Fields f) {
    if (!f.has("expires")) {
      f.problem("'expires' is missing: the day, such as 2027-05-01, on which it must hold again");
    }
    return new Invariant.Exemption(
        f.text("at", Ids.FORM, Ids.ALLOWED),
        f.text("owner"),
        f.text("reason"),
        f.parsed("expires", "a day such as 2027-05-01", LocalDate::parse).orElse(LocalDate.EPOCH));
  }

  private static String dashed(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
