package org.sekisho.risk.path;

import org.sekisho.risk.fact.EntityRef;

/** Which controls are in place, as far as ways care: at components, links and entry points. */
public interface Defences {
  /** Nothing is in place anywhere. */
  Defences NONE =
      new Defences() {
        @Override
        public int effort(EntityRef at) {
          return 0;
        }

        @Override
        public boolean inPlace(EntityRef at, String control) {
          return false;
        }
      };

  /** Sum of the efforts of the controls in place there, 0 or more: what an attacker overcomes. */
  int effort(EntityRef at);

  /** Whether this control is in place there. */
  boolean inPlace(EntityRef at, String control);
}
