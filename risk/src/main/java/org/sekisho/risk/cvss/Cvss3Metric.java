package org.sekisho.risk.cvss;

import java.util.List;
import org.sekisho.model.system.LocalText;

/** The metrics of CVSS 3.0 and 3.1 in the order of the specification (section 6, table 15). */
public enum Cvss3Metric implements CvssMetric {
  /** From where the attack comes. */
  AV("NALP", "攻撃元区分", "Attack Vector"),
  /** Whether conditions beyond the attacker's control must hold. */
  AC("LH", "攻撃条件の複雑さ", "Attack Complexity"),
  /** Rights that the attacker must have before. */
  PR("NLH", "必要な特権レベル", "Privileges Required"),
  /** Whether somebody else must take part. */
  UI("NR", "ユーザ関与レベル", "User Interaction"),
  /** Whether the effect reaches parts under another authority. */
  S("UC", "スコープ", "Scope"),
  /** Effect on confidentiality. */
  C("HLN", "機密性への影響", "Confidentiality"),
  /** Effect on integrity. */
  I("HLN", "完全性への影響", "Integrity"),
  /** Effect on availability. */
  A("HLN", "可用性への影響", "Availability"),
  /** State of attack code. */
  E("XHFPU", "攻撃される可能性", "Exploit Code Maturity"),
  /** State of the fix. */
  RL("XUWTO", "利用可能な対策のレベル", "Remediation Level"),
  /** How sure the report is. */
  RC("XCRU", "脆弱性情報の信頼性", "Report Confidence"),
  /** How much confidentiality matters here. */
  CR("XHML", "機密性への要求度", "Confidentiality Requirement"),
  /** How much integrity matters here. */
  IR("XHML", "完全性への要求度", "Integrity Requirement"),
  /** How much availability matters here. */
  AR("XHML", "可用性への要求度", "Availability Requirement"),
  /** {@link #AV} as it is here. */
  MAV("XNALP", "緩和対策後の攻撃元区分", "Modified Attack Vector"),
  /** {@link #AC} as it is here. */
  MAC("XLH", "緩和対策後の攻撃条件の複雑さ", "Modified Attack Complexity"),
  /** {@link #PR} as it is here. */
  MPR("XNLH", "緩和対策後の必要な特権レベル", "Modified Privileges Required"),
  /** {@link #UI} as it is here. */
  MUI("XNR", "緩和対策後のユーザ関与レベル", "Modified User Interaction"),
  /** {@link #S} as it is here. */
  MS("XUC", "緩和対策後のスコープ", "Modified Scope"),
  /** {@link #C} as it is here. */
  MC("XNLH", "緩和対策後の機密性への影響", "Modified Confidentiality"),
  /** {@link #I} as it is here. */
  MI("XNLH", "緩和対策後の完全性への影響", "Modified Integrity"),
  /** {@link #A} as it is here. */
  MA("XNLH", "緩和対策後の可用性への影響", "Modified Availability");

  static final List<Cvss3Metric> ALL = List.of(values());

  /** Distance from a base metric to its modified form. */
  static final int TO_MODIFIED = MAV.place();

  private final String letters;
  private final String ja;
  private final String en;

  Cvss3Metric(String letters, String ja, String en) {
    this.letters = letters;
    this.ja = ja;
    this.en = en;
  }

  @Override
  public String code() {
    return name();
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // The order above is the order of the specification.
  public int place() {
    return ordinal();
  }

  @Override
  public String letters() {
    return letters;
  }

  @Override
  public LocalText text() {
    return new LocalText(ja, en);
  }

  @Override
  public MetricGroup group() {
    if (compareTo(E) < 0) {
      return MetricGroup.BASE;
    }
    return compareTo(CR) < 0 ? MetricGroup.TEMPORAL : MetricGroup.ENVIRONMENTAL;
  }
}
