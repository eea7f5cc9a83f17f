package org.sekisho.risk.treatment;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.document.Node;
import org.sekisho.model.system.Ids;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.cvss.CvssParse;
import org.sekisho.risk.cvss.CvssParser;
import org.sekisho.risk.cvss.CvssVersion;
import org.sekisho.risk.method.EtsiFactor;
import org.sekisho.risk.method.EtsiTables;

/** Reads files of decisions, format {@value #FORMAT}. */
public final class DecisionsFile {
  /** The format that this version reads. */
  public static final String FORMAT = "sekisho-decisions/1";

  /** Most treatments, and most ratings, in one file. */
  public static final int MAX_ITEMS = 100_000;

  static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  static final String SHA_256_ALLOWED = "a SHA-256 of 64 digits 0-9 and a-f";

  private static final Pattern FINDING =
      Pattern.compile(
          "[a-z0-9][a-z0-9-]{0,63}(@[a-z0-9][a-z0-9/-]{0,128}|(@[a-z0-9/-]{0,128})?\\*)");
  private static final String FINDING_ALLOWED =
      "the id of a finding such as rule@place, or the beginning of one and *";
  private static final String NO_VALUE = "-";
  private static final int MAX_VALUE = 1_000_000;
  private static final int MAX_DIGITS = 16;
  private static final int MAX_FREQUENCY = 4;
  private static final int MAX_PRIORITY = 99;

  private DecisionsFile() {}

  /**
   * Reads decisions from a file.
   *
   * @throws DocumentException with every problem found
   */
  public static Decisions read(Path path) {
    return decisions(Document.read(path));
  }

  /**
   * Reads decisions from a text; {@code file} is the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static Decisions read(String file, String text) {
    return decisions(Document.read(file, text));
  }

  private static Decisions decisions(Fields root) {
    String format = root.text("format");
    if (root.has("format") && !format.equals(FORMAT)) {
      root.problem("format", "'" + format + "' is not read by this version: write " + FORMAT);
    }
    Set<String> decided = new HashSet<>();
    Set<String> rated = new HashSet<>();
    var decisions =
        new Decisions(
            root.file(),
            artefacts(root.section("artefacts")),
            sections(root, "treatments").stream()
                .flatMap(f -> decisions(f, decided).stream())
                .toList(),
            sections(root, "ratings").stream().map(f -> rating(f, rated)).toList());
    root.finish();
    return decisions;
  }

  private static List<Fields> sections(Fields root, String key) {
    List<Fields> found = root.sections(key);
    if (found.size() > MAX_ITEMS) {
      root.problem(key, found.size() + " items: at most " + MAX_ITEMS + " are read");
    }
    return found;
  }

  private static Map<String, String> artefacts(Fields f) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String component : f.keys()) {
      if (!Ids.isId(component)) {
        f.problem(component, "not the id of a component: " + Ids.ALLOWED);
      }
      found.put(component, f.text(component, SHA_256, SHA_256_ALLOWED));
    }
    return Collections.unmodifiableMap(found);
  }

  /** One decision is about one finding, or about each of those named with their values. */
  private static List<Decision> decisions(Fields f, Set<String> decided) {
    if (!f.has("findings")) {
      Optional<BigDecimal> risk = value(f, "risk");
      return List.of(decision(f, f.text("finding", FINDING, FINDING_ALLOWED), risk, decided));
    }
    for (String alone : List.of("finding", "risk")) {
      if (f.has(alone)) {
        f.problem(alone, "stands in 'findings' already, as 'id: value'");
      }
    }
    Fields named = f.section("findings");
    List<Decision> found = new ArrayList<>();
    for (String finding : named.keys()) {
      if (!FINDING.matcher(finding).matches()) {
        named.problem(finding, "'" + finding + "' is not allowed: " + FINDING_ALLOWED);
      }
      Optional<BigDecimal> risk =
          named.text(finding).equals(NO_VALUE) ? Optional.empty() : value(named, finding);
      found.add(decision(f, finding, risk, decided));
    }
    if (found.isEmpty()) {
      f.problem("findings", "is empty: 'rule@place: value' for each");
    }
    return found;
  }

  private static Optional<BigDecimal> value(Fields f, String key) {
    return f.parsed(key, "a guideline value, 0 or more", DecisionsFile::value);
  }

  private static Decision decision(
      Fields f, String finding, Optional<BigDecimal> risk, Set<String> decided) {
    var decision =
        new Decision(
            finding,
            f.choice("kind", Treatment.Kind.class),
            said(f, "owner", "who answers for the decision"),
            reason(f),
            day(f, "decided").orElseGet(() -> missingDay(f)),
            day(f, "expires"),
            risk,
            optional(f, "target", 0, MAX_VALUE),
            f.line());
    check(f, decision);
    if (!decided.add(decision.finding() + " " + decision.decided())) {
      f.problem(
          f.has("findings") ? "findings" : "finding",
          "'" + decision.finding() + "' is decided twice on one day");
    }
    return decision;
  }

  private static void check(Fields f, Decision decision) {
    switch (decision.kind()) {
      case UNDECIDED -> f.problem("kind", "leave the treatment out while nothing is decided");
      case ACCEPT, EXCLUDE, TRANSFER -> {
        if (decision.expires().isEmpty()) {
          f.problem(
              "'expires' is missing: the day, such as 2027-05-01, on which the risk is looked at"
                  + " again");
        }
      }
      case DESIGN, OPERATION, AVOID -> {}
    }
    if (decision.expires().isPresent()
        && f.has("decided")
        && !decision.expires().get().isAfter(decision.decided())) {
      f.problem("expires", "must be after 'decided'");
    }
  }

  private static Rating rating(Fields f, Set<String> rated) {
    var rating =
        new Rating(
            f.text("finding", FINDING, FINDING_ALLOWED),
            optional(f, "frequency", 1, MAX_FREQUENCY),
            vector(f, "cvss31", CvssVersion.V3_1),
            vector(f, "cvss40", CvssVersion.V4_0),
            attack(f.section("attack")),
            optional(f, "priority", 1, MAX_PRIORITY),
            said(f, "reason", "why it is judged so"),
            said(f, "owner", "who judges"),
            f.line());
    if (rating.frequency().isEmpty()
        && rating.cvss31().isEmpty()
        && rating.cvss40().isEmpty()
        && rating.attack().isEmpty()
        && rating.priority().isEmpty()) {
      f.problem("a rating has one or more of frequency, cvss31, cvss40, attack, priority");
    }
    if (!rated.add(rating.finding())) {
      f.problem("finding", "'" + rating.finding() + "' is rated twice");
    }
    return rating;
  }

  private static Map<String, String> attack(Fields f) {
    Map<String, String> found = new LinkedHashMap<>();
    for (EtsiFactor factor : EtsiFactor.ofLikelihood()) {
      List<String> steps = EtsiTables.v5().steps(factor).stream().map(EtsiTables.Step::id).toList();
      f.optionalText(factor.key())
          .ifPresent(
              step -> {
                if (!steps.contains(step)) {
                  f.problem(
                      factor.key(),
                      "'" + step + "' is not allowed: one of " + String.join(", ", steps));
                }
                found.put(factor.key(), step);
              });
    }
    return Collections.unmodifiableMap(found);
  }

  private static Optional<String> vector(Fields f, String key, CvssVersion version) {
    Optional<String> text = f.optionalText(key);
    text.ifPresent(
        t -> {
          switch (CvssParser.parse(t)) {
            case CvssParse.Parsed(var vector) -> checkVersion(f, key, vector.version(), version);
            case CvssParse.Incomplete(var draft) -> checkVersion(f, key, draft.version(), version);
            case CvssParse.Refused(int offset, String what, String allowed) ->
                f.problem(key, "at character " + (offset + 1) + " " + what + ": " + allowed);
          }
        });
    return text;
  }

  private static void checkVersion(Fields f, String key, CvssVersion is, CvssVersion wanted) {
    if (is != wanted) {
      f.problem(key, "CVSS " + is.number() + ": a vector of " + wanted.number() + " stands here");
    }
  }

  private static String said(Fields f, String key, String what) {
    String text = f.text(key);
    if (text.isBlank()) {
      f.problem(key, "is empty: " + what);
    }
    return text;
  }

  /** One text for both languages, or a text for each. */
  private static LocalText reason(Fields f) {
    Node.Entry entry = f.mapping().entries().get("reason");
    if (entry != null && entry.value() instanceof Node.Mapping) {
      Fields text = f.section("reason");
      return new LocalText(
          said(text, "ja", "why it was decided"), said(text, "en", "why it was decided"));
    }
    String text = said(f, "reason", "why it was decided");
    return new LocalText(text, text);
  }

  private static Optional<LocalDate> day(Fields f, String key) {
    return f.parsed(key, "a day such as 2026-11-01", LocalDate::parse);
  }

  private static LocalDate missingDay(Fields f) {
    if (!f.has("decided")) {
      f.problem("'decided' is missing: the day of the decision, such as 2026-11-01");
    }
    return LocalDate.EPOCH;
  }

  private static Optional<Integer> optional(Fields f, String key, int min, int max) {
    return f.has(key) ? Optional.of(f.integer(key, min, min, max)) : Optional.empty();
  }

  private static BigDecimal value(String text) {
    if (text.length() > MAX_DIGITS) {
      throw new IllegalArgumentException(text);
    }
    var value = new BigDecimal(text);
    if (value.signum() < 0 || value.compareTo(BigDecimal.valueOf(MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  /** The kinds that can be written, for the schema's test. */
  static List<Treatment.Kind> kinds() {
    return Arrays.stream(Treatment.Kind.values())
        .filter(k -> k != Treatment.Kind.UNDECIDED)
        .toList();
  }
}
