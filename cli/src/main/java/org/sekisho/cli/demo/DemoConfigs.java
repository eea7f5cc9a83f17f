package org.sekisho.cli.demo;

import java.nio.file.Path;
import org.sekisho.cli.demo.DemoPorts.Listener;

/** Writes the configuration of each program; they hold no secrets and are written at each start. */
final class DemoConfigs {
  static final String GATEWAY = "home-gw-1";
  static final String HEAD_END = "head-end-1";
  static final String MANAGEMENT = "management-1";
  static final String HOME = "home-app";

  private final DemoFolder folder;
  private final DemoPorts ports;
  private final Path model;

  /** The device of the model that the attacks come from. */
  private static final String HIJACKED = "kitchen-outlet";

  private final boolean defended;

  /**
   * Configurations of a demonstration of this system model.
   *
   * @param defended whether the gateway stands in an {@link AttackNetwork} and has a guard
   */
  DemoConfigs(DemoFolder folder, DemoPorts ports, Path model, boolean defended) {
    this.folder = folder;
    this.ports = ports;
    this.model = model.toAbsolutePath().normalize();
    this.defended = defended;
  }

  void write() {
    folder.write("management.yaml", management());
    folder.write("headend.yaml", headEnd());
    folder.write("gateway.yaml", gateway());
    if (defended) {
      folder.write("guard.yaml", guard());
    }
    folder.write("home.yaml", home());
    folder.write("house.yaml", house());
  }

  private String management() {
    return """
    id: %s
    data: data/management
    listen: 127.0.0.1:%d
    names: [localhost, 127.0.0.1]
    maintenance: {listen: 127.0.0.1:%d}
    """
        .formatted(
            MANAGEMENT, ports.of(Listener.MANAGEMENT), ports.of(Listener.MANAGEMENT_MAINTENANCE));
  }

  private String headEnd() {
    return """
    id: %s
    model: "%s"
    data: data/headend
    wan: {listen: 127.0.0.1:%d}
    api: {listen: 127.0.0.1:%d}
    maintenance: {listen: 127.0.0.1:%d}
    """
            .formatted(
                HEAD_END,
                model,
                ports.of(Listener.WAN),
                ports.of(Listener.API),
                ports.of(Listener.HEADEND_MAINTENANCE))
        + enrolment("headend");
  }

  private String gateway() {
    return """
    id: %s
    model: "%s"
    data: data/gateway
    field: {mqtt: {listen: "%s:%d"}}
    wan: {head-end: 127.0.0.1:%d}
    maintenance: {listen: 127.0.0.1:%d}
    console: {users: {listen: 127.0.0.1:%d}, maintainers: {listen: 127.0.0.1:%d}}
    """
            .formatted(
                GATEWAY,
                model,
                defended ? "0.0.0.0" : "127.0.0.1",
                ports.of(Listener.FIELD),
                ports.of(Listener.WAN),
                ports.of(Listener.GATEWAY_MAINTENANCE),
                ports.of(Listener.CONSOLE_USERS),
                ports.of(Listener.CONSOLE_MAINTAINERS))
        + enrolment("gateway")
        + (defended ? network() : "");
  }

  /** The simulated house speaks over loopback; two devices have addresses on the field network. */
  private static String network() {
    return """
    network:
      guard: guard.sock
      interfaces: {wan: [%s], field: [%s]}
      only-known-devices: true
      devices:
        - {id: %s, interface: %s, addresses: [%s]}
        - {id: %s, interface: %s, addresses: [%s]}
    """
        .formatted(
            AttackNetwork.WAN_PORT,
            AttackNetwork.FIELD_PORT,
            Demo.HAND_SENSOR,
            AttackNetwork.FIELD_PORT,
            AttackNetwork.HAND_SENSOR,
            HIJACKED,
            AttackNetwork.FIELD_PORT,
            AttackNetwork.HIJACKED);
  }

  private static String guard() {
    return """
    data: data/guard
    socket: guard.sock
    gateway-user: "0"
    interfaces: {wan: [%s], field: [%s]}
    """
        .formatted(AttackNetwork.WAN_PORT, AttackNetwork.FIELD_PORT);
  }

  private String home() {
    return """
    id: %s
    data: data/home
    page:
      name: {ja: 実演の家, en: Demonstration house}
      listen: 127.0.0.1:%d
    api:
      url: https://localhost:%d
      token-url: https://localhost:%d/oauth2/token
      trust: root-ca.pem
      secret-file: %s
    maintenance: {listen: 127.0.0.1:%d}
    """
            .formatted(
                HOME,
                ports.of(Listener.PAGE),
                ports.of(Listener.API),
                ports.of(Listener.MANAGEMENT),
                secretFile(HOME),
                ports.of(Listener.HOME_MAINTENANCE))
        + enrolment("home");
  }

  private String house() {
    return """
    model: "%s"
    data: data/house
    gateway: localhost:%d
    trust: root-ca.pem
    credentials: devices.yaml
    not-played: [%s]
    seed: 1
    speed: 1
    """
        .formatted(model, ports.of(Listener.FIELD), Demo.HAND_SENSOR);
  }

  private String enrolment(String program) {
    return """
    enrolment:
      management: https://localhost:%d
      trust: root-ca.pem
      code-file: %s
    """
        .formatted(ports.of(Listener.MANAGEMENT), codeFile(program));
  }

  /** In a folder of their own: a program may read and change the folder that its code lies in. */
  static String codeFile(String program) {
    return "codes/" + program + "/enrolment.code";
  }

  static String secretFile(String application) {
    return application + ".secret";
  }
}
