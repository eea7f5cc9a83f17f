package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sekisho.model.system.LocalText;

/**
 * The guideline's simple risk value (section 5.4, table 5-6): importance on each axis that the
 * incident affects, multiplied, × frequency.
 *
 * <p>The value is relative: no number is dangerous in itself, and there are no bands. An axis that
 * is not rated counts as 1 in the product but is not a rating of 1; since the reachable maximum
 * grows with the number of rated axes, the text shows it.
 *
 * @param scales the scales on which it was judged
 * @param importance the affected axes with their level; at least one
 * @param frequency how often the incident comes
 */
public record GuidelineValue(Scales scales, Map<Axis, Level> importance, Level frequency)
    implements Score {
  private static final String FREQUENCY = "frequency";

  /** Refuses levels outside of their scales and an incident that affects nothing. */
  public GuidelineValue {
    if (importance.isEmpty()) {
      throw new IllegalArgumentException("an incident affects at least one axis");
    }
    importance = Collections.unmodifiableMap(new TreeMap<>(importance));
    Scales on = scales;
    importance.forEach((axis, level) -> Judgement.check(on.importanceOn(axis), level, axis.text()));
    Judgement.check(scales.frequency(), frequency, Judgement.FREQUENCY);
  }

  /**
   * The value of an incident that affects axes of assets: the importance on each axis is the
   * highest among the assets.
   */
  public static GuidelineValue ofIncident(
      Scales scales, Collection<Axis> affected, Collection<Importance> assets, int frequency) {
    return new GuidelineValue(scales, Importance.ofIncident(affected, assets), Level.of(frequency));
  }

  /** The highest value that is possible with the axes that are rated. */
  public BigDecimal reachable() {
    BigDecimal max = BigDecimal.valueOf(scales.frequency().max());
    for (Axis axis : importance.keySet()) {
      max = max.multiply(BigDecimal.valueOf(scales.importanceOn(axis).max()));
    }
    return max;
  }

  @Override
  public Method method() {
    return new Method(
        "guideline-value/" + scales.label(),
        new LocalText("ガイドラインの簡易リスク値", "the guideline's simple value"));
  }

  @Override
  public Source source() {
    return scales.source();
  }

  @Override
  public BigDecimal low() {
    BigDecimal value = BigDecimal.valueOf(frequency.low());
    for (Level level : importance.values()) {
      value = value.multiply(BigDecimal.valueOf(level.low()));
    }
    return value;
  }

  @Override
  public BigDecimal high() {
    BigDecimal value = BigDecimal.valueOf(frequency.high());
    for (Level level : importance.values()) {
      value = value.multiply(BigDecimal.valueOf(level.high()));
    }
    return value;
  }

  @Override
  public LocalText text() {
    String value = Score.range(low(), high());
    String max = reachable().toPlainString();
    int axes = importance.size();
    return new LocalText(
        value + "（評価 " + axes + " 軸での最大 " + max + "、相対値）",
        value + " (relative; at most " + max + " with " + axes + " rated)");
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (Axis axis : Axis.values()) {
      Level level = importance.get(axis);
      inputs.add(
          new Input(axis.letter(), axis.text(), level == null ? Input.NONE : level.toString()));
    }
    inputs.add(new Input(FREQUENCY, Judgement.FREQUENCY, frequency.toString()));
    return inputs;
  }

  @Override
  public Optional<Score> taking(String key, Score donor) {
    var other = (GuidelineValue) donor;
    if (key.equals(FREQUENCY)) {
      return Optional.of(new GuidelineValue(scales, importance, other.frequency));
    }
    Map<Axis, Level> changed = new EnumMap<>(importance);
    for (Axis axis : Axis.values()) {
      if (axis.letter().equals(key)) {
        Level level = other.importance.get(axis);
        if (level == null) {
          changed.remove(axis);
        } else {
          changed.put(axis, level);
        }
      }
    }
    return changed.isEmpty()
        ? Optional.empty()
        : Optional.of(new GuidelineValue(scales, changed, frequency));
  }
}
