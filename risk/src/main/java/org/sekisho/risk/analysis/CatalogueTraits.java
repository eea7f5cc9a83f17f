package org.sekisho.risk.analysis;

import org.sekisho.model.system.Protocol;
import org.sekisho.risk.catalogue.ProtocolFacts;
import org.sekisho.risk.catalogue.Protocols;
import org.sekisho.risk.fact.ProtocolTraits;

/** What the shipped catalogue says of protocols, in the form in which conditions ask for it. */
final class CatalogueTraits {
  private CatalogueTraits() {}

  /** The traits of a protocol; of one that is not known it is not said that it cannot protect. */
  static ProtocolTraits.Traits of(Protocol protocol) {
    ProtocolFacts facts = Protocols.shipped().of(protocol);
    return new ProtocolTraits.Traits(
        facts.radio(),
        facts.canEncrypt().orElse(true),
        facts.canAuthenticate().orElse(true),
        facts.plain().orElse(false));
  }
}
