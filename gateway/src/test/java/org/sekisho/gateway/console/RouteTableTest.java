package org.sekisho.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.console.ConsoleFixture.Browser;
import org.sekisho.model.Verifies;
import org.sekisho.program.access.AccountRole;

/** Every role, and none, on every line of both route tables. */
@Verifies({"SEC-CONF-03", "SEC-CONF-08", "SEC-MAINT-01", "SEC-MAINT-02", "SYS-21"})
class RouteTableTest {
  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // opened before all tests
  private static ConsoleFixture fixture;

  /** Who asks. */
  private enum Asker {
    NOBODY(Optional.empty()),
    GENERAL_USER(Optional.of(AccountRole.GENERAL_USER)),
    MAINTAINER(Optional.of(AccountRole.MAINTAINER)),
    AUDITOR(Optional.of(AccountRole.AUDITOR)),
    FORGED_TOKEN(Optional.empty());

    @SuppressWarnings("ImmutableEnumChecker")
    private final Optional<AccountRole> role;

    Asker(Optional<AccountRole> role) {
      this.role = role;
    }
  }

  @BeforeAll
  static void open() throws Exception {
    fixture = new ConsoleFixture(folder);
    for (AccountRole role : AccountRole.values()) {
      fixture.console.accounts().create("a-" + role.word(), role);
    }
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  private static Screen home(AccountRole role) {
    return Screen.USERS.roles().contains(role) ? Screen.USERS : Screen.MAINTAINERS;
  }

  /** A browser at this screen with the session that the asker has at its own. */
  private static Browser at(Screen screen, Asker asker) {
    Browser browser = fixture.browser(screen);
    if (asker == Asker.FORGED_TOKEN) {
      browser.cookie = screen.cookie() + "=" + "A".repeat(43);
    }
    asker.role.ifPresent(
        role -> {
          Browser own = fixture.browser(home(role)).signedIn("a-" + role.word(), role, false);
          browser.csrf = own.csrf;
          String token = own.cookie.substring(own.cookie.indexOf('=') + 1);
          browser.cookie = screen.cookie() + "=" + token;
        });
    return browser;
  }

  private static HttpResponse<String> ask(Browser browser, ConsoleRoute route) throws Exception {
    return route.method().equals("GET")
        ? browser.get(route.path())
        : browser.post(route.path(), "key", "no-such-thing");
  }

  private static boolean turnedAway(HttpResponse<String> answer) {
    boolean toLogin = answer.headers().firstValue("location").orElse("").equals("/login");
    return answer.statusCode() == 401 || (answer.statusCode() == 303 && toLogin);
  }

  @TestFactory
  List<DynamicTest> lets() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ConsoleRoute route : fixture.console.routes()) {
      for (Asker asker : Asker.values()) {
        boolean open = route.roles().isEmpty();
        boolean its = asker.role.filter(route.roles()::contains).isPresent();
        boolean atHome = asker.role.filter(r -> home(r) == route.screen()).isPresent();
        String name =
            "%s %s %s %s: %s"
                .formatted(
                    asker.name().toLowerCase(Locale.ROOT),
                    route.screen().word(),
                    route.method(),
                    route.path(),
                    open ? "open" : its ? "may" : "may not");
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> {
                  HttpResponse<String> answer = ask(at(route.screen(), asker), route);
                  if (open) {
                    assertThat(answer.statusCode()).isIn(200, 303, 403, 422, 429);
                  } else if (its) {
                    assertThat(turnedAway(answer) && !route.path().equals("/logout")).isFalse();
                    boolean asks =
                        route.needs() == ConsoleRoute.Needs.DANGEROUS
                            || route.needs() == ConsoleRoute.Needs.PROOF;
                    if (answer.statusCode() == 403) {
                      assertThat(asks).isTrue();
                      assertThat(answer.body()).contains("class=\"confirm\"");
                    } else {
                      assertThat(answer.statusCode()).isIn(200, 303, 422);
                    }
                    if (route.needs() == ConsoleRoute.Needs.DANGEROUS) {
                      assertThat(answer.statusCode()).isEqualTo(403);
                    }
                  } else if (atHome) {
                    assertThat(answer.statusCode()).isEqualTo(403);
                    assertThat(answer.body()).doesNotContain("class=\"confirm\"");
                  } else {
                    assertThat(turnedAway(answer)).isTrue();
                    assertThat(answer.body()).doesNotContain("<table", "<dl");
                  }
                }));
      }
    }
    assertThat(tests.size()).isGreaterThan(200);
    return tests;
  }

  @Test
  void givesTheAuditorNoLineThatChangesAnythingButTheOwnPassword() {
    assertThat(fixture.console.routes())
        .filteredOn(r -> r.method().equals("POST") && r.roles().contains(AccountRole.AUDITOR))
        .extracting(ConsoleRoute::path)
        .containsExactlyInAnyOrder("/logout", "/password", "/second-factor");
  }

  @Test
  void hasNoLineForAUserOnTheMaintainersScreenAndNoneForOthersOnTheUsers() {
    assertThat(fixture.console.routes())
        .allSatisfy(
            route -> {
              assertThat(route.screen().roles()).containsAll(route.roles());
              if (route.roles().isEmpty()) {
                assertThat(route.path()).isIn("/login", "/console.css", "/console.js", "/icon.svg");
              }
            });
  }

  @Test
  void knowsNoPathThatIsNotInTheTableHoweverItIsWritten() throws Exception {
    for (Screen screen : Screen.values()) {
      AccountRole role = screen == Screen.USERS ? AccountRole.GENERAL_USER : AccountRole.MAINTAINER;
      for (String path :
          List.of(
              "/x",
              "/state/",
              "//state",
              "/STATE",
              "/state%2f",
              "/%73tate",
              "/..%2fstate",
              "/login/../state",
              "/login/..;/state",
              "/console.css/",
              "/console.js%00",
              "/login%00/state",
              "/accounts/create/x",
              "/actuator",
              "/.git/config",
              "/debug")) {
        var answer = fixture.browser(screen).signedIn("a", role, false).get(path);
        assertThat(answer.statusCode()).as(path).isIn(400, 404, 405);
        assertThat(answer.body()).as(path).doesNotContain(path.substring(1) + "\"");
        var stranger = fixture.browser(screen).get(path);
        assertThat(turnedAway(stranger) || stranger.statusCode() == 400).as(path).isTrue();
      }
    }
  }

  @Test
  void refusesChangesWithoutTokenOrFromElsewhere() throws Exception {
    for (ConsoleRoute route : fixture.console.routes()) {
      if (!route.method().equals("POST") || route.roles().isEmpty()) {
        continue;
      }
      AccountRole role = route.roles().iterator().next();
      Browser browser = fixture.browser(route.screen()).signedIn("a", role, false);
      String right = browser.csrf;
      assertThat(browser.send("POST", route.path(), "key=x", java.util.Map.of()).statusCode())
          .as("no token: %s", route.path())
          .isEqualTo(403);
      assertThat(
              browser
                  .send("POST", route.path(), "key=x&csrf=" + "A".repeat(43), java.util.Map.of())
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              browser
                  .send(
                      "POST",
                      route.path(),
                      "key=x&csrf=" + right,
                      java.util.Map.of("Origin", "https://evil.example"))
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              browser
                  .send(
                      "POST",
                      route.path(),
                      "key=x&csrf=" + right,
                      java.util.Map.of("Sec-Fetch-Site", "same-site"))
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void sendsAShieldWithEveryAnswer() throws Exception {
    Browser stranger = fixture.browser(Screen.MAINTAINERS);
    for (String path : List.of("/", "/login", "/console.css", "/console.js", "/icon.svg", "/x")) {
      var headers = stranger.get(path).headers();
      assertThat(headers.firstValue("content-security-policy").orElse(""))
          .contains("default-src 'self'")
          .doesNotContain("unsafe");
      assertThat(headers.firstValue("cache-control").orElse("")).contains("no-store");
      assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
    }
    assertThat(stranger.get("/login").body())
        .doesNotContain("style=", "<style", "onclick", "javascript:");
  }

  @Test
  void tellsEveryRiskInBothLanguages() {
    for (Risk risk : Risk.ALL) {
      assertThat(risk.text().ja()).isNotBlank();
      assertThat(risk.text().en()).isNotBlank().isNotEqualTo(risk.text().ja());
      assertThat(risk.version()).isPositive();
    }
  }
}
