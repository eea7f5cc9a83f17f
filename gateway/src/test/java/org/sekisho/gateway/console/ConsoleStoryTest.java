package org.sekisho.gateway.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.console.ConsoleFixture.Browser;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;
import org.sekisho.program.access.AccountRole;

/** The console as people use it, and as those try who should not. */
class ConsoleStoryTest {
  private static final String GOOD = ConsoleFixture.GOOD.reveal();

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // opened before each test
  private ConsoleFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new ConsoleFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("location").orElse("");
  }

  private Browser loggedIn(byte[] secret) throws Exception {
    Browser browser = fixture.browser(Screen.MAINTAINERS);
    HttpResponse<String> answer =
        browser.post("/login", "name", "m", "password", GOOD, "code", fixture.code(secret));
    assertThat(answer.statusCode()).isEqualTo(303);
    fixture.pass(Duration.ofSeconds(30));
    browser.get("/state");
    return browser;
  }

  @Test
  @Verifies({"SEC-CONF-06", "SEC-MAINT-02", "CM-11"})
  void leadsAMaintainerFromTheFirstPasswordToPasswordAndSecondFactorOfTheirOwn() throws Exception {
    String first = fixture.firstPassword("maintainer").reveal();
    Browser browser = fixture.browser(Screen.MAINTAINERS);
    assertThat(location(browser.get("/state"))).isEqualTo("/login");
    HttpResponse<String> in =
        browser.post("/login", "name", "maintainer", "password", first, "code", "");
    assertThat(location(in)).isEqualTo("/password");
    assertThat(in.headers().firstValue("set-cookie").orElse(""))
        .startsWith("__Host-sekisho-maintainers=")
        .contains("; Path=/; Secure; HttpOnly; SameSite=Strict");
    assertThat(location(browser.get("/state"))).isEqualTo("/password");
    assertThat(browser.get("/password").statusCode()).isEqualTo(200);
    for (String weak : List.of("short", "Password2026!!", "home-gw-1 is mine", "SN-4711-0815-x")) {
      assertThat(browser.post("/password", "new", weak, "again", weak).statusCode())
          .as(weak)
          .isEqualTo(422);
    }
    assertThat(location(browser.get("/second-factor"))).isEqualTo("/password");
    assertThat(location(browser.post("/password", "new", GOOD, "again", GOOD)))
        .isEqualTo("/second-factor");
    assertThat(location(browser.get("/state"))).isEqualTo("/second-factor");
    String page = browser.get("/second-factor").body();
    assertThat(page).contains("<svg", "otpauth://totp/Sekisho%20home-gw-1:maintainer?secret=");
    assertThat(browser.post("/second-factor", "code", "000000").statusCode()).isEqualTo(422);
    byte[] secret = base32(page.replaceAll("(?s).*secret=([A-Z2-7]+)&amp;.*", "$1"));
    HttpResponse<String> codes = browser.post("/second-factor", "code", fixture.code(secret));
    assertThat(codes.body()).containsPattern("[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}");
    assertThat(browser.get("/state").statusCode()).isEqualTo(200);
    assertThat(Files.readString(fixture.firstPasswords())).doesNotContain("\nmaintainer ");

    fixture.pass(Duration.ofMinutes(1));
    Browser later = fixture.browser(Screen.MAINTAINERS);
    assertThat(
            later.post("/login", "name", "maintainer", "password", first, "code", "").statusCode())
        .isEqualTo(403);
    assertThat(
            later.post("/login", "name", "maintainer", "password", GOOD, "code", "").statusCode())
        .as("without the second factor")
        .isEqualTo(403);
    assertThat(
            later
                .post(
                    "/login", "name", "maintainer", "password", GOOD, "code", fixture.code(secret))
                .statusCode())
        .isEqualTo(303);
  }

  private static byte[] base32(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      buffer = (buffer << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(text.charAt(i))) & 0xFFFF;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >> bits);
      }
    }
    return bytes;
  }

  @Test
  @Verifies({"SEC-MAINT-01", "SEC-MAINT-02"})
  void refusesTheAccountsOfOneScreenAtTheOther() throws Exception {
    String user = fixture.firstPassword("user").reveal();
    assertThat(
            fixture
                .browser(Screen.MAINTAINERS)
                .post("/login", "name", "user", "password", user, "code", "")
                .statusCode())
        .isEqualTo(403);
    byte[] secret = fixture.maintainer("m");
    assertThat(
            fixture
                .browser(Screen.USERS)
                .post("/login", "name", "m", "password", GOOD, "code", fixture.code(secret))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            fixture
                .browser(Screen.USERS)
                .post("/login", "name", "user", "password", user)
                .statusCode())
        .isEqualTo(303);
  }

  @Test
  void endsASessionThatNobodyUses() throws Exception {
    Browser browser = loggedIn(fixture.maintainer("m"));
    fixture.pass(Duration.ofMinutes(14));
    assertThat(browser.send("GET", "/state", null, Map.of("X-Console-Live", "1")).statusCode())
        .isEqualTo(200);
    fixture.pass(Duration.ofMinutes(1));
    assertThat(location(browser.get("/state"))).isEqualTo("/login");
  }

  @Test
  @Verifies({"SEC-STEP-05", "SEC-ALERT-02"})
  void asksForTheRiskAndForProofBeforeADangerousOperationAndRecordsIt() throws Exception {
    byte[] secret = fixture.maintainer("m");
    String lamp = fixture.field.credentials().issuePassword("living-room-light").reveal();
    assertThat(lamp).isNotEmpty();
    Browser browser = loggedIn(secret);
    assertThat(browser.get("/devices").body()).contains("recorded");
    fixture.pass(Duration.ofMinutes(6));

    HttpResponse<String> asked = browser.post("/devices/revoke-all");
    assertThat(asked.statusCode()).isEqualTo(403);
    assertThat(asked.body())
        .contains(Risk.REVOKE_ALL.text().ja(), Risk.REVOKE_ALL.text().en().replace("'", "&#39;"))
        .contains("name=\"password\"", "name=\"code\"", "name=\"accepted\"");
    String risk = "revoke-all/1";
    for (String[] lacking :
        new String[][] {
          {"risk", risk},
          {"risk", risk, "accepted", "yes"},
          {"risk", "revoke-all/0", "accepted", "yes", "password", GOOD, "code", "x"},
          {"risk", risk, "accepted", "yes", "password", GOOD},
          {"risk", risk, "accepted", "yes", "password", "wrong", "code", fixture.code(secret)},
        }) {
      assertThat(browser.post("/devices/revoke-all", lacking).statusCode())
          .as(String.join(" ", lacking))
          .isEqualTo(403);
    }
    assertThat(fixture.field.credentials().issued()).hasSize(1);
    assertThat(fixture.events(EventKind.DANGEROUS_OPERATION)).isEmpty();

    fixture.pass(Duration.ofSeconds(60));
    HttpResponse<String> done =
        browser.post(
            "/devices/revoke-all",
            "risk",
            risk,
            "accepted",
            "yes",
            "password",
            GOOD,
            "code",
            fixture.code(secret));
    assertThat(done.statusCode()).isEqualTo(200);
    assertThat(fixture.field.credentials().issued()).isEmpty();
    assertThat(fixture.events(EventKind.DANGEROUS_OPERATION))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.account()).isEqualTo("m");
              assertThat(event.detail()).contains("devices/revoke-all", "risk text revoke-all/1");
              assertThat(event.action()).isEqualTo("done");
            });
    assertThat(browser.post("/devices/revoke-all", "risk", risk, "accepted", "yes").statusCode())
        .as("proved a moment ago")
        .isEqualTo(200);
  }

  @Test
  @Verifies({"SEC-CONF-07", "SEC-STEP-02", "PROTO-14", "PROTO-15"})
  void givesAParallelGuesserNoMoreTriesThanOneAndStillLetsTheOwnerIn() throws Exception {
    byte[] secret = fixture.maintainer("m");
    AtomicInteger looked = new AtomicInteger();
    AtomicInteger notNow = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> guessers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int number = i;
        guessers.add(
            () -> {
              for (int n = 0; n < 4; n++) {
                int status =
                    fixture
                        .browser(Screen.MAINTAINERS)
                        .post(
                            "/login",
                            "name",
                            "m",
                            "password",
                            "guess " + number + " " + n,
                            "code",
                            "123456")
                        .statusCode();
                (status == 403 ? looked : notNow).incrementAndGet();
              }
              return true;
            });
      }
      for (var guesser : threads.invokeAll(guessers)) {
        guesser.get(120, TimeUnit.SECONDS);
      }
    }
    assertThat(looked.get()).isLessThanOrEqualTo(5);
    assertThat(notNow.get()).isEqualTo(200 - looked.get());
    // How many of five tries the storm got in is chance: the rest follow one by one.
    for (int n = looked.get(); n < 5; n++) {
      fixture.pass(Duration.ofSeconds(30));
      assertThat(
              fixture
                  .browser(Screen.MAINTAINERS)
                  .post("/login", "name", "m", "password", "guess " + n, "code", "123456")
                  .statusCode())
          .isEqualTo(403);
    }
    assertThat(fixture.events(EventKind.GUESSING))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.account()).isEqualTo("m");
              assertThat(event.count()).isEqualTo(5);
            });
    fixture.pass(Duration.ofSeconds(30));
    loggedIn(secret);
  }

  @Test
  @Verifies("SEC-ALERT-01")
  void showsAlertsUntilSomebodyHasSeenThem() throws Exception {
    fixture.alerts.raise("a1", "保存領域がいっぱいです", "Full", "<script>alert(1)</script>", fixture.now());
    Browser user = fixture.browser(Screen.USERS).signedIn("user", AccountRole.GENERAL_USER, false);
    String page = user.get("/alerts?lang=ja").body();
    assertThat(page)
        .contains("保存領域がいっぱいです", "&lt;script&gt;", "未確認")
        .doesNotContain("<script>alert");
    String id = "a1";
    assertThat(user.post("/alerts/acknowledge", "key", "nothing").statusCode()).isEqualTo(422);
    assertThat(user.post("/alerts/acknowledge", "key", id).statusCode()).isEqualTo(200);
    assertThat(user.get("/alerts?lang=en").body()).doesNotContain("not yet");
  }

  @Test
  @Verifies("SEC-SVC-01")
  void switchesAServiceOffForGoodAndOnAgain() throws Exception {
    Browser maintainer = loggedIn(fixture.maintainer("m"));
    int port = fixture.field.mqttPort();
    assertThat(maintainer.get("/services").body()).contains("127.0.0.1:" + port);
    assertThat(maintainer.post("/services/off", "key", "maintenance").statusCode()).isEqualTo(403);
    assertThat(
            maintainer
                .post(
                    "/services/off",
                    "key",
                    "field-mqtt",
                    "risk",
                    "service-off/1",
                    "accepted",
                    "yes")
                .statusCode())
        .isEqualTo(200);
    assertThat(fixture.field.mqttPort()).isZero();
    assertThat(refused(port)).isTrue();
    assertThat(new Services(folder.resolve("services-off")).isOff("field-mqtt")).isTrue();
    assertThat(
            maintainer
                .post("/services/on", "key", "field-mqtt", "risk", "open-port/1", "accepted", "yes")
                .statusCode())
        .isEqualTo(200);
    assertThat(fixture.field.mqttPort()).isPositive();
    assertThat(refused(fixture.field.mqttPort())).isFalse();
  }

  private static boolean refused(int port) {
    try (var socket = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (java.io.IOException e) {
      return true;
    }
  }

  @Test
  @Verifies({"SEC-CONF-06", "SEC-CONF-08"})
  void makesAccountsWithFirstPasswordsAndEndsTheSessionsOfOnesThatAreReset() throws Exception {
    Browser maintainer = loggedIn(fixture.maintainer("m"));
    HttpResponse<String> made =
        maintainer.post("/accounts/create", "name", "hanako", "role", "general-user");
    assertThat(made.statusCode()).isEqualTo(200);
    assertThat(made.body()).containsPattern("([a-z2-9]{5}-){3}[a-z2-9]{5}");
    for (String role : List.of("", "root", "MAINTAINER", "maintainer ", "device")) {
      assertThat(maintainer.post("/accounts/create", "name", "x", "role", role).statusCode())
          .as(role)
          .isEqualTo(422);
    }
    Browser hanako =
        fixture.browser(Screen.USERS).signedIn("hanako", AccountRole.GENERAL_USER, false);
    assertThat(hanako.get("/state").statusCode()).isEqualTo(200);
    assertThat(maintainer.post("/accounts/reset", "key", "hanako").statusCode()).isEqualTo(200);
    assertThat(location(hanako.get("/state"))).isEqualTo("/login");
    assertThat(maintainer.post("/accounts/remove", "key", "m").statusCode())
        .as("one may remove oneself while another maintainer is there")
        .isEqualTo(303);
    assertThat(fixture.events(EventKind.ACCOUNT_CHANGED)).isNotEmpty();
  }

  @Test
  @Verifies("PROTO-06")
  void takesInjectionsAsTextOrRefusesThemAtEveryParameter() throws Exception {
    List<String> corpus =
        List.of(
            "' OR '1'='1",
            "'; DROP TABLE account; --",
            "\" OR \"\"=\"",
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "javascript:alert(1)",
            "$(reboot)",
            "`reboot`",
            "; reboot #",
            "| cat /etc/passwd",
            "../../../../etc/passwd",
            "..\\..\\windows\\win.ini",
            "%00",
            "\u0000",
            "\r\nSet-Cookie: a=b",
            "${jndi:ldap://x/y}",
            "{{7*7}}",
            "*)(uid=*",
            "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
            "A".repeat(4_000),
            "𝕊𝕖𝕜𝕚𝕤𝕙𝕠\u202E",
            "-1",
            "true");
    Browser maintainer = loggedIn(fixture.maintainer("m"));
    int accounts = fixture.console.accounts().all().size();
    for (String evil : corpus) {
      fixture.events.clear();
      List<HttpResponse<String>> answers = new ArrayList<>();
      Browser stranger = fixture.browser(Screen.USERS);
      answers.add(stranger.post("/login", "name", evil, "password", "x"));
      answers.add(stranger.send("GET", "/login?lang=" + encoded(evil), null, Map.of()));
      answers.add(stranger.send("GET", "/" + encoded(evil), null, Map.of()));
      for (ConsoleRoute route : fixture.console.routes()) {
        if (route.screen() == Screen.MAINTAINERS
            && route.method().equals("POST")
            && !route.roles().isEmpty()
            && !route.path().equals("/logout")) {
          answers.add(
              maintainer.post(
                  route.path(),
                  "key",
                  evil,
                  "name",
                  evil,
                  "role",
                  evil,
                  "risk",
                  evil,
                  "accepted",
                  evil,
                  "code",
                  evil,
                  "new",
                  evil,
                  "again",
                  "something else"));
        }
      }
      for (HttpResponse<String> answer : answers) {
        assertThat(answer.statusCode()).as(evil).isBetween(200, 499);
        assertThat(answer.body())
            .doesNotContain("<script>alert", "<img src=x", "root:x:")
            .doesNotContain("<!ENTITY");
        assertThat(answer.headers().map()).doesNotContainKey("a");
      }
      long refused = fixture.events(EventKind.REQUEST_REFUSED).size();
      // The language and the path, and at the least each action but those that show a risk first.
      assertThat(refused).as(evil).isGreaterThanOrEqualTo(5);
      assertThat(fixture.events).as(evil).hasSizeLessThan(10 * answers.size());
      assertThat(fixture.events).noneMatch(e -> e.toString().contains("DROP TABLE"));
    }
    assertThat(fixture.console.accounts().all()).hasSize(accounts);
    assertThat(
            fixture.events.stream()
                .filter(e -> e.kind() == EventKind.ACCOUNT_CHANGED)
                .map(SecurityEvent::action))
        .contains("refused");
    assertThat(maintainer.get("/state").statusCode()).isEqualTo(200);
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }

  @Test
  @Verifies("PROTO-07")
  void boundsHeadersBodiesAndForms() throws Exception {
    Browser browser = fixture.browser(Screen.MAINTAINERS);
    assertThat(cut(browser, "GET", null, Map.of("X-Long", "a".repeat(9_000)), 431)).isTrue();
    assertThat(cut(browser, "POST", "name=" + "a".repeat(16_384), Map.of(), 413)).isTrue();
    assertThat(browser.get("/login").statusCode()).isEqualTo(200);
    for (String form :
        List.of("a=1&a=2", "=x", "noequals", "a=%zz", "a=%ff", "x=1&".repeat(40) + "y=2")) {
      assertThat(browser.send("POST", "/login", form, Map.of()).statusCode())
          .as(form)
          .isEqualTo(400);
    }
  }

  @Test
  @Verifies({"PROTO-06", "PROTO-07"})
  void tellsOfEachRefusedRequestAndOfAnAttackWhenThereAreTooMany() throws Exception {
    Browser maintainer = loggedIn(fixture.maintainer("m"));
    fixture.events.clear();
    assertThat(maintainer.get("/devices/..%2f..%2fetc%2fpasswd").statusCode()).isEqualTo(404);
    assertThat(maintainer.send("DELETE", "/state", null, Map.of()).statusCode()).isEqualTo(405);
    assertThat(maintainer.get("/state?lang=%3Cscript%3E").statusCode()).isEqualTo(200);
    told("status 413", () -> cut(maintainer, "POST", "a=" + "a".repeat(16_384), Map.of(), 413));
    told("status 431", () -> cut(maintainer, "GET", null, Map.of("X-L", "a".repeat(9_000)), 431));
    assertThat(maintainer.get("/favicon.ico").statusCode()).isEqualTo(404);
    assertThat(fixture.events(EventKind.REQUEST_REFUSED).stream().map(SecurityEvent::detail))
        .contains(
            "console-maintainers: status 404",
            "console-maintainers: status 405",
            "console-maintainers: status 431",
            "console-maintainers: status 413",
            "console-maintainers: a language that does not exist");
    Browser stranger = fixture.browser(Screen.USERS);
    stranger.get("/");
    stranger.get("/favicon.ico");
    assertThat(fixture.events(EventKind.PROTOCOL_ABUSE)).as("people mistype").isEmpty();
    for (int i = 0; i < 40; i++) {
      stranger.get("/state?lang=%27+OR+1%3D1");
    }
    assertThat(fixture.events(EventKind.PROTOCOL_ABUSE))
        .singleElement()
        .satisfies(e -> assertThat(e.count()).isEqualTo(20));
    fixture.pass(Duration.ofMinutes(1));
    stranger.get("/state?lang=%27+OR+1%3D1");
    assertThat(fixture.events(EventKind.PROTOCOL_ABUSE)).hasSize(1);
  }

  @Test
  @LongRun
  @Verifies("PROTO-07")
  void runsOutOfPatienceWithAHeaderThatTricklesAndCutsOneThatIsTooLong() throws Exception {
    for (Screen screen : Screen.values()) {
      String long431 =
          "GET /login HTTP/1.1\r\nHost: x\r\nX-Long: " + "b".repeat(40_000) + "\r\n\r\n";
      String line = "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
      assertThat(raw(screen, long431)).startsWith("HTTP/1.1 431");
      assertThat(raw(screen, line)).matches("(?s)HTTP/1\\.[01] 4(14|31) .*");
      try (SSLSocket socket = fixture.socket(screen)) {
        socket.setSoTimeout(500);
        long begun = System.nanoTime();
        socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(US_ASCII));
        assertThat(endsWhileItTrickles(socket)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
            .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
      }
    }
  }

  private String raw(Screen screen, String request) throws Exception {
    try (SSLSocket socket = fixture.socket(screen)) {
      socket.setSoTimeout(120_000);
      try {
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        socket.getOutputStream().flush();
      } catch (java.io.IOException e) {
        // Cut off while it still sent; the answer is there all the same.
        assertThat(socket.isConnected()).isTrue();
      }
      return new String(socket.getInputStream().readNBytes(64), US_ASCII);
    }
  }

  private static boolean endsWhileItTrickles(SSLSocket socket) {
    for (int i = 0; i < 80; i++) {
      try {
        socket.getOutputStream().write('a');
        socket.getOutputStream().flush();
      } catch (java.io.IOException e) {
        return true;
      }
      if (ended(socket)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the other end has closed; waits for it as long as the socket's time limit. */
  private static boolean ended(SSLSocket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.io.IOException e) {
      return true;
    }
  }

  /** Sends until the event is told: a connection that was cut before takes the next one with it. */
  private void told(String status, Callable<Boolean> sending) throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(sending.call()).isTrue();
      if (fixture.events(EventKind.REQUEST_REFUSED).stream()
          .anyMatch(e -> e.detail().endsWith(status))) {
        return;
      }
    }
    throw new AssertionError("not told: " + status);
  }

  /** Whether the answer is this status, or the connection ends while the client still sends. */
  private static boolean cut(
      Browser browser,
      String method,
      @Nullable String body,
      Map<String, String> headers,
      int status)
      throws InterruptedException {
    try {
      return browser.send(method, "/login", body, headers).statusCode() == status;
    } catch (java.io.IOException e) {
      return true;
    }
  }

  @Test
  void leavesNoSecretInTheLogOfEvents() throws Exception {
    byte[] secret = fixture.maintainer("m");
    Browser maintainer = loggedIn(secret);
    fixture
        .browser(Screen.MAINTAINERS)
        .post("/login", "name", "hunter2 typed here", "password", "p");
    maintainer.post("/devices/issue", "key", "living-room-light");
    assertThat(fixture.events)
        .isNotEmpty()
        .noneMatch(
            e ->
                e.toString().contains(GOOD)
                    || e.toString().contains("hunter2")
                    || e.toString().contains(maintainer.cookie.substring(30)));
  }

  @Test
  void speaksTheLanguageThatIsAskedForAndKeepsIt() throws Exception {
    Browser browser = fixture.browser(Screen.USERS);
    assertThat(browser.send("GET", "/login", null, Map.of("Accept-Language", "ja-JP")).body())
        .contains("ログイン", "lang=\"ja\"");
    assertThat(browser.get("/login").body()).contains("Log in");
    assertThat(browser.get("/login?lang=ja").headers().firstValue("set-cookie").orElse(""))
        .startsWith("sekisho-language=ja;");
  }
}
