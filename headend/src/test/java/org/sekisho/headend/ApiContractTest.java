package org.sekisho.headend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Generated from openapi.yaml: nothing in it is open. */
class ApiContractTest {
  private static final List<String> SCOPES =
      List.of("readings:read", "commands:write", "inventory:read", "evidence:read");
  @TempDir static Path folder;
  private static HeadEndFixture world;
  private static JsonNode description;

  @BeforeAll
  static void start() throws Exception {
    world = new HeadEndFixture(folder);
    try (InputStream in =
        Objects.requireNonNull(ApiContractTest.class.getResourceAsStream("/openapi.yaml"))) {
      description = new YAMLMapper().readTree(in);
    }
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private record Door(String method, String path, List<String> scopes) {}

  private static List<Door> doors() {
    List<Door> doors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        List<String> scopes = new ArrayList<>();
        method
            .getValue()
            .path("security")
            .get(0)
            .path("token")
            .forEach(s -> scopes.add(s.asString()));
        doors.add(
            new Door(
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey()
                    .replace("{gateway}", "home-gw-1")
                    .replace("{chain}", "0".repeat(32))
                    .replace("{no}", "1")
                    .replace("{id}", "00000000-0000-0000-0000-000000000000"),
                scopes));
      }
    }
    return doors;
  }

  @TestFactory
  @Verifies("SYS-10")
  List<DynamicTest> everyOperationNeedsAToken() {
    return doors().stream()
        .map(
            door ->
                dynamicTest(
                    door.method + " " + door.path,
                    () -> {
                      assertThat(call(door, "").statusCode()).isEqualTo(401);
                    }))
        .toList();
  }

  @TestFactory
  List<DynamicTest> everyOperationNeedsItsScope() {
    return doors().stream()
        .filter(door -> !door.scopes.isEmpty())
        .map(
            door ->
                dynamicTest(
                    door.method + " " + door.path,
                    () -> {
                      String others =
                          SCOPES.stream()
                              .filter(s -> !door.scopes.contains(s))
                              .collect(Collectors.joining(" "));
                      HttpResponse<String> answer = call(door, world.token("home-app", others));
                      assertThat(answer.statusCode()).isEqualTo(403);
                      assertThat(answer.body()).contains("scope");
                    }))
        .toList();
  }

  @Test
  void givesItsDescriptionToWhoHasAnyToken() throws Exception {
    HttpResponse<String> answer = world.get("/v1/openapi.yaml", world.token("reader", ""));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new YAMLMapper().readTree(answer.body())).isEqualTo(description);
  }

  private static HttpResponse<String> call(Door door, String token) throws Exception {
    var request = HttpRequest.newBuilder(world.uri(door.path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return world.send(request.method(door.method, HttpRequest.BodyPublishers.noBody()));
  }
}
