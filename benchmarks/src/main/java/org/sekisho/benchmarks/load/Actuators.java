package org.sekisho.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Actuators that do at once what they are told, and say so. */
public final class Actuators implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Fleet fleet;

  private Actuators(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Connects and subscribes them; returns when the server has confirmed all. */
  public static Actuators connect(int port, List<Device> devices) {
    Fleet fleet = Fleet.connectWithin(Duration.ofSeconds(10), port, devices);
    try {
      for (int i = 0; i < devices.size(); i++) {
        DeviceLink link = fleet.link(i);
        link.onMessage((topic, payload) -> obey(link, topic, payload));
        fleet.loop().execute(() -> link.subscribe("commands/+"));
        link.subscribed().get(10, TimeUnit.SECONDS);
      }
      return new Actuators(fleet);
    } catch (ExecutionException | TimeoutException e) {
      fleet.close();
      throw new IllegalStateException("an actuator cannot subscribe", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void obey(DeviceLink link, String topic, byte[] payload) {
    JsonNode command = JSON.readTree(payload);
    String result =
        "{\"id\":%s,\"status\":\"done\",\"value\":%s}"
            .formatted(command.path("id"), command.path("value"));
    link.send(topic + "/result", result.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    fleet.close();
  }
}
