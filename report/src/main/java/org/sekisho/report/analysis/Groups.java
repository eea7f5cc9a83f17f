package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.catalogue.Rule;

/**
 * The findings of an analysis by what they have in common: those of one rule, and of these the ones
 * that read alike but for their place. Immutable.
 */
final class Groups {
  private final List<List<Finding>> rules;
  private final Map<String, Finding> heads = new HashMap<>();

  /**
   * Groups findings.
   *
   * @param alike what two findings of a rule must have in common to be told of together
   */
  Groups(List<Finding> findings, Function<Finding, ?> alike) {
    Map<String, List<Finding>> byRule = new LinkedHashMap<>();
    for (Finding finding : findings) {
      String threat = finding.rule().map(Rule::id).orElse(finding.id());
      byRule.computeIfAbsent(threat, _ -> new ArrayList<>()).add(finding);
    }
    rules = byRule.values().stream().map(List::copyOf).toList();
    for (List<Finding> rule : rules) {
      for (List<Finding> same : alike(rule, alike)) {
        same.forEach(f -> heads.put(f.id(), same.getFirst()));
      }
    }
  }

  /** The findings of each rule, and each threat of the analyst by itself, the gravest first. */
  List<List<Finding>> rules() {
    return rules;
  }

  /** The findings of a rule in groups that are told of together. */
  List<List<Finding>> places(List<Finding> rule) {
    return alike(rule, f -> head(f).id());
  }

  /** The first of the findings that a finding is told of together with. */
  Finding head(Finding finding) {
    return heads.getOrDefault(finding.id(), finding);
  }

  private static List<List<Finding>> alike(List<Finding> rule, Function<Finding, ?> alike) {
    Map<Object, List<Finding>> same = new LinkedHashMap<>();
    rule.forEach(f -> same.computeIfAbsent(alike.apply(f), _ -> new ArrayList<>()).add(f));
    return List.copyOf(same.values());
  }
}
