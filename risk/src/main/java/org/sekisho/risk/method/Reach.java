package org.sekisho.risk.method;

import org.sekisho.model.system.LocalText;

/** Whom a risk touches; a judgement beside every score, since no score takes it into account. */
public enum Reach {
  /** The system itself. */
  SYSTEM("システム", "the system"),
  /** Other companies and organisations. */
  OTHER_ORGANISATION("他の企業・組織", "other organisations"),
  /** Human life and health; comes before everything else. */
  LIFE("人命", "human life"),
  /** Society. */
  SOCIETY("社会", "society");

  private final String ja;
  private final String en;

  Reach(String ja, String en) {
    this.ja = ja;
    this.en = en;
  }

  /** The name that people read. */
  public LocalText text() {
    return new LocalText(ja, en);
  }
}
