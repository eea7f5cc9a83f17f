package org.sekisho.field.house;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.field.house.device.CommandMessage;
import org.sekisho.field.house.device.DeviceLink;
import org.sekisho.field.house.device.DeviceLink.Reply;
import org.sekisho.field.house.device.Message;
import org.sekisho.field.house.device.PayloadForm;
import org.sekisho.field.house.device.Sample;
import org.sekisho.field.house.physics.HousePlan;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Point;

/**
 * One device as the gateway sees it: reports its points when they are due and answers commands.
 * Owned by the house's loop, but for the counters.
 */
final class PlayedDevice implements AutoCloseable {
  /** Readings on their way without an acknowledgement; what comes on top is not sent. */
  static final int MAX_IN_FLIGHT = 32;

  /** Commands whose result is remembered, so that a repeated one gets it again. */
  static final int MAX_REMEMBERED = 64;

  private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);

  private final HousePlan.Device device;
  private final PayloadForm form;
  private final DeviceLink link;
  private final HouseCounters counters;
  private final Map<String, Long> dueNs = new HashMap<>();
  private final Map<String, byte[]> results = new LinkedHashMap<>();
  private boolean wasConnected;

  PlayedDevice(HousePlan.Device device, PayloadForm form, DeviceLink link, HouseCounters counters) {
    this.device = device;
    this.form = form;
    this.link = link;
    this.counters = counters;
  }

  HousePlan.Device device() {
    return device;
  }

  DeviceLink link() {
    return link;
  }

  /** Reports every point that is due; all of them at once after a new connection. */
  void work(Simulation house, long nowNs, Instant now) {
    boolean connected = link.connected();
    if (connected && !wasConnected) {
      dueNs.clear();
    }
    wasConnected = connected;
    List<Sample> due = new ArrayList<>();
    for (Point point : device.profile().points().values()) {
      Long at = dueNs.get(point.id());
      if (at == null || nowNs - at >= 0) {
        long intervalNs = point.interval().orElse(USUAL_INTERVAL).toNanos();
        // Keeps the rhythm; after a long pause it starts anew instead of catching up.
        dueNs.put(
            point.id(),
            at == null || nowNs - at > intervalNs ? nowNs + intervalNs : at + intervalNs);
        due.add(sample(house, point));
      }
    }
    report(due, now);
  }

  /** Reports all points now, as a device does that has just changed. */
  void reportAll(Simulation house, Instant now) {
    report(device.profile().points().values().stream().map(p -> sample(house, p)).toList(), now);
  }

  /** The result that the command got before, when it is a repeated one. */
  Optional<byte[]> remembered(CommandMessage command) {
    return Optional.ofNullable(results.get(command.id()));
  }

  /** Publishes the result of a command and remembers it. */
  void answer(CommandMessage command, byte[] result, Reply reply) {
    results.put(command.id(), result);
    if (results.size() > MAX_REMEMBERED) {
      results.remove(results.keySet().iterator().next());
    }
    send(new Message("commands/" + command.point() + "/result", result), Optional.of(reply));
  }

  private Sample sample(Simulation house, Point point) {
    Value value = house.value(new PointId(device.id(), point.id()));
    return new Sample(point.id(), point.unit(), value);
  }

  private void report(List<Sample> samples, Instant now) {
    if (samples.isEmpty()) {
      return;
    }
    for (Message message : form.encode(samples, now)) {
      send(message, Optional.empty());
    }
  }

  private void send(Message message, Optional<Reply> reply) {
    if (!link.connected() || !counters.admit(device.id(), MAX_IN_FLIGHT)) {
      counters.skipped();
      return;
    }
    var _ =
        link.publish(message, reply)
            .whenComplete((_, fault) -> counters.finished(device.id(), fault));
  }

  @Override
  public void close() {
    link.close();
  }
}
