package org.sekisho.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.CountingDevice;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.Verifies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One reading up and one command down through every box of the figure, with clients that a person
 * has: mosquitto_pub, mosquitto_sub, curl.
 */
class OneThreadTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path folder;
  private static Deployment deployment;

  @BeforeAll
  static void start() throws Exception {
    deployment = new Deployment(folder).start();
  }

  @AfterAll
  static void stop() throws IOException {
    deployment.close();
  }

  @Test
  @Verifies({"SYS-10", "SYS-13"})
  void aReadingTypedByHandIsReadBackWithCurl() throws Exception {
    for (String version : List.of("mqttv311", "mqttv5")) {
      String value = version.equals("mqttv5") ? "5005" : "3113";
      assertThat(run(publish("counter-1", version, "readings/count", value))).isEqualTo(0);
      Await.until(
          "the reading is in the API",
          () ->
              curl("/v1/latest?device=counter-1&point=count")
                  .path("readings")
                  .path(0)
                  .path("value")
                  .asString("")
                  .startsWith(value));
    }
    JsonNode reading = curl("/v1/latest?device=counter-1&point=count").path("readings").path(0);
    assertThat(reading.path("quality").asString()).isEqualTo("good");
    assertThat(reading.path("origin").path("device").asString()).isEqualTo("counter-1");
    assertThat(reading.path("origin").path("gateway").asString()).isEqualTo("gw-1");
    assertThat(reading.path("origin").path("clock").asString()).isEqualTo("gateway");
  }

  @Test
  @Verifies("SYS-13")
  void aBadReadingIsKeptWithItsReason() throws Exception {
    assertThat(run(publish("counter-2", "mqttv5", "readings/count", "-1"))).isEqualTo(0);
    Await.until(
        "the bad reading is in the API with its reason",
        () -> {
          JsonNode reading =
              curl("/v1/latest?device=counter-2&point=count").path("readings").path(0);
          return reading.path("quality").asString("").equals("bad")
              && reading.path("reason").asString("").equals("out-of-range");
        });
  }

  @Test
  @Verifies({"SYS-14", "SYS-05"})
  void aCommandIsCarriedOutAndReadBack() throws Exception {
    Mqtt3AsyncClient valve =
        MqttClient.builder()
            .useMqttVersion3()
            .identifier("valve")
            .serverHost("127.0.0.1")
            .serverPort(deployment.fieldPort())
            .sslConfig()
            .trustManagerFactory(CountingDevice.trust(deployment))
            .applySslConfig()
            .simpleAuth()
            .username("valve-1")
            .password(deployment.password("valve-1").getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .buildAsync();
    valve.connect().get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    List<String> received = new CopyOnWriteArrayList<>();
    valve
        .subscribeWith()
        .topicFilter("commands/+")
        .callback(
            message -> {
              String payload = new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8);
              received.add(payload);
              JsonNode command = JSON.readTree(payload);
              var _ =
                  valve
                      .publishWith()
                      .topic(message.getTopic() + "/result")
                      .qos(com.hivemq.client.mqtt.datatypes.MqttQos.AT_LEAST_ONCE)
                      .payload(
                          ("{\"id\":\""
                                  + command.path("id").asString()
                                  + "\",\"status\":\"done\",\"value\":"
                                  + command.path("value")
                                  + "}")
                              .getBytes(StandardCharsets.UTF_8))
                      .send();
            })
        .send()
        .get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);

    String body = "{\"device\":\"valve-1\",\"point\":\"open\",\"value\":true}";
    HttpResponse<String> posted = deployment.command("app-1", "open-once", body);
    assertThat(posted.statusCode()).as(posted.body()).isEqualTo(202);
    String id = JSON.readTree(posted.body()).path("id").asString();
    JsonNode done = outcome(id);
    assertThat(done.path("status").asString()).isEqualTo("done");
    assertThat(done.path("read_back").asBoolean()).isTrue();

    HttpResponse<String> again = deployment.command("app-1", "open-once", body);
    assertThat(JSON.readTree(again.body()).path("id").asString())
        .as("the same key is the same command")
        .isEqualTo(id);
    assertThat(received).hasSize(1);

    // The gate measures a step from the last known state, so the valve tells it first.
    valve
        .publishWith()
        .topic("readings/level")
        .qos(com.hivemq.client.mqtt.datatypes.MqttQos.AT_LEAST_ONCE)
        .payload("0".getBytes(StandardCharsets.UTF_8))
        .send()
        .get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(levelOutcome("level-40", 40).path("status").asString()).isEqualTo("done");
    JsonNode tooFar = levelOutcome("level-0", 95);
    assertThat(tooFar.path("status").asString()).isIn("refused", "");

    valve.disconnect().get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Await.until(
        "a command to a device that is gone fails with the reason",
        () -> {
          HttpResponse<String> answer =
              deployment.command("app-1", "gone-" + System.nanoTime(), body);
          JsonNode gone = outcome(JSON.readTree(answer.body()).path("id").asString());
          return gone.path("reason").asString("").equals("device-not-connected");
        });
  }

  @Test
  @Verifies({"SYS-10", "SYS-14"})
  void anApplicationSeesAndCommandsOnlyWhatItsGrantNames() throws Exception {
    HttpResponse<String> refused =
        deployment.command(
            "app-2", "k1", "{\"device\":\"valve-1\",\"point\":\"open\",\"value\":true}");
    assertThat(refused.statusCode()).isIn(403, 404);
    assertThat(refused.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(deployment.api("app-2", "/v1/devices").body()).doesNotContain("valve-1");
  }

  private static JsonNode levelOutcome(String key, int level) throws Exception {
    HttpResponse<String> posted =
        deployment.command(
            "app-1", key, "{\"device\":\"valve-1\",\"point\":\"level\",\"value\":" + level + "}");
    return posted.statusCode() == 202
        ? outcome(JSON.readTree(posted.body()).path("id").asString())
        : JSON.readTree(posted.body()).path("nothing");
  }

  private static JsonNode outcome(String id) throws Exception {
    JsonNode[] state = new JsonNode[1];
    Await.until(
        "command " + id + " has an outcome",
        () -> {
          state[0] = JSON.readTree(deployment.api("app-1", "/v1/commands/" + id).body());
          return !List.of("pending", "sent", "").contains(state[0].path("status").asString(""));
        });
    return state[0];
  }

  private static List<String> publish(String device, String version, String topic, String message)
      throws IOException {
    // The password goes by a file: a command line is visible to every user of a machine.
    Path config = folder.resolve("mosquitto_pub");
    Files.writeString(
        config,
        "-h 127.0.0.1\n-u %s\n-P %s\n--cafile %s\n"
            .formatted(device, deployment.password(device), deployment.rootCa()));
    return List.of(
        "env",
        "XDG_CONFIG_HOME=" + folder,
        "mosquitto_pub",
        "-p",
        Integer.toString(deployment.fieldPort()),
        "-V",
        version,
        "-q",
        "1",
        "-t",
        topic,
        "-m",
        message);
  }

  private static JsonNode curl(String path) throws Exception {
    Path headers = folder.resolve("curl-headers");
    Files.writeString(headers, "Authorization: Bearer " + deployment.token("app-1") + "\n");
    Path body = folder.resolve("curl-body");
    int exit =
        run(
            List.of(
                "curl",
                "-sS",
                "--fail-with-body",
                "--max-time",
                "120",
                "--cacert",
                deployment.rootCa().toString(),
                "-H",
                "@" + headers,
                "-o",
                body.toString(),
                "https://127.0.0.1:" + deployment.apiPort() + path));
    String text = Files.exists(body) ? Files.readString(body) : "";
    assertThat(exit).as("curl %s: %s", path, text).isZero();
    return JSON.readTree(text);
  }

  private static int run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("client.log").toFile())
            .start();
    assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("%s ends", command)
        .isTrue();
    return process.exitValue();
  }
}
