package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.console.Screen;
import org.sekisho.model.Verifies;
import org.sekisho.program.Pem;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/** Each operation that weakens security: risk, proof, effect, record, state page, way back. */
@Timeout(600)
class WeakeningTest {
  private static final String DEVICE = "living-room-light";
  private static final String OLD = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";

  @TempDir Path folder;

  private static String recorded(ConsoleVisitor maintainer, String what) throws Exception {
    for (int i = 0; i < 300; i++) {
      String log = maintainer.get("/logs").body();
      int at = log.indexOf(what);
      if (at >= 0) {
        return log.substring(log.lastIndexOf("<tr", at), log.indexOf("</tr>", at));
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not in the log: " + what);
  }

  @Test
  @Verifies({"SEC-ALERT-02", "SEC-CONF-15"})
  void opensAPortOnTrialKeepsItOverARestartAndClosesItInOnePress() throws Exception {
    String[] port = {"transport", "tcp", "port", "8080", "from", "lan", "source", "192.168.1.0/24"};
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS);
        ConsoleVisitor user = gateway.visitor(Screen.USERS)) {
      HttpResponse<String> asked = maintainer.post("/weakening/open-port", port);
      assertThat(asked.statusCode()).as("the risk comes first").isEqualTo(403);
      assertThat(asked.body()).contains("open port", "ポートを開くと", "name=\"accepted\"");
      assertThat(maintainer.post("/weakening/open-port", "risk", "open-port/1").statusCode())
          .as("not accepted")
          .isEqualTo(403);
      HttpResponse<String> opened = maintainer.dare("/weakening/open-port", "open-port/1", port);
      assertThat(opened.statusCode()).isEqualTo(200);
      assertThat(opened.body()).contains("on trial");
      assertThat(gateway.guard.inForce().services())
          .anyMatch(s -> s.id().equals("opened-tcp-8080-lan"));
      gateway.guard.pass(Duration.ofSeconds(61));
      RunningConsole.await(
          "what nobody keeps closes",
          () -> gateway.status("network", "defence").equals("reverted"));
      assertThat(gateway.guard.inForce().services()).noneMatch(s -> s.id().startsWith("opened"));
      assertThat(maintainer.get("/state").body()).doesNotContain("Weakened since");

      maintainer.dare("/weakening/open-port", "open-port/1", port);
      assertThat(maintainer.post("/weakening/keep").statusCode()).isEqualTo(200);
      assertThat(
              ConsoleVisitor.message(maintainer.dare("/weakening/open-port", "open-port/1", port)))
          .contains("open already");
      assertThat(maintainer.get("/state").body())
          .contains("Weakened since", "Open port tcp/8080, from the LAN 192.168.1.0/24", "Undo");
      user.language = "ja";
      assertThat(user.get("/state").body())
          .contains("保護が弱められています", "tcp/8080（LAN側 192.168.1.0/24から）")
          .doesNotContain("元に戻す</button>");
      assertThat(recorded(maintainer, "weakening/open-port tcp 8080 lan 192.168.1.0/24"))
          .contains("maintainer", "risk text open-port/1 accepted");
    }
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor user = ConsoleVisitor.user(gateway.data, gateway.port("console-users"))) {
      assertThat(gateway.guard.inForce().services())
          .anyMatch(s -> s.id().equals("opened-tcp-8080-lan"));
      assertThat(user.get("/state").body()).contains("Open port tcp/8080");
    }
  }

  @Test
  @Verifies({"SEC-ALERT-02", "SEC-CONF-14"})
  void forwardsAPortWithinWhatTheOwnerAllowsAndTakesItBack() throws Exception {
    String[] inward = {
      "transport", "tcp", "port", "8443", "target", "192.168.1.20", "target-port", ""
    };
    try (var gateway = new RunningConsole(folder, true);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      assertThat(maintainer.dare("/weakening/open-forward", "open-port/1", inward).statusCode())
          .isEqualTo(200);
      maintainer.post("/weakening/keep");
      assertThat(gateway.guard.inForce().forwards())
          .singleElement()
          .satisfies(f -> assertThat(f.targetPort()).isEqualTo(8443));
      assertThat(maintainer.get("/network").body()).contains("tcp/8443 → 192.168.1.20 8443");
      HttpResponse<String> closed = maintainer.post("/state/undo", "key", "opened-inward-tcp-8443");
      assertThat(closed.statusCode()).isEqualTo(200);
      assertThat(gateway.guard.inForce().forwards()).isEmpty();
      assertThat(closed.body()).doesNotContain("Weakened since");
      gateway.guard.pass(Duration.ofMinutes(11));
      assertThat(gateway.guard.inForce().forwards()).as("closing is for good").isEmpty();
      recorded(maintainer, "state/undo opened-inward-tcp-8443");
      for (String[] bad :
          new String[][] {
            {"transport", "tcp", "port", "0", "target", "192.168.1.20"},
            {"transport", "tcp", "port", "65536", "target", "192.168.1.20"},
            {"transport", "tcp", "port", "1e3", "target", "192.168.1.20"},
            {"transport", "sctp", "port", "80", "target", "192.168.1.20"},
            {"transport", "tcp", "port", "80", "target", "printer.local"},
            {"transport", "tcp", "port", "80", "target", ""},
            {"transport", "tcp", "port", "80", "target", "1.2.3.4", "source", "everywhere"}
          }) {
        HttpResponse<String> refused =
            maintainer.dare("/weakening/open-forward", "open-port/1", bad);
        assertThat(refused.statusCode()).as(String.join(" ", bad)).isEqualTo(422);
        assertThat(ConsoleVisitor.message(refused)).contains("numbers from 1 to 65535");
      }
      maintainer.language = "ja";
      assertThat(
              ConsoleVisitor.message(
                  maintainer.dare(
                      "/weakening/open-port",
                      "open-port/1",
                      "transport",
                      "tcp",
                      "port",
                      "99999",
                      "from",
                      "lan")))
          .contains("1〜65535の数字");
      HttpResponse<String> floor =
          maintainer.dare(
              "/weakening/open-port",
              "open-port/1",
              "transport",
              "tcp",
              "port",
              "22",
              "from",
              "wan");
      assertThat(floor.statusCode()).isEqualTo(422);
      assertThat(ConsoleVisitor.message(floor)).contains("guard.yaml の wan-services");
      assertThat(maintainer.get("/weakening").body()).contains("弱めている保護はありません");
    }
  }

  @Test
  @Verifies({"SEC-ALERT-02", "SEC-CONF-15"})
  void opensTheFirewallForABoundedTimeAfterWhichItComesBackByItself() throws Exception {
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      for (String bad : List.of("0", "11", "-1", "ten", "")) {
        assertThat(
                maintainer
                    .dare("/weakening/open-filter", "firewall-off/2", "minutes", bad)
                    .statusCode())
            .as(bad)
            .isEqualTo(422);
      }
      assertThat(
              maintainer
                  .dare("/weakening/open-filter", "firewall-off/2", "minutes", "10")
                  .statusCode())
          .isEqualTo(200);
      assertThat(gateway.guard.inForce().services()).anyMatch(s -> s.ports().last() == 65_535);
      assertThat(maintainer.get("/state").body())
          .contains("The firewall is open for a time", "Weakened since");
      assertThat(maintainer.post("/weakening/keep").statusCode())
          .as("what is open for a time cannot be kept")
          .isEqualTo(422);
      gateway.guard.pass(Duration.ofMinutes(10));
      RunningConsole.await(
          "the filter is whole again", () -> gateway.status("network", "defence").equals("on"));
      assertThat(gateway.guard.inForce().services()).noneMatch(s -> s.ports().last() == 65_535);
      assertThat(maintainer.get("/state").body()).doesNotContain("Weakened since");

      maintainer.dare("/weakening/open-filter", "firewall-off/2", "minutes", "5");
      assertThat(maintainer.post("/state/undo", "key", "filter").statusCode()).isEqualTo(200);
      assertThat(gateway.guard.inForce().services()).noneMatch(s -> s.ports().last() == 65_535);
      assertThat(maintainer.get("/state").body()).doesNotContain("Weakened since");
      recorded(maintainer, "weakening/open-filter 10, risk text firewall-off/2 accepted");
      recorded(maintainer, "the filter is whole again");
    }
  }

  @Test
  @Verifies({"SEC-ALERT-02", "FEAT-02"})
  void trustsAnAuthorityForChosenDevicesUntilItIsUndone() throws Exception {
    var maker = new TestAuthority();
    TlsIdentity light = maker.issue(Role.GATEWAY, DEVICE);
    TlsIdentity nobody = maker.issue(Role.GATEWAY, "no-such-device");
    TlsIdentity other = new TestAuthority().issue(Role.GATEWAY, DEVICE);
    String pem = Pem.certificates(List.of(maker.root()));
    int tries = 0;
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      int field = gateway.port("field");
      assertThat(connects(field, light)).isFalse();
      for (String bad :
          List.of("", "text", pem + pem, Pem.certificates(light.chain().subList(0, 1)))) {
        HttpResponse<String> refused =
            maintainer.dare(
                "/weakening/add-authority", "add-authority/2", "pem", bad, "device", "");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(ConsoleVisitor.message(refused))
            .containsAnyOf("exactly one certificate", "not the certificate of an authority");
        tries++;
      }
      assertThat(tries).isEqualTo(4);
      assertThat(
              maintainer
                  .dare("/weakening/add-authority", "add-authority/2", "pem", pem, "device", "root")
                  .statusCode())
          .isEqualTo(422);
      HttpResponse<String> added =
          maintainer.dare(
              "/weakening/add-authority", "add-authority/2", "pem", pem, "device", DEVICE);
      assertThat(added.statusCode()).isEqualTo(200);
      assertThat(connects(field, light)).isTrue();
      assertThat(connects(field, nobody)).as("no device of the model").isFalse();
      assertThat(connects(field, other)).as("another authority").isFalse();
      assertThat(recorded(maintainer, "authority sha256:"))
          .contains("risk text add-authority/2 accepted", DEVICE)
          .doesNotContain("BEGIN");
      assertThat(maintainer.get("/state").body()).contains("Added authority CN=root");
    }
    try (var gateway = new RunningConsole(folder, false)) {
      assertThat(connects(gateway.port("field"), light)).as("after a restart").isTrue();
    }
  }

  @Test
  @Verifies("SEC-ALERT-02")
  void anAuthorityThatIsUndoneAndADeviceThatIsRevokedAreOutAtOnce() throws Exception {
    var maker = new TestAuthority();
    TlsIdentity light = maker.issue(Role.GATEWAY, DEVICE);
    String pem = Pem.certificates(List.of(maker.root()));
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      int field = gateway.port("field");
      String[] all = {"pem", pem, "device", ""};
      maintainer.dare("/weakening/add-authority", "add-authority/2", all);
      assertThat(connects(field, light)).as("all without a credential").isTrue();
      assertThat(maintainer.post("/devices/revoke", "key", DEVICE).statusCode()).isEqualTo(200);
      assertThat(connects(field, light)).as("revoked").isFalse();
      maintainer.dare("/weakening/add-authority", "add-authority/2", all);
      assertThat(connects(field, light)).isTrue();
      String page = maintainer.get("/weakening").body();
      String key = page.replaceAll("(?s).*name=\"key\" value=\"(authority-[0-9a-f]+)\".*", "$1");
      try (SSLSocket socket = socket(field, light, null)) {
        assertThat(accepted(socket)).isTrue();
        assertThat(maintainer.post("/weakening/undo", "key", key).statusCode()).isEqualTo(200);
        assertThat(ended(socket)).as("a session of the authority").isTrue();
      }
      assertThat(connects(field, light)).isFalse();
      assertThat(maintainer.get("/state").body()).doesNotContain("Weakened since");
    }
  }

  @Test
  @Verifies({"SEC-ALERT-02", "PROTO-10"})
  void allowsOldSuitesOnlyAsLongAsAMaintainerSaysSo() throws Exception {
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS);
        ConsoleVisitor _ = gateway.visitor(Screen.USERS)) {
      int field = gateway.port("field");
      assertThat(handshakes(field)).as("strong by default").isFalse();
      assertThat(maintainer.dare("/weakening/old-ciphers", "weaker-cipher/2").statusCode())
          .isEqualTo(200);
      assertThat(handshakes(field)).isTrue();
      assertThat(
              ConsoleVisitor.message(maintainer.dare("/weakening/old-ciphers", "weaker-cipher/2")))
          .contains("allowed already");
      assertThat(maintainer.get("/state").body()).contains("Old cipher suites", "Weakened since");
      recorded(maintainer, "weakening/old-ciphers, risk text weaker-cipher/2 accepted");
    }
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor user = ConsoleVisitor.user(gateway.data, gateway.port("console-users"))) {
      assertThat(handshakes(gateway.port("field"))).as("after a restart").isTrue();
      assertThat(user.get("/state").body()).contains("Old cipher suites");
    }
    Files.writeString(folder.resolve("data/weakened.json"), "[{\"kind\":");
    try (var gateway = new RunningConsole(folder, false)) {
      assertThat(handshakes(gateway.port("field"))).as("a damaged file weakens nothing").isFalse();
    }
  }

  @Test
  @Verifies("SEC-ALERT-02")
  void endsConnectionsWithOldSuitesWhenTheyAreForbiddenAgain() throws Exception {
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      maintainer.dare("/weakening/old-ciphers", "weaker-cipher/2");
      int field = gateway.port("field");
      try (SSLSocket socket = socket(field, null, OLD)) {
        socket.startHandshake();
        assertThat(maintainer.post("/state/undo", "key", "old-ciphers").statusCode())
            .isEqualTo(200);
        assertThat(ended(socket)).isTrue();
      }
      assertThat(handshakes(field)).isFalse();
    }
  }

  // --- a device

  private static SSLSocket socket(int port, @Nullable TlsIdentity own, @Nullable String suite)
      throws IOException {
    try {
      KeyManager[] keys = null;
      if (own != null) {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        store.setKeyEntry(
            "own", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        keys = factory.getKeyManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {new Anybody()}, new SecureRandom());
      SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
      socket.setSoTimeout(120_000);
      if (suite != null) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(new String[] {suite});
      }
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean handshakes(int port) throws IOException {
    try (SSLSocket socket = socket(port, null, OLD)) {
      socket.startHandshake();
      return socket.getSession().getCipherSuite().equals(OLD);
    } catch (javax.net.ssl.SSLException e) {
      return false;
    }
  }

  private static boolean connects(int port, TlsIdentity own) throws IOException {
    try (SSLSocket socket = socket(port, own, null)) {
      return accepted(socket);
    }
  }

  /** Sends CONNECT of MQTT 3.1.1 and answers whether CONNACK says yes. */
  private static boolean accepted(SSLSocket socket) {
    byte[] id = "x".getBytes(StandardCharsets.US_ASCII);
    byte[] connect = {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, (byte) id.length, id[0]};
    try {
      socket.getOutputStream().write(connect);
      socket.getOutputStream().flush();
      byte[] answer = socket.getInputStream().readNBytes(4);
      return answer.length == 4 && answer[0] == 0x20 && answer[3] == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean ended(SSLSocket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whom the device meets is not what is tested here. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
