package org.sekisho.risk.treatment;

/** Something said of a finding, or of all findings whose ids begin alike. */
sealed interface ForFindings permits Decision, Rating {
  /** Id of the finding; a {@code *} at its end stands for any rest. */
  String finding();

  /** Line in the file of decisions, from 1; 0 when it stands in none. */
  int line();

  /** Whether it is said of all findings whose ids begin alike. */
  default boolean wildcard() {
    return finding().endsWith("*");
  }

  /** Whether it is said of the finding with this id. */
  default boolean of(String id) {
    return wildcard()
        ? id.startsWith(finding().substring(0, finding().length() - 1))
        : id.equals(finding());
  }
}
