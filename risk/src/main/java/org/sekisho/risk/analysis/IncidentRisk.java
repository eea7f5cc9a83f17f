package org.sekisho.risk.analysis;

import org.sekisho.model.system.Incident;
import org.sekisho.risk.method.ScoreSheet;

/**
 * An incident of table 5-6 with its value (RISK-16).
 *
 * @param incident the incident
 * @param scores the guideline's simple value, where importance and frequency are known
 */
public record IncidentRisk(Incident incident, ScoreSheet scores) {}
