package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sekisho.model.system.LocalText;

/**
 * The matrix method of ISO/IEC TR 13335-3, annex E: a cell for asset value, threat and
 * vulnerability.
 *
 * @param table the matrix
 * @param asset value of the asset, from 0
 * @param threat level of the threat, 0 low to 2 high
 * @param vulnerability level of the vulnerability, 0 low to 2 high
 */
public record Iso13335Matrix(Iso13335Table table, Level asset, Level threat, Level vulnerability)
    implements Score {
  private static final String LETTERS = "LMH";

  /** Refuses levels outside of the matrix. */
  public Iso13335Matrix {
    int top = Iso13335Table.LEVELS - 1;
    if (asset.high() > table.maxAsset() || threat.high() > top || vulnerability.high() > top) {
      throw new IllegalArgumentException(
          "asset 0 to " + table.maxAsset() + ", threat and vulnerability 0 to " + top);
    }
  }

  @Override
  public Method method() {
    return new Method(
        table.id() + "/" + table.version(),
        new LocalText("ISO/IEC TR 13335-3 マトリクス", "ISO/IEC TR 13335-3 matrix"));
  }

  @Override
  public Source source() {
    return table.source();
  }

  @Override
  public BigDecimal low() {
    return BigDecimal.valueOf(cells().min().orElseThrow());
  }

  @Override
  public BigDecimal high() {
    return BigDecimal.valueOf(cells().max().orElseThrow());
  }

  private IntStream cells() {
    return IntStream.rangeClosed(asset.low(), asset.high())
        .flatMap(
            a ->
                IntStream.rangeClosed(threat.low(), threat.high())
                    .flatMap(
                        t ->
                            IntStream.rangeClosed(vulnerability.low(), vulnerability.high())
                                .map(v -> table.cell(a, t, v))));
  }

  @Override
  public LocalText text() {
    String value = Score.range(low(), high());
    return new LocalText(value + mark("（未照合の表）"), value + mark(" (unchecked table)"));
  }

  private String mark(String mark) {
    return table.source().checked() ? "" : mark;
  }

  @Override
  public List<Input> inputs() {
    return List.of(
        new Input("asset", Judgement.ASSET, asset.toString()),
        new Input("threat", Judgement.THREAT, letters(threat)),
        new Input("vulnerability", Judgement.VULNERABILITY, letters(vulnerability)));
  }

  private static String letters(Level level) {
    String low = LETTERS.substring(level.low(), level.low() + 1);
    return level.low() == level.high() ? low : low + "–" + LETTERS.charAt(level.high());
  }

  @Override
  public Optional<Score> taking(String key, Score donor) {
    var other = (Iso13335Matrix) donor;
    return Optional.of(
        new Iso13335Matrix(
            table,
            key.equals("asset") ? other.asset : asset,
            key.equals("threat") ? other.threat : threat,
            key.equals("vulnerability") ? other.vulnerability : vulnerability));
  }
}
