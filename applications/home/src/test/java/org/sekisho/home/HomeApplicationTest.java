package org.sekisho.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sekisho.home.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.Address;
import org.sekisho.program.maintenance.MaintenanceClient;
import tools.jackson.databind.JsonNode;

class HomeApplicationTest {
  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.HOURS);

  @TempDir Path folder;

  private static JsonNode get(HomeFixture home, String path)
      throws IOException, InterruptedException {
    try (var client = MaintenanceClient.ofData(home.data(), new Address("127.0.0.1", 0))) {
      MaintenanceClient.Result answer = client.get(path);
      assertThat(answer.status()).isEqualTo(200);
      return answer.json();
    }
  }

  /** Readings in statistics per minute, straight from the application's own database file. */
  private static long counted(HomeFixture home) {
    try (Connection db =
            DriverManager.getConnection("jdbc:sqlite:" + home.data().resolve("home.db"));
        Statement query = db.createStatement();
        ResultSet rows =
            query.executeQuery("SELECT ifnull(sum(count), 0) FROM statistic WHERE length_s = 60")) {
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void live(HomeFixture home) throws Exception {
    eventually("live", () -> get(home, "/status").path("stream").asString().equals("live"));
  }

  @Test
  @Verifies({"SYS-12", "UC1-01"})
  void keepsResultsInItsOwnDatabaseAndTellsTheOperatorOfThem() throws Exception {
    try (var home = new HomeFixture(folder, "")) {
      live(home);
      home.headEnd().say("kitchen-sensor", "temperature", 22.5, "Cel", start);
      home.headEnd().say("kitchen-sensor", "humidity", 48, "%RH", start);
      eventually("both counted", () -> counted(home) == 2);
      JsonNode status = get(home, "/status");
      assertThat(status.path("points").asInt()).isEqualTo(24);
      assertThat(status.path("points-seen").asInt()).isEqualTo(2);
      assertThat(status.path("last-reading").asString()).isEqualTo(start.toString());
      assertThat(status.path("set-up").asBoolean()).isFalse();
      JsonNode points = get(home, "/points").path("points");
      assertThat(points.size()).isEqualTo(24);
      assertThat(
              points
                  .valueStream()
                  .filter(p -> p.path("latest").path("value").asDouble(0) == 22.5)
                  .map(p -> p.path("device").asString() + "/" + p.path("point").asString()))
          .containsExactly("kitchen-sensor/temperature");
      try (var client = MaintenanceClient.ofData(home.data(), new Address("127.0.0.1", 0))) {
        assertThat(client.get("/metrics").text())
            .contains("sekisho_home_readings_total{as=\"counted\"} 2.0")
            .contains("sekisho_home_stream_live 1.0");
      }
      assertThat(Files.readString(home.data().resolve("ready")))
          .contains("\"page\":" + home.port());
    }
    assertThat(folder.resolve("data/ready")).doesNotExist();
  }

  @Test
  void missesNothingThatWasStoredWhileTheStreamWasCut() throws Exception {
    try (var home = new HomeFixture(folder, "")) {
      ScriptedHeadEnd headEnd = home.headEnd();
      headEnd.pageLimit = 7;
      live(home);
      for (int i = 0; i < 20; i++) {
        headEnd.say("kitchen-sensor", "temperature", 20 + i, "Cel", start.plusSeconds(i * 10L));
      }
      eventually("the first counted", () -> counted(home) == 20);
      headEnd.away = true;
      headEnd.cutStreams();
      for (int i = 20; i < 60; i++) {
        headEnd.store(
            "kitchen-sensor", "temperature", i, "Cel", start.plusSeconds(i * 10L), "good");
      }
      // One that is late: older than what had been seen before the cut.
      headEnd.store("kitchen-sensor", "humidity", 50, "%RH", start.minusSeconds(600), "good");
      headEnd.away = false;
      eventually("all counted", () -> counted(home) == 61);
      live(home);
      assertThat(headEnd.asked).filteredOn(asked -> asked.contains("cursor=")).isNotEmpty();
    }
  }

  @Test
  void findsWhatBecameVisibleOnlyAfterItsFirstLook() throws Exception {
    try (var home = new HomeFixture(folder, "")) {
      live(home);
      home.headEnd().store("kitchen-sensor", "temperature", 20, "Cel", start, "good");
      eventually("counted", () -> counted(home) == 1);
    }
  }

  @Test
  void countsTheSameAfterARestartInTheMiddle() throws Exception {
    try (var home = new HomeFixture(folder, "")) {
      ScriptedHeadEnd headEnd = home.headEnd();
      live(home);
      headEnd.say("kitchen-sensor", "temperature", 20, "Cel", start);
      eventually("counted", () -> counted(home) == 1);
      headEnd.cutStreams();
      headEnd.store("kitchen-sensor", "temperature", 21, "Cel", start.plusSeconds(10), "good");
      home.restart();
      eventually("both counted", () -> counted(home) == 2);
      live(home);
      headEnd.say("kitchen-sensor", "temperature", 20, "Cel", start);
      headEnd.say("kitchen-sensor", "temperature", 22, "Cel", start.plusSeconds(20));
      eventually("the third counted, none twice", () -> counted(home) == 3);
    }
  }

  @Test
  void takesANewTokenWhenTheOldOneIsRefusedOrNearlyOver() throws Exception {
    try (var home = new HomeFixture(folder, "")) {
      live(home);
      home.headEnd().forgetTokens();
      home.headEnd().cutStreams();
      eventually("a new token", () -> home.headEnd().tokensGiven.get() == 2);
      live(home);
    }
  }

  @Test
  void opensTheNextStreamBeforeTheTokenOfTheOldOneEnds() throws Exception {
    try (var home = new HomeFixture(folder, "")) {
      live(home);
      home.headEnd().tokenLifeS = 4;
      home.headEnd().forgetTokens();
      home.headEnd().cutStreams();
      eventually("several streams", () -> home.headEnd().streamsOpened.get() >= 4);
      eventually("live", () -> get(home, "/status").path("stream").asString().equals("live"));
      // The start and the cut made a catch-up of two looks each; the hand-overs made none.
      assertThat(home.headEnd().asked)
          .filteredOn(asked -> asked.startsWith("GET /v1/readings"))
          .hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void saysWhatIsWrongWhenThePortIsTaken() throws Exception {
    try (var home = new HomeFixture(folder, "")) {
      Path second = Files.createDirectory(folder.resolve("second"));
      String taken = "127.0.0.1:" + home.port();
      assertThatThrownBy(() -> new HomeFixture(second, taken, "", _ -> {}))
          .hasMessageContaining("page.listen")
          .hasMessageContaining(taken);
    }
  }
}
