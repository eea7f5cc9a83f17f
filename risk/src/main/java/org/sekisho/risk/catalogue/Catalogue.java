package org.sekisho.risk.catalogue;

import java.util.List;
import java.util.Map;

/**
 * What the analysis knows beforehand. Immutable; all references hold.
 *
 * @param measures the guide's measures by id
 * @param suggestions the guide's measures for each class, in its order (GUIDE-17)
 * @param controls controls by id
 * @param rules rules by id
 */
public record Catalogue(
    Map<String, Measure> measures,
    Map<ThreatClass, List<String>> suggestions,
    Map<String, Control> controls,
    Map<String, Rule> rules) {}
