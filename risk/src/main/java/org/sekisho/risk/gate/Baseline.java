package org.sekisho.risk.gate;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.treatment.Treatments;

/**
 * What was open at an earlier time: the state that a system must not fall behind.
 *
 * @param open guideline values of the findings that were open, by id; empty where there was none
 */
public record Baseline(Map<String, Optional<BigDecimal>> open) {
  /** The format of a file. */
  public static final String FORMAT = "sekisho-baseline/1";

  private static final String NO_VALUE = "none";
  private static final int MAX_DIGITS = 16;

  /** What is open in an analysis. */
  public static Baseline of(Analysis analysis) {
    Map<String, Optional<BigDecimal>> open = new LinkedHashMap<>();
    for (Finding finding : analysis.findings()) {
      if (finding.open()) {
        open.put(finding.id(), Treatments.guidelineValue(finding.values().current().scores()));
      }
    }
    return new Baseline(Collections.unmodifiableMap(open));
  }

  /**
   * Reads a baseline from a file.
   *
   * @throws DocumentException with every problem found
   */
  public static Baseline read(Path path) {
    return baseline(Document.read(path));
  }

  /**
   * Reads a baseline from a text; {@code file} is the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static Baseline read(String file, String text) {
    return baseline(Document.read(file, text));
  }

  /** The text of a file; the same whatever the order of the findings. */
  public String write() {
    var text = new StringBuilder("format: ").append(FORMAT).append('\n');
    text.append(open.isEmpty() ? "open: {}\n" : "open:\n");
    new TreeMap<>(open)
        .forEach(
            (id, value) ->
                text.append("  \"")
                    .append(id)
                    .append("\": ")
                    .append(value.map(BigDecimal::toPlainString).orElse(NO_VALUE))
                    .append('\n'));
    return text.toString();
  }

  private static Baseline baseline(Fields root) {
    if (!root.text("format").equals(FORMAT)) {
      root.problem("format", "write " + FORMAT);
    }
    Fields open = root.section("open");
    Map<String, Optional<BigDecimal>> found = new LinkedHashMap<>();
    for (String id : open.keys()) {
      found.put(
          id,
          open.parsed(id, "a guideline value, or none", Baseline::value).flatMap(value -> value));
    }
    root.finish();
    return new Baseline(Collections.unmodifiableMap(found));
  }

  private static Optional<BigDecimal> value(String text) {
    if (text.equals(NO_VALUE)) {
      return Optional.empty();
    }
    if (text.length() > MAX_DIGITS) {
      throw new IllegalArgumentException(text);
    }
    return Optional.of(new BigDecimal(text));
  }
}
