package org.sekisho.gateway.intake;

import java.time.Duration;
import org.sekisho.model.document.Fields;

/**
 * How far a device's clock may be off before the gateway's is used.
 *
 * @param clockAhead ahead of the gateway's
 * @param clockBehind behind the gateway's; generous, because a device may deliver after an outage
 */
public record IntakeLimits(Duration clockAhead, Duration clockBehind) {
  /** 5 minutes ahead, 7 days behind. */
  public static final IntakeLimits USUAL =
      new IntakeLimits(Duration.ofMinutes(5), Duration.ofDays(7));

  /** Reads the keys {@code clock-ahead} and {@code clock-behind}. */
  public static IntakeLimits from(Fields field) {
    return new IntakeLimits(
        field.duration("clock-ahead", USUAL.clockAhead(), Duration.ZERO, Duration.ofDays(1)),
        field.duration("clock-behind", USUAL.clockBehind(), Duration.ZERO, Duration.ofDays(3_650)));
  }
}
