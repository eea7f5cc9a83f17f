package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.sekisho.model.system.LocalText;

/**
 * The risk by ETSI TS 102 165-1: likelihood × impact. A factor without a choice is unknown and
 * makes the result a range; before a system is built several are.
 *
 * @param tables the tables of one version
 * @param choices the choice of each factor that is known, by its name in the tables
 */
public record EtsiRisk(EtsiTables tables, Map<EtsiFactor, String> choices) implements Score {
  /** Refuses a choice that the tables do not have. */
  public EtsiRisk {
    choices = Collections.unmodifiableMap(new TreeMap<>(choices));
    for (Map.Entry<EtsiFactor, String> choice : choices.entrySet()) {
      if (tables.step(choice.getKey(), choice.getValue()).isEmpty()) {
        List<String> allowed =
            tables.steps(choice.getKey()).stream().map(EtsiTables.Step::id).toList();
        throw new IllegalArgumentException(
            choice.getKey().key() + ": one of " + String.join(", ", allowed));
      }
    }
  }

  /**
   * One end of the range.
   *
   * @param potential sum of the weights; empty when the attack is out of reach
   * @param rating the band of the attack potential
   * @param likelihood likelihood, 1 to 3
   * @param impact impact, 1 to 3
   * @param risk likelihood × impact
   * @param riskClass the band of the risk
   */
  public record End(
      OptionalInt potential,
      EtsiTables.Rating rating,
      int likelihood,
      int impact,
      int risk,
      EtsiTables.RiskClass riskClass) {}

  /** What comes out when every unknown factor is at its hardest and mildest. */
  public End least() {
    return end(potential(true), impact(false));
  }

  /** What comes out when every unknown factor is at its easiest and gravest. */
  public End most() {
    return end(potential(false), impact(true));
  }

  private End end(OptionalInt potential, int impact) {
    EtsiTables.Rating rating = tables.rating(potential);
    int risk = rating.likelihood() * impact;
    return new End(potential, rating, rating.likelihood(), impact, risk, tables.riskClass(risk));
  }

  private OptionalInt potential(boolean hardest) {
    int sum = 0;
    for (EtsiFactor factor : EtsiFactor.ofLikelihood()) {
      OptionalInt weight = weight(factor, hardest);
      if (weight.isEmpty()) {
        return OptionalInt.empty();
      }
      sum += weight.getAsInt();
    }
    return OptionalInt.of(sum);
  }

  private int impact(boolean gravest) {
    int sum =
        weight(EtsiFactor.ASSET_IMPACT, gravest).orElse(0)
            + weight(EtsiFactor.INTENSITY, gravest).orElse(0);
    return Math.min(tables.impactCap(), sum);
  }

  /** Weight of the choice, or of the heaviest or lightest choice when none is known. */
  private OptionalInt weight(EtsiFactor factor, boolean heaviest) {
    List<EtsiTables.Step> open = open(factor);
    if (heaviest && open.stream().anyMatch(step -> step.weight().isEmpty())) {
      return OptionalInt.empty();
    }
    var weights = open.stream().map(EtsiTables.Step::weight).flatMapToInt(OptionalInt::stream);
    return heaviest ? weights.max() : weights.min();
  }

  private List<EtsiTables.Step> open(EtsiFactor factor) {
    String choice = choices.get(factor);
    return choice == null
        ? tables.steps(factor)
        : tables.step(factor, choice).map(List::of).orElse(List.of());
  }

  @Override
  public Method method() {
    return new Method(
        tables.id() + "/" + tables.version(),
        new LocalText(
            "ETSI TS 102 165-1 " + tables.version(), "ETSI TS 102 165-1 " + tables.version()));
  }

  @Override
  public Source source() {
    return tables.source();
  }

  @Override
  public BigDecimal low() {
    return BigDecimal.valueOf(least().risk());
  }

  @Override
  public BigDecimal high() {
    return BigDecimal.valueOf(most().risk());
  }

  @Override
  public LocalText text() {
    LocalText low = least().riskClass().text();
    LocalText high = most().riskClass().text();
    String value = Score.range(low(), high());
    boolean one = low.equals(high);
    boolean checked = tables.source().checked();
    return new LocalText(
        value + " " + (one ? low.ja() : low.ja() + "～" + high.ja()) + (checked ? "" : "（未照合の表）"),
        value
            + " "
            + (one ? low.en() : low.en() + " to " + high.en())
            + (checked ? "" : " (unchecked tables)"));
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (EtsiFactor factor : EtsiFactor.values()) {
      inputs.add(
          new Input(factor.key(), factor.text(), choices.getOrDefault(factor, Input.UNKNOWN)));
    }
    return inputs;
  }

  @Override
  public Optional<Score> taking(String key, Score donor) {
    var other = (EtsiRisk) donor;
    Map<EtsiFactor, String> changed = new EnumMap<>(EtsiFactor.class);
    changed.putAll(choices);
    for (EtsiFactor factor : EtsiFactor.values()) {
      if (factor.key().equals(key)) {
        String choice = other.choices.get(factor);
        if (choice == null) {
          changed.remove(factor);
        } else {
          changed.put(factor, choice);
        }
      }
    }
    return Optional.of(new EtsiRisk(tables, changed));
  }
}
