package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.method.Disagreement;
import org.sekisho.risk.path.AttackPath;
import org.sekisho.risk.path.Cut;

/**
 * The whole analysis of a system. The same model, catalogue, decisions, evidence and day give an
 * equal analysis.
 *
 * @param model the system
 * @param digest SHA-256, in hexadecimal, of the model's file; of its name when it has none
 * @param catalogue what was known beforehand
 * @param on the day for which it holds
 * @param findings the findings in the order in which they should be looked at
 * @param notes mistakes of the model
 * @param surfaces attack surfaces in the order of their numbers
 * @param paths attack paths, by asset, entry point and rank
 * @param cuts for each protected asset the cheapest cut
 * @param steps the steps of the guide's procedure
 * @param incidents incidents with their values
 * @param plan the verification plan
 * @param uncovered ids of the open findings that no line of the plan covers
 * @param disagreement where the methods disagree
 */
public record Analysis(
    SystemModel model,
    String digest,
    Catalogue catalogue,
    LocalDate on,
    List<Finding> findings,
    List<ModelNote> notes,
    List<Surface> surfaces,
    List<AttackPath> paths,
    List<Cut> cuts,
    List<StepState> steps,
    List<IncidentRisk> incidents,
    List<PlanItem> plan,
    List<String> uncovered,
    Disagreement disagreement) {
  /** The finding with this id. */
  public Optional<Finding> finding(String id) {
    return findings.stream().filter(f -> f.id().equals(id)).findFirst();
  }
}
