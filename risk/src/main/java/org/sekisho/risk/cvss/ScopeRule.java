package org.sekisho.risk.cvss;

import java.util.Collection;

/**
 * The guide's rule for the scope (スコープ): it is changed when the effect reaches a part under another
 * management authority (管理権限) than that of the part attacked.
 */
public final class ScopeRule {
  private ScopeRule() {}

  /**
   * The letter of {@link Cvss3Metric#S}.
   *
   * @param attacked authority over the weak part
   * @param affected authorities over every part that the effect reaches; empty when it stays
   */
  public static char scope(String attacked, Collection<String> affected) {
    return affected.stream().allMatch(attacked::equals) ? 'U' : 'C';
  }
}
