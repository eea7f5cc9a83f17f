package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * The four-factor form that the guideline's chapter 5 opens with, after ISO/IEC TR 13335-3: asset
 * value × threat level × vulnerability level × frequency level.
 *
 * @param scales the scales on which it was judged
 * @param asset value of the asset
 * @param threat level of the threat
 * @param vulnerability level of the vulnerability
 * @param frequency level of the frequency
 */
public record FourFactorValue(
    Scales scales, Level asset, Level threat, Level vulnerability, Level frequency)
    implements Score {
  /** Refuses levels outside of their scales. */
  public FourFactorValue {
    Judgement.check(scales.assetValue(), asset, Judgement.ASSET);
    Judgement.check(scales.threat(), threat, Judgement.THREAT);
    Judgement.check(scales.vulnerability(), vulnerability, Judgement.VULNERABILITY);
    Judgement.check(scales.frequency(), frequency, Judgement.FREQUENCY);
  }

  @Override
  public Method method() {
    return new Method(
        "four-factor/" + scales.label(), new LocalText("四要素のリスク値", "the four-factor value"));
  }

  @Override
  public Source source() {
    return scales.source();
  }

  @Override
  public BigDecimal low() {
    return BigDecimal.valueOf(
        (long) asset.low() * threat.low() * vulnerability.low() * frequency.low());
  }

  @Override
  public BigDecimal high() {
    return BigDecimal.valueOf(
        (long) asset.high() * threat.high() * vulnerability.high() * frequency.high());
  }

  @Override
  public LocalText text() {
    String value = Score.range(low(), high());
    long max =
        (long) scales.assetValue().max()
            * scales.threat().max()
            * scales.vulnerability().max()
            * scales.frequency().max();
    return new LocalText(
        value + "（最大 " + max + "、相対値）", value + " (relative; at most " + max + ")");
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        new Input("asset", Judgement.ASSET, asset.toString()),
        new Input("threat", Judgement.THREAT, threat.toString()),
        new Input("vulnerability", Judgement.VULNERABILITY, vulnerability.toString()),
        new Input("frequency", Judgement.FREQUENCY, frequency.toString()));
  }

  @Override
  public Optional<Score> taking(String key, Score donor) {
    var other = (FourFactorValue) donor;
    return Optional.of(
        new FourFactorValue(
            scales,
            key.equals("asset") ? other.asset : asset,
            key.equals("threat") ? other.threat : threat,
            key.equals("vulnerability") ? other.vulnerability : vulnerability,
            key.equals("frequency") ? other.frequency : frequency));
  }
}
