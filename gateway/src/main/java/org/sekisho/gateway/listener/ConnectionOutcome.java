package org.sekisho.gateway.listener;

/** Each way in which a connection of the field network begins or ends; counted one by one. */
public enum ConnectionOutcome {
  /** A device proved who it is. */
  ACCEPTED("accepted"),
  /** Closed at once: {@code max-connections} are open. */
  TOO_MANY("too-many"),
  /** Closed at once: {@code max-connections-per-source} are open. */
  TOO_MANY_FROM_SOURCE("too-many-from-source"),
  /** Closed at once: {@code max-pending} connections have not said who they are yet. */
  TOO_MANY_PENDING("too-many-pending"),
  /** The TLS handshake failed. */
  TLS_FAILED("tls-failed"),
  /** No complete CONNECT within {@code connect-timeout}. */
  CONNECT_TIMEOUT("connect-timeout"),
  /** The first packet was no CONNECT. */
  FIRST_NOT_CONNECT("first-not-connect"),
  /** The first packet was larger than {@code first-packet}. */
  FIRST_TOO_LARGE("first-too-large"),
  /** A packet larger than {@code max-packet}. */
  PACKET_TOO_LARGE("packet-too-large"),
  /** A packet that is not MQTT. */
  MALFORMED("malformed"),
  /** A packet that does not belong there. */
  PROTOCOL_ERROR("protocol-error"),
  /** Neither MQTT 3.1.1 nor 5. */
  UNSUPPORTED_VERSION("unsupported-version"),
  /** Client id longer than 64 characters, or empty where MQTT 3.1.1 wants one. */
  BAD_CLIENT_ID("bad-client-id"),
  /** Wrong or missing credential, or a certificate of another device. */
  BAD_CREDENTIAL("bad-credential"),
  /** Too many wrong credentials for the name or from the source. */
  LOCKED("locked"),
  /** The same device connected anew. */
  REPLACED("replaced"),
  /** The credential was replaced or revoked. */
  REVOKED("revoked"),
  /** The cipher suite is allowed no more. */
  CIPHER_ENDED("cipher-ended"),
  /** No packet within one and a half times the keep-alive. */
  KEEP_ALIVE("keep-alive"),
  /** A packet was begun but not finished within {@code packet-timeout}. */
  SLOW_SENDER("slow-sender"),
  /** The device did not read what it was sent. */
  SLOW_READER("slow-reader"),
  /** MQTT 3.1.1 cannot refuse a message, so the connection was closed. */
  MESSAGE_REFUSED("message-refused"),
  /** The device ended it. */
  ENDED("ended"),
  /** The gateway stops. */
  STOPPING("stopping");

  private final String word;

  ConnectionOutcome(String word) {
    this.word = word;
  }

  /** The word in metrics, logs and status. */
  public String word() {
    return word;
  }
}
