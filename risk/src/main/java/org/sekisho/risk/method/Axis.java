package org.sekisho.risk.method;

import org.sekisho.model.system.LocalText;

/** The three properties of an asset that the guideline rates. */
public enum Axis {
  /** Nobody learns it who may not. */
  CONFIDENTIALITY("C", "機密性", "confidentiality"),
  /** Nobody alters it who may not. */
  INTEGRITY("I", "完全性", "integrity"),
  /** It is there when it is needed. */
  AVAILABILITY("A", "可用性", "availability");

  private final String letter;
  private final String ja;
  private final String en;

  Axis(String letter, String ja, String en) {
    this.letter = letter;
    this.ja = ja;
    this.en = en;
  }

  /** The letter in tables: C, I or A. */
  public String letter() {
    return letter;
  }

  /** The name that people read; in English also the key in documents. */
  public LocalText text() {
    return new LocalText(ja, en);
  }
}
