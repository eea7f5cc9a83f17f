package org.sekisho.risk.catalogue;

import java.util.Locale;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * The categories of CCDS-STRIDE (GUIDE-13), information disclosure split by where it happens
 * (GUIDE-19), because the guide answers the two with different countermeasures.
 */
public enum ThreatClass {
  /** Posing as another user or device. */
  SPO("なりすまし（偽装）", "Spoofing", false),
  /** Unauthorised change of data. */
  TAM("データの改ざん", "Tampering with data", false),
  /** Denying an action that nobody can prove. */
  REP("否認", "Repudiation", false),
  /** Disclosure on the communication path. */
  INF_NET("情報の暴露（通信経路上）", "Information disclosure on the path", false),
  /** Disclosure from hardware or software. */
  INF_DEV("情報の暴露（HW・SW）", "Information disclosure from hardware or software", false),
  /** Rightful users cannot reach the service; with DDoS and jamming. */
  DOS("サービス不能（DoS）", "Denial of service", false),
  /** Obtaining a right that one does not have. */
  EOP("権限の昇格", "Elevation of privilege", false),
  /** Access by somebody without the right. */
  UNA("不正アクセス", "Unauthorised access", true),
  /** Infection that spreads or holds to ransom. */
  MAL("マルウェア感染", "Malware infection", true),
  /** Use as a relay for attacks on others. */
  STP("踏み台", "Stepping stone", true),
  /** Illicit change of hardware or software. */
  DEV("不正改造（HW・SW）", "Tampering with the device", true),
  /** Weaknesses not yet public, or new kinds of attack. */
  UNK("未知の脆弱性", "Unknown vulnerability", true);

  private final String ja;
  private final String en;
  private final boolean addedByCcds;

  ThreatClass(String ja, String en, boolean addedByCcds) {
    this.ja = ja;
    this.en = en;
    this.addedByCcds = addedByCcds;
  }

  /** The name that people read. */
  public LocalText text() {
    return new LocalText(ja, en);
  }

  /** Whether CCDS added it to STRIDE (GUIDE-18). */
  public boolean addedByCcds() {
    return addedByCcds;
  }

  /** The id in documents, such as {@code inf-net}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The id of the category among the eleven: both kinds of disclosure are {@code inf}. */
  public String category() {
    return this == INF_NET || this == INF_DEV ? "inf" : id();
  }

  /** The class with this id. */
  public static Optional<ThreatClass> of(String id) {
    for (ThreatClass c : values()) {
      if (c.id().equals(id)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }
}
