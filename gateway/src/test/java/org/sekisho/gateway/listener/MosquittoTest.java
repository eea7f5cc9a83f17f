package org.sekisho.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;

/** The tools that a person has at hand: mosquitto_pub and mosquitto_sub. */
class MosquittoTest {
  @TempDir Path data;

  private record Ended(int code, String output) {}

  private Process start(FieldFixture fixture, String tool, String device, String... arguments)
      throws IOException {
    boolean installed =
        List.of("/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/").stream()
            .anyMatch(folder -> new File(folder + tool).canExecute());
    assumeTrue(installed, tool + " is not installed");
    List<String> command =
        new ArrayList<>(
            List.of(
                tool,
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(fixture.port()),
                "--cafile",
                fixture.certificate().toString(),
                "-u",
                device,
                "-P",
                fixture.password(device)));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Files.createTempFile(data, tool, ".txt").toFile())
        .start();
  }

  private static Ended ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), "");
  }

  @Test
  void publishesWithMosquittoPubInEveryVersionAndQuality() throws Exception {
    try (FieldFixture fixture = new FieldFixture(data, FieldFixture.settings(Map.of()))) {
      int sent = 0;
      for (String version : List.of("311", "5")) {
        for (String qos : List.of("0", "1", "2")) {
          Process pub =
              start(
                  fixture,
                  "mosquitto_pub",
                  "hand-sensor",
                  "-V",
                  version.equals("5") ? "mqttv5" : "mqttv311",
                  "-q",
                  qos,
                  "-t",
                  "readings/temperature",
                  "-m",
                  "21.5");
          assertThat(ended(pub).code()).isZero();
          sent++;
        }
      }
      int expected = sent;
      FieldFixture.await(() -> fixture.readings().size() == expected);
    }
  }

  @Test
  void showsACommandInMosquittoSub() throws Exception {
    try (FieldFixture fixture = new FieldFixture(data, FieldFixture.settings(Map.of()))) {
      Path out = data.resolve("sub.txt");
      for (String version : List.of("mqttv311", "mqttv5")) {
        Process sub =
            start(
                fixture,
                "mosquitto_sub",
                "bedroom-light",
                "-V",
                version,
                "-q",
                "1",
                "-C",
                "1",
                "-t",
                "commands/switch",
                "-W",
                "15");
        PointId light = new PointId("bedroom-light", "switch");
        FieldFixture.await(() -> fixture.field.devices().takesCommands(light));
        var answer =
            fixture
                .field
                .devices()
                .deliver(
                    UUID.randomUUID(),
                    light,
                    new Value.Bool(true),
                    FieldFixture.NOW,
                    Duration.ofMillis(100))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        assertThat(answer).isEqualTo(new DeviceAnswer.TimedOut());
        assertThat(ended(sub).code()).isZero();
        FieldFixture.await(() -> !fixture.field.devices().connected("bedroom-light"));
      }
      assertThat(out).doesNotExist();
      try (var files = Files.list(data)) {
        assertThat(
                files
                    .filter(f -> f.getFileName().toString().startsWith("mosquitto_sub"))
                    .map(MosquittoTest::text))
            .allSatisfy(text -> assertThat(text).contains("\"value\":true"));
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
