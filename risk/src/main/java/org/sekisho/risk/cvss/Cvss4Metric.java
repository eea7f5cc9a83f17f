package org.sekisho.risk.cvss;

import java.util.List;
import org.sekisho.model.system.LocalText;

/**
 * The metrics of CVSS 4.0 in the order that its vectors must have (section 7). The Japanese names
 * are ours where the guide, which knows version 3 only, has none.
 */
public enum Cvss4Metric implements CvssMetric {
  /** From where the attack comes. */
  AV("NALP", "攻撃元区分", "Attack Vector"),
  /** Whether built-in defences must be overcome. */
  AC("LH", "攻撃条件の複雑さ", "Attack Complexity"),
  /** Whether the attack needs a state of the target that the attacker does not control. */
  AT("NP", "攻撃の前提条件", "Attack Requirements"),
  /** Rights that the attacker must have before. */
  PR("NLH", "必要な特権レベル", "Privileges Required"),
  /** Whether somebody else must take part. */
  UI("NPA", "ユーザ関与レベル", "User Interaction"),
  /** Effect on confidentiality of the weak system. */
  VC("HLN", "脆弱なシステムの機密性への影響", "Vulnerable System Confidentiality"),
  /** Effect on integrity of the weak system. */
  VI("HLN", "脆弱なシステムの完全性への影響", "Vulnerable System Integrity"),
  /** Effect on availability of the weak system. */
  VA("HLN", "脆弱なシステムの可用性への影響", "Vulnerable System Availability"),
  /** Effect on confidentiality of systems behind it. */
  SC("HLN", "後続システムの機密性への影響", "Subsequent System Confidentiality"),
  /** Effect on integrity of systems behind it. */
  SI("HLN", "後続システムの完全性への影響", "Subsequent System Integrity"),
  /** Effect on availability of systems behind it. */
  SA("HLN", "後続システムの可用性への影響", "Subsequent System Availability"),
  /** Whether attacks are seen. */
  E("XAPU", "攻撃の成熟度", "Exploit Maturity"),
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
  /** {@link #AT} as it is here. */
  MAT("XNP", "緩和対策後の攻撃の前提条件", "Modified Attack Requirements"),
  /** {@link #PR} as it is here. */
  MPR("XNLH", "緩和対策後の必要な特権レベル", "Modified Privileges Required"),
  /** {@link #UI} as it is here. */
  MUI("XNPA", "緩和対策後のユーザ関与レベル", "Modified User Interaction"),
  /** {@link #VC} as it is here. */
  MVC("XHLN", "緩和対策後の脆弱なシステムの機密性への影響", "Modified Vulnerable System Confidentiality"),
  /** {@link #VI} as it is here. */
  MVI("XHLN", "緩和対策後の脆弱なシステムの完全性への影響", "Modified Vulnerable System Integrity"),
  /** {@link #VA} as it is here. */
  MVA("XHLN", "緩和対策後の脆弱なシステムの可用性への影響", "Modified Vulnerable System Availability"),
  /** {@link #SC} as it is here. */
  MSC("XHLN", "緩和対策後の後続システムの機密性への影響", "Modified Subsequent System Confidentiality"),
  /** {@link #SI} as it is here; S when people may be harmed. */
  MSI("XSHLN", "緩和対策後の後続システムの完全性への影響", "Modified Subsequent System Integrity"),
  /** {@link #SA} as it is here; S when people may be harmed. */
  MSA("XSHLN", "緩和対策後の後続システムの可用性への影響", "Modified Subsequent System Availability"),
  /** Whether people may be harmed, as the provider sees it. */
  S("XNP", "安全性", "Safety"),
  /** Whether an attacker can automate the attack over many targets. */
  AU("XNY", "自動化の可能性", "Automatable"),
  /** How the system comes back. */
  R("XAUI", "復旧", "Recovery"),
  /** How much an attacker gains control of at once. */
  V("XDC", "価値の密度", "Value Density"),
  /** How hard the answer is. */
  RE("XLMH", "対応の労力", "Vulnerability Response Effort"),
  /** How urgent the provider calls it. */
  U("XCGAR", "提供者の緊急度", "Provider Urgency");

  static final List<Cvss4Metric> ALL = List.of(values());

  /** Distance from a base metric to its modified form. */
  static final int TO_MODIFIED = MAV.place();

  private final String letters;
  private final String ja;
  private final String en;

  Cvss4Metric(String letters, String ja, String en) {
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
    if (this == E) {
      return MetricGroup.THREAT;
    }
    return compareTo(S) < 0 ? MetricGroup.ENVIRONMENTAL : MetricGroup.SUPPLEMENTAL;
  }

  @Override
  public String word(char letter) {
    if (this != U) {
      return String.valueOf(letter);
    }
    return switch (letter) {
      case 'C' -> "Clear";
      case 'G' -> "Green";
      case 'A' -> "Amber";
      case 'R' -> "Red";
      default -> String.valueOf(letter);
    };
  }
}
