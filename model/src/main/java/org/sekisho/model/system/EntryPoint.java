package org.sekisho.model.system;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where somebody can begin to act on the system (エントリーポイント, GUIDE-04). An attack surface is an
 * entry point with what is behind it.
 *
 * @param id id
 * @param name name
 * @param on id of the component that it belongs to
 * @param kind what it is
 * @param reach from where it can be reached
 * @param access what an attacker must have before it can be used
 * @param protocol protocol spoken at it
 * @param authentication how who comes is authenticated
 * @param encryption what protects the content
 * @param enabled whether it is switched on as delivered
 * @param surface number of the attack surface it belongs to, such as AS1; numbered in the order of
 *     the file when absent
 * @param assets ids of the assets that lie directly behind it; those of the component when empty
 * @param controls ids of the controls in place on it
 */
public record EntryPoint(
    String id,
    LocalText name,
    String on,
    Kind kind,
    Reach reach,
    Access access,
    Protocol protocol,
    Link.Authentication authentication,
    Link.Encryption encryption,
    boolean enabled,
    Optional<String> surface,
    List<String> assets,
    Set<String> controls) {
  /** What an entry point is. */
  public enum Kind {
    /** A service that listens on a network. */
    NETWORK_SERVICE,
    /** A client connection to a server outside, whose answers are parsed. */
    CLIENT_CONNECTION,
    /** A web page or an API for people and programs. */
    WEB_INTERFACE,
    /** A radio. */
    RADIO,
    /** A socket on the case: Ethernet, USB, serial. */
    PHYSICAL_PORT,
    /** A debug or test point on the board. */
    DEBUG_PORT,
    /** A card or stick that can be taken out. */
    REMOVABLE_MEDIUM,
    /** The case itself. */
    CASE,
    /** What a sensor senses. */
    SENSING,
    /** The way by which programs are renewed. */
    UPDATE_CHANNEL,
    /** An account of a maintainer. */
    MAINTENANCE_ACCOUNT,
    /** An account or a screen of a user. */
    USER_INTERFACE,
    /** The way by which parts and programs reach the maker. */
    SUPPLY_CHAIN,
    /** Power, or what an attacker measures outside of the case. */
    SIDE_CHANNEL
  }

  /** From where an entry point can be reached, the widest first. */
  public enum Reach {
    /** From the whole Internet. */
    INTERNET,
    /** From the operator's wide-area network. */
    WAN,
    /** From the field network, wired or by radio. */
    FIELD,
    /** By somebody who is already in the machine. */
    LOCAL,
    /** By somebody who touches it. */
    PHYSICAL
  }

  /** What an attacker must have before. */
  public enum Access {
    /** Nothing. */
    NONE,
    /** A user's account. */
    USER,
    /** A maintainer's account. */
    MAINTAINER,
    /** Another system's or a supplier's credentials. */
    PARTNER,
    /** Time alone with the device. */
    POSSESSION
  }
}
