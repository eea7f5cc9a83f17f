package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.release.Installation;
import org.sekisho.program.release.ReleaseFile;
import org.sekisho.program.release.ReleaseKeys;
import org.sekisho.program.release.Version;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stock client of the device API: plain requests in the shapes that such clients send. */
class ReleaseStoryTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String BASE = "/DEFAULT/controller/v1/gw-1";
  private static final ReleaseKeys KEYS = ReleaseKeys.generate();

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void start() throws Exception {
    site = new Site(folder);
    Files.writeString(folder.resolve("release-trust.pem"), KEYS.trust().pem());
    enrol("gw-1");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void enrol(String id) throws Exception {
    String code = site.code("gateway", id, "localhost").reveal();
    site.request(id, id);
    assertThat(
            site.curl(
                id + ".answer",
                "/.well-known/est/simpleenroll",
                "-u",
                id + ":" + code,
                "-H",
                "Content-Type: application/pkcs10",
                "--data-binary",
                "@" + id + ".b64"))
        .isEqualTo(200);
    site.certificates(id + ".answer", id + ".pem");
  }

  private int as(String id, String out, String path, String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of("--cert", id + ".pem", "--key", id + ".key"));
    options.addAll(List.of(more));
    return site.curl(out, path, options.toArray(String[]::new));
  }

  private JsonNode get(String path) throws Exception {
    assertThat(as("gw-1", "get.json", path, "-H", "Accept: application/hal+json")).isEqualTo(200);
    return JSON.readTree(Files.readString(folder.resolve("get.json")));
  }

  private int post(String method, String path, String body) throws Exception {
    return as(
        "gw-1",
        "post.out",
        path,
        "-X",
        method,
        "-H",
        "Content-Type: application/json",
        "--data-binary",
        body);
  }

  /** The path of a link, which must lead to this server. */
  private String href(JsonNode links, String name) {
    String href = links.path(name).path("href").asString("");
    assertThat(href).as(name).startsWith(site.address().toString());
    return href.substring(site.address().toString().length());
  }

  private byte[] release(String version) throws Exception {
    Path content = Files.createTempDirectory(folder, "content");
    byte[] program = new byte[200_000];
    new Random(1).nextBytes(program);
    Files.write(content.resolve("gateway.jar"), program);
    Path file = folder.resolve(version + ".release");
    ReleaseFile.pack(
        content,
        "gateway",
        new Version(version),
        1,
        Installation.target(),
        Instant.EPOCH,
        Optional.empty(),
        KEYS,
        file);
    return Files.readAllBytes(file);
  }

  private int upload(byte[] file) throws Exception {
    for (int offset = 0; offset < file.length; offset += 40_000) {
      byte[] piece = Arrays.copyOfRange(file, offset, Math.min(file.length, offset + 40_000));
      assertThat(
              site.ask(
                      "POST",
                      "/releases/upload",
                      Map.of("offset", offset, "data", Base64.getEncoder().encodeToString(piece)))
                  .status())
          .isEqualTo(200);
    }
    return site.operator().request("POST", "/releases", null).status();
  }

  private JsonNode order(String gateway, String version, boolean forced) throws Exception {
    var answer =
        site.ask(
            "POST",
            "/releases/" + version + "/orders",
            Map.of("gateway", gateway, "forced", forced));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode orders() throws Exception {
    return site.operator().get("/releases/orders").json().path("orders");
  }

  private static String feedback(String execution, String finished) {
    return """
    {"id":"1","time":"20260101T120000","status":{"result":{"finished":"%s"},\
    "execution":"%s","details":["said by a test"]}}\
    """
        .formatted(finished, execution);
  }

  @Test
  @Verifies({"SEC-MAINT-04", "SYS-11"})
  void aStockClientFetchesInPartsAndReports() throws Exception {
    byte[] file = release("1.2.0");
    assertThat(upload(file)).isEqualTo(201);

    JsonNode root = get(BASE);
    assertThat(root.at("/config/polling/sleep").asString()).isEqualTo("01:00:00");
    assertThat(root.path("_links").has("deploymentBase")).isFalse();
    assertThat(
            post(
                "PUT",
                href(root.path("_links"), "configData"),
                """
                {"mode":"merge","data":{"HwRevision":"2","release":"1.1.0"}}\
                """))
        .isEqualTo(200);
    assertThat(get(BASE).path("_links").has("configData")).isFalse();

    order("gw-1", "1.2.0", true);
    JsonNode deployment = get(href(get(BASE).path("_links"), "deploymentBase"));
    assertThat(deployment.path("id").asString()).isEqualTo("1");
    assertThat(deployment.at("/deployment/download").asString()).isEqualTo("forced");
    assertThat(deployment.at("/deployment/update").asString()).isEqualTo("forced");
    assertThat(deployment.at("/deployment/chunks")).hasSize(1);
    JsonNode chunk = deployment.at("/deployment/chunks/0");
    assertThat(chunk.path("part").asString()).isEqualTo("os");
    assertThat(chunk.path("version").asString()).isEqualTo("1.2.0");
    JsonNode artifact = chunk.path("artifacts").get(0);
    assertThat(artifact.path("size").asLong()).isEqualTo(file.length);
    for (var hash : Map.of("sha1", "SHA-1", "md5", "MD5", "sha256", "SHA-256").entrySet()) {
      assertThat(artifact.path("hashes").path(hash.getKey()).asString())
          .isEqualTo(
              HexFormat.of().formatHex(MessageDigest.getInstance(hash.getValue()).digest(file)));
    }

    String download = href(artifact.path("_links"), "download");
    assertThat(as("gw-1", "whole", download)).isEqualTo(200);
    assertThat(Files.readAllBytes(folder.resolve("whole"))).isEqualTo(file);
    assertThat(as("gw-1", "head", download, "--head")).isEqualTo(200);
    assertThat(Files.readString(folder.resolve("head")).toLowerCase(java.util.Locale.ROOT))
        .as("clients ask for the length first")
        .contains("content-length: " + file.length)
        .contains("accept-ranges: bytes");
    assertThat(as("gw-1", "part", download, "-H", "Range: bytes=100-299")).isEqualTo(206);
    assertThat(Files.readAllBytes(folder.resolve("part")))
        .isEqualTo(Arrays.copyOfRange(file, 100, 300));
    // A download that broke off goes on where it was.
    Files.write(folder.resolve("resumed"), Arrays.copyOf(file, 150_000));
    assertThat(as("gw-1", "resumed", download, "-C", "-")).isEqualTo(206);
    assertThat(Files.readAllBytes(folder.resolve("resumed"))).isEqualTo(file);
    assertThat(as("gw-1", "none", download, "-H", "Range: bytes=" + file.length + "-"))
        .isEqualTo(416);
    assertThat(as("gw-1", "tail", download, "-H", "Range: bytes=-5")).isEqualTo(206);
    assertThat(
            as(
                "gw-1",
                "none",
                download,
                "-H",
                "If-None-Match: \"" + artifact.at("/hashes/sha256").asString() + "\""))
        .isEqualTo(304);
    assertThat(as("gw-1", "sum", href(artifact.path("_links"), "md5sum"))).isEqualTo(200);
    assertThat(Files.readString(folder.resolve("sum")))
        .startsWith(artifact.at("/hashes/md5").asString());
    assertThat(orders().get(0).path("told").asInt())
        .as("parts of a file are no words about an order")
        .isZero();

    String said = BASE + "/deploymentBase/1/feedback";
    assertThat(post("POST", said, feedback("proceeding", "none"))).isEqualTo(200);
    assertThat(orders().get(0).path("state").asString()).isEqualTo("running");
    assertThat(post("POST", said, feedback("closed", "success"))).isEqualTo(200);
    assertThat(orders().get(0).path("state").asString()).isEqualTo("finished");
    assertThat(post("POST", said, feedback("closed", "success"))).isEqualTo(410);
    JsonNode after = get(BASE);
    assertThat(after.path("_links").has("deploymentBase")).isFalse();
    assertThat(
            get(href(after.path("_links"), "installedBase"))
                .at("/deployment/chunks/0/version")
                .asString())
        .isEqualTo("1.2.0");
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void anOrderCanBeGivenUp() throws Exception {
    upload(release("1.2.0"));
    order("gw-1", "1.2.0", false);
    JsonNode links = get(BASE).path("_links");
    assertThat(get(href(links, "deploymentBase")).at("/deployment/update").asString())
        .isEqualTo("attempt");
    assertThat(site.operator().request("POST", "/releases/orders/1/cancel", null).status())
        .isEqualTo(204);
    links = get(BASE).path("_links");
    assertThat(links.has("deploymentBase")).as("one of the two at a time").isFalse();
    assertThat(get(href(links, "cancelAction")).at("/cancelAction/stopId").asString())
        .isEqualTo("1");
    String said = BASE + "/cancelAction/1/feedback";
    assertThat(post("POST", said, feedback("closed", "success"))).isEqualTo(200);
    assertThat(orders().get(0).path("state").asString()).isEqualTo("canceled");
    assertThat(get(BASE).path("_links").has("cancelAction")).isFalse();
  }

  @Test
  @Verifies({"SEC-MAINT-04", "CM-18"})
  void nobodySeesWhatIsNotTheirs() throws Exception {
    upload(release("1.2.0"));
    order("gw-1", "1.2.0", true);
    enrol("gw-2");
    assertThat(site.curl("none", BASE)).as("without a certificate").isEqualTo(401);
    assertThat(as("gw-2", "none", BASE)).as("with another's").isEqualTo(403);
    assertThat(as("gw-2", "none", "/DEFAULT/controller/v1/gw-2")).isEqualTo(200);
    assertThat(as("gw-2", "none", "/DEFAULT/controller/v1/gw-2/deploymentBase/1")).isEqualTo(404);
    assertThat(
            as(
                "gw-2",
                "none",
                "/DEFAULT/controller/v1/gw-2/softwaremodules/1/artifacts/gateway-1.2.0.release"))
        .as("a release that was not ordered for it")
        .isEqualTo(404);
    assertThat(as("gw-1", "none", "/OTHER/controller/v1/gw-1")).isEqualTo(404);
    assertThat(as("gw-1", "none", BASE + "/softwaremodules/1/artifacts/..%2fmanagement.db"))
        .isEqualTo(404);
    site.revoke("gw-1");
    assertThat(as("gw-1", "none", BASE)).as("revoked").isEqualTo(403);
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void wrongWordsAreRefused() throws Exception {
    upload(release("1.2.0"));
    order("gw-1", "1.2.0", true);
    String said = BASE + "/deploymentBase/1/feedback";
    assertThat(post("POST", said, "no json")).isEqualTo(400);
    assertThat(post("POST", said, feedback("done", "success"))).isEqualTo(400);
    assertThat(post("POST", said, feedback("closed", "perhaps"))).isEqualTo(400);
    assertThat(post("POST", BASE + "/deploymentBase/99/feedback", feedback("closed", "success")))
        .isEqualTo(404);
    assertThat(post("POST", BASE + "/deploymentBase/x/feedback", feedback("closed", "success")))
        .isEqualTo(404);
    assertThat(post("PUT", BASE + "/configData", "{\"mode\":\"other\",\"data\":{}}"))
        .isEqualTo(400);
    var many = new StringBuilder("{\"data\":{\"n0\":\"1\"");
    for (int i = 1; i <= 100; i++) {
      many.append(",\"n").append(i).append("\":\"1\"");
    }
    assertThat(post("PUT", BASE + "/configData", many + "}}")).as("101 attributes").isEqualTo(403);
    assertThat(post("POST", said, feedback("closed", "failure"))).isEqualTo(200);
    assertThat(orders().get(0).path("state").asString()).isEqualTo("error");
    assertThat(orders().get(0).path("detail").asString()).isEqualTo("said by a test");
  }

  @Test
  @Verifies("CM-18")
  void onlySignedReleasesAreOffered() throws Exception {
    byte[] altered = release("1.2.0");
    altered[altered.length - 1] ^= 1;
    assertThat(upload(altered)).isEqualTo(422);
    Files.writeString(folder.resolve("release-trust.pem"), ReleaseKeys.generate().trust().pem());
    assertThat(upload(release("1.2.0"))).isEqualTo(422);
    assertThat(site.operator().get("/releases").json().path("releases")).isEmpty();
  }
}
