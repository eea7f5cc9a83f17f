package org.sekisho.risk.cvss;

/**
 * The equivalence classes of a version 4 vector, one number each; 0 is the most severe.
 *
 * @param eq1 ease of reach: AV, PR, UI; 0 to 2
 * @param eq2 difficulty: AC, AT; 0 or 1
 * @param eq3 effect on the weak system: VC, VI, VA; 0 to 2
 * @param eq4 effect behind it: SC, SI, SA; 0 to 2, 0 only where people may be harmed
 * @param eq5 threat: E; 0 to 2
 * @param eq6 effect where it matters here: VC, VI, VA with CR, IR, AR; 0 or 1
 */
public record MacroVector(int eq1, int eq2, int eq3, int eq4, int eq5, int eq6) {
  /** Refuses what is no class. */
  public MacroVector {
    if (!within(eq1, 2)
        || !within(eq2, 1)
        || !within(eq3, 2)
        || !within(eq4, 2)
        || !within(eq5, 2)
        || !within(eq6, 1)) {
      throw new IllegalArgumentException("no macrovector: " + eq1 + eq2 + eq3 + eq4 + eq5 + eq6);
    }
  }

  private static boolean within(int number, int max) {
    return number >= 0 && number <= max;
  }

  /** The six digits as the specification writes them. */
  @Override
  public String toString() {
    return "" + eq1 + eq2 + eq3 + eq4 + eq5 + eq6;
  }
}
