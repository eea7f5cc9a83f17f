package org.sekisho.field.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.program.Address;
import org.sekisho.program.Program;

class HouseConfigTest {
  private static final String LEAST =
      "model: m.yaml\ndata: d\ntrust: root.pem\ncredentials: devices.yaml\n";

  @Test
  void readsTheShippedExample() {
    HouseConfig config =
        Program.read(Document.read(Path.of("src/main/config/house.yaml")), HouseConfig::read);
    assertThat(config.gateway()).isEqualTo(new Address("localhost", 8883));
    assertThat(config.notPlayed()).containsExactly("hand-sensor");
    assertThat(config.data()).isEqualTo(Path.of("src/main/config/data/house").toAbsolutePath());
  }

  @Test
  void hasDefaults() {
    HouseConfig config = read(LEAST);
    assertThat(config.gateway()).isEqualTo(new Address("127.0.0.1", 8883));
    assertThat(config.seed()).isEqualTo(1);
    assertThat(config.speed()).isEqualTo(1);
    assertThat(config.timeZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(config.startAt()).isEmpty();
    assertThat(config.notPlayed()).isEmpty();
  }

  @Test
  void mapsEveryKey() {
    HouseConfig config =
        read(
            LEAST
                + "gateway: localhost:9\nnot-played: [a, b]\nseed: 7\nspeed: 60\n"
                + "time-zone: Europe/Berlin\nstart-at: 2026-07-01T06:00\n");
    assertThat(config.gateway()).isEqualTo(new Address("localhost", 9));
    assertThat(config.notPlayed()).containsExactlyInAnyOrder("a", "b");
    assertThat(config.seed()).isEqualTo(7);
    assertThat(config.speed()).isEqualTo(60);
    assertThat(config.timeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    assertThat(config.startAt()).contains(LocalDateTime.of(2026, 7, 1, 6, 0));
  }

  @Test
  void refusesWhatIsWrongAndSaysWhatIsAllowed() {
    assertThatThrownBy(
            () ->
                read(
                    LEAST
                        + "speed: 0\ntime-zone: Nowhere\nstart-at: soon\nsped: 1\ngateway: 8883\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("house.yaml:5:8: 'speed': must be from 0.1 to 10000")
        .hasMessageContaining("a time zone such as Asia/Tokyo")
        .hasMessageContaining("a local time such as 2026-07-01T06:00")
        .hasMessageContaining("unknown key 'sped'")
        .hasMessageContaining("host:port");
  }

  private static HouseConfig read(String text) {
    return Program.read(Document.read("house.yaml", text), HouseConfig::read);
  }
}
