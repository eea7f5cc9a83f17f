package org.sekisho.risk.method;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.model.system.LocalText;

/**
 * A risk with whom it touches and what the methods say of it.
 *
 * @param id unique among the risks that are ordered together
 * @param name the name that people read
 * @param reach whom it touches
 * @param scores the scores side by side
 */
public record RatedRisk(String id, LocalText name, Set<Reach> reach, ScoreSheet scores) {
  /** Keeps its own copy of the reach. */
  public RatedRisk {
    reach = Collections.unmodifiableSet(new TreeSet<>(reach));
  }

  /**
   * Whether the risk touches human life: by judgement, or because a CVSS 4.0 vector of it says that
   * people may be harmed.
   */
  public boolean touchesLife() {
    return reach.contains(Reach.LIFE)
        || scores.scores().stream()
            .anyMatch(score -> score instanceof CvssMethod cvss && cvss.draft().harmsPeople());
  }
}
