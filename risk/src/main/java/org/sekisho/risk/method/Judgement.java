package org.sekisho.risk.method;

import org.sekisho.model.system.LocalText;

/** Names of the judgements that go into the guideline's forms, and the check of their levels. */
final class Judgement {
  static final LocalText FREQUENCY = new LocalText("発生頻度", "frequency");
  static final LocalText ASSET = new LocalText("資産価値", "asset value");
  static final LocalText THREAT = new LocalText("脅威", "threat");
  static final LocalText VULNERABILITY = new LocalText("脆弱性", "vulnerability");

  private Judgement() {}

  static void check(Scale scale, Level level, LocalText name) {
    if (!scale.holds(level)) {
      throw new IllegalArgumentException(
          name.en() + " " + level + ": the scale has " + scale.min() + " to " + scale.max());
    }
  }
}
