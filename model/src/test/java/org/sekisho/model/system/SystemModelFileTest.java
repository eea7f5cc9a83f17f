package org.sekisho.model.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.reading.PointId;

class SystemModelFileTest {
  private static final Path HOME = Path.of("../examples/home-gateway.yaml");

  @Test
  @Verifies({"SYS-02", "SYS-03", "UC1-01"})
  void readsTheHomeGatewayExample() {
    SystemModel model = SystemModelFile.read(HOME);
    assertThat(model.devicesOf("home-gw-1")).hasSize(10);
    assertThat(model.gatewaysOf("head-end-1"))
        .extracting(Component::id)
        .containsExactly("home-gw-1");
    assertThat(model.gatewayOf("hand-sensor")).map(Component::id).contains("home-gw-1");
    Point temperature = model.point(new PointId("bedroom-sensor", "temperature"));
    assertThat(temperature).isNotNull();
    assertThat(temperature.range()).contains(new Range(-30, 60));
    assertThat(model.mayCommand("reader", new PointId("living-room-light", "switch"))).isTrue();
    assertThat(model.mayCommand("reader", new PointId("front-door-lock", "locked"))).isFalse();
    assertThat(model.mayRead("reader", "front-door-lock")).isFalse();
  }

  @Test
  void namesFileAndLineOfEveryProblemAtOnce() {
    String text =
        """
        format: sekisho-system/1
        id: home
        name: {ja: 家, en: house}
        zones:
          - {id: house, name: {ja: 家, en: house}, safety: mild, placement: field}
        components:
          - {id: gw, kind: gateway, name: {ja: a, en: a}, zone: hous}
          - {id: t1, kind: sensor, name: {ja: a, en: a}, zone: house, colour: red}
        links:
          - {id: l1, from: t1, to: nobody, protocol: mqtt, authentication: password, encryption: tls}
        """;
    assertThatThrownBy(() -> SystemModelFile.read("m.yaml", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("m.yaml:5:")
        .hasMessageContaining("'mild' is not allowed: one of low, medium, high")
        .hasMessageContaining("m.yaml:7:")
        .hasMessageContaining("'hous' is not in this model; there is house")
        .hasMessageContaining("m.yaml:8:")
        .hasMessageContaining(
            "unknown key 'colour'; allowed here: id, kind, name, zone, place, profile")
        .hasMessageContaining("'profile' is missing")
        .hasMessageContaining("m.yaml:10:")
        .hasMessageContaining("'nobody' is not in this model");
  }
}
