package org.sekisho.risk.catalogue;

import org.sekisho.model.system.LocalText;

/** How far an identifier and its topic were compared with the document that they stand for. */
public enum Checked {
  /** Compared with the publisher's own text. */
  ORIGINAL("原典と照合済み", "checked against the original"),
  /** Compared with somebody else's copy of it; the publisher's text was not available. */
  SECONDARY("二次資料と照合済み", "checked against a secondary source"),
  /** From memory or by inference; every report prints the mark. */
  UNCHECKED("未照合", "unchecked");

  private final String ja;
  private final String en;

  Checked(String ja, String en) {
    this.ja = ja;
    this.en = en;
  }

  /** The mark as a report prints it. */
  public LocalText text() {
    return new LocalText(ja, en);
  }
}
