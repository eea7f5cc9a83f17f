package org.sekisho.risk.method;

import java.util.Arrays;
import java.util.List;
import org.sekisho.model.system.LocalText;

/** What ETSI TS 102 165-1 asks of an attack: five factors of likelihood, two of impact. */
public enum EtsiFactor {
  /** Time that the attack takes. */
  TIME("time", "攻撃に要する時間", "time needed", true),
  /** Skill of the attacker. */
  EXPERTISE("expertise", "攻撃者のスキル", "expertise", true),
  /** Knowledge of the system. */
  KNOWLEDGE("knowledge", "必要なシステム知識", "knowledge of the system", true),
  /** Opportunity of the attack. */
  OPPORTUNITY("opportunity", "攻撃の機会", "opportunity", true),
  /** Equipment that the attack needs. */
  EQUIPMENT("equipment", "攻撃に必要な設備", "equipment", true),
  /** Effect on the assets. */
  ASSET_IMPACT("asset-impact", "資産への影響", "asset impact", false),
  /** Strength of the attack. */
  INTENSITY("intensity", "攻撃の強度", "intensity", false);

  private final String key;
  private final String ja;
  private final String en;
  private final boolean ofLikelihood;

  EtsiFactor(String key, String ja, String en, boolean ofLikelihood) {
    this.key = key;
    this.ja = ja;
    this.en = en;
    this.ofLikelihood = ofLikelihood;
  }

  /** The key in documents. */
  public String key() {
    return key;
  }

  /** The name that people read. */
  public LocalText text() {
    return new LocalText(ja, en);
  }

  /** The factors whose weights add up to the attack potential. */
  public static List<EtsiFactor> ofLikelihood() {
    return Arrays.stream(values()).filter(factor -> factor.ofLikelihood).toList();
  }
}
