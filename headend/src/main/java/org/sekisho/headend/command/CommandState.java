package org.sekisho.headend.command;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.model.command.Command;
import org.sekisho.model.reading.Value;

/**
 * A command and how far it has come.
 *
 * @param reason why, as a stable word; {@code none} when there is nothing to say
 * @param readBack what the actuator said its state is afterwards
 * @param finishedAt when the outcome was known here
 */
public record CommandState(
    Command command,
    Status status,
    String reason,
    Optional<Value> readBack,
    Optional<Instant> finishedAt) {
  /** How far a command has come. */
  public enum Status {
    /** Taken and kept; the gateway is not connected. */
    PENDING,
    /** Handed to the gateway. */
    SENT,
    /** Carried out and read back. */
    DONE,
    /** Refused by the gateway. */
    REFUSED,
    /** Too late: nothing was actuated. */
    EXPIRED,
    /** No result in time: the state of the actuator is unknown. */
    TIMEOUT,
    /** The device could not. */
    FAILED;

    /** The word in the API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a result may still come. */
    public boolean open() {
      return this == PENDING || this == SENT;
    }
  }
}
