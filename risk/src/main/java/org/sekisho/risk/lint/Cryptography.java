package org.sekisho.risk.lint;

import static org.sekisho.model.system.Protocol.*;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Link.Encryption;
import org.sekisho.model.system.Protocol;

/** Which encryption goes with which protocol, as far as the two can contradict each other. */
final class Cryptography {
  /** No session of TLS, DTLS, QUIC or SSH can run on or in these. */
  private static final Set<Protocol> WITHOUT_SESSION =
      EnumSet.of(
          MODBUS_RTU,
          CAN,
          ETHERCAT,
          BOARD_BUS,
          SIGNAL_LINE,
          JTAG,
          REMOVABLE_MEDIUM,
          NFC,
          SIGFOX,
          LORAWAN,
          ZIGBEE,
          Z_WAVE,
          ICMP,
          DHCP,
          TFTP);

  /** The name says that there is no TLS; with it they have another name. */
  private static final Set<Protocol> PLAIN_BY_NAME = EnumSet.of(HTTP, WS, FTP);

  private static final Set<Protocol> ENCRYPTED_BY_NAME =
      EnumSet.of(HTTPS, WSS, FTPS, SFTP, TLS, SSH, WIREGUARD, EST);

  private static final Set<Encryption> SESSIONS =
      EnumSet.of(Encryption.TLS, Encryption.DTLS, Encryption.QUIC, Encryption.SSH);

  private static final Set<Protocol> NEVER_LINK_LAYER =
      EnumSet.of(MODBUS_RTU, CAN, ETHERCAT, SIGNAL_LINE, JTAG, BOARD_BUS);

  private Cryptography() {}

  /** What to write instead when the protocol cannot have the encryption. */
  static Optional<String> instead(Protocol protocol, Encryption encryption) {
    if (WITHOUT_SESSION.contains(protocol) && SESSIONS.contains(encryption)) {
      return Optional.of("none, link-layer, content");
    }
    if (NEVER_LINK_LAYER.contains(protocol)
        && (encryption == Encryption.LINK_LAYER || encryption == Encryption.VPN)) {
      return Optional.of("none, content");
    }
    if (PLAIN_BY_NAME.contains(protocol)
        && (encryption == Encryption.TLS || encryption == Encryption.QUIC)) {
      return Optional.of("protocol: " + secure(protocol));
    }
    return Optional.empty();
  }

  /** Whether the protocol always encrypts, though it is said not to. */
  static boolean alwaysThere(Protocol protocol, Encryption encryption) {
    return encryption == Encryption.NONE && ENCRYPTED_BY_NAME.contains(protocol);
  }

  private static String secure(Protocol protocol) {
    return protocol == WS ? "wss" : protocol == FTP ? "ftps" : "https";
  }
}
