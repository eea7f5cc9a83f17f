package org.sekisho.risk.analysis;

import java.util.List;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.lint.ModelNote;

/**
 * What the steps of the guide's procedure are judged by.
 *
 * @param model the system
 * @param catalogue what was known beforehand
 * @param notes mistakes of the model
 * @param surfaces attack surfaces
 * @param findings the findings, the gravest first
 * @param plan the verification plan
 */
public record StepInputs(
    SystemModel model,
    Catalogue catalogue,
    List<ModelNote> notes,
    List<Surface> surfaces,
    List<Finding> findings,
    Plan plan) {
  List<Finding> inScope() {
    return findings.stream().filter(Finding::inScope).toList();
  }
}
