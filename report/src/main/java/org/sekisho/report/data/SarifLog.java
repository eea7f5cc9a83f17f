package org.sekisho.report.data;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Proof;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.method.CvssMethod;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.treatment.Treatment;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An analysis as a SARIF 2.1.0 log, which code-scanning tools show beside the model's lines. The
 * fingerprint of a result is the finding's id, so it stays the same when lines move.
 */
public final class SarifLog {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
  private static final String ANALYST = "threat";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SarifLog() {}

  /** The text of the log in a language, ending in a line feed. */
  public static String of(Analysis analysis, String languageTag) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("$schema", SCHEMA);
    root.put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "Sekisho");
    run.put("language", languageTag.startsWith("ja") ? "ja" : "en");
    run.put("columnKind", "utf16CodeUnits");
    ArrayNode rules = driver.putArray("rules");
    Map<String, Integer> index = new LinkedHashMap<>();
    ArrayNode results = run.putArray("results");
    for (Finding finding : analysis.findings()) {
      if (!finding.inScope() || finding.values().current().countered()) {
        continue;
      }
      String rule = finding.rule().map(Rule::id).orElse(ANALYST);
      int at =
          index.computeIfAbsent(
              rule,
              id -> {
                rule(rules.addObject(), id, finding, languageTag);
                return index.size();
              });
      result(results.addObject(), finding, rule, at, languageTag);
    }
    ArrayNode notes =
        run.putArray("invocations")
            .addObject()
            .put("executionSuccessful", true)
            .putArray("toolConfigurationNotifications");
    analysis.notes().forEach(note -> note(notes.addObject(), note, languageTag));
    return MAPPER.writeValueAsString(root) + "\n";
  }

  private static void rule(ObjectNode to, String id, Finding finding, String lang) {
    to.put("id", id);
    finding
        .rule()
        .ifPresent(
            rule -> {
              to.putObject("shortDescription").put("text", rule.name().in(lang));
              to.putObject("help").put("text", rule.falseAlarm().in(lang));
              ArrayNode tags = to.putObject("properties").putArray("tags");
              tags.add("security");
              tags.add(rule.threatClass().id());
              rule.references().forEach(tags::add);
            });
  }

  private static void result(ObjectNode to, Finding f, String rule, int index, String lang) {
    to.put("ruleId", rule);
    to.put("ruleIndex", index);
    to.put("level", level(f));
    to.putObject("message").put("text", message(f, lang));
    ObjectNode location = to.putArray("locations").addObject();
    Proof.Matched where =
        f.proof().facts().stream().filter(m -> m.line() > 0).findFirst().orElse(null);
    if (where != null) {
      ObjectNode physical = location.putObject("physicalLocation");
      physical.putObject("artifactLocation").put("uri", uri(where.file()));
      physical.putObject("region").put("startLine", where.line());
    }
    EntityRef at = f.at();
    location
        .putArray("logicalLocations")
        .addObject()
        .put("name", at.id())
        .put("fullyQualifiedName", at.toString());
    to.putObject("partialFingerprints").put("sekishoFinding/v1", f.id());
    if (!f.treatment().open() && f.treatment().kind() != Treatment.Kind.UNDECIDED) {
      ObjectNode suppression = to.putArray("suppressions").addObject();
      suppression.put("kind", "external");
      suppression.put("status", "accepted");
      f.treatment().reason().ifPresent(r -> suppression.put("justification", r.in(lang)));
    }
    ObjectNode properties = to.putObject("properties");
    score(f).ifPresent(s -> properties.put("security-severity", s.toPlainString()));
    properties.put("priority", f.priority());
    properties.put("touchesLife", f.touchesLife());
  }

  private static String message(Finding f, String lang) {
    return new LocalText(
            f.title().ja() + "。" + f.explanation().ja(),
            f.title().en() + ". " + f.explanation().en())
        .in(lang);
  }

  private static String level(Finding f) {
    return switch (f.severity().ja()) {
      case "緊急", "重要" -> "error";
      case "警告" -> "warning";
      default -> f.touchesLife() ? "error" : "note";
    };
  }

  private static java.util.Optional<BigDecimal> score(Finding f) {
    return f.values().current().scores().scores().stream()
        .filter(s -> s instanceof CvssMethod && s.method().id().contains("3.1"))
        .map(Score::high)
        .findFirst();
  }

  private static void note(ObjectNode to, ModelNote note, String lang) {
    to.putObject("descriptor").put("id", note.check());
    to.put("level", note.grave() ? "error" : "note");
    to.putObject("message").put("text", note.text().in(lang));
    if (note.line() > 0) {
      ObjectNode physical = to.putArray("locations").addObject().putObject("physicalLocation");
      physical.putObject("artifactLocation").put("uri", uri(note.file()));
      physical.putObject("region").put("startLine", note.line());
    }
  }

  /** A path as a URI reference: what cannot stand in one is escaped. */
  private static String uri(String file) {
    try {
      return new java.net.URI(null, null, file.replace('\\', '/'), null).toASCIIString();
    } catch (java.net.URISyntaxException e) {
      return "model.yaml";
    }
  }
}
