package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/**
 * A method that a project defines for its use case: factors with scales, and a formula over them.
 *
 * @param id names the method, with {@code version}, in every score made with it
 * @param version changes with every change of formula or scale
 * @param name the name that people read
 * @param source where the method comes from and why it was chosen
 * @param factors the factors in the order of the file
 * @param formulaText the formula as it is printed
 * @param formula the formula
 */
public record OwnMethod(
    String id,
    String version,
    LocalText name,
    Source source,
    Map<String, Factor> factors,
    String formulaText,
    Formula formula) {
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /**
   * One factor.
   *
   * @param name the name that people read
   * @param scale its levels
   */
  public record Factor(LocalText name, Scale scale) {}

  /** Keeps the factors in their order. */
  public OwnMethod {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /**
   * Reads a method: {@code id}, {@code version}, {@code name}, {@code source}, {@code factors}
   * (each with {@code key}, {@code ja}, {@code en}, {@code levels}) and {@code formula}.
   *
   * @throws org.sekisho.model.document.DocumentException naming every problem
   */
  public static OwnMethod read(String file, String text) {
    Fields root = Document.read(file, text);
    Map<String, Factor> factors = new LinkedHashMap<>();
    for (Fields row : root.sections("factors")) {
      String key = row.text("key", KEY, "a key such as asset-value: a-z, 0-9 and -");
      var factor =
          new Factor(new LocalText(row.text("ja"), row.text("en")), Scale.read(row, "levels"));
      if (key.equals("max") || key.equals("min") || factors.put(key, factor) != null) {
        row.problem("key", "each key once, and neither max nor min");
      }
    }
    String formulaText = root.text("formula");
    Formula formula =
        switch (FormulaParser.parse(formulaText, factors.keySet())) {
          case Formula.Parse.Parsed parsed -> parsed.formula();
          case Formula.Parse.Refused refused -> {
            root.problem(
                "formula", "at character " + (refused.offset() + 1) + ": " + refused.allowed());
            yield new Formula.Constant(BigDecimal.ZERO);
          }
        };
    Fields name = root.section("name");
    var method =
        new OwnMethod(
            root.text("id"),
            root.text("version"),
            new LocalText(name.text("ja"), name.text("en")),
            Source.read(root.section("source")),
            factors,
            formulaText,
            formula);
    root.finish();
    return method;
  }
}
