package org.sekisho.model.system;

import java.util.List;
import java.util.Set;

/**
 * Who may talk to whom; what no link allows is refused.
 *
 * @param id id
 * @param from id of the component that opens the connection
 * @param to id of the component that accepts it
 * @param protocol protocol on the link
 * @param direction which way content flows
 * @param authentication how the two authenticate
 * @param encryption what protects the content
 * @param strength strength of that protection
 * @param data ids of the assets that travel on it
 * @param through ids of the zones that it passes on the way
 * @param controls ids of the controls in place on it
 */
public record Link(
    String id,
    String from,
    String to,
    Protocol protocol,
    Direction direction,
    Authentication authentication,
    Encryption encryption,
    Strength strength,
    List<String> data,
    List<String> through,
    Set<String> controls) {
  /** Which way content flows on a link. */
  public enum Direction {
    /** Both ways. */
    BOTH,
    /** From the end that opens the connection. */
    FORWARD,
    /** To the end that opens the connection. */
    BACK
  }

  /** How the two ends authenticate. */
  public enum Authentication {
    /** Not said. */
    UNKNOWN,
    /** Not at all. */
    NONE,
    /** Only the accepting end, by certificate. */
    SERVER,
    /** The server by certificate, the client by a password of its own. */
    PASSWORD,
    /** Both by certificate. */
    CERTIFICATE,
    /** The server by certificate, the client by a bearer token. */
    TOKEN,
    /** Both by a key that they share. */
    SHARED_KEY,
    /** The client by several factors. */
    MULTI_FACTOR
  }

  /** What protects the content. */
  public enum Encryption {
    /** Not said. */
    UNKNOWN,
    /** Nothing. */
    NONE,
    /** TLS 1.2 or later. */
    TLS,
    /** DTLS 1.2 or later. */
    DTLS,
    /** QUIC. */
    QUIC,
    /** Secure Shell. */
    SSH,
    /** IPsec, WireGuard or another tunnel. */
    VPN,
    /** The link layer's own, hop by hop. */
    LINK_LAYER,
    /** The content itself, from end to end. */
    CONTENT
  }

  /** Strength of the cryptography on a link (THR-08). */
  public enum Strength {
    /** Not said. */
    UNKNOWN,
    /** Broken or outdated, such as SSL, WEP, DES, or keys that are too short. */
    WEAK,
    /** As recommended today. */
    SOUND
  }
}
