package org.sekisho.model.command;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sekisho.model.reading.Value;

/**
 * What came of a command.
 *
 * @param id identity of the command
 * @param status outcome
 * @param reason why, as a stable word such as {@code none}, {@code not-permitted}, {@code
 *     out-of-envelope}; never empty
 * @param readBack what the actuator said its state is afterwards
 * @param at when the outcome was known at the gateway
 */
public record CommandResult(
    UUID id, Status status, String reason, Optional<Value> readBack, Instant at) {
  /** Outcome of a command. */
  public enum Status {
    /** Carried out and read back. */
    DONE,
    /** Refused by the gateway's command gate. */
    REFUSED,
    /** Too late when it reached the gateway. */
    EXPIRED,
    /** The device did not confirm in time; its state is unknown. */
    TIMEOUT,
    /** The device said that it could not, or is not connected. */
    FAILED;

    /** The word on the wire and in the API. */
    public String word() {
      return switch (this) {
        case DONE -> "done";
        case REFUSED -> "refused";
        case EXPIRED -> "expired";
        case TIMEOUT -> "timeout";
        case FAILED -> "failed";
      };
    }
  }
}
