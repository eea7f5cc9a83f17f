package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;

/** A stranger enrols with plain curl and openssl. */
class EnrolmentStoryTest {
  private static final String ENROL = "/.well-known/est/simpleenroll";
  private static final String REENROL = "/.well-known/est/simplereenroll";
  private static final String PKCS10 = "Content-Type: application/pkcs10";

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void start() throws Exception {
    site = new Site(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private int enrol(String name, String id, String code) throws Exception {
    return site.curl(
        name + ".answer",
        ENROL,
        "-u",
        id + ":" + code,
        "-H",
        PKCS10,
        "--data-binary",
        "@" + name + ".b64");
  }

  private int reenrol(String name, String with) throws Exception {
    return site.curl(
        name + ".answer",
        REENROL,
        "--cert",
        with + ".pem",
        "--key",
        with + ".key",
        "-H",
        PKCS10,
        "--data-binary",
        "@" + name + ".b64");
  }

  private String serial(String name) throws Exception {
    return site.must("openssl", "x509", "-in", name + ".pem", "-noout", "-serial").strip();
  }

  @Test
  @Verifies({"SYS-11", "PROTO-08"})
  void enrolsRenewsAndRevokesGateway() throws Exception {
    assertThat(site.curl("ca.answer", "/.well-known/est/cacerts")).isEqualTo(200);
    site.certificates("ca.answer", "ca.pem");
    assertThat(site.curl("none", "/.well-known/est/csrattrs")).isEqualTo(204);

    String code = site.code("gateway", "gw-1", "localhost", "127.0.0.1").reveal();
    site.request("gw", "gw-1");
    assertThat(enrol("gw", "gw-1", code)).isEqualTo(200);
    site.certificates("gw.answer", "gw.pem");
    site.must("openssl", "verify", "-CAfile", "data/root-ca.pem", "-untrusted", "ca.pem", "gw.pem");
    assertThat(site.must("openssl", "x509", "-in", "gw.pem", "-noout", "-text"))
        .contains("CN = gw-1")
        .contains("URI:urn:sekisho:gateway:gw-1")
        .contains("DNS:localhost")
        .contains("IP Address:127.0.0.1")
        .contains("TLS Web Client Authentication, TLS Web Server Authentication")
        .contains("ecdsa-with-SHA256");
    assertThat(site.member("gw-1").path("state").asString()).isEqualTo("enrolled");

    assertThat(enrol("gw", "gw-1", code)).as("the first answer may be lost").isEqualTo(200);
    site.request("thief", "gw-1");
    assertThat(enrol("thief", "gw-1", code)).as("a code works for one key").isEqualTo(401);
    site.certificates("gw.answer", "gw.pem");

    site.request("new", "gw-1");
    assertThat(reenrol("new", "gw")).isEqualTo(200);
    site.certificates("new.answer", "new.pem");
    site.must(
        "openssl", "verify", "-CAfile", "data/root-ca.pem", "-untrusted", "ca.pem", "new.pem");
    assertThat(serial("new")).isNotEqualTo(serial("gw"));

    Files.writeString(folder.resolve("report.json"), "{\"version\":\"1.2.3\",\"state\":\"well\"}");
    String[] report = {
      "--cert", "new.pem", "--key", "new.key", "-X", "PUT", "--data-binary", "@report.json"
    };
    assertThat(site.curl("none", "/v1/inventory/self", report)).isEqualTo(204);
    assertThat(site.member("gw-1").path("version").asString()).isEqualTo("1.2.3");
    assertThat(site.member("gw-1").has("last_seen")).isTrue();

    site.revoke("gw-1");
    assertThat(reenrol("new", "new")).isEqualTo(403);
    assertThat(site.curl("none", "/v1/inventory/self", report)).isEqualTo(403);
    assertThat(enrol("gw", "gw-1", code)).isEqualTo(401);
    assertThat(site.curl("crl.der", "/crl/issuing.crl")).isEqualTo(200);
    String crl = site.must("openssl", "crl", "-inform", "DER", "-in", "crl.der", "-noout", "-text");
    assertThat(crl)
        .contains(serial("gw").substring("serial=".length()))
        .contains(serial("new").substring("serial=".length()));
    site.must("openssl", "crl", "-inform", "DER", "-in", "crl.der", "-CAfile", "ca.pem", "-noout");
    assertThat(site.audited())
        .contains(
            "maintenance revoke gw-1",
            "maintenance enrolment-code urn:sekisho:gateway:gw-1",
            "urn:sekisho:gateway:gw-1 refused-revoked gw-1");
  }

  @Test
  void takesBase64InOnePieceAndPemAndTakesRsa() throws Exception {
    site.request("one", "gw-1");
    Path body = folder.resolve("one.b64");
    Files.writeString(body, Files.readString(body).replaceAll("\\s", ""));
    assertThat(enrol("one", "gw-1", site.code("gateway", "gw-1").reveal())).isEqualTo(200);

    site.must(
        "openssl",
        "req",
        "-new",
        "-newkey",
        "rsa:3072",
        "-nodes",
        "-keyout",
        "rsa.key",
        "-subj",
        "/CN=gw-1",
        "-out",
        "rsa.b64");
    assertThat(enrol("rsa", "gw-1", site.code("gateway", "gw-1").reveal())).isEqualTo(200);
  }

  @Test
  @Verifies("SYS-11")
  void refusesRequestForOtherNameAndWeakKeysAndKeepsCode() throws Exception {
    String code = site.code("gateway", "gw-1").reveal();
    site.request("other", "gw-2");
    assertThat(enrol("other", "gw-1", code)).isEqualTo(400);
    assertThat(Files.readString(folder.resolve("other.answer"))).contains("common name (CN)");

    site.must(
        "openssl",
        "req",
        "-new",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "weak.key",
        "-subj",
        "/CN=gw-1",
        "-out",
        "weak.b64");
    assertThat(enrol("weak", "gw-1", code)).isEqualTo(400);
    assertThat(Files.readString(folder.resolve("weak.answer"))).contains("3072");

    Files.write(folder.resolve("big.b64"), new byte[20_000]);
    assertThat(enrol("big", "gw-1", code)).isEqualTo(413);

    var random = new Random(1);
    byte[] noise = new byte[300];
    random.nextBytes(noise);
    Files.write(folder.resolve("noise.b64"), noise);
    assertThat(enrol("noise", "gw-1", code)).isEqualTo(400);

    site.request("right", "gw-1");
    assertThat(enrol("right", "gw-1", code)).as("the code is still good").isEqualTo(200);
  }

  @Test
  void takesNothingFromRequestButKey() throws Exception {
    String code = site.code("gateway", "gw-1").reveal();
    site.must(
        "openssl",
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-384",
        "-nodes",
        "-keyout",
        "bad.key",
        "-subj",
        "/O=Other/CN=gw-1",
        "-addext",
        "subjectAltName=DNS:evil.example,URI:urn:sekisho:head-end:he-1",
        "-addext",
        "basicConstraints=critical,CA:TRUE",
        "-out",
        "bad.b64");
    assertThat(enrol("bad", "gw-1", code)).isEqualTo(200);
    site.certificates("bad.answer", "bad.pem");
    assertThat(site.must("openssl", "x509", "-in", "bad.pem", "-noout", "-text"))
        .contains("CA:FALSE", "URI:urn:sekisho:gateway:gw-1")
        .doesNotContain("evil", "head-end", "Other");
  }

  @Test
  @Verifies("SEC-CONF-07")
  void locksIdAfterFiveWrongCodes() throws Exception {
    String code = site.code("gateway", "gw-1").reveal();
    site.request("gw", "gw-1");
    for (int i = 0; i < 5; i++) {
      assertThat(enrol("gw", "gw-1", "AAAA-BBBB")).isEqualTo(401);
    }
    assertThat(enrol("gw", "gw-1", code)).isEqualTo(429);
    assertThat(site.audited()).contains("est lock gw-1");
  }

  @Test
  @Verifies({"SYS-21", "SEC-CONF-03"})
  void opensNoDoorWithoutCredential() throws Exception {
    site.request("gw", "gw-1");
    assertThat(site.curl("a", ENROL, "-H", PKCS10, "--data-binary", "@gw.b64")).isEqualTo(401);
    assertThat(site.curl("a", REENROL, "-H", PKCS10, "--data-binary", "@gw.b64")).isEqualTo(401);
    assertThat(site.curl("a", "/v1/inventory/self", "-X", "PUT", "-d", "{}")).isEqualTo(401);
    assertThat(site.curl("a", "/oauth2/token", "-d", "grant_type=client_credentials"))
        .isEqualTo(401);
    for (String path : new String[] {"/", "/inventory", "/enrolments", "/status", "/metrics"}) {
      assertThat(site.curl("a", path)).as(path).isEqualTo(404);
    }
  }

  @Test
  @Verifies({"PROTO-08", "PROTO-09", "PROTO-10"})
  void refusesForeignCertificatesOldProtocolsAndAnonymousSuites() throws Exception {
    site.must(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "foreign.key",
        "-subj",
        "/CN=gw-1",
        "-addext",
        "subjectAltName=URI:urn:sekisho:gateway:gw-1",
        "-out",
        "foreign.pem");
    Site.Printed foreign =
        site.run(
            "curl",
            "-sS",
            "--noproxy",
            "*",
            "--cacert",
            "data/root-ca.pem",
            "--cert",
            "foreign.pem",
            "--key",
            "foreign.key",
            site.address() + "/crl/issuing.crl");
    assertThat(foreign.exit()).as(foreign.out()).isNotZero();
    String port = "localhost:" + site.management().port();
    for (String[] flags :
        new String[][] {
          {"-tls1", "-cipher", "ALL:@SECLEVEL=0"},
          {"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"},
          {"-tls1_2", "-cipher", "aNULL:eNULL:@SECLEVEL=0"}
        }) {
      Site.Printed printed =
          site.run("openssl", "s_client", "-connect", port, flags[0], flags[1], flags[2], "-brief");
      assertThat(printed.exit()).as(flags[0] + printed.out()).isNotZero();
    }
    Files.writeString(folder.resolve("empty"), "");
    assertThat(site.curl("crl", "/crl/issuing.crl", "--tls-max", "1.2")).isEqualTo(200);
  }

  @Test
  void keepsEverythingOverRestart() throws Exception {
    String code = site.code("gateway", "gw-1").reveal();
    String root = Files.readString(site.data.resolve("root-ca.pem"));
    site.restart();
    assertThat(Files.readString(site.data.resolve("root-ca.pem"))).isEqualTo(root);
    site.request("gw", "gw-1");
    assertThat(enrol("gw", "gw-1", code)).isEqualTo(200);
  }

  @Test
  @Verifies({"SEC-CONF-09", "SEC-CONF-11"})
  void keepsSecretsPrivateAndCodesNowhere() throws Exception {
    String code = site.code("gateway", "gw-1").reveal();
    String secret = site.application("app", "readings:read").reveal();
    for (String name :
        Site.isOnSqlite()
            ? List.of("authority/root.key", "authority/issuing.key", "management.db")
            : List.of("authority/root.key", "authority/issuing.key")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(site.data.resolve(name))))
          .isEqualTo("rw-------");
    }
    try (var files = Files.walk(site.data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(code)
            .doesNotContain(code.replace("-", ""))
            .doesNotContain(secret);
      }
    }
  }

  @Test
  void refusesExpiredCode() throws Exception {
    site.close();
    site = new Site(folder.resolve("short"), Duration.ofDays(1), Duration.ofMillis(1));
    String code = site.code("gateway", "gw-1").reveal();
    site.request("gw", "gw-1");
    assertThat(enrol("gw", "gw-1", code)).isEqualTo(401);
  }
}
