package org.sekisho.risk.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.Zone;

/** What Threagile's words mean here, and the other way round. */
final class ThreagileTerms {
  /** Mark of the tags that Sekisho writes. */
  static final String TAG = "sekisho:";

  static final List<String> CONFIDENTIALITY =
      List.of("public", "internal", "restricted", "confidential", "strictly-confidential");
  static final List<String> CRITICALITY =
      List.of("archive", "operational", "important", "critical", "mission-critical");

  /**
   * A protocol of Threagile.
   *
   * @param word its word
   * @param protocol the protocol here
   * @param encryption the protection that the word says; unknown when it says none
   */
  record Transport(String word, Protocol protocol, Link.Encryption encryption) {}

  static final List<Transport> TRANSPORTS =
      List.of(
          t("https", Protocol.HTTPS, Link.Encryption.TLS),
          t("http", Protocol.HTTP, Link.Encryption.NONE),
          t("ws", Protocol.WS, Link.Encryption.NONE),
          t("wss", Protocol.WSS, Link.Encryption.TLS),
          t("reverse-proxy-web-protocol", Protocol.HTTP, Link.Encryption.NONE),
          t("reverse-proxy-web-protocol-encrypted", Protocol.HTTPS, Link.Encryption.TLS),
          t("mqtt", Protocol.MQTT, Link.Encryption.UNKNOWN),
          t("sql-access-protocol", Protocol.SQL, Link.Encryption.NONE),
          t("sql-access-protocol-encrypted", Protocol.SQL, Link.Encryption.TLS),
          t("jdbc", Protocol.SQL, Link.Encryption.NONE),
          t("jdbc-encrypted", Protocol.SQL, Link.Encryption.TLS),
          t("odbc", Protocol.SQL, Link.Encryption.NONE),
          t("odbc-encrypted", Protocol.SQL, Link.Encryption.TLS),
          t("ssh", Protocol.SSH, Link.Encryption.SSH),
          t("ssh-tunnel", Protocol.SSH, Link.Encryption.SSH),
          t("sftp", Protocol.SFTP, Link.Encryption.SSH),
          t("scp", Protocol.SSH, Link.Encryption.SSH),
          t("smtp", Protocol.SMTP, Link.Encryption.NONE),
          t("smtp-encrypted", Protocol.SMTP, Link.Encryption.TLS),
          t("ftp", Protocol.FTP, Link.Encryption.NONE),
          t("ftps", Protocol.FTPS, Link.Encryption.TLS),
          t("ldap", Protocol.LDAP, Link.Encryption.NONE),
          t("ldaps", Protocol.LDAP, Link.Encryption.TLS),
          t("nfs", Protocol.NFS, Link.Encryption.UNKNOWN),
          t("smb", Protocol.SMB, Link.Encryption.NONE),
          t("smb-encrypted", Protocol.SMB, Link.Encryption.CONTENT),
          t("inter-process-communication", Protocol.LOCAL, Link.Encryption.NONE),
          t("local-file-access", Protocol.LOCAL, Link.Encryption.NONE),
          t("in-process-library-call", Protocol.LOCAL, Link.Encryption.NONE),
          t("container-spawning", Protocol.LOCAL, Link.Encryption.NONE),
          t("binary", Protocol.OTHER, Link.Encryption.NONE),
          t("binary-encrypted", Protocol.OTHER, Link.Encryption.TLS),
          t("text", Protocol.OTHER, Link.Encryption.NONE),
          t("text-encrypted", Protocol.OTHER, Link.Encryption.TLS),
          t("nosql-access-protocol", Protocol.OTHER, Link.Encryption.NONE),
          t("nosql-access-protocol-encrypted", Protocol.OTHER, Link.Encryption.TLS),
          t("pop3", Protocol.OTHER, Link.Encryption.NONE),
          t("pop3-encrypted", Protocol.OTHER, Link.Encryption.TLS),
          t("imap", Protocol.OTHER, Link.Encryption.NONE),
          t("imap-encrypted", Protocol.OTHER, Link.Encryption.TLS),
          t("iiop", Protocol.OTHER, Link.Encryption.NONE),
          t("iiop-encrypted", Protocol.OTHER, Link.Encryption.TLS),
          t("jrmp", Protocol.OTHER, Link.Encryption.NONE),
          t("jrmp-encrypted", Protocol.OTHER, Link.Encryption.TLS),
          t("jms", Protocol.OTHER, Link.Encryption.UNKNOWN),
          t("nrpe", Protocol.OTHER, Link.Encryption.UNKNOWN),
          t("xmpp", Protocol.OTHER, Link.Encryption.UNKNOWN),
          t("unknown-protocol", Protocol.UNKNOWN, Link.Encryption.UNKNOWN));

  static final Map<String, Link.Authentication> AUTHENTICATION =
      Map.of(
          "none", Link.Authentication.NONE,
          "credentials", Link.Authentication.PASSWORD,
          "session-id", Link.Authentication.TOKEN,
          "token", Link.Authentication.TOKEN,
          "client-certificate", Link.Authentication.CERTIFICATE,
          "two-factor", Link.Authentication.MULTI_FACTOR,
          "externalized", Link.Authentication.UNKNOWN);

  private static final Map<String, ComponentKind> TECHNOLOGIES =
      Map.ofEntries(
          Map.entry("iot-device", ComponentKind.SENSOR),
          Map.entry("gateway", ComponentKind.GATEWAY),
          Map.entry("browser", ComponentKind.COMPUTER_APP),
          Map.entry("desktop", ComponentKind.COMPUTER_APP),
          Map.entry("client-system", ComponentKind.COMPUTER_APP),
          Map.entry("devops-client", ComponentKind.COMPUTER_APP),
          Map.entry("cli", ComponentKind.COMPUTER_APP),
          Map.entry("tool", ComponentKind.COMPUTER_APP),
          Map.entry("mobile-app", ComponentKind.MOBILE_APP),
          Map.entry("load-balancer", ComponentKind.NETWORK_DEVICE),
          Map.entry("reverse-proxy", ComponentKind.NETWORK_DEVICE),
          Map.entry("waf", ComponentKind.NETWORK_DEVICE),
          Map.entry("ids", ComponentKind.NETWORK_DEVICE),
          Map.entry("ips", ComponentKind.NETWORK_DEVICE),
          Map.entry("service-mesh", ComponentKind.NETWORK_DEVICE),
          Map.entry("database", ComponentKind.DATABASE),
          Map.entry("block-storage", ComponentKind.DATABASE),
          Map.entry("data-lake", ComponentKind.DATABASE),
          Map.entry("big-data-platform", ComponentKind.DATABASE),
          Map.entry("file-server", ComponentKind.DATABASE),
          Map.entry("local-file-system", ComponentKind.DATABASE),
          Map.entry("identity-store-database", ComponentKind.DATABASE),
          Map.entry("identity-store-ldap", ComponentKind.DATABASE),
          Map.entry("search-index", ComponentKind.DATABASE),
          Map.entry("vault", ComponentKind.DATABASE),
          Map.entry("build-pipeline", ComponentKind.BUILD),
          Map.entry("sourcecode-repository", ComponentKind.BUILD),
          Map.entry("artifact-registry", ComponentKind.BUILD),
          Map.entry("code-inspection-platform", ComponentKind.BUILD),
          Map.entry("web-application", ComponentKind.APPLICATION),
          Map.entry("web-service-rest", ComponentKind.APPLICATION),
          Map.entry("web-service-soap", ComponentKind.APPLICATION),
          Map.entry("cms", ComponentKind.APPLICATION),
          Map.entry("erp", ComponentKind.APPLICATION),
          Map.entry("report-engine", ComponentKind.APPLICATION),
          Map.entry("function", ComponentKind.APPLICATION),
          Map.entry("application-server", ComponentKind.SERVER),
          Map.entry("web-server", ComponentKind.SERVER),
          Map.entry("identity-provider", ComponentKind.SERVER),
          Map.entry("ldap-server", ComponentKind.SERVER),
          Map.entry("mail-server", ComponentKind.SERVER),
          Map.entry("mainframe", ComponentKind.SERVER),
          Map.entry("message-queue", ComponentKind.SERVER),
          Map.entry("monitoring", ComponentKind.SERVER),
          Map.entry("container-platform", ComponentKind.SERVER));

  private ThreagileTerms() {}

  private static Transport t(String word, Protocol protocol, Link.Encryption encryption) {
    return new Transport(word, protocol, encryption);
  }

  static Optional<Transport> transport(String word) {
    return TRANSPORTS.stream().filter(t -> t.word().equals(word)).findFirst();
  }

  /** The word for a protocol and its protection: the same when there is one, else the nearest. */
  static Transport transport(Protocol protocol, Link.Encryption encryption) {
    boolean protectedContent =
        encryption != Link.Encryption.NONE && encryption != Link.Encryption.UNKNOWN;
    return TRANSPORTS.stream()
        .filter(t -> t.protocol() == protocol && t.encryption() == encryption)
        .findFirst()
        .or(
            () ->
                TRANSPORTS.stream()
                    .filter(t -> t.protocol() == protocol)
                    .filter(
                        t ->
                            t.encryption() == Link.Encryption.UNKNOWN
                                || (t.encryption() != Link.Encryption.NONE) == protectedContent)
                    .findFirst())
        .orElseGet(
            () ->
                transport(protectedContent ? "binary-encrypted" : "binary")
                    .orElse(TRANSPORTS.getLast()));
  }

  static Optional<ComponentKind> technology(String word) {
    return Optional.ofNullable(TECHNOLOGIES.get(word));
  }

  static String technology(ComponentKind kind) {
    return switch (kind) {
      case SENSOR, ACTUATOR, CAMERA, CONTROLLER -> "iot-device";
      case GATEWAY -> "gateway";
      case COMPUTER_APP -> "desktop";
      case MOBILE_APP -> "mobile-app";
      case NETWORK_DEVICE -> "load-balancer";
      case HEAD_END, SERVER -> "application-server";
      case MANAGEMENT -> "identity-provider";
      case DATABASE -> "database";
      case BUILD -> "build-pipeline";
      case APPLICATION -> "web-service-rest";
    };
  }

  static String authentication(Link.Authentication authentication) {
    return switch (authentication) {
      case UNKNOWN, NONE, SERVER -> "none";
      case PASSWORD, SHARED_KEY -> "credentials";
      case TOKEN -> "token";
      case CERTIFICATE -> "client-certificate";
      case MULTI_FACTOR -> "two-factor";
    };
  }

  static Zone.Placement placement(String boundaryType) {
    return boundaryType.equals("network-on-prem") ? Zone.Placement.FIELD : Zone.Placement.CENTRE;
  }

  static String boundaryType(Zone.Placement placement) {
    return switch (placement) {
      case FIELD -> "network-on-prem";
      case WAN -> "network-dedicated-hoster";
      case CENTRE -> "network-cloud-provider";
    };
  }

  /** Importance 0 to 3 of Threagile's confidentiality. */
  static int confidentiality(int step) {
    return Math.min(step, 3);
  }

  /** Importance 1 to 3 of Threagile's criticality; its lowest step still matters. */
  static int criticality(int step) {
    return Math.clamp(step, 1, 3);
  }
}
