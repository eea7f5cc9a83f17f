package org.sekisho.home.headend;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import tools.jackson.databind.JsonNode;

/**
 * How far a command has come.
 *
 * @param id the head-end's identity of it
 * @param point what it sets
 * @param value what it asks for
 * @param status {@code pending}, {@code sent} or one of the ends
 * @param reason the stable word for why it ended so, empty while it has not
 * @param readBack what the actuator said its state is afterwards
 */
public record CommandState(
    String id,
    PointId point,
    @Nullable Value value,
    String status,
    String reason,
    @Nullable Value readBack) {
  private static final Set<String> UNDER_WAY = Set.of("pending", "sent");

  /** Whether nothing more will happen to it. */
  public boolean ended() {
    return !UNDER_WAY.contains(status);
  }

  /** Reads one; the answer to a POST may leave point and value out, so they can be given. */
  public static Optional<CommandState> of(
      JsonNode json, @Nullable PointId asked, @Nullable Value value) {
    String id = SeenReading.text(json, "id");
    String status = SeenReading.text(json, "status");
    if (id.isEmpty() || status.isEmpty()) {
      return Optional.empty();
    }
    try {
      PointId point =
          asked != null
              ? asked
              : new PointId(SeenReading.text(json, "device"), SeenReading.text(json, "point"));
      return Optional.of(
          new CommandState(
              id,
              point,
              value != null ? value : SeenReading.value(json.path("value")),
              status,
              SeenReading.text(json, "reason"),
              SeenReading.value(json.path("read_back"))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
