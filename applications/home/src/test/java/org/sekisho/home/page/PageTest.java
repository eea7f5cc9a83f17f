package org.sekisho.home.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.home.Eventually.eventually;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.home.HomeApplication;
import org.sekisho.home.HomeFixture;
import org.sekisho.model.Verifies;
import org.sekisho.program.Address;
import org.sekisho.program.maintenance.MaintenanceClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PageTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path folder;

  private HomeFixture home;
  private HttpClient http;
  private String cookie = "";
  private String csrf = "";

  @BeforeEach
  void open() throws IOException {
    home = new HomeFixture(folder, "");
    http = HttpClient.newBuilder().sslContext(home.authority().trust().context(null)).build();
  }

  @AfterEach
  void close() {
    http.shutdownNow();
    home.close();
  }

  private URI uri(String path) {
    return URI.create("https://127.0.0.1:" + home.port() + path);
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** As the page itself sends it. */
  private HttpResponse<String> page(String method, String path, Map<String, ?> body)
      throws IOException, InterruptedException {
    List<String> headers =
        new ArrayList<>(
            List.of(
                "Origin",
                uri("").toString(),
                "Content-Type",
                "application/json",
                "Sec-Fetch-Site",
                "same-origin"));
    if (!cookie.isEmpty()) {
      headers.addAll(List.of("Cookie", cookie));
    }
    if (!csrf.isEmpty()) {
      headers.addAll(List.of("X-CSRF-Token", csrf));
    }
    return send(
        method,
        path,
        body.isEmpty() ? "" : JSON.writeValueAsString(body),
        headers.toArray(String[]::new));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> enter(String path, Map<String, String> body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = page("POST", path, body);
    if (answer.statusCode() == 200) {
      cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
      csrf = json(answer).path("csrf").asString();
    }
    return answer;
  }

  private void setUp() throws IOException, InterruptedException {
    String code = Files.readString(home.data().resolve("setup.code")).strip();
    assertThat(
            enter("/api/setup", Map.of("code", code, "user", "hanako", "password", PASSWORD))
                .statusCode())
        .isEqualTo(200);
  }

  @TestFactory
  @Verifies({"SYS-20", "UC1-04"})
  Stream<DynamicTest> answersNothingToStrangersOnAnyRoute() {
    List<PageRoute> routes = new ArrayList<>(((HomeApplication) home.service()).page().routes());
    routes.add(new PageRoute("GET", "/unknown", PageRoute.Access.SESSION, null));
    routes.add(new PageRoute("POST", "/api/home", PageRoute.Access.SESSION, null));
    routes.add(new PageRoute("GET", "/api/commands", PageRoute.Access.SESSION, null));
    routes.add(new PageRoute("PUT", "/", PageRoute.Access.SESSION, null));
    assertThat(routes).hasSizeGreaterThan(12);
    return routes.stream()
        .map(
            route ->
                DynamicTest.dynamicTest(
                    route.method() + " " + route.path(),
                    () -> {
                      int status = page(route.method(), route.path(), Map.of()).statusCode();
                      switch (route.access()) {
                        case OPEN -> assertThat(status).isEqualTo(200);
                        // Without a JSON object there is nothing to judge; it is not let in.
                        case OWN_ORIGIN -> assertThat(status).isEqualTo(400);
                        case SESSION, SESSION_CHANGE -> assertThat(status).isEqualTo(401);
                      }
                    }));
  }

  @Test
  @Verifies({"SYS-20"})
  void letsNobodyInBeforeThePasswordIsSetWithTheCodeOfTheDataFolder() throws Exception {
    Path file = home.data().resolve("setup.code");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String code = Files.readString(file).strip();
    assertThat(json(page("GET", "/api/session", Map.of())).path("setUp").asBoolean()).isTrue();
    assertThat(reason("/api/session", Map.of("user", "admin", "password", "admin")))
        .isEqualTo("not-set-up");
    assertThat(reason("/api/setup", Map.of("code", "x", "user", "hanako", "password", PASSWORD)))
        .isEqualTo("wrong-code");
    assertThat(reason("/api/setup", Map.of("code", code, "user", "hanako", "password", "short")))
        .isEqualTo("short-password");
    assertThat(
            reason(
                "/api/setup",
                Map.of("code", code, "user", "hanako", "password", "my name is Hanako!")))
        .isEqualTo("name-in-password");
    assertThat(
            reason("/api/setup", Map.of("code", code, "user", "h", "password", "aaaaaaaaaaaaaa")))
        .isEqualTo("simple-password");
    assertThat(reason("/api/setup", Map.of("code", code, "user", "<b>", "password", PASSWORD)))
        .isEqualTo("bad-name");
    setUp();
    assertThat(file).doesNotExist();
    assertThat(reason("/api/setup", Map.of("code", code, "user", "other", "password", PASSWORD)))
        .isEqualTo("already-set-up");
  }

  private String reason(String path, Map<String, String> body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = page("POST", path, body);
    assertThat(answer.statusCode()).isEqualTo(403);
    return json(answer).path("reason").asString();
  }

  @Test
  void aWrongPasswordCostsAGrowingWait() throws Exception {
    setUp();
    cookie = "";
    csrf = "";
    Map<String, String> wrong = Map.of("user", "hanako", "password", "not this one at all");
    for (int i = 0; i < 5; i++) {
      assertThat(reason("/api/session", wrong)).isEqualTo("wrong-password");
    }
    HttpResponse<String> later =
        enter("/api/session", Map.of("user", "hanako", "password", PASSWORD));
    assertThat(later.statusCode()).isEqualTo(429);
    assertThat(later.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(50L, 60L);
  }

  @Test
  void aSessionIsACookieThatNoScriptReadsAndThatSigningOutEnds() throws Exception {
    setUp();
    HttpResponse<String> entered =
        enter("/api/session", Map.of("user", "hanako", "password", PASSWORD));
    assertThat(entered.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith("__Host-")
        .contains("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=43200");
    assertThat(page("GET", "/api/home", Map.of()).statusCode()).isEqualTo(200);
    assertThat(page("GET", "/unknown", Map.of()).statusCode()).isEqualTo(404);
    assertThat(page("DELETE", "/api/session", Map.of()).statusCode()).isEqualTo(204);
    assertThat(page("GET", "/api/home", Map.of()).statusCode()).isEqualTo(401);
  }

  @Test
  void everyAnswerForbidsForeignContent() throws Exception {
    for (String path : List.of("/", "/api/home", "/api/session", "/nothing")) {
      HttpResponse<String> answer = send("GET", path, "");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
    assertThat(send("GET", "/", "").body()).doesNotContain("<script>").doesNotContain("style=");
  }

  @Test
  void changesNothingForAForeignOriginOrWithoutTheToken() throws Exception {
    setUp();
    String body =
        JSON.writeValueAsString(
            Map.of(
                "device",
                "living-room-light",
                "point",
                "switch",
                "value",
                true,
                "key",
                UUID.randomUUID().toString()));
    String own = uri("").toString();
    String[][] attempts = {
      {"Cookie", cookie, "Content-Type", "application/json", "Origin", own},
      {"Cookie", cookie, "Content-Type", "application/json", "Origin", own, "X-CSRF-Token", "x"},
      {"Cookie", cookie, "Content-Type", "application/json", "X-CSRF-Token", csrf},
      {
        "Cookie",
        cookie,
        "Content-Type",
        "application/json",
        "X-CSRF-Token",
        csrf,
        "Origin",
        "https://evil.example"
      },
      {"Cookie", cookie, "Content-Type", "text/plain", "X-CSRF-Token", csrf, "Origin", own},
      {
        "Cookie",
        cookie,
        "Content-Type",
        "application/json",
        "X-CSRF-Token",
        csrf,
        "Origin",
        own,
        "Sec-Fetch-Site",
        "cross-site"
      },
    };
    for (String[] headers : attempts) {
      assertThat(send("POST", "/api/commands", body, headers).statusCode())
          .as(String.join(" ", headers))
          .isEqualTo(403);
    }
    assertThat(send("POST", "/api/setup", "{}", "Content-Type", "application/json").statusCode())
        .isEqualTo(403);
    assertThat(home.headEnd().commands()).isEmpty();
  }

  private Map<String, Object> command(String device, String point, Object value) {
    return Map.of(
        "device", device, "point", point, "value", value, "key", UUID.randomUUID().toString());
  }

  @Test
  @Verifies({"UC1-04"})
  void sendsACommandOnceAndFollowsItToItsEnd() throws Exception {
    setUp();
    inventoryIsThere();
    home.headEnd().commandStatus = "sent";
    Map<String, Object> on = command("living-room-light", "switch", true);
    HttpResponse<String> sent = page("POST", "/api/commands", on);
    assertThat(sent.statusCode()).isEqualTo(202);
    String id = json(sent).path("id").asString();
    assertThat(json(page("POST", "/api/commands", on)).path("id").asString()).isEqualTo(id);
    assertThat(home.headEnd().commands()).hasSize(1);
    // The stream says nothing of it: then it is asked for.
    home.headEnd().commandsOnStream = false;
    home.headEnd().end(id, "refused", "step-too-large");
    HomeApplication application = (HomeApplication) home.service();
    eventually("noted", () -> application.store().commandStatus(id).equals(Optional.of("refused")));
  }

  @Test
  void refusesWhatMayNotBeCommanded() throws Exception {
    setUp();
    inventoryIsThere();
    assertThat(page("POST", "/api/commands", command("living-room-sensor", "temperature", 20)))
        .satisfies(a -> assertThat(json(a).path("reason").asString()).isEqualTo("not-permitted"));
    assertThat(page("POST", "/api/commands", command("Bad Id", "x", 1)).statusCode())
        .isEqualTo(400);
    assertThat(
            page("POST", "/api/commands", command("kitchen-outlet", "switch", "on")).statusCode())
        .isEqualTo(400);
    home.headEnd().commandHttp = 422;
    assertThat(page("POST", "/api/commands", command("kitchen-outlet", "switch", true)))
        .satisfies(a -> assertThat(json(a).path("reason").asString()).isEqualTo("invalid-value"));
    home.headEnd().commandHttp = 202;
    home.headEnd().away = true;
    assertThat(page("POST", "/api/commands", command("kitchen-outlet", "switch", true)))
        .satisfies(a -> assertThat(json(a).path("reason").asString()).isEqualTo("head-end"));
  }

  @Test
  @Verifies({"UC1-06"})
  void doesNotUnlockFromAfarWhenThatIsSwitchedOff() throws Exception {
    home.close();
    Path other = Files.createDirectory(folder.resolve("other"));
    home = new HomeFixture(other, "  remote-unlock: false");
    http = HttpClient.newBuilder().sslContext(home.authority().trust().context(null)).build();
    setUp();
    inventoryIsThere();
    assertThat(page("POST", "/api/commands", command("front-door-lock", "locked", false)))
        .satisfies(a -> assertThat(json(a).path("reason").asString()).isEqualTo("unlock-disabled"));
    assertThat(
            page("POST", "/api/commands", command("front-door-lock", "locked", true)).statusCode())
        .isEqualTo(202);
    assertThat(home.headEnd().commands()).hasSize(1);
  }

  private void inventoryIsThere() throws Exception {
    eventually(
        "the inventory", () -> !json(page("GET", "/api/home", Map.of())).path("points").isEmpty());
  }

  @Test
  @Verifies({"UC1-02", "UC1-03"})
  void givesStatisticsAndTheCourseOfTheDay() throws Exception {
    setUp();
    Instant now = Instant.now();
    home.headEnd().say("house-meter", "energy", 10, "kWh", now.minusSeconds(600));
    home.headEnd().store("house-meter", "energy", 10.5, "kWh", now.minusSeconds(300), "good");
    home.headEnd().cutStreams();
    eventually(
        "both counted",
        () ->
            json(page("GET", "/api/home", Map.of()))
                    .path("today")
                    .path("house-meter/energy")
                    .asDouble(0)
                == 0.5);
    JsonNode hours =
        json(page("GET", "/api/statistics?device=house-meter&point=energy&per=minute", Map.of()))
            .path("statistics");
    assertThat(hours.valueStream().mapToLong(h -> h.path("count").asLong()).sum()).isEqualTo(2);
    assertThat(hours.path(hours.size() - 1).path("total").asDouble()).isEqualTo(0.5);
    JsonNode courses = json(page("GET", "/api/course", Map.of())).path("courses");
    assertThat(courses.path(0).path("mean").size()).isEqualTo(2);
    assertThat(page("GET", "/api/statistics?device=x&point=y&per=day", Map.of()).statusCode())
        .isEqualTo(400);
    assertThat(
            page("GET", "/api/statistics?device=x&point=y&from=1970-01-01T00:00:00Z", Map.of())
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void theOperatorTakesAForgottenPasswordBack() throws Exception {
    setUp();
    try (var client = MaintenanceClient.ofData(home.data(), new Address("127.0.0.1", 0))) {
      assertThat(client.request("POST", "/owner/reset", null).status()).isEqualTo(200);
    }
    assertThat(page("GET", "/api/home", Map.of()).statusCode()).isEqualTo(401);
    assertThat(json(page("GET", "/api/session", Map.of())).path("setUp").asBoolean()).isTrue();
    setUp();
    assertThat(page("GET", "/api/home", Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void boundsTheBodyOfARequest() throws Exception {
    String huge = "{\"user\":\"" + "x".repeat(PageServer.MAX_BODY_BYTES) + "\"}";
    assertThat(
            send(
                    "POST",
                    "/api/session",
                    huge,
                    "Origin",
                    uri("").toString(),
                    "Content-Type",
                    "application/json")
                .statusCode())
        .isEqualTo(413);
  }
}
