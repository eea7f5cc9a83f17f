package org.sekisho.risk.diff;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.method.Score;
import org.sekisho.risk.method.ScoreSheet;
import org.sekisho.risk.treatment.Treatment;

/** Findings as named texts that can be compared. Not thread-safe. */
final class Described {
  /** Scores are shared between findings, and some take long to work out. */
  private final IdentityHashMap<Score, String> scores = new IdentityHashMap<>();

  /**
   * What is different about a finding. Its text, its proof and the number of its attack surface
   * follow from other things and may change without it.
   */
  List<FindingChange.Aspect> differences(Finding was, Finding is) {
    if (was.equals(is)) {
      return List.of();
    }
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

  private Map<String, String> described(Finding f) {
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

  private void scores(Map<String, String> described, String view, ScoreSheet sheet) {
    for (Score score : sheet.scores()) {
      described.put(
          view + " " + score.method().id(), scores.computeIfAbsent(score, Described::range));
    }
  }

  private static String range(Score score) {
    String low = score.low().toPlainString();
    String high = score.high().toPlainString();
    return low.equals(high) ? low : low + "–" + high;
  }

  static String treatment(Treatment t) {
    return Written.text(t.kind())
        + " "
        + Written.text(t.state())
        + t.owner().map(o -> ", " + o).orElse("")
        + t.reason().map(r -> ", " + r.en()).orElse("")
        + t.expires().map(d -> ", until " + d).orElse("")
        + t.snapshot().map(s -> ", at " + s).orElse("");
  }

  static String state(ControlState control) {
    return Written.text(control.state())
        + control.foundAt().map(at -> " at " + at).orElse("")
        + control.evidence().map(e -> " by " + e).orElse("");
  }
}
