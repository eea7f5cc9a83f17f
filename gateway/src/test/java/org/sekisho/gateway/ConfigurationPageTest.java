package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.gateway.console.Screen;
import org.sekisho.model.Verifies;
import org.sekisho.program.Address;
import org.sekisho.program.maintenance.MaintenanceClient;

/** The page of the configuration of a running gateway, over HTTPS. */
@Timeout(180)
class ConfigurationPageTest {
  private static final String STAGE = "/configuration/stage";
  private static final String SWITCH = "/configuration/switch";
  private static final String QUIET = RunningConsole.configuration() + "ledger: {interval: 30s}\n";

  @TempDir Path folder;

  private static String escaped(String text) {
    return text.replace("\"", "&quot;").replace("'", "&#39;").replace(">", "&gt;");
  }

  /** The text that stands in the form. */
  private static String written(HttpResponse<String> page) {
    Matcher found =
        Pattern.compile("<textarea [^>]*name=\"text\"[^>]*>([^<]*)</textarea>")
            .matcher(page.body());
    return found.find() ? found.group(1) : "no such form";
  }

  /** What the page takes for the newest version. */
  private static String newest(HttpResponse<String> page) {
    int form = page.body().indexOf("action=\"/configuration/stage\"");
    Matcher found =
        Pattern.compile("name=\"key\" value=\"(\\d+)\"").matcher(page.body().substring(form));
    return found.find() ? found.group(1) : "";
  }

  private static String recorded(ConsoleVisitor maintainer, String what) {
    var row = new String[1];
    RunningConsole.await(
        "in the log: " + what,
        () -> {
          String log = maintainer.page("/logs");
          int at = log.indexOf(what);
          row[0] =
              at < 0 ? "" : log.substring(log.lastIndexOf("<tr", at), log.indexOf("</tr>", at));
          return at >= 0;
        });
    return row[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  @Verifies({"SEC-RECOV-04", "SEC-MAINT-01"})
  void stagesComparesTriesAndKeepsAVersion(String language) throws Exception {
    boolean ja = language.equals("ja");
    ConsoleVisitor maintainer;
    try (var gateway = new RunningConsole(folder, false)) {
      maintainer = gateway.visitor(Screen.MAINTAINERS);
      maintainer.language = language;
      HttpResponse<String> page = maintainer.get("/configuration");
      assertThat(page.body())
          .contains(ja ? "設定の2つの面" : "The two faces", ja ? "確定済み（動作中）" : "confirmed, runs")
          .contains("SHA-256", "<details>")
          .doesNotContain("class=\"difference\"", "action=\"/configuration/switch\"");
      assertThat(written(page)).isEqualTo(escaped(RunningConsole.configuration()));

      HttpResponse<String> staged = maintainer.post(STAGE, "key", "1", "text", QUIET);
      assertThat(staged.statusCode()).as(staged.body()).isEqualTo(200);
      assertThat(ConsoleVisitor.message(staged)).contains(ja ? "版 2 として準備" : "staged as version 2");
      assertThat(staged.body())
          .contains("<ins>ledger: {interval: 30s}</ins>", ja ? "5分以内" : "within 5 min")
          .doesNotContain("<del>");
      HttpResponse<String> other = maintainer.post(SWITCH, "key", "7");
      assertThat(other.statusCode()).as("another version than the one shown").isEqualTo(422);
      assertThat(gateway.again).isEmpty();
      HttpResponse<String> tried = maintainer.post(SWITCH, "key", "2");
      assertThat(ConsoleVisitor.message(tried)).contains(ja ? "試用を始めます" : "The trial begins");
      assertThat(gateway.again).hasSize(1);
      assertThat(recorded(maintainer, "configuration/switch 2")).contains("maintainer");
      recorded(maintainer, "configuration/stage 1 version 2 sha256:");
      assertThat(maintainer.get("/logs").body()).doesNotContain("interval: 30s");
    }
    maintainer.close();
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor back = maintainer.again(gateway.data, gateway.port("console-maintainers"))) {
      HttpResponse<String> page = back.get("/configuration");
      assertThat(page.body())
          .contains(ja ? "版 2 を試用中です" : "Version 2 is on trial", ja ? "試用の期限" : "Trial ends at")
          .contains("<ins>ledger: {interval: 30s}</ins>")
          .doesNotContain("<textarea");
      HttpResponse<String> late = back.post(STAGE, "key", "2", "text", QUIET + "\n");
      assertThat(late.statusCode()).isEqualTo(422);
      assertThat(ConsoleVisitor.message(late)).contains(ja ? "版 2 を試用中" : "Version 2 is on trial");
      HttpResponse<String> kept = back.post("/configuration/confirm");
      assertThat(ConsoleVisitor.message(kept)).isEqualTo(ja ? "確定しました。" : "It is kept.");
      assertThat(back.get("/configuration").body()).contains(ja ? "確定済み（動作中）" : "confirmed, runs");
      HttpResponse<String> nothing = back.post("/configuration/return");
      assertThat(ConsoleVisitor.message(nothing))
          .isEqualTo(ja ? "試用中の設定はありません。" : "Nothing is on trial.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  void takesATrialBackAndSaysWhy(String language) throws Exception {
    boolean ja = language.equals("ja");
    ConsoleVisitor maintainer;
    try (var gateway = new RunningConsole(folder, false)) {
      maintainer = gateway.visitor(Screen.MAINTAINERS);
      maintainer.language = language;
      maintainer.post(STAGE, "key", "1", "text", QUIET);
      maintainer.post(SWITCH, "key", "2");
    }
    maintainer.close();
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor back = maintainer.again(gateway.data, gateway.port("console-maintainers"))) {
      HttpResponse<String> returned = back.post("/configuration/return");
      assertThat(ConsoleVisitor.message(returned)).contains(ja ? "前の設定に戻します" : "The one before");
      assertThat(gateway.again).hasSize(1);
      assertThat(back.get("/configuration").body())
          .contains(ja ? "保守者が前の版に戻しました" : "a person returned to the version before")
          .contains(ja ? "控え（同じ内容）" : "spare copy");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  @Verifies("SEC-CONF-15")
  void keepsWhatAPersonWroteWhenItCannotBeUsed(String language) throws Exception {
    boolean ja = language.equals("ja");
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      maintainer.language = language;
      String wrong = RunningConsole.configuration() + "uplink: {batch-reading: 5} # <b>\r\n";
      HttpResponse<String> refused = maintainer.post(STAGE, "key", "1", "text", wrong);
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(ConsoleVisitor.message(refused)).contains(ja ? "次の行を直して" : "Mend these lines");
      assertThat(refused.body())
          .contains("gateway.yaml:13:10", "batch-readings")
          .doesNotContain(folder.toString(), "<b>");
      assertThat(written(refused))
          .isEqualTo(escaped(wrong.replace("\r", "")).replace("<b&gt;", "&lt;b&gt;"));
      for (String[] bad :
          new String[][] {
            {"data: [\n", "not valid YAML"},
            {"a: &x 1\nb: *x\n", "anchors"},
            {"- 1\n", "expected a mapping"},
            {RunningConsole.configuration().replace("data: data", "data: d"), "another directory"},
            {QUIET + "# token: •••\n", "gateway.yaml:14: "}
          }) {
        HttpResponse<String> answer = maintainer.post(STAGE, "key", "1", "text", bad[0]);
        assertThat(answer.statusCode()).as(bad[0]).isEqualTo(422);
        assertThat(answer.body()).contains(bad[1]);
        assertThat(written(answer)).isEqualTo(escaped(bad[0]).replace("&x", "&amp;x"));
      }
      assertThat(maintainer.post(STAGE, "key", "1", "text", " \n").statusCode()).isEqualTo(422);
      String large = QUIET + "# x\n".repeat(13_000);
      HttpResponse<String> tooLarge = maintainer.post(STAGE, "key", "1", "text", large);
      assertThat(tooLarge.statusCode()).isEqualTo(422);
      assertThat(ConsoleVisitor.message(tooLarge)).contains("48 KiB");
      assertThat(written(tooLarge)).isEqualTo(escaped(large));
      assertThat(maintainer.post(STAGE, "key", "1", "text", "#".repeat(300_000)).statusCode())
          .as("more than any form holds")
          .isEqualTo(413);
      assertThat(maintainer.post("/network/block", "address", "x".repeat(20_000)).statusCode())
          .as("other forms stay small")
          .isEqualTo(413);
      assertThat(maintainer.get("/configuration").body())
          .doesNotContain("action=\"/configuration/switch\"");
    }
  }

  @Test
  void givesAStrangerNoRoomForAFile() throws Exception {
    try (var gateway = new RunningConsole(folder, false);
        var stranger =
            ConsoleVisitor.stranger(
                gateway.data, Screen.MAINTAINERS, gateway.port("console-maintainers"))) {
      assertThat(stranger.post(STAGE, "text", "x".repeat(20_000)).statusCode()).isEqualTo(413);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  void tellsTwoPeopleWhoStageAtOnceOfEachOther(String language) throws Exception {
    boolean ja = language.equals("ja");
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor one = gateway.visitor(Screen.MAINTAINERS)) {
      one.language = language;
      HttpResponse<String> first = one.get("/configuration");
      HttpResponse<String> second = one.get("/configuration");
      String theirs = QUIET + "# theirs\n";
      String mine = QUIET + "# mine\n";
      assertThat(one.post(STAGE, "key", newest(first), "text", theirs).statusCode()).isEqualTo(200);
      HttpResponse<String> overtaken = one.post(STAGE, "key", newest(second), "text", mine);
      assertThat(overtaken.statusCode()).isEqualTo(422);
      assertThat(ConsoleVisitor.message(overtaken))
          .contains(ja ? "ほかの人が版 2 を準備しました" : "Somebody else staged version 2");
      assertThat(written(overtaken)).as("nothing is lost").isEqualTo(escaped(mine));
      assertThat(overtaken.body()).contains("<ins># theirs</ins>");
      HttpResponse<String> again = one.post(STAGE, "key", newest(overtaken), "text", mine);
      assertThat(again.statusCode()).isEqualTo(200);
      assertThat(again.body()).contains("<ins># mine</ins>").doesNotContain("# theirs");
      assertThat(one.post(SWITCH, "key", "2").statusCode())
          .as("the version that was replaced")
          .isEqualTo(422);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja", "en"})
  @Verifies({"SEC-ALERT-02", "SEC-MAINT-01"})
  void showsTheRisksAsksAndRecordsThemWhenAConfigurationWeakens(String language) throws Exception {
    boolean ja = language.equals("ja");
    String weak =
        RunningConsole.configuration()
                .replace("disposal:", "sandbox: {enabled: false, reason: a test}\ndisposal:")
                .replace(
                    "lan: [lan0]}",
                    "lan: [lan0]}\n  services: [{id: web, port: tcp/8080, from: [lan]}]")
            + "access: {wrong-per-account: 20}\n";
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      maintainer.language = language;
      HttpResponse<String> staged = maintainer.post(STAGE, "key", "1", "text", weak);
      assertThat(staged.body())
          .contains(ja ? "この設定は保護を弱めます" : "lowers protections")
          .contains("sandbox.enabled", "network.services", "access.wrong-per-account");
      HttpResponse<String> asked = maintainer.post(SWITCH, "key", "2");
      assertThat(asked.statusCode()).isEqualTo(403);
      assertThat(asked.body())
          .contains("class=\"risk\"", "隔離（サンドボックス）が弱まります", "is confined less")
          .contains("パスワードを何度も試す", "<li>sandbox.enabled</li>")
          .contains("value=\"doors-weaker/1 open-port/1 less-confined/1\"");
      assertThat(maintainer.dare(SWITCH, "less-confined/1", "key", "2").statusCode())
          .as("one of three is not all")
          .isEqualTo(403);
      assertThat(
              maintainer
                  .post(SWITCH, "key", "2", "risk", "doors-weaker/1 open-port/1 less-confined/1")
                  .statusCode())
          .as("not ticked")
          .isEqualTo(403);
      assertThat(gateway.again).isEmpty();
      HttpResponse<String> dared =
          maintainer.dare(SWITCH, "doors-weaker/1 open-port/1 less-confined/1", "key", "2");
      assertThat(dared.statusCode()).isEqualTo(200);
      assertThat(gateway.again).hasSize(1);
      assertThat(recorded(maintainer, "configuration/switch 2"))
          .contains(
              "maintainer", "doors-weaker/1 open-port/1 less-confined/1", ja ? "に同意" : "accepted");
    }
  }

  @Test
  @Verifies("SEC-ALERT-02")
  void theCommandAsksForTheSameRisks() throws Exception {
    String weak = RunningConsole.configuration() + "log: {security: {max-bytes: 1MiB}}\n";
    try (var gateway = new RunningConsole(folder, false);
        var client =
            MaintenanceClient.ofData(
                gateway.data, new Address("127.0.0.1", gateway.port("maintenance")))) {
      var staged =
          client.request("POST", "/configuration", Map.of("name", "new.yaml", "text", weak));
      assertThat(staged.status()).isEqualTo(201);
      assertThat(staged.json().path("accept").asString("")).isEqualTo("records-less/1");
      var asked = client.request("POST", "/configuration/switch", null);
      assertThat(asked.status()).isEqualTo(409);
      assertThat(asked.text()).contains("log.security.max-bytes", "records-less/1");
      assertThat(gateway.again).isEmpty();
      assertThat(
              client
                  .request("POST", "/configuration/switch", Map.of("accept", "records-less/1"))
                  .status())
          .isEqualTo(202);
      assertThat(gateway.again).hasSize(1);
    }
  }

  @Test
  void coversSecretsThatSomebodyWroteIntoTheTextByMistake() throws Exception {
    String careless =
        QUIET
            + "# password: tulip-7\n"
            + "# https://admin:rose-9@proxy.example/\n"
            + "# -----BEGIN EC PRIVATE KEY-----\n# MHcCAQEE\n# -----END EC PRIVATE KEY-----\n";
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS)) {
      HttpResponse<String> staged = maintainer.post(STAGE, "key", "1", "text", careless);
      assertThat(staged.statusCode()).isEqualTo(200);
      assertThat(staged.body())
          .contains("<ins># password: •••</ins>", "https://admin:•••@proxy")
          .doesNotContain("tulip-7", "rose-9", "MHcCAQEE");
      assertThat(maintainer.get("/logs").body()).doesNotContain("tulip-7");
      assertThat(Arrays.asList(staged.body().split("\n"))).noneMatch(l -> l.contains("rose"));
    }
  }

  @Test
  void takesATextOfAnyCharacterAsItIs() throws Exception {
    String text = QUIET + "# 日本語 & <tag> \"quoted\" '+%00' \t= 𠮷野家\n";
    try (var gateway = new RunningConsole(folder, false);
        ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS);
        var client =
            MaintenanceClient.ofData(
                gateway.data, new Address("127.0.0.1", gateway.port("maintenance")))) {
      assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThan(48 * 1024);
      assertThat(
              maintainer.post(STAGE, "key", "1", "text", text.replace("\n", "\r\n")).statusCode())
          .isEqualTo(200);
      assertThat(client.get("/configuration/2").json().path("text").asString("")).isEqualTo(text);
    }
  }
}
