package org.sekisho.model.system;

import java.util.Set;

/**
 * A person or a group that acts on the system (RISK-04).
 *
 * @param id id
 * @param name name
 * @param kind what the actor is to the system
 * @param reaches ids of the components and entry points that the actor comes to
 */
public record Actor(String id, LocalText name, Kind kind, Set<String> reaches) {
  /** What an actor is to the system. */
  public enum Kind {
    /** A general user. */
    USER,
    /** Who looks after devices. */
    MAINTAINER,
    /** Who runs the centre. */
    OPERATOR,
    /** Who makes or delivers parts. */
    SUPPLIER,
    /** An application's maker or another organisation that uses data. */
    PARTNER,
    /** Somebody outside with bad intent. */
    ATTACKER,
    /** Somebody inside with bad intent or making a mistake. */
    INSIDER,
    /** Somebody near the system who neither uses nor attacks it. */
    BYSTANDER
  }
}
