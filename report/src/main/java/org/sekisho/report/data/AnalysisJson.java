package org.sekisho.report.data;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.Assessment;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.IncidentRisk;
import org.sekisho.risk.analysis.PlanItem;
import org.sekisho.risk.analysis.Proof;
import org.sekisho.risk.analysis.StepState;
import org.sekisho.risk.analysis.Surface;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.path.AttackPath;
import org.sekisho.risk.path.Cut;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An analysis as JSON; its schema lies beside this class as {@code sekisho-analysis.schema.json}.
 * Equal analyses give equal text.
 */
public final class AnalysisJson {
  /** Value of the key {@code format}. */
  public static final String FORMAT = "sekisho-analysis/1";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private AnalysisJson() {}

  /** The text, ending in a line feed. */
  public static String of(Analysis analysis) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    ObjectNode system = root.putObject("system");
    system.put("id", analysis.model().id());
    text(system, "name", analysis.model().name());
    system.put("sha256", analysis.digest());
    root.put("date", analysis.on().toString());
    root.put("rules", analysis.catalogue().rules().size());
    ArrayNode steps = root.putArray("steps");
    analysis.steps().forEach(step -> step(steps.addObject(), step));
    ArrayNode surfaces = root.putArray("surfaces");
    analysis.surfaces().forEach(s -> surface(surfaces.addObject(), s));
    ArrayNode findings = root.putArray("findings");
    analysis.findings().forEach(f -> finding(findings.addObject(), f));
    ArrayNode incidents = root.putArray("incidents");
    analysis.incidents().forEach(i -> incident(incidents.addObject(), i));
    ArrayNode paths = root.putArray("paths");
    analysis.paths().forEach(p -> path(paths.addObject(), p));
    ArrayNode cuts = root.putArray("cuts");
    analysis.cuts().forEach(c -> cut(cuts.addObject(), c));
    ArrayNode plan = root.putArray("plan");
    analysis.plan().forEach(p -> plan(plan.addObject(), p));
    texts(root, "uncovered", analysis.uncovered());
    ArrayNode notes = root.putArray("notes");
    analysis.notes().forEach(n -> note(notes.addObject(), n));
    return MAPPER.writeValueAsString(root) + "\n";
  }

  private static void step(ObjectNode to, StepState step) {
    to.put("number", step.number());
    text(to, "name", step.name());
    to.put("complete", step.complete());
    ArrayNode missing = to.putArray("missing");
    for (StepState.Missing m : step.missing()) {
      ObjectNode one = missing.addObject();
      one.put("check", m.check());
      text(one, "text", m.text());
    }
  }

  private static void surface(ObjectNode to, Surface surface) {
    to.put("number", surface.number());
    text(to, "name", surface.name());
    to.put("component", surface.component());
    texts(to, "entry_points", surface.entryPoints());
    texts(to, "assets", surface.assets());
    to.put("in_scope", surface.inScope());
  }

  private static void finding(ObjectNode to, Finding f) {
    to.put("id", f.id());
    f.rule().ifPresent(rule -> to.put("rule", rule.id()));
    to.put("at", f.at().toString());
    text(to, "title", f.title());
    text(to, "explanation", f.explanation());
    to.put("class", f.threatClass().id());
    f.surface().ifPresent(s -> to.put("surface", s));
    texts(to, "assets", f.assets());
    texts(to, "affects", f.affects().stream().map(AnalysisJson::word).toList());
    texts(to, "reach", f.reach().stream().map(AnalysisJson::word).toList());
    texts(to, "measures", f.measures());
    to.put("open", f.open());
    to.put("in_scope", f.inScope());
    text(to, "severity", f.severity());
    to.put("priority", f.priority());
    f.lifeHops().ifPresent(hops -> to.put("life_hops", hops));
    ObjectNode values = to.putObject("values");
    assessment(values.putObject("inherent"), f.values().inherent());
    assessment(values.putObject("current"), f.values().current());
    assessment(values.putObject("residual"), f.values().residual());
    f.values().target().ifPresent(t -> values.put("target", t));
    ArrayNode controls = to.putArray("controls");
    for (ControlState c : f.controls()) {
      ObjectNode one = controls.addObject();
      one.put("control", c.control());
      one.put("strength", word(c.strength()));
      one.put("state", word(c.state()));
      texts(one, "wanted_at", c.wanted().stream().map(Object::toString).toList());
      c.foundAt().ifPresent(at -> one.put("found_at", at.toString()));
      c.evidence().ifPresent(e -> one.put("evidence", e));
    }
    ObjectNode treatment = to.putObject("treatment");
    treatment.put("kind", word(f.treatment().kind()));
    treatment.put("state", word(f.treatment().state()));
    f.treatment().owner().ifPresent(o -> treatment.put("owner", o));
    f.treatment().reason().ifPresent(r -> text(treatment, "reason", r));
    f.treatment().decided().ifPresent(d -> treatment.put("decided", d.toString()));
    f.treatment().expires().ifPresent(d -> treatment.put("expires", d.toString()));
    f.treatment().snapshot().ifPresent(s -> treatment.put("risk", s));
    proof(to.putObject("proof"), f.proof());
  }

  private static void proof(ObjectNode to, Proof proof) {
    ArrayNode facts = to.putArray("facts");
    for (Proof.Matched m : proof.facts()) {
      ObjectNode one = facts.addObject();
      one.put("entity", m.entity().toString());
      one.put("fact", m.fact());
      one.put("value", m.value());
      one.put("wanted", m.wanted());
      if (m.line() > 0) {
        one.put("file", m.file());
        one.put("line", m.line());
      }
    }
    ArrayNode ways = to.putArray("smallest_changes");
    for (List<Proof.Change> way : proof.smallestChange()) {
      ArrayNode changes = ways.addArray();
      for (Proof.Change c : way) {
        ObjectNode one = changes.addObject();
        one.put("entity", c.entity().toString());
        one.put("fact", c.fact());
        one.put("to", c.to());
      }
    }
  }

  private static void assessment(ObjectNode to, Assessment assessment) {
    to.put("countered", assessment.countered());
    ArrayNode scores = to.putArray("scores");
    assessment.scores().scores().forEach(score -> score(scores.addObject(), score));
  }

  private static void score(ObjectNode to, Score score) {
    to.put("method", score.method().id());
    to.put("low", score.low());
    to.put("high", score.high());
    text(to, "text", score.text());
  }

  private static void incident(ObjectNode to, IncidentRisk risk) {
    to.put("id", risk.incident().id());
    text(to, "name", risk.incident().name());
    ArrayNode scores = to.putArray("scores");
    risk.scores().scores().forEach(score -> score(scores.addObject(), score));
  }

  private static void path(ObjectNode to, AttackPath path) {
    to.put("entry_point", path.entryPoint());
    to.put("asset", path.asset());
    to.put("rank", path.rank());
    to.put("cost", path.cost());
    texts(to, "steps", path.steps().stream().map(step -> step.at().toString()).toList());
  }

  private static void cut(ObjectNode to, Cut cut) {
    to.put("asset", cut.asset());
    to.put("effort", cut.effort());
    to.put("paths", cut.paths());
    ArrayNode places = to.putArray("places");
    for (Cut.Place place : cut.places()) {
      ObjectNode one = places.addObject();
      one.put("at", place.at().toString());
      one.put("control", place.control());
      one.put("effort", place.effort());
    }
  }

  private static void plan(ObjectNode to, PlanItem item) {
    to.put("control", item.control());
    to.put("at", item.at().toString());
    to.put("state", word(item.state()));
    texts(to, "findings", item.findings());
  }

  private static void note(ObjectNode to, ModelNote note) {
    to.put("check", note.check());
    to.put("at", note.at().toString());
    text(to, "text", note.text());
    to.put("grave", note.grave());
    if (note.line() > 0) {
      to.put("file", note.file());
      to.put("line", note.line());
    }
  }

  private static void text(ObjectNode to, String key, LocalText text) {
    ObjectNode both = to.putObject(key);
    both.put("ja", text.ja());
    both.put("en", text.en());
  }

  private static void texts(ObjectNode to, String key, Collection<String> texts) {
    ArrayNode list = to.putArray(key);
    texts.forEach(list::add);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
