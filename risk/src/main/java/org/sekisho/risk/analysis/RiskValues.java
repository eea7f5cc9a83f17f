package org.sekisho.risk.analysis;

import java.util.Optional;

/**
 * The four values of a risk (RISK-25).
 *
 * @param inherent without any countermeasure
 * @param current with those that somebody claims or evidence shows
 * @param residual with those alone that evidence shows
 * @param target what was decided to reach, as a value of the guideline's simple method
 */
public record RiskValues(
    Assessment inherent, Assessment current, Assessment residual, Optional<Integer> target) {}
