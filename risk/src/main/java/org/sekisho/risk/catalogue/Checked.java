package org.sekisho.risk.catalogue;

import org.sekisho.model.system.LocalText;

/** How far an identifier and its topic were compared with the document that they stand for. */
public enum Checked {
  /** Compared with the publisher's own text. */
  ORIGINAL(new LocalText("原典と照合済み", "checked against the original")),
  /** Compared with somebody else's copy of it; the publisher's text was not available. */
  SECONDARY(new LocalText("二次資料と照合済み", "checked against a secondary source")),
  /** From memory or by inference; every report prints the mark. */
  UNCHECKED(new LocalText("未照合", "unchecked"));

  private final LocalText text;

  Checked(LocalText text) {
    this.text = text;
  }

  /** The mark as a report prints it. */
  public LocalText text() {
    return text;
  }
}
