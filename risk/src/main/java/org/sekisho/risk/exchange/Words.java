package org.sekisho.risk.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Incident;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.catalogue.ThreatClass;

/** What the free words of other tools most likely mean here; every use is told as a guess. */
final class Words {
  /**
   * A meaning and the words that point to it.
   *
   * @param means the meaning
   * @param words words in lower case; one with a blank must stand as it is
   */
  private record Sign<T>(T means, Set<String> words) {
    boolean in(Set<String> tokens, String whole) {
      return words.stream()
          .anyMatch(w -> w.indexOf(' ') < 0 ? tokens.contains(w) : whole.contains(" " + w + " "));
    }
  }

  private static <T> Sign<T> sign(T means, String... words) {
    return new Sign<>(means, Set.of(words));
  }

  private static final List<Sign<ComponentKind>> KINDS =
      List.of(
          sign(
              ComponentKind.GATEWAY,
              "iot gateway",
              "iot gw",
              "home gateway",
              "field gateway",
              "edge gateway",
              "smart hub",
              "iot hub device"),
          sign(ComponentKind.CAMERA, "camera", "cam", "cctv"),
          sign(ComponentKind.CONTROLLER, "plc", "rtu", "controller", "dcs"),
          sign(
              ComponentKind.ACTUATOR,
              "actuator",
              "lock",
              "valve",
              "motor",
              "pump",
              "relay",
              "lamp",
              "bulb",
              "thermostat",
              "car",
              "vehicle"),
          sign(ComponentKind.SENSOR, "sensor", "meter", "thermometer", "detector", "wearable"),
          sign(
              ComponentKind.NETWORK_DEVICE,
              "router",
              "switch",
              "firewall",
              "access point",
              "base station",
              "load balancer",
              "loadbalancer",
              "waf",
              "proxy",
              "vpn",
              "network"),
          sign(
              ComponentKind.BUILD,
              "build",
              "pipeline",
              "repository",
              "repo",
              "jenkins",
              "ci",
              "sourcecode",
              "artifact registry",
              "code inspection"),
          sign(
              ComponentKind.DATABASE,
              "database",
              "db",
              "sql",
              "postgres",
              "postgresql",
              "mysql",
              "mongo",
              "mongodb",
              "redis",
              "datastore",
              "store",
              "storage",
              "bucket",
              "blob",
              "s3",
              "data lake",
              "datalake",
              "ldap",
              "flatfile",
              "index"),
          sign(
              ComponentKind.MOBILE_APP,
              "mobile",
              "android",
              "ios",
              "iphone",
              "phone",
              "smartphone",
              "tablet"),
          sign(ComponentKind.SENSOR, "iot device", "iot", "device"),
          sign(
              ComponentKind.SERVER,
              "api gateway",
              "server",
              "queue",
              "broker",
              "backend",
              "api",
              "microservice",
              "worker",
              "web service",
              "rest",
              "host",
              "container"),
          sign(
              ComponentKind.COMPUTER_APP,
              "browser",
              "desktop",
              "client",
              "cli",
              "user",
              "laptop",
              "workstation",
              "admin",
              "customer"),
          sign(
              ComponentKind.APPLICATION,
              "application",
              "app",
              "web application",
              "portal",
              "website",
              "dashboard",
              "cms",
              "erp",
              "service"),
          sign(ComponentKind.GATEWAY, "gateway", "gw"));

  private static final List<Sign<Asset.Kind>> ASSETS =
      List.of(
          sign(
              Asset.Kind.SECURITY,
              "password",
              "passwords",
              "credential",
              "credentials",
              "key",
              "keys",
              "certificate",
              "certificates",
              "secret",
              "secrets",
              "token",
              "tokens"),
          sign(Asset.Kind.CODE, "code", "program", "firmware", "binary", "binaries", "software"),
          sign(Asset.Kind.LOG, "log", "logs", "audit"),
          sign(
              Asset.Kind.SETTINGS,
              "config",
              "configuration",
              "configurations",
              "settings",
              "customizing"),
          sign(
              Asset.Kind.MONEY_DATA,
              "payment",
              "payments",
              "credit card",
              "card",
              "bank",
              "wallet"),
          sign(Asset.Kind.VIDEO, "video", "picture", "pictures", "image", "images", "audio"),
          sign(Asset.Kind.CONTROL, "command", "commands", "control", "actuation"),
          sign(
              Asset.Kind.READINGS,
              "reading",
              "readings",
              "sensor",
              "measurement",
              "measurements",
              "telemetry",
              "metrics"),
          sign(
              Asset.Kind.PERSONAL,
              "personal",
              "pii",
              "customer",
              "customers",
              "user",
              "users",
              "account",
              "accounts",
              "patient",
              "health",
              "location"));

  private static final List<Sign<Zone.Placement>> PLACEMENTS =
      List.of(
          sign(Zone.Placement.WAN, "internet", "public", "wan", "untrusted"),
          sign(
              Zone.Placement.CENTRE,
              "cloud",
              "centre",
              "center",
              "datacenter",
              "datacentre",
              "production",
              "backend",
              "dmz",
              "vpc",
              "corp",
              "private"),
          sign(
              Zone.Placement.FIELD,
              "home",
              "house",
              "field",
              "factory",
              "plant",
              "office",
              "site",
              "local",
              "device",
              "edge",
              "lan",
              "premise",
              "prem"));

  private static final Set<String> PEOPLE =
      Set.of(
          "user",
          "users",
          "customer",
          "customers",
          "person",
          "people",
          "admin",
          "administrator",
          "operator",
          "owner",
          "patient",
          "driver",
          "employee",
          "player",
          "developer",
          "human");

  private static final Set<String> KEEPERS =
      Set.of("admin", "administrator", "developer", "maintainer");

  private static final Map<String, Protocol> PROTOCOLS =
      Map.ofEntries(
          Map.entry("https", Protocol.HTTPS),
          Map.entry("httpstls", Protocol.HTTPS),
          Map.entry("httpovertls", Protocol.HTTPS),
          Map.entry("rest", Protocol.HTTP),
          Map.entry("resthttps", Protocol.HTTPS),
          Map.entry("http2", Protocol.HTTP),
          Map.entry("http11", Protocol.HTTP),
          Map.entry("websocket", Protocol.WS),
          Map.entry("websockets", Protocol.WS),
          Map.entry("mqtts", Protocol.MQTT),
          Map.entry("mqtttls", Protocol.MQTT),
          Map.entry("coaps", Protocol.COAP),
          Map.entry("amqps", Protocol.AMQP),
          Map.entry("wifi", Protocol.WLAN),
          Map.entry("80211", Protocol.WLAN),
          Map.entry("bluetoothle", Protocol.BLE),
          Map.entry("bluetoothlowenergy", Protocol.BLE),
          Map.entry("btle", Protocol.BLE),
          Map.entry("lora", Protocol.LORAWAN),
          Map.entry("modbus", Protocol.MODBUS_TCP),
          Map.entry("opcua", Protocol.OPC_UA),
          Map.entry("ldaps", Protocol.LDAP),
          Map.entry("jdbc", Protocol.SQL),
          Map.entry("odbc", Protocol.SQL),
          Map.entry("tcpip", Protocol.TCP),
          Map.entry("ssl", Protocol.TLS),
          Map.entry("ssltls", Protocol.TLS),
          Map.entry("lte", Protocol.CELLULAR),
          Map.entry("4g", Protocol.CELLULAR),
          Map.entry("5g", Protocol.CELLULAR),
          Map.entry("uart", Protocol.SERIAL),
          Map.entry("rs485", Protocol.SERIAL),
          Map.entry("rs232", Protocol.SERIAL),
          Map.entry("inprocess", Protocol.LOCAL));

  private Words() {}

  /** What kind of component the words name. */
  static Optional<ComponentKind> kind(String... texts) {
    return first(KINDS, texts);
  }

  /**
   * What kind of component a type and a name tell together: a type that says no more than "device"
   * leaves it to the name which.
   */
  static Optional<ComponentKind> kindOf(String type, String name) {
    Optional<ComponentKind> byType = kind(type);
    return byType.isPresent() && byType.get().isDevice()
        ? kind(name).filter(ComponentKind::isDevice).or(() -> byType)
        : byType.or(() -> kind(name));
  }

  /** What kind of asset the words name. */
  static Optional<Asset.Kind> asset(String... texts) {
    return first(ASSETS, texts);
  }

  /** Where a zone of these words lies. */
  static Optional<Zone.Placement> placement(String... texts) {
    return first(PLACEMENTS, texts);
  }

  /** Whether the name is that of people. */
  static boolean people(String name) {
    return tokens(name).stream().anyMatch(PEOPLE::contains);
  }

  /** Whether the name is that of people who look after things. */
  static boolean keepers(String name) {
    return tokens(name).stream().anyMatch(KEEPERS::contains);
  }

  /** The protocol of these words, such as {@code HTTP/S}. */
  static Optional<Protocol> protocol(String text) {
    String word = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    Protocol known = PROTOCOLS.get(word);
    if (known != null) {
      return Optional.of(known);
    }
    return word.isEmpty() || word.equals("other") || word.equals("unknown")
        ? Optional.empty()
        : Arrays.stream(Protocol.values())
            .filter(p -> Dashed.of(p).replace("-", "").equals(word))
            .findFirst();
  }

  /** The protection that a protocol of this name always has; empty when it depends. */
  static Optional<Link.Encryption> builtIn(Protocol protocol) {
    return switch (protocol) {
      case HTTPS, WSS, FTPS, TLS, EST -> Optional.of(Link.Encryption.TLS);
      case SSH, SFTP -> Optional.of(Link.Encryption.SSH);
      case IPSEC, WIREGUARD, OPENVPN -> Optional.of(Link.Encryption.VPN);
      case HTTP, WS, FTP, TFTP, TELNET -> Optional.of(Link.Encryption.NONE);
      default -> Optional.empty();
    };
  }

  /** The protection that is usual when the protocol is said to be encrypted. */
  static Link.Encryption usual(Protocol protocol) {
    return builtIn(protocol)
        .filter(e -> e != Link.Encryption.NONE)
        .orElse(
            switch (protocol) {
              case COAP, LWM2M, MQTT_SN, UDP -> Link.Encryption.DTLS;
              case ZIGBEE, Z_WAVE, THREAD, WI_SUN, BLE, BLUETOOTH, LORAWAN, WLAN, CELLULAR ->
                  Link.Encryption.LINK_LAYER;
              case SMB -> Link.Encryption.CONTENT;
              default -> Link.Encryption.TLS;
            });
  }

  /** The class of CCDS-STRIDE of these words; {@code onPath} where they belong to a data flow. */
  static Optional<ThreatClass> threat(String text, boolean onPath) {
    ThreatClass disclosure = onPath ? ThreatClass.INF_NET : ThreatClass.INF_DEV;
    return switch (text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "")) {
      case "spoofing", "s" -> Optional.of(ThreatClass.SPO);
      case "tampering", "integrity", "t" -> Optional.of(ThreatClass.TAM);
      case "repudiation", "r" -> Optional.of(ThreatClass.REP);
      case "informationdisclosure", "confidentiality", "i", "disclosureofinformation" ->
          Optional.of(disclosure);
      case "denialofservice", "availability", "d" -> Optional.of(ThreatClass.DOS);
      case "elevationofprivilege", "elevationofprivileges", "e" -> Optional.of(ThreatClass.EOP);
      default -> Optional.empty();
    };
  }

  /** The properties that a threat of the class takes away. */
  static List<String> affects(ThreatClass threat) {
    List<Incident.Property> properties =
        switch (threat) {
          case TAM, REP -> List.of(Incident.Property.INTEGRITY);
          case INF_NET, INF_DEV -> List.of(Incident.Property.CONFIDENTIALITY);
          case DOS -> List.of(Incident.Property.AVAILABILITY);
          case SPO -> List.of(Incident.Property.CONFIDENTIALITY, Incident.Property.INTEGRITY);
          default -> List.of(Incident.Property.values());
        };
    return properties.stream().map(Dashed::of).toList();
  }

  private static <T> Optional<T> first(List<Sign<T>> signs, String... texts) {
    for (String text : texts) {
      Set<String> tokens = tokens(text);
      String whole = " " + String.join(" ", split(text)) + " ";
      for (Sign<T> sign : signs) {
        if (sign.in(tokens, whole)) {
          return Optional.of(sign.means());
        }
      }
    }
    return Optional.empty();
  }

  private static Set<String> tokens(String text) {
    return Arrays.stream(split(text)).collect(Collectors.toSet());
  }

  private static String[] split(String text) {
    String cut = text.length() > 500 ? text.substring(0, 500) : text;
    return cut.replaceAll("([a-z])([A-Z])", "$1 $2")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]+", " ")
        .strip()
        .split(" ", -1);
  }
}
