package org.sekisho.risk.diff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Query;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.method.ScoreSheet;
import org.sekisho.risk.treatment.Treatment;

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
            List<FindingChange.Aspect> what = aspects(old, finding);
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

  /**
   * What is different about a finding. Its text, its proof and the number of its attack surface
   * follow from other things and may change without it.
   */
  private static List<FindingChange.Aspect> aspects(Finding was, Finding is) {
    Map<String, String> before = described(was);
    Map<String, String> after = described(is);
    List<FindingChange.Aspect> found = new ArrayList<>();
    Map<String, String> all = new TreeMap<>(before);
    all.putAll(after);
    for (String name : all.keySet()) {
      String old = before.getOrDefault(name, "");
      String now = after.getOrDefault(name, "");
      if (!old.equals(now)) {
        found.add(new FindingChange.Aspect(name, old, now));
      }
    }
    return List.copyOf(found);
  }

  private static Map<String, String> described(Finding f) {
    Map<String, String> described = new TreeMap<>();
    described.put("open", String.valueOf(f.open()));
    described.put("in-scope", String.valueOf(f.inScope()));
    described.put("class", f.threatClass().id());
    described.put("assets", Written.text(f.assets()));
    described.put("affects", Written.text(f.affects()));
    described.put("reach", Written.text(f.reach()));
    described.put("measures", Written.text(f.measures()));
    described.put("severity", f.severity().en());
    described.put("priority", String.valueOf(f.priority()));
    described.put("countered", String.valueOf(f.values().current().countered()));
    described.put("countered-verified", String.valueOf(f.values().residual().countered()));
    described.put("target", Written.text(f.values().target()));
    scores(described, "inherent", f.values().inherent().scores());
    scores(described, "current", f.values().current().scores());
    scores(described, "residual", f.values().residual().scores());
    described.put("treatment", treatment(f.treatment()));
    for (ControlState control : f.controls()) {
      described.put("control " + control.control(), state(control));
    }
    return described;
  }

  private static void scores(Map<String, String> described, String view, ScoreSheet sheet) {
    for (Score score : sheet.scores()) {
      String low = score.low().toPlainString();
      String high = score.high().toPlainString();
      described.put(view + " " + score.method().id(), low.equals(high) ? low : low + "–" + high);
    }
  }

  static String treatment(Treatment t) {
    return Written.text(t.kind())
        + " "
        + Written.text(t.state())
        + t.owner().map(o -> ", " + o).orElse("")
        + t.reason().map(r -> ", " + r).orElse("")
        + t.expires().map(d -> ", until " + d).orElse("")
        + t.snapshot().map(s -> ", at " + s).orElse("");
  }

  static String state(ControlState control) {
    return Written.text(control.state())
        + control.foundAt().map(at -> " at " + at).orElse("")
        + control.evidence().map(e -> " by " + e).orElse("");
  }
}
