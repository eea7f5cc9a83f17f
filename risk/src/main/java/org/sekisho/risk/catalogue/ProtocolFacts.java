package org.sekisho.risk.catalogue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Protocol;

/**
 * What a protocol can protect and what is known to go wrong with it (PROTO-19, PROTO-20). Whether a
 * link uses what the protocol can do is said at the link. A property that is absent is not known.
 *
 * @param protocol the protocol
 * @param name name
 * @param layer where it lies
 * @param transport what carries it, such as {@code tcp}
 * @param radio whether it goes through the air
 * @param canEncrypt whether it, or the TLS or the like it is usually paired with, can hide content
 * @param canAuthenticate whether it, or that pairing, can tell who speaks
 * @param integrity whether changed messages can be noticed
 * @param replayProtection whether repeated messages can be noticed
 * @param plain whether content is readable unless something is switched on or put around it
 * @param ports usual ports, such as {@code tcp/1883}
 * @param secureVariant the protocol that does the same with protection
 * @param note what else to know
 * @param weaknesses what is known to go wrong, in the form of the guideline's appendix 1
 */
public record ProtocolFacts(
    Protocol protocol,
    LocalText name,
    Layer layer,
    List<String> transport,
    boolean radio,
    Optional<Boolean> canEncrypt,
    Optional<Boolean> canAuthenticate,
    Optional<Boolean> integrity,
    Optional<Boolean> replayProtection,
    Optional<Boolean> plain,
    List<String> ports,
    Optional<Protocol> secureVariant,
    Optional<LocalText> note,
    List<Weakness> weaknesses) {
  /** Where a protocol lies. */
  public enum Layer {
    /** Above transport. */
    APPLICATION,
    /** Between programs of two hosts. */
    TRANSPORT,
    /** Between hosts. */
    NETWORK,
    /** Between neighbours. */
    LINK,
    /** On a wire or a board, without a protocol above it. */
    PHYSICAL,
    /** Within one machine. */
    LOCAL,
    /** Not known. */
    UNKNOWN
  }

  /** The five words of the appendix for what is threatened (PROTO-17). */
  public enum Threat {
    /** サービス拒否. */
    DOS("サービス拒否", "denial of service", "dos"),
    /** なりすまし. */
    SPOOFING("なりすまし", "spoofing", "spo"),
    /** 情報漏えい. */
    LEAK("情報漏えい", "information leak", "inf"),
    /** 改ざん. */
    TAMPERING("改ざん", "tampering", "tam"),
    /** 特権昇格. */
    PRIVILEGE("特権昇格", "privilege escalation", "eop");

    private final String ja;
    private final String en;
    private final String category;

    Threat(String ja, String en, String category) {
      this.ja = ja;
      this.en = en;
      this.category = category;
    }

    /** The word that people read. */
    public LocalText text() {
      return new LocalText(ja, en);
    }

    /** Id of its category of CCDS-STRIDE, as {@link ThreatClass#category()} gives it. */
    public String category() {
      return category;
    }

    /** The id in documents, such as {@code leak}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A line of the list in the form of the appendix: protocol, threat, example, effect.
   *
   * @param threat what is threatened, in the words of the appendix
   * @param threatClass its class
   * @param example an attack
   * @param effect what comes of it
   * @param row number in the appendix, 1 to 15; absent for what we added
   * @param references weaknesses and attacks, each {@code framework:item}
   */
  public record Weakness(
      Threat threat,
      ThreatClass threatClass,
      LocalText example,
      LocalText effect,
      Optional<Integer> row,
      List<String> references) {}
}
