package org.sekisho.home.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.home.HomeFixture;
import org.sekisho.home.ScriptedHeadEnd;
import org.sekisho.model.Verifies;

/**
 * Runs the browser's side of the test, {@code src/main/web/test/page.test.mjs}, in real headless
 * Chromium against the whole application. Pictures are left in {@code target/screenshots}.
 */
class PageInChromiumTest {
  private static final List<String> CHROMIUM =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final int LIMIT_S = 300;

  @TempDir Path folder;

  @Test
  @Verifies({"UC1-03", "UC1-04", "UC1-06", "SYS-12", "SYS-20"})
  void showsTheHouseAndSwitchesIt() throws IOException, InterruptedException {
    String chromium =
        CHROMIUM.stream()
            .filter(path -> Files.isExecutable(Path.of(path)))
            .findFirst()
            .orElseThrow(
                () ->
                    new AssertionError(
                        "no Chromium for the browser test: apt-get install chromium"));
    Path web = Path.of("src/main/web").toAbsolutePath();
    try (var home =
        new HomeFixture(folder, "127.0.0.1:0", "", PageInChromiumTest::tellOfTheLastDay)) {
      Path log = folder.resolve("browser.log");
      var builder =
          new ProcessBuilder("node", "--test", "--test-reporter=spec", "test/page.test.mjs")
              .directory(web.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("PAGE", "https://127.0.0.1:" + home.port());
      builder.environment().put("HEAD_END", home.headEnd().url().toString());
      builder
          .environment()
          .put("CODE", Files.readString(home.data().resolve("setup.code")).strip());
      builder.environment().put("SHOTS", Path.of("target/screenshots").toAbsolutePath().toString());
      builder.environment().put("CHROMIUM", chromium);
      Process browser = builder.start();
      boolean ended = browser.waitFor(LIMIT_S, TimeUnit.SECONDS);
      if (!ended) {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly().waitFor();
      }
      String said = Files.readString(log, StandardCharsets.UTF_8);
      assertThat(ended).as("the browser test ended in time\n%s", said).isTrue();
      assertThat(browser.exitValue()).as("exit code of the browser test\n%s", said).isZero();
      assertThat(said).contains("fail 0").contains("skipped 0");
    }
  }

  /** A plausible day, so that there is something to draw. */
  private static void tellOfTheLastDay(ScriptedHeadEnd headEnd) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    double kwh = 1200;
    for (int minute = 24 * 60; minute >= 0; minute -= 2) {
      Instant time = now.minus(minute, ChronoUnit.MINUTES);
      double day = Math.sin((24 * 60 - minute) / 1440.0 * 2 * Math.PI - 1.2);
      double ripple = Math.sin(minute / 17.0);
      room(headEnd, "living-room-sensor", time, 23 + 2.5 * day + 0.3 * ripple, day);
      room(headEnd, "bedroom-sensor", time, 20 + 3 * day - 0.2 * ripple, day - 0.3);
      room(headEnd, "kitchen-sensor", time, 21.5 + 2 * day + 0.6 * ripple, day - 0.1);
      double watts = 350 + 250 * Math.max(0, day) + 120 * Math.abs(ripple);
      kwh += watts / 30_000;
      headEnd.store("house-meter", "power", Math.round(watts), "W", time, "good");
      headEnd.store("house-meter", "energy", Math.round(kwh * 1000) / 1000.0, "kWh", time, "good");
      double cooling = day > 0.2 ? 420 + 60 * ripple : 5;
      headEnd.store("living-room-aircon", "power", Math.round(cooling), "W", time, "good");
      headEnd.store("kitchen-outlet", "power", 60 + Math.round(20 * ripple), "W", time, "good");
    }
    headEnd.store("living-room-light", "switch", false, "", now, "good");
    headEnd.store("living-room-light", "brightness", 70, "%", now, "good");
    headEnd.store("bedroom-light", "switch", false, "", now, "good");
    headEnd.store("bedroom-light", "brightness", 30, "%", now, "good");
    headEnd.store("living-room-aircon", "switch", true, "", now, "good");
    headEnd.store("living-room-aircon", "set-point", 24, "Cel", now, "good");
    headEnd.store("kitchen-outlet", "switch", true, "", now, "good");
    headEnd.store("front-door-lock", "locked", true, "", now, "good");
  }

  private static void room(
      ScriptedHeadEnd headEnd, String device, Instant time, double celsius, double light) {
    headEnd.store(device, "temperature", Math.round(celsius * 10) / 10.0, "Cel", time, "good");
    headEnd.store(device, "humidity", Math.round(75 - celsius), "%RH", time, "good");
    headEnd.store(device, "illuminance", Math.round(Math.max(5, 600 * light)), "lx", time, "good");
  }
}
