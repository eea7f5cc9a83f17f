package org.sekisho.gateway.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkPolicy.Service;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.Reach;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.Address;
import org.sekisho.program.StartException;

/** What follows from the system model, and what without the guard. */
class PolicyDerivationTest {
  private static final SystemModel MODEL =
      SystemModelFile.read(
          "system.yaml",
          """
          format: sekisho-system/1
          id: small
          name: {ja: 小, en: Small}
          zones:
            - {id: field, name: {ja: フィールド, en: Field}, safety: medium, placement: field}
            - {id: centre, name: {ja: センタ, en: Centre}, safety: high, placement: centre}
          profiles:
            - id: counter
              name: {ja: 計数器, en: Counter}
              points:
                - {id: count, name: {ja: 計数, en: Count}, type: number, range: [0, 100]}
          components:
            - {id: meter, kind: sensor, name: {ja: 計, en: Meter}, zone: field, profile: counter}
            - {id: camera, kind: camera, name: {ja: カメラ, en: Camera}, zone: field}
            - {id: gw-1, kind: gateway, name: {ja: ゲートウェイ, en: Gateway}, zone: field}
            - {id: head-end-1, kind: head-end, name: {ja: ヘッドエンド, en: Head-end}, zone: centre}
            - {id: maker, kind: server, name: {ja: 製造者, en: Maker}, zone: centre}
          links:
            - {id: l1, from: meter, to: gw-1, protocol: mqtt, authentication: password, encryption: tls}
            - {id: l2, from: camera, to: gw-1, protocol: rtsp, authentication: password, encryption: tls}
            - {id: l3, from: gw-1, to: head-end-1, protocol: mqtt, authentication: certificate, encryption: tls}
            - {id: camera-maker, from: camera, to: maker, protocol: https, authentication: server, encryption: tls}
          """);

  private static final String SIDES =
      "guard: guard.sock\ninterfaces: {wan: [eth0], field: [eth1, eth2]}\n";

  private static NetworkConfig config(String yaml) {
    Fields fields = Document.read("gateway.yaml", yaml);
    NetworkConfig config = NetworkConfig.from(fields);
    fields.finish();
    return config;
  }

  private static NetworkPolicy policy(String yaml) {
    return PolicyDerivation.of(
        config(SIDES + yaml),
        MODEL,
        "gw-1",
        List.of(new PolicyDerivation.FieldDoor("mqtt", Protocol.MQTT, Reach.parse("tcp/8883"))),
        List.of(
            new PolicyDerivation.Centre("head-end", new Address("198.51.100.2", 7883)),
            new PolicyDerivation.Centre("management", new Address("management.example", 443))));
  }

  @Test
  @Verifies({"SEC-CONF-15", "FEAT-01"})
  void opensAListenerToTheDevicesThatHaveALinkToIt() {
    NetworkPolicy policy =
        policy("devices: [{id: meter, interface: eth2, mac: \"02:00:5E:10:00:0B\"}]\n");
    Service mqtt = policy.services().getFirst();
    assertThat(mqtt.id()).isEqualTo("mqtt");
    assertThat(mqtt.from()).containsExactly(NetworkSide.FIELD);
    assertThat(mqtt.devices()).containsExactly("meter");
    assertThat(policy.device("meter").port()).isEqualTo("eth2");
    assertThat(policy.services()).hasSize(1);
    assertThat(policy.routes()).isFalse();
  }

  @Test
  void opensItToTheWholeFieldWhereNobodySaidWhereDevicesAre() {
    assertThat(policy("only-known-devices: false\n").services().getFirst().devices()).isEmpty();
  }

  @Test
  void letsTheGatewayOutToItsCentreAndForNamesAndTime() {
    NetworkPolicy policy = policy("");
    assertThat(policy.outgoing())
        .extracting(NetworkPolicy.Outgoing::id)
        .containsExactly("head-end", "management", "dns", "dns-tcp", "time");
    assertThat(policy.outgoing().get(0).targets()).hasSize(1);
    assertThat(policy.outgoing().get(1).targets()).as("a name may move").isEmpty();
  }

  @Test
  @Verifies("SEC-STEP-08")
  void letsADeviceOutOnlyByALinkOfTheModel() {
    String camera = "devices: [{id: camera, addresses: [10.77.0.13]}]\n";
    assertThat(policy(camera + "flows: [{link: camera-maker, port: tcp/443}]\n").flows())
        .singleElement()
        .satisfies(flow -> assertThat(flow.device()).isEqualTo("camera"));
    assertThatThrownBy(() -> policy(camera + "flows: [{link: l3, port: tcp/443}]\n"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("no link 'l3' that begins at a device");
    assertThatThrownBy(() -> policy("flows: [{link: camera-maker, port: tcp/443}]\n"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("no address of camera");
  }

  @Test
  @Verifies("CM-06")
  void leadsAFlowByNameOnlyToWhatTheRelayResolves() {
    String camera = "devices: [{id: camera, addresses: [10.77.0.13]}]\n";
    String relay = "names: {listen: [10.77.0.1:5300], upstream: [198.51.100.53:53]}\n";
    String flow = "flows: [{link: camera-maker, port: tcp/443, names: [Maker.example]}]\n";
    NetworkPolicy policy = policy(camera + relay + flow);
    assertThat(policy.flows()).singleElement().satisfies(f -> assertThat(f.named()).isTrue());
    assertThat(policy.names())
        .contains(new NetworkPolicy.Names(5300, java.util.Set.of(NetworkSide.FIELD)));
    assertThat(policy.outgoing())
        .extracting(NetworkPolicy.Outgoing::id)
        .contains("names-tcp-1", "names-udp-1");
    assertThat(PolicyDerivation.grants(config(SIDES + camera + relay + flow), policy))
        .singleElement()
        .satisfies(
            grant -> {
              assertThat(grant.device()).isEqualTo("camera");
              assertThat(grant.flow()).isEqualTo("camera-maker");
              assertThat(grant.names().cover("www.maker.example")).isTrue();
            });
    assertThatThrownBy(
            () -> policy(camera + relay + "flows: [{link: camera-maker, port: tcp/443}]\n"))
        .hasMessageContaining("nothing is everywhere");
    assertThatThrownBy(() -> policy(camera + flow)).hasMessageContaining("section 'names'");
  }

  @Test
  void refusesAddressesOfSomebodyWhoIsNoDevice() {
    assertThatThrownBy(() -> policy("devices: [{id: fridge, addresses: [10.77.0.9]}]\n"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("fridge");
  }

  @Test
  void namesWhatIsWrongInTheSection() {
    assertThatThrownBy(
            () ->
                config(
                    """
                    guard: guard.sock
                    devices: [{id: meter, mac: "02", addresses: [meter.local]}]
                    services: [{id: a, port: 22, from: [everywhere]}]
                    forwards: [{id: b, port: tcp/1-2}]
                    patches: [{id: c, device: d, port: tcp/1, reason: r, bytes: xyz}]
                    """))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("'interfaces' is missing")
        .hasMessageContaining("a hardware address")
        .hasMessageContaining("numeric addresses")
        .hasMessageContaining("tcp/ or udp/")
        .hasMessageContaining("wan, field, lan")
        .hasMessageContaining("single port")
        .hasMessageContaining("'target' is missing")
        .hasMessageContaining("hexadecimal")
        .hasMessageContaining("'until' is missing");
  }

  @Test
  void saysPlainlyWhatIsOffWithoutAGuard() {
    List<SecurityEvent> events = new ArrayList<>();
    NetworkConfig config = config("lan-to-wan: false\n");
    NetworkPolicy policy = PolicyDerivation.of(config, MODEL, "gw-1", List.of(), List.of());
    try (var defence = new NetworkDefence(config, policy, events::add, InstantSource.system())) {
      defence.start();
      assertThat(defence.standing()).isEqualTo(NetworkDefence.Standing.OFF);
      assertThat(defence.json())
          .containsEntry("defence", "off")
          .containsEntry("off", NetworkDefence.FUNCTIONS);
    }
    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.kind()).isEqualTo(EventKind.DEFENCE_OFF);
              assertThat(event.detail()).contains("packet filter");
            });
  }
}
