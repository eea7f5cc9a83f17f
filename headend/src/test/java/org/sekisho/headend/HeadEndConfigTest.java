package org.sekisho.headend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sekisho.headend.api.ApiConfig;
import org.sekisho.headend.wan.WanConfig;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.program.Program;

class HeadEndConfigTest {
  private static final Path SHIPPED = Path.of("src/main/config/head-end.yaml");
  private static final String LEAST =
      """
      id: head-end-1
      model: m.yaml
      data: d
      enrolment: {management: "https://127.0.0.1:7443", trust: r.pem, code-file: c}
      """;

  @Test
  void readsTheShippedExampleAsTheDefaults() {
    HeadEndConfig config = Program.read(Document.read(SHIPPED), HeadEndConfig::read);
    assertThat(config.id()).isEqualTo("head-end-1");
    assertThat(config.data()).isEqualTo(SHIPPED.toAbsolutePath().resolveSibling("data"));
    assertThat(config.wan()).isEqualTo(WanConfig.USUAL);
    assertThat(config.api()).isEqualTo(ApiConfig.USUAL);
    assertThat(config.readingsRetention()).isEqualTo(Duration.ofDays(400));
    HeadEndConfig least = read(LEAST);
    assertThat(least.wan()).isEqualTo(config.wan());
    assertThat(least.api()).isEqualTo(config.api());
    assertThat(least.batchesMaxBytes()).isEqualTo(config.batchesMaxBytes());
    assertThat(least.maintenance()).isEqualTo(config.maintenance());
  }

  @Test
  void readsEveryKey() {
    HeadEndConfig config =
        read(
            LEAST
                + """
                maintenance: {listen: "127.0.0.1:1"}
                wan: {listen: "0.0.0.0:2", max-packet: 2MiB, max-gateways: 3, connect-timeout: 4s, in-flight: 5}
                api: {listen: "0.0.0.0:6", max-connections: 7, requests-per-minute: 8, max-streams: 9, heartbeat: 10s}
                readings: {retention: 11d}
                batches: {retention: 12d, max-size: 13MiB}
                audit: {retention: 14d}
                tokens: {issuer: "urn:x"}
                """);
    assertThat(config.wan().maxPacketBytes()).isEqualTo(2 << 20);
    assertThat(config.wan().inFlight()).isEqualTo(5);
    assertThat(config.api().heartbeat()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.readingsRetention()).isEqualTo(Duration.ofDays(11));
    assertThat(config.batchesRetention()).isEqualTo(Duration.ofDays(12));
    assertThat(config.batchesMaxBytes()).isEqualTo(13 << 20);
    assertThat(config.auditRetention()).isEqualTo(Duration.ofDays(14));
    assertThat(config.issuer()).hasValue("urn:x");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    for (String wrong :
        new String[] {
          "wan: {port: 1}",
          "wan: {in-flight: 0}",
          "api: {listen: here}",
          "readings: {retention: 1h}",
          "maintenance: {listen: \"0.0.0.0:7446\"}"
        }) {
      assertThatThrownBy(() -> read(LEAST + wrong + "\n"))
          .as(wrong)
          .isInstanceOf(DocumentException.class)
          .hasMessageContaining("test.yaml:5");
    }
  }

  private static HeadEndConfig read(String text) {
    return Program.read(Document.read("test.yaml", text), HeadEndConfig::read);
  }
}
