package org.sekisho.risk.cvss;

import java.util.Arrays;
import org.sekisho.model.document.Fields;

/** The score of each of the 270 macrovectors, read once from the table that is shipped. */
final class Cvss4Table {
  private static final String FILE = "cvss4-macrovectors.yaml";
  private static final int NONE = -1;
  private static final byte[] TENTHS = read();

  private Cvss4Table() {}

  /** Score in tenths; the classes must be a macrovector that exists. */
  static int tenths(int eq1, int eq2, int eq3, int eq4, int eq5, int eq6) {
    int tenths = TENTHS[index(eq1, eq2, eq3, eq4, eq5, eq6)];
    if (tenths == NONE) {
      throw new IllegalStateException(
          "no macrovector " + new MacroVector(eq1, eq2, eq3, eq4, eq5, eq6));
    }
    return tenths;
  }

  private static int index(int eq1, int eq2, int eq3, int eq4, int eq5, int eq6) {
    return ((((eq1 * 2 + eq2) * 3 + eq3) * 3 + eq4) * 3 + eq5) * 2 + eq6;
  }

  private static byte[] read() {
    var tenths = new byte[3 * 2 * 3 * 3 * 3 * 2];
    Arrays.fill(tenths, (byte) NONE);
    Fields root = Shipped.document(FILE);
    root.section("meta").keys();
    Fields scores = root.section("scores");
    for (String digits : scores.keys()) {
      double score = scores.number(digits, NONE);
      tenths[
              index(
                  digits.charAt(0) - '0',
                  digits.charAt(1) - '0',
                  digits.charAt(2) - '0',
                  digits.charAt(3) - '0',
                  digits.charAt(4) - '0',
                  digits.charAt(5) - '0')] =
          (byte) Math.round(score * 10);
    }
    root.finish();
    return tenths;
  }
}
