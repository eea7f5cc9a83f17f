package org.sekisho.acceptance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.model.Verifies;

/** What is shipped has no workshop in it. */
class ReleaseScanTest {
  /** A published key of Netty, with which it finds out what OpenSSL can do; nothing trusts it. */
  private static final Set<String> PUBLISHED =
      Set.of(
          "io/netty/handler/ssl/SslUtils.class: a private key",
          "io/netty/handler/ssl/OpenSsl.class: a private key",
          "io/netty/handler/ssl/JdkSslServerContext.class: a private key");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "guard", "headend", "management", "applications/home", "cli"})
  @Verifies("SEC-MAINT-03")
  void whatIsShippedHasNoDebugFunctionsTestsOrKeys(String module) throws IOException {
    Path target = Repository.ROOT.resolve(module).resolve("target");
    Path own = target.resolve("sekisho-" + Path.of(module).getFileName() + ".jar");
    assertThat(ReleaseScan.look(own)).isEmpty();
    assertThat(ReleaseScan.look(target.resolve("lib")))
        .filteredOn(
            found ->
                !found.startsWith("netty-handler-")
                    || !PUBLISHED.contains(found.substring(found.indexOf('!') + 1)))
        .isEmpty();
  }

  @Test
  @Verifies("SEC-MAINT-03")
  @Shows(control = "debug-functions-removed", tool = "sekisho release scan")
  void theGatewayIsStartedWithoutDebugOptions() throws IOException {
    Path script = Repository.ROOT.resolve("sekisho");
    assertThat(ReleaseScan.look(script)).isEmpty();
    assertThat(Files.readString(script)).contains("-XX:+DisableAttachMechanism");
    Path launcher =
        Repository.ROOT.resolve("program/src/main/resources/org/sekisho/program/release/start");
    assertThat(ReleaseScan.look(launcher)).isEmpty();
    for (String unit : List.of("guard", "gateway")) {
      assertThat(
              ReleaseScan.look(
                  Repository.ROOT.resolve("guard/src/main/config/sekisho-" + unit + ".service")))
          .isEmpty();
    }
  }

  @Test
  @Verifies("SEC-MAINT-03")
  void findsWhatIsPlanted() throws Exception {
    Path planted = Files.createDirectory(folder.resolve("lib"));
    jar(planted.resolve("own.jar"), "org/sekisho/gateway/GatewayTest.class", "class");
    jar(planted.resolve("inner.jar"), "org/sekisho/gateway/GatewayTest$Inner.class", "class");
    jar(planted.resolve("model-tests.jar"), "a/B.class", "class");
    jar(planted.resolve("junit-jupiter-api-6.0.1.jar"), "a/B.class", "class");
    jar(planted.resolve("pem.jar"), "a/some.txt", pem());
    jar(planted.resolve("store.jar"), "a/test.p12", "store");
    jar(planted.resolve("java-store.jar"), "a/none", "\u00fe\u00ed\u00fe\u00ed and more");
    jar(
        planted.resolve("agent.jar"),
        "org/sekisho/program/release/start",
        "java -agentlib:jdwp=transport=dt_socket,server=y,address=5005");
    Files.writeString(
        planted.resolve("options"), "-Xmx64m\n-Dcom.sun.management.jmxremote.port=1\n");
    Files.writeString(planted.resolve("dumps"), "-XX:+HeapDumpOnOutOfMemoryError\n");
    Path nested = folder.resolve("nested.jar");
    jar(nested, "a/test.key", "key");
    try (var out = new ZipOutputStream(Files.newOutputStream(planted.resolve("outer.jar")))) {
      out.putNextEntry(new ZipEntry("lib/nested.jar"));
      out.write(Files.readAllBytes(nested));
    }
    assertThat(ReleaseScan.look(planted))
        .containsExactlyInAnyOrder(
            "own.jar!org/sekisho/gateway/GatewayTest.class: a class of tests",
            "inner.jar!org/sekisho/gateway/GatewayTest$Inner.class: a class of tests",
            "model-tests.jar: a library for tests",
            "junit-jupiter-api-6.0.1.jar: a library for tests",
            "pem.jar!a/some.txt: a private key",
            "store.jar!a/test.p12: a key store",
            "java-store.jar!a/none: a key store",
            "agent.jar!org/sekisho/program/release/start: a debug option",
            "options: a debug option",
            "dumps: a debug option",
            "outer.jar!lib/nested.jar!a/test.key: a key store");
  }

  private static String pem() throws GeneralSecurityException {
    byte[] key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    return "text\n-----BEGIN "
        + "PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static void jar(Path file, String entry, String content) throws IOException {
    try (OutputStream to = Files.newOutputStream(file);
        var out = new ZipOutputStream(to)) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(content.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
