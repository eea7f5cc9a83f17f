package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads formulas such as {@code max(damage, 2 * privacy) * frequency}; total: no text makes it
 * throw. Grammar: sum = product {"+" product}; product = part {("*" | "×") part}; part = number |
 * factor | ("max" | "min") "(" sum {"," sum} ")" | "(" sum ")".
 */
public final class FormulaParser {
  private static final int MAX_DIGITS = 9;

  private final String text;
  private final Set<String> factors;
  private int at;
  private int depth;
  private Formula.Parse.@Nullable Refused refused;

  private FormulaParser(String text, Set<String> factors) {
    this.text = text;
    this.factors = factors;
  }

  /** What the text says, given the factors that it may name. */
  public static Formula.Parse parse(String text, Set<String> factors) {
    if (text.length() > Formula.MAX_LENGTH) {
      return new Formula.Parse.Refused(
          Formula.MAX_LENGTH, "at most " + Formula.MAX_LENGTH + " characters");
    }
    var parser = new FormulaParser(text, factors);
    Formula formula = parser.sum();
    parser.skipSpaces();
    if (parser.refused == null && parser.at < text.length()) {
      parser.refuse("+, *, or the end");
    }
    return parser.refused == null ? new Formula.Parse.Parsed(formula) : parser.refused;
  }

  private Formula sum() {
    List<Formula> parts = new ArrayList<>(List.of(product()));
    while (refused == null && taken('+')) {
      parts.add(product());
    }
    return joined(Formula.Operation.SUM, parts);
  }

  private Formula product() {
    List<Formula> parts = new ArrayList<>(List.of(part()));
    while (refused == null && (taken('*') || taken('×'))) {
      parts.add(part());
    }
    return joined(Formula.Operation.PRODUCT, parts);
  }

  private Formula part() {
    if (taken('(')) {
      return nested(Formula.Operation.SUM, false);
    }
    int from = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    String word = text.substring(from, at);
    if (factors.contains(word)) {
      return new Formula.Factor(word);
    }
    if ((word.equals("max") || word.equals("min")) && taken('(')) {
      return nested(word.equals("max") ? Formula.Operation.MAX : Formula.Operation.MIN, true);
    }
    if (isNumber(word)) {
      return new Formula.Constant(new BigDecimal(word));
    }
    at = from;
    return refuse("a number, max(…), min(…), (…), or one of " + String.join(", ", factors));
  }

  /** The rest of a parenthesis that was opened; several parts only where a comma may stand. */
  private Formula nested(Formula.Operation operation, boolean commas) {
    if (++depth > Formula.MAX_DEPTH) {
      return refuse("at most " + Formula.MAX_DEPTH + " parentheses within each other");
    }
    List<Formula> parts = new ArrayList<>(List.of(sum()));
    while (refused == null && commas && taken(',')) {
      parts.add(sum());
    }
    if (refused == null && !taken(')')) {
      return refuse(commas ? ", or )" : ")");
    }
    depth--;
    return joined(operation, parts);
  }

  private static Formula joined(Formula.Operation operation, List<Formula> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Formula.Joined(operation, List.copyOf(parts));
  }

  private boolean taken(char sign) {
    skipSpaces();
    if (at < text.length() && text.charAt(at) == sign) {
      at++;
      skipSpaces();
      return true;
    }
    return false;
  }

  private void skipSpaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }

  private static boolean isNumber(String word) {
    boolean digits = word.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    long points = word.chars().filter(c -> c == '.').count();
    return digits && points <= 1 && word.length() > points && word.length() <= MAX_DIGITS;
  }

  private Formula refuse(String allowed) {
    if (refused == null) {
      refused = new Formula.Parse.Refused(at, allowed);
    }
    return new Formula.Constant(BigDecimal.ZERO);
  }
}
