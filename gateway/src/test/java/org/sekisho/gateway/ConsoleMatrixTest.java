package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.console.Console;
import org.sekisho.gateway.console.Screen;
import org.sekisho.model.Verifies;
import org.sekisho.program.access.AccountRole;

/**
 * Every role on every line that a running gateway has in its route tables, over HTTPS: a page that
 * a part adds is here by itself.
 */
@Timeout(300)
@Verifies({"SEC-CONF-03", "SEC-CONF-08", "SEC-MAINT-01", "SEC-MAINT-02"})
class ConsoleMatrixTest {
  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // opened before all tests
  private static RunningConsole gateway;

  /** Who asks, with a session at the screen of the line or without. */
  private record Asker(String name, AccountRole role, ConsoleVisitor visitor) {}

  private static final List<Asker> ASKERS = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    gateway = new RunningConsole(folder, false);
    ConsoleVisitor maintainer = gateway.visitor(Screen.MAINTAINERS);
    HttpResponse<String> created =
        maintainer.post("/accounts/create", "name", "auditor-1", "role", "auditor");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
    Matcher code = Pattern.compile("<pre>([^<]+)</pre>").matcher(created.body());
    assertThat(code.find()).isTrue();
    ConsoleVisitor auditor =
        ConsoleVisitor.first(
            gateway.data,
            Screen.MAINTAINERS,
            gateway.port("console-maintainers"),
            "auditor-1",
            code.group(1).strip());
    ASKERS.add(new Asker("maintainer", AccountRole.MAINTAINER, maintainer));
    ASKERS.add(new Asker("auditor", AccountRole.AUDITOR, auditor));
    ASKERS.add(new Asker("user", AccountRole.GENERAL_USER, gateway.visitor(Screen.USERS)));
  }

  @AfterAll
  static void close() {
    ASKERS.forEach(a -> a.visitor().close());
    gateway.close();
  }

  private static boolean turnedAway(HttpResponse<String> answer) {
    return answer.statusCode() == 401
        || (answer.statusCode() == 303
            && answer.headers().firstValue("location").orElse("").equals("/login"));
  }

  /** What ends sessions comes last. */
  private static List<Console.Line> lines(Screen screen) {
    return gateway.console().lines().stream()
        .filter(l -> l.screen() == screen)
        .sorted(
            Comparator.comparing((Console.Line l) -> l.path().equals("/logout"))
                .thenComparing(Console.Line::path))
        .toList();
  }

  @Test
  void everyPartHasItsPageInTheTable() {
    assertThat(gateway.console().lines())
        .extracting(Console.Line::path)
        .contains(
            "/configuration",
            "/configuration/stage",
            "/configuration/switch",
            "/configuration/confirm",
            "/configuration/return",
            "/network/apply",
            "/weakening/open-port",
            "/updates/install",
            "/reset/factory",
            "/services/off",
            "/devices",
            "/logs",
            "/manual");
  }

  @TestFactory
  List<DynamicTest> letsInWhomTheTableNames() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Screen screen : Screen.values()) {
      for (Console.Line line : lines(screen)) {
        String what = screen.word() + " " + line.method() + " " + line.path();
        tests.add(DynamicTest.dynamicTest("a stranger, " + what, () -> stranger(line)));
        for (Asker asker : ASKERS) {
          if (screen.roles().contains(asker.role()) && !line.roles().isEmpty()) {
            boolean may = line.roles().contains(asker.role());
            tests.add(
                DynamicTest.dynamicTest(
                    asker.name() + (may ? " may " : " may not ") + what, () -> ask(asker, line)));
          }
        }
      }
    }
    assertThat(tests.size()).isGreaterThan(120);
    return tests;
  }

  private static void stranger(Console.Line line) throws Exception {
    try (var stranger =
        ConsoleVisitor.stranger(
            gateway.data, line.screen(), gateway.port("console-" + line.screen().word()))) {
      HttpResponse<String> answer =
          line.method().equals("GET") ? stranger.get(line.path()) : stranger.post(line.path());
      if (!line.roles().isEmpty()) {
        assertThat(turnedAway(answer)).isTrue();
        assertThat(answer.body()).doesNotContain("<table", "<dl", "<textarea");
      }
    }
  }

  private static void ask(Asker asker, Console.Line line) throws Exception {
    ConsoleVisitor visitor = asker.visitor();
    if (!line.roles().contains(asker.role())) {
      HttpResponse<String> refused =
          line.method().equals("GET")
              ? visitor.get(line.path())
              : visitor.post(line.path(), "key", "no-such-thing");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).doesNotContain("class=\"confirm\"", "<table", "<textarea");
      return;
    }
    if (line.method().equals("POST")) {
      assertThat(visitor.withoutToken(line.path()).statusCode()).as("no token").isEqualTo(403);
      assertThat(visitor.fromElsewhere(line.path()).statusCode()).as("origin").isEqualTo(403);
    }
    HttpResponse<String> answer =
        line.method().equals("GET")
            ? visitor.get(line.path())
            : visitor.post(line.path(), "key", "no-such-thing");
    if (answer.statusCode() == 403) {
      assertThat(line.asks()).isTrue();
      assertThat(answer.body()).contains("class=\"confirm\"");
    } else {
      assertThat(answer.statusCode()).isIn(200, 303, 422);
    }
  }
}
