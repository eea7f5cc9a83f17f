package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.gateway.console.Risk;
import org.sekisho.gateway.console.Screen;
import org.sekisho.model.Verifies;
import org.sekisho.program.Address;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.HttpsListener;
import org.sekisho.program.https.Request;

/** The maintainers' pages of a running gateway: every text, every button, in both languages. */
@Timeout(600)
class PartScreensTest {
  private static final Pattern JAPANESE =
      Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]");

  /** What people read as it is in any language. */
  private static final List<String> SAME = List.of("ID", "SHA-256", "TCP", "UDP", "home-gw-1");

  private static final List<String> PARTS =
      List.of("network", "weakening", "updates", "configuration", "logs", "reset");

  @TempDir Path folder;

  private static List<String> words(String page, String elements) {
    String main = page.substring(page.indexOf("<main"), page.indexOf("</main>"));
    Matcher found = Pattern.compile("<(" + elements + ")(?: [^>]*)?>([^<]+)</").matcher(main);
    List<String> words = new ArrayList<>();
    while (found.find()) {
      words.add(found.group(2).strip());
    }
    return words;
  }

  @Test
  @Verifies({"SEC-MAINT-01", "SEC-ALERT-02"})
  void everyTextOfEveryPageIsThereInJapaneseAndInEnglish() throws Exception {
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      for (String part :
          List.of(
              "state",
              "alerts",
              "devices",
              "services",
              "network",
              "weakening",
              "updates",
              "configuration",
              "logs",
              "reset",
              "accounts")) {
        maintainer.language = "ja";
        HttpResponse<String> ja = maintainer.get("/" + part);
        assertThat(ja.statusCode()).as(part).isEqualTo(200);
        assertThat(words(ja.body(), "h1|h2|dt|th|button|span|option|p"))
            .as(part)
            .isNotEmpty()
            .allMatch(w -> SAME.contains(w) || JAPANESE.matcher(w).find());
        maintainer.language = "en";
        String en = maintainer.get("/" + part).body();
        assertThat(words(en, "h1|h2|dt|dd|th|td|button|span|option|p"))
            .as(part)
            .isNotEmpty()
            .noneMatch(w -> JAPANESE.matcher(w).find());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  @Verifies({"SEC-CONF-15", "SEC-MAINT-01"})
  void theNetworkPageAppliesKeepsTakesBackAndBlocks(String language) throws Exception {
    boolean ja = language.equals("ja");
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      maintainer.language = language;
      String page = maintainer.get("/network").body();
      assertThat(page).contains(ja ? "ファイアウォール" : "Firewall", ja ? "動作中" : ">on<");
      HttpResponse<String> blocked =
          maintainer.post("/network/block", "address", "203.0.113.9", "minutes", "10");
      assertThat(blocked.statusCode()).isEqualTo(200);
      assertThat(ConsoleVisitor.message(blocked)).isEqualTo(ja ? "実行しました。" : "Done.");
      assertThat(gateway.guard.blocked()).containsExactly("203.0.113.9");
      for (String[] bad :
          new String[][] {
            {"203.0.113.9", "0"},
            {"203.0.113.9", "1441"},
            {"203.0.113.9", "x"},
            {"example.org", "5"},
            {"", ""},
            {"203.0.113.9; reboot", "5"}
          }) {
        HttpResponse<String> refused =
            maintainer.post("/network/block", "address", bad[0], "minutes", bad[1]);
        assertThat(refused.statusCode()).as(bad[0] + " " + bad[1]).isEqualTo(422);
        assertThat(ConsoleVisitor.message(refused)).contains(ja ? "1〜1440の分" : "1 to 1440");
      }
      HttpResponse<String> never =
          maintainer.post("/network/block", "address", "127.0.0.1", "minutes", "5");
      assertThat(never.statusCode()).isEqualTo(422);
      assertThat(ConsoleVisitor.message(never))
          .contains(ja ? "このアドレスは遮断できません" : "this address is never blocked");
      assertThat(maintainer.post("/network/unblock", "address", "203.0.113.9").statusCode())
          .isEqualTo(200);
      assertThat(gateway.guard.blocked()).isEmpty();
      assertThat(ConsoleVisitor.message(maintainer.post("/network/unblock", "address", "nobody")))
          .contains("203.0.113.9");

      assertThat(maintainer.post("/network/apply").statusCode()).isEqualTo(200);
      maintainer.dare(
          "/weakening/open-port", "open-port/1", "transport", "tcp", "port", "8080", "from", "lan");
      page = maintainer.get("/network").body();
      assertThat(page).contains(ja ? "新しい規則を試用中" : "new rules are on trial", "/network/confirm");
      assertThat(maintainer.post("/network/revert").statusCode()).isEqualTo(200);
      assertThat(gateway.guard.inForce().services()).noneMatch(s -> s.id().startsWith("opened"));
      assertThat(maintainer.get("/network").body())
          .contains(ja ? "前の規則に戻りました" : "the former rules hold again");
      maintainer.dare(
          "/weakening/open-port", "open-port/1", "transport", "tcp", "port", "8080", "from", "lan");
      assertThat(maintainer.post("/network/confirm").statusCode()).isEqualTo(200);
      gateway.guard.pass(Duration.ofMinutes(20));
      assertThat(gateway.guard.inForce().services()).anyMatch(s -> s.id().startsWith("opened"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  void theNetworkPageSaysWhatIsOffWithoutAGuard(String language) throws Exception {
    boolean ja = language.equals("ja");
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      maintainer.language = language;
      gateway.guard.close();
      RunningConsole.await(
          "the guard is missed", () -> gateway.status("network", "defence").equals("unreachable"));
      assertThat(maintainer.get("/network").body())
          .contains(
              ja ? "働いていない機能: パケットフィルタ" : "Functions that are off: packet filter",
              ja ? "防御プログラム（guard）に接続できません" : "the guard cannot be reached");
      for (String button : List.of("apply", "confirm", "revert")) {
        HttpResponse<String> refused = maintainer.post("/network/" + button);
        assertThat(refused.statusCode()).as(button).isEqualTo(422);
        assertThat(ConsoleVisitor.message(refused))
            .contains(ja ? "ネットワーク防御は働いていません" : "the network defence is off");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  @Verifies("SEC-MAINT-05")
  void theUpdatePageTakesWhatCanBeDoneAndSaysWhatCannot(String language) throws Exception {
    boolean ja = language.equals("ja");
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      maintainer.language = language;
      assertThat(maintainer.get("/updates").body())
          .contains(ja ? "リリースから設置されていないため" : "was not installed from a release");
      HttpResponse<String> asked = maintainer.post("/updates/check");
      assertThat(asked.statusCode()).isEqualTo(200);
      assertThat(ConsoleVisitor.message(asked)).startsWith(ja ? "受け付けました" : "It was taken");
      for (String button : List.of("install", "confirm", "return")) {
        HttpResponse<String> refused = maintainer.post("/updates/" + button);
        assertThat(refused.statusCode()).as(button).isEqualTo(422);
        assertThat(ConsoleVisitor.message(refused)).startsWith(ja ? "今は実行できません" : "It cannot be");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  void theConfigurationAndLogPagesShowVersionsAndWhoDidWhat(String language) throws Exception {
    boolean ja = language.equals("ja");
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      maintainer.language = language;
      assertThat(maintainer.get("/configuration").body())
          .contains(ja ? "設定の2つの面" : "The two faces", ja ? "新しい設定" : "Stage a new")
          .contains(ja ? "確定済み" : "confirmed");
      maintainer.post("/network/apply");
      RunningConsole.await(
          "the operation is in the log",
          () -> {
            try {
              String log = maintainer.get("/logs").body();
              return log.contains("network/apply") && log.contains("<td data-name=");
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return false;
            }
          });
      assertThat(maintainer.get("/logs").body())
          .contains(ja ? "セキュリティ" : "Security", ja ? "認証" : "Authentication", "maintainer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja factory", "en factory", "ja transfer", "en transfer"})
  @Verifies({"SEC-MAINT-06", "SEC-ALERT-02"})
  void theResetPageErasesOnlyWhenRiskIdAndPersonAreThere(String how) throws Exception {
    boolean ja = how.startsWith("ja");
    String path = "/reset/" + how.substring(3);
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      maintainer.language = how.substring(0, 2);
      HttpResponse<String> asked = maintainer.post(path, "confirm", "home-gw-1");
      assertThat(asked.statusCode()).isEqualTo(403);
      assertThat(asked.body()).contains("すべて消え", "are erased");
      HttpResponse<String> other =
          maintainer.dare(path, "factory-reset/1", "confirm", "another-gateway");
      assertThat(other.statusCode()).isEqualTo(422);
      assertThat(ConsoleVisitor.message(other)).contains(ja ? "IDと違います" : "not the id");
      assertThat(gateway.again).isEmpty();
      HttpResponse<String> done = maintainer.dare(path, "factory-reset/1", "confirm", "home-gw-1");
      assertThat(done.statusCode()).isEqualTo(200);
      assertThat(ConsoleVisitor.message(done)).contains(ja ? "消去を始めました" : "erasure has begun");
      RunningConsole.await("the gateway starts again", () -> !gateway.again.isEmpty());
      HttpResponse<String> twice = maintainer.dare(path, "factory-reset/1", "confirm", "home-gw-1");
      assertThat(ConsoleVisitor.message(twice)).contains(ja ? "すでに消去中" : "begun already");
    }
  }

  @Test
  @Verifies("SEC-CONF-08")
  void theUsersScreenHasNoneOfTheseParts() throws Exception {
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor user = gateway.visitor(Screen.USERS)) {
      for (String part : PARTS) {
        assertThat(user.get("/" + part).statusCode()).as(part).isEqualTo(404);
      }
      assertThat(user.post("/state/undo", "key", "filter").statusCode()).isEqualTo(404);
    }
  }

  @Test
  @Verifies({"SEC-MAINT-05", "SEC-ALERT-01"})
  void aNewerVersionIsShownOnBothScreensAndByTheLamp() throws Exception {
    var authority = new TestAuthority();
    var published = new AtomicBoolean();
    TlsIdentity own = authority.issue(Role.MANAGEMENT, "management");
    Vertx vertx = Vertx.vertx();
    try (HttpsListener server =
        HttpsListener.start(
            vertx,
            "test",
            new Address("localhost", 0),
            new LiveKeyManager(() -> own),
            PeerTrust.of(List.of(authority.root())).trustManager(),
            new HttpsListener.Limits(64 * 1024, 8, 8),
            request -> updates(request, published.get()),
            List.of())) {
      String update =
          "update: {server: 'https://localhost:%d', poll: 1s}\n".formatted(server.port());
      try (var gateway = new RunningConsole(folder, false, update, authority);
          ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS);
          ConsoleVisitor user = gateway.visitor(Screen.USERS)) {
        Path lamp = gateway.data.resolve("lamp.json");
        RunningConsole.await(
            "the server was asked",
            () -> maintainer.page("/state").contains("up to date") && Files.exists(lamp));
        assertThat(user.page("/alerts")).doesNotContain("1.2.0");
        published.set(true);
        RunningConsole.await(
            "the newer version is on the users' screen",
            () -> user.page("/state").contains("1.2.0 is available"));
        user.language = "ja";
        assertThat(user.page("/state")).contains("1.2.0 に更新できます");
        assertThat(maintainer.page("/updates")).contains("Available update", "1.2.0");
        RunningConsole.await(
            "the alert is on the screen", () -> user.page("/alerts").contains("1.2.0"));
        RunningConsole.await(
            "the lamp shows it",
            () -> {
              try {
                return !Files.readString(lamp).contains("\"quiet\"");
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
        assertThat(maintainer.page("/state")).doesNotContain("nothing waits for you");
      }
    } finally {
      vertx.close().await();
    }
  }

  private static Answer updates(Request request, boolean published) {
    String base =
        "https://" + request.headers().getOrDefault("host", "") + "/DEFAULT/controller/v1/";
    String json =
        request.path().contains("deploymentBase/")
            ? """
            {"id":"7","deployment":{"download":"attempt","update":"attempt","chunks":[{"part":"os",
            "version":"1.2.0","name":"gateway","artifacts":[{"filename":"f","hashes":{"sha256":
            "%s"},"size":10,"_links":{"download":{"href":"%shome-gw-1/f"}}}]}]}}\
            """
                .formatted("0123456789abcdef".repeat(4), base)
            : published
                ? """
                {"config":{"polling":{"sleep":"00:00:01"}},"_links":{"deploymentBase":{"href":
                "%shome-gw-1/deploymentBase/7"}}}\
                """
                    .formatted(base)
                : "{\"config\":{\"polling\":{\"sleep\":\"00:00:01\"}},\"_links\":{}}";
    return Answer.text(200, "application/hal+json", json);
  }

  @Test
  @Verifies("SEC-ALERT-03")
  void theManualGainsAChapterWithEachFunctionThatIsSwitchedOn() throws Exception {
    try (var gateway = new RunningConsole(folder, true);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS);
        ConsoleVisitor user = gateway.visitor(Screen.USERS)) {
      assertThat(user.page("/manual"))
          .contains("Devices that connect", "Updates by hand")
          .doesNotContain("Port forwards", "Protection is weakened", "Opening the firewall");
      maintainer.dare(
          "/weakening/open-forward",
          "open-port/1",
          "transport",
          "tcp",
          "port",
          "8443",
          "target",
          "192.168.1.20");
      maintainer.post("/weakening/keep");
      assertThat(user.page("/manual")).contains("Port forwards", "Protection is weakened");
      assertThat(gateway.manual("ja")).contains("## ポート転送", "## 機器の接続");
      maintainer.dare("/services/off", "service-off/1", "key", "field-mqtt");
      assertThat(user.page("/manual")).doesNotContain("Devices that connect");
      maintainer.post("/state/undo", "key", "opened-inward-tcp-8443");
      assertThat(user.page("/manual")).doesNotContain("Port forwards");
      user.language = "ja";
      assertThat(words(user.page("/manual"), "h1|h2|p"))
          .isNotEmpty()
          .allMatch(w -> JAPANESE.matcher(w).find());
      String all = maintainer.page("/manual");
      assertThat(Risk.ALL).hasSize(21).allSatisfy(r -> assertThat(all).contains(escaped(r)));
      assertThat(gateway.manual("en")).contains("## Opening the firewall", "(firewall-off/2)");
    }
  }

  private static String escaped(Risk risk) {
    return risk.text().en().replace("'", "&#39;");
  }
}
