package org.sekisho.field.payload;

import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Value;

/**
 * One value as a device wrote it, before anything is known of the point.
 *
 * @param name what the device called the point; empty when the topic says it
 * @param value the value; a text when it was no number, true or false
 * @param timeUs microseconds since 1970, {@link #NO_TIME}, or relative to now below {@link
 *     #RELATIVE_BELOW_US} (RFC 8428 section 4.5.3)
 * @param unit unit, empty when none was given
 * @param reason {@code NONE}; {@code NOT_A_NUMBER} for NaN, infinities and numbers beyond a double;
 *     {@code MALFORMED} when the value is the beginning of a payload that could not be decoded
 */
public record PointValue(String name, Value value, long timeUs, String unit, QualityReason reason) {
  /** The device gave no time. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** Times below this count from now: 2^28 seconds. */
  public static final long RELATIVE_BELOW_US = (1L << 28) * 1_000_000L;
}
