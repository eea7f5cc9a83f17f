package org.sekisho.model.system;

/**
 * Who may talk to whom; what no link allows is refused.
 *
 * @param id id
 * @param from id of the component that opens the connection
 * @param to id of the component that accepts it
 * @param protocol protocol on the link
 * @param authentication how the two authenticate
 * @param encryption what protects the content
 */
public record Link(
    String id,
    String from,
    String to,
    Protocol protocol,
    Authentication authentication,
    Encryption encryption) {
  /** Protocol on a link. */
  public enum Protocol {
    /** MQTT 3.1.1 or 5. */
    MQTT,
    /** HTTP over TLS. */
    HTTPS
  }

  /** How the two ends authenticate. */
  public enum Authentication {
    /** The server by certificate, the client by a password of its own. */
    PASSWORD,
    /** Both by certificate. */
    CERTIFICATE,
    /** The server by certificate, the client by a bearer token. */
    TOKEN
  }

  /** What protects the content. */
  public enum Encryption {
    /** TLS 1.2 or later. */
    TLS
  }
}
