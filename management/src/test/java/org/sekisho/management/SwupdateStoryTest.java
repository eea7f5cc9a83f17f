package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.release.Installation;
import org.sekisho.program.release.ReleaseFile;
import org.sekisho.program.release.ReleaseKeys;
import org.sekisho.program.release.Version;
import tools.jackson.databind.JsonNode;

/** A client of the device API that others wrote: SWUpdate, as Debian ships it. */
class SwupdateStoryTest {
  private static final Path SWUPDATE = Path.of("/usr/bin/swupdate");
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir Path folder;

  @Test
  @Verifies({"SEC-MAINT-04", "SYS-11"})
  void swupdateAsksTellsOfItselfAndReportsThatItCannotInstallOurRelease() throws Exception {
    assumeTrue(Files.isExecutable(SWUPDATE), "needs Debian's package swupdate");
    ReleaseKeys keys = ReleaseKeys.generate();
    try (var site =
        new Site(folder, Duration.ofDays(90), Duration.ofHours(24), Duration.ofSeconds(1))) {
      Files.writeString(folder.resolve("release-trust.pem"), keys.trust().pem());
      enrol(site);
      upload(site, keys);
      var ordered =
          site.ask("POST", "/releases/1.2.0/orders", Map.of("gateway", "gw-1", "forced", true));
      assertThat(ordered.status()).as(ordered.text()).isEqualTo(201);

      Process client = start(site);
      try {
        JsonNode order = order(site);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!order.path("state").asString("").equals("error")) {
          assertThat(System.nanoTime()).as(log()).isLessThan(end);
          assertThat(client.isAlive()).as(log()).isTrue();
          Thread.sleep(200);
          order = order(site);
        }
        assertThat(order.path("detail").asString("")).contains("No suitable .swu image found");
        assertThat(order.path("runs").asString("")).as("as it told by configData").isEqualTo("1.1");
        assertThat(order.path("told").asInt()).as("proceeding, then closed").isEqualTo(2);
      } finally {
        client.destroy();
        if (!client.waitFor(120, TimeUnit.SECONDS)) {
          client.destroyForcibly();
        }
      }
    }
  }

  private static JsonNode order(Site site) throws Exception {
    return site.operator().get("/releases/orders").json().path("orders").path(0);
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("swupdate.log"));
  }

  private void enrol(Site site) throws Exception {
    String code = site.code("gateway", "gw-1", "localhost").reveal();
    site.request("gw-1", "gw-1");
    assertThat(
            site.curl(
                "answer",
                "/.well-known/est/simpleenroll",
                "-u",
                "gw-1:" + code,
                "-H",
                "Content-Type: application/pkcs10",
                "--data-binary",
                "@gw-1.b64"))
        .isEqualTo(200);
    site.certificates("answer", "gw-1.pem");
  }

  private void upload(Site site, ReleaseKeys keys) throws Exception {
    Path content = Files.createDirectory(folder.resolve("content"));
    Files.writeString(content.resolve("gateway.jar"), "a program");
    Path file = folder.resolve("1.2.0.release");
    ReleaseFile.pack(
        content,
        "gateway",
        new Version("1.2.0"),
        1,
        Installation.target(),
        Instant.EPOCH,
        Optional.empty(),
        keys,
        file);
    String data = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    assertThat(site.ask("POST", "/releases/upload", Map.of("offset", 0, "data", data)).status())
        .isEqualTo(200);
    assertThat(site.operator().request("POST", "/releases", null).status()).isEqualTo(201);
  }

  private Process start(Site site) throws Exception {
    // It verifies images of its own kind with a certificate, and does not start without one.
    site.must(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "updates.key",
        "-subj",
        "/CN=updates",
        "-out",
        "updates.crt");
    Files.writeString(
        folder.resolve("swupdate.cfg"),
        """
        globals : { };
        suricatta :
        {
          tenant = "DEFAULT";
          id = "gw-1";
          url = "%s";
          cafile = "%s";
          sslcert = "%s";
          sslkey = "%s";
        };
        identify : ( { name = "release"; value = "1.1"; } );
        """
            .formatted(
                site.address(),
                site.data.resolve("root-ca.pem"),
                folder.resolve("gw-1.pem"),
                folder.resolve("gw-1.key")));
    Path own = Files.createDirectory(folder.resolve("swupdate"));
    var builder =
        new ProcessBuilder(
                SWUPDATE.toString(),
                "-v",
                "-f",
                "swupdate.cfg",
                "-k",
                "updates.crt",
                "-H",
                "board:1.0",
                "-u",
                "")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("swupdate.log").toFile());
    // Its sockets: apart from those of a service of this machine.
    builder.environment().put("TMPDIR", own.toString());
    builder.environment().put("RUNTIME_DIRECTORY", own.toString());
    builder.environment().remove("https_proxy");
    builder.environment().remove("HTTPS_PROXY");
    return builder.start();
  }
}
