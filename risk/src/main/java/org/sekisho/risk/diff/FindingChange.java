package org.sekisho.risk.diff;

import java.util.List;
import org.sekisho.risk.analysis.Finding;

/**
 * A finding that came, went or changed.
 *
 * @param kind what happened
 * @param finding the finding; as it was when it went
 * @param what what is different about it; empty when it came or went
 * @param why why, the nearest cause first
 */
public record FindingChange(Kind kind, Finding finding, List<Aspect> what, List<Cause> why) {
  /** What happened to a finding. */
  public enum Kind {
    /** It came. */
    ADDED,
    /** It is another than it was. */
    CHANGED,
    /** It went. */
    REMOVED
  }

  /**
   * Something that is different about a finding.
   *
   * @param name name, such as {@code severity} or {@code control tls}
   * @param before value before
   * @param after value after
   */
  public record Aspect(String name, String before, String after) {}
}
