package org.sekisho.risk.method;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.cvss.CvssDraft;
import org.sekisho.risk.cvss.CvssMetric;
import org.sekisho.risk.cvss.CvssVector;
import org.sekisho.risk.cvss.CvssVersion;
import org.sekisho.risk.cvss.Severity;

/**
 * The score by one version of CVSS: the environmental score of version 3, the score of CVSS-B to
 * -BTE of version 4. Base metrics that are unknown make it a range. Immutable.
 */
public final class CvssMethod implements Score {
  private final CvssDraft draft;
  private final CvssDraft.Range range;

  private CvssMethod(CvssDraft draft) {
    this.draft = draft;
    this.range = draft.range();
  }

  /** The score of what is known; takes some tens of milliseconds when nothing is. */
  public static CvssMethod of(CvssDraft draft) {
    return new CvssMethod(draft);
  }

  /** The score of a complete vector. */
  public static CvssMethod of(CvssVector vector) {
    return new CvssMethod(CvssDraft.of(vector));
  }

  /**
   * The letter that importance of an asset proposes for CR, IR or AR: 3 high, 2 medium, 1 low. A
   * person may decide otherwise.
   */
  public static char requirement(int importance) {
    return importance >= 3 ? 'H' : importance == 2 ? 'M' : 'L';
  }

  /** What is known of the vector. */
  public CvssDraft draft() {
    return draft;
  }

  /** The scores that are possible. */
  public CvssDraft.Range range() {
    return range;
  }

  @Override
  public Method method() {
    String name = "CVSS " + draft.version().number();
    return new Method("cvss-" + draft.version().number(), new LocalText(name, name));
  }

  @Override
  public Source source() {
    return new Source(
        "FIRST, Common Vulnerability Scoring System, specification document",
        draft.version().number(),
        true,
        draft.version() == CvssVersion.V4_0
            ? new LocalText("ちょうど半分は切り上げ", "rounded half up from the exact fraction")
            : Source.NO_NOTE);
  }

  @Override
  public BigDecimal low() {
    return range.low().decimal();
  }

  @Override
  public BigDecimal high() {
    return range.high().decimal();
  }

  @Override
  public LocalText text() {
    LocalText low = range.low().severity().text();
    LocalText high = range.high().severity().text();
    boolean one = low.equals(high);
    return new LocalText(
        range + " " + (one ? low.ja() : low.ja() + "～" + high.ja()) + " " + draft.text(),
        range + " " + (one ? low.en() : low.en() + " to " + high.en()) + " " + draft.text());
  }

  /** The band of the highest score that is possible. */
  public Severity severity() {
    return range.high().severity();
  }

  @Override
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    for (CvssMetric metric : draft.version().metrics()) {
      inputs.add(
          new Input(
              metric.code(), metric.text(), metric.word(draft.letters().charAt(metric.place()))));
    }
    return inputs;
  }

  @Override
  public Optional<Score> taking(String key, Score donor) {
    CvssDraft other = ((CvssMethod) donor).draft;
    CvssDraft changed = draft;
    for (CvssMetric metric : draft.version().metrics()) {
      if (metric.code().equals(key)) {
        changed = draft.with(metric, other.letters().charAt(metric.place()));
      }
    }
    return Optional.of(new CvssMethod(changed));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CvssMethod score && score.draft.equals(draft);
  }

  @Override
  public int hashCode() {
    return draft.hashCode();
  }

  @Override
  public String toString() {
    return range + " " + draft.text();
  }
}
