package org.sekisho.model.reading;

/**
 * What a device said of one point.
 *
 * @param point the point
 * @param value the value as far as it could be understood
 * @param timeUs time of the value, microseconds since 1970-01-01T00:00Z
 * @param clock whose clock gave the time
 * @param reason why the reading has its quality
 */
public record Reading(PointId point, Value value, long timeUs, Clock clock, QualityReason reason) {
  /** The grade that follows from the reason. */
  public Quality quality() {
    return reason.quality();
  }
}
