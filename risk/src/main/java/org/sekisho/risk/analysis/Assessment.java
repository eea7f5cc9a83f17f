package org.sekisho.risk.analysis;

import org.sekisho.risk.method.ScoreSheet;

/**
 * What a risk is worth under one view of its countermeasures.
 *
 * @param countered whether the countermeasures that count stop the threat
 * @param scores the scores side by side
 */
public record Assessment(boolean countered, ScoreSheet scores) {}
