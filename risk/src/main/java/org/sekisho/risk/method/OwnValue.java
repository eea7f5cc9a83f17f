package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.sekisho.model.system.LocalText;

/**
 * The value by a method that the project defines. A factor without a level is unknown.
 *
 * @param by the method
 * @param levels the level of each factor that is known
 */
public record OwnValue(OwnMethod by, Map<String, Level> levels) implements Score {
  /** Refuses factors that the method does not have, and levels outside of their scales. */
  public OwnValue {
    levels = Collections.unmodifiableMap(new TreeMap<>(levels));
    for (Map.Entry<String, Level> level : levels.entrySet()) {
      OwnMethod.Factor factor = by.factors().get(level.getKey());
      if (factor == null) {
        throw new IllegalArgumentException(
            level.getKey() + ": one of " + String.join(", ", by.factors().keySet()));
      }
      Judgement.check(factor.scale(), level.getValue(), factor.name());
    }
  }

  @Override
  public Method method() {
    return new Method(by.id() + "/" + by.version(), by.name());
  }

  @Override
  public Source source() {
    return by.source();
  }

  @Override
  public BigDecimal low() {
    return by.formula().value(ends(Level::low));
  }

  @Override
  public BigDecimal high() {
    return by.formula().value(ends(Level::high));
  }

  private Map<String, Integer> ends(ToIntFunction<Level> end) {
    Map<String, Integer> ends = new HashMap<>();
    by.factors()
        .forEach(
            (key, factor) ->
                ends.put(key, end.applyAsInt(levels.getOrDefault(key, factor.scale().unknown()))));
    return ends;
  }

  @Override
  public LocalText text() {
    String value = Score.range(low(), high()) + " = " + by.formulaText();
    return new LocalText(value, value);
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    by.factors()
        .forEach(
            (key, factor) -> {
              Level level = levels.get(key);
              inputs.add(
                  new Input(key, factor.name(), level == null ? Input.UNKNOWN : level.toString()));
            });
    return inputs;
  }

  @Override
  public Optional<Score> taking(String key, Score donor) {
    Map<String, Level> changed = new TreeMap<>(levels);
    Level level = ((OwnValue) donor).levels.get(key);
    if (level == null) {
      changed.remove(key);
    } else {
      changed.put(key, level);
    }
    return Optional.of(new OwnValue(by, changed));
  }
}
