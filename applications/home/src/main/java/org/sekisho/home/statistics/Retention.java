package org.sekisho.home.statistics;

import java.time.Duration;
import org.sekisho.model.document.Fields;

/**
 * The block {@code statistics:}: how long what is kept.
 *
 * @param minutes statistics per minute, and the single readings by which late and repeated ones are
 *     told apart; a reading that comes later than this is shown but not counted
 * @param hours statistics per hour, and the list of commands
 */
public record Retention(Duration minutes, Duration hours) {
  /** 7 days of minutes, 400 days of hours. */
  public static final Retention USUAL = new Retention(Duration.ofDays(7), Duration.ofDays(400));

  /** Reads the block, which may be absent. */
  public static Retention read(Fields root) {
    Fields block = root.section("statistics");
    return new Retention(
        block.duration("minutes", USUAL.minutes(), Duration.ofHours(1), Duration.ofDays(60)),
        block.duration("hours", USUAL.hours(), Duration.ofDays(1), Duration.ofDays(4000)));
  }
}
