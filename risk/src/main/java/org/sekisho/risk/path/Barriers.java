package org.sekisho.risk.path;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityRef;

/**
 * The controls that close a way at a link, a component or an entry point: what cuts are made of.
 */
@FunctionalInterface
public interface Barriers {
  /** The threats by which somebody gets further; disclosure and denial of service end there. */
  Set<ThreatClass> LEADING_ON =
      Set.copyOf(
          EnumSet.of(
              ThreatClass.SPO,
              ThreatClass.TAM,
              ThreatClass.EOP,
              ThreatClass.UNA,
              ThreatClass.MAL,
              ThreatClass.STP,
              ThreatClass.DEV));

  /**
   * The control of least effort that closes this place and is not in place there yet; empty when
   * there is none.
   */
  Optional<Cut.Place> cheapest(EntityRef at, Defences defences);

  /** By the controls' main measures alone. */
  static Barriers of(Map<String, Control> controls) {
    return new KindBarriers(Map.of(), controls, Map.of());
  }

  /** By measures, by what an entry point is, and by how many rules say that a control blocks. */
  static Barriers of(SystemModel model, Catalogue catalogue) {
    return new KindBarriers(model.entryPoints(), catalogue.controls(), catalogue.rules());
  }
}
