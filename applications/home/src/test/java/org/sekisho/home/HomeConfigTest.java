package org.sekisho.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sekisho.home.statistics.Retention;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.program.Address;
import org.sekisho.program.Program;

class HomeConfigTest {
  private static final Path EXAMPLE = Path.of("src/main/config/home.yaml");

  private static HomeConfig read(String text) {
    return Program.read(Document.read("home.yaml", text), HomeConfig::read);
  }

  @Test
  void readsTheExampleThatIsShipped() {
    HomeConfig config = Program.read(Document.read(EXAMPLE), HomeConfig::read);
    assertThat(config.id()).isEqualTo("home-app");
    assertThat(config.page().listen()).isEqualTo(new Address("127.0.0.1", 7448));
    assertThat(config.data()).isEqualTo(EXAMPLE.resolveSibling("data").toAbsolutePath());
  }

  @Test
  void theExampleShowsTheDefaults() throws IOException {
    HomeConfig shown = Program.read(Document.read(EXAMPLE), HomeConfig::read);
    HomeConfig least =
        read(
            """
            id: home-app
            data: data
            api: {url: 'https://127.0.0.1:7444', token-url: 'https://127.0.0.1:7443/oauth2/token',
                  trust: root-ca.pem, secret-file: home-app.secret}
            enrolment: {management: 'https://127.0.0.1:7443', trust: root-ca.pem, code-file: e.code}
            """);
    assertThat(least.page()).isEqualTo(shown.page());
    assertThat(least.statistics()).isEqualTo(shown.statistics()).isEqualTo(Retention.USUAL);
    assertThat(least.maintenance()).isEqualTo(shown.maintenance());
    assertThat(least.api().reRead()).isEqualTo(shown.api().reRead());
    assertThat(least.api().firstRead()).isEqualTo(shown.api().firstRead());
    assertThat(least.api().clientId()).isEqualTo("home-app");
  }

  @Test
  void readsEveryKey() throws IOException {
    String text =
        Files.readString(EXAMPLE)
            .replace("127.0.0.1:7448", "0.0.0.0:1")
            .replace("session: 12h", "session: 1h")
            .replace("remote-unlock: true", "remote-unlock: false")
            .replace("ja: わが家", "ja: 別荘")
            .replace("client-id: home-app", "client-id: other")
            .replace("re-read: 6h", "re-read: 1h")
            .replace("first-read: 24h", "first-read: 2h")
            .replace("minutes: 7d", "minutes: 1d")
            .replace("hours: 400d", "hours: 30d");
    HomeConfig config = read(text);
    assertThat(config.page().listen()).isEqualTo(new Address("0.0.0.0", 1));
    assertThat(config.page().session()).isEqualTo(Duration.ofHours(1));
    assertThat(config.page().remoteUnlock()).isFalse();
    assertThat(config.page().name().ja()).isEqualTo("別荘");
    assertThat(config.api().clientId()).isEqualTo("other");
    assertThat(config.api().reRead()).isEqualTo(Duration.ofHours(1));
    assertThat(config.api().firstRead()).isEqualTo(Duration.ofHours(2));
    assertThat(config.statistics())
        .isEqualTo(new Retention(Duration.ofDays(1), Duration.ofDays(30)));
  }

  @Test
  void namesEveryProblemWithItsLine() {
    assertThatThrownBy(
            () -> read("id: UPPER\ndata: data\napi: {url: 'http://x'}\npage: {color: red}\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("home.yaml:1:5: 'id': 'UPPER' is not allowed")
        .hasMessageContaining("home.yaml:3:12: 'url': 'http://x' is not allowed: an https address")
        .hasMessageContaining("unknown key 'color'")
        .hasMessageContaining("'secret-file' is missing")
        .hasMessageContaining("'management' is missing");
  }
}
