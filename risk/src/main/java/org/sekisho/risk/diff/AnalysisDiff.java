package org.sekisho.risk.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Query;

/**
 * What changed between two analyses, and why. Findings are told apart by their ids and items of the
 * model by theirs, so that the order of files and lists is no change.
 *
 * @param findings the findings that came, changed or went, in this order and each group by priority
 * @param model what changed in the model, by place
 * @param opened ids of the findings that are open and were not
 * @param closed ids of the findings that were open and are not
 */
public record AnalysisDiff(
    List<FindingChange> findings,
    List<ModelChange> model,
    List<String> opened,
    List<String> closed) {
  private static final Comparator<FindingChange> ORDER =
      Comparator.comparing(FindingChange::kind)
          .thenComparingInt(c -> c.finding().priority())
          .thenComparing(c -> c.finding().id());

  /** Whether nothing changed. */
  public boolean isEmpty() {
    return findings.isEmpty() && model.isEmpty();
  }

  /** The changes from one analysis to another. */
  public static AnalysisDiff of(Analysis before, Analysis after) {
    List<ModelChange> model = ModelDiff.of(before.model(), after.model());
    var causes =
        new Causes(
            before,
            after,
            model,
            new Query(before.model(), before.catalogue(), before.on()),
            new Query(after.model(), after.catalogue(), after.on()));
    var described = new Described();
    Map<String, Finding> was = byId(before);
    Map<String, Finding> is = byId(after);
    List<FindingChange> changes = new ArrayList<>();
    is.forEach(
        (id, finding) -> {
          Finding old = was.get(id);
          if (old == null) {
            changes.add(
                new FindingChange(
                    FindingChange.Kind.ADDED, finding, List.of(), causes.ofAdded(finding)));
          } else {
            List<FindingChange.Aspect> what = described.differences(old, finding);
            if (!what.isEmpty()) {
              changes.add(
                  new FindingChange(
                      FindingChange.Kind.CHANGED, finding, what, causes.ofChanged(old, finding)));
            }
          }
        });
    was.forEach(
        (id, finding) -> {
          if (!is.containsKey(id)) {
            changes.add(
                new FindingChange(
                    FindingChange.Kind.REMOVED, finding, List.of(), causes.ofRemoved(finding)));
          }
        });
    changes.sort(ORDER);
    return new AnalysisDiff(List.copyOf(changes), model, opened(was, is), opened(is, was));
  }

  private static List<String> opened(Map<String, Finding> was, Map<String, Finding> is) {
    return is.values().stream()
        .filter(Finding::open)
        .map(Finding::id)
        .filter(
            id -> {
              Finding old = was.get(id);
              return old == null || !old.open();
            })
        .toList();
  }

  private static Map<String, Finding> byId(Analysis analysis) {
    Map<String, Finding> byId = new TreeMap<>();
    analysis.findings().forEach(f -> byId.put(f.id(), f));
    return byId;
  }
}
