package org.sekisho.home.statistics;

import java.time.Instant;

/**
 * Length of the spans over which readings are counted; spans begin at whole UTC minutes or hours.
 */
public enum Resolution {
  /** 60 seconds. */
  MINUTE(60),
  /** 3,600 seconds. */
  HOUR(3600);

  private final int lengthS;

  Resolution(int lengthS) {
    this.lengthS = lengthS;
  }

  /** Length in seconds. */
  public int lengthS() {
    return lengthS;
  }

  /** Beginning of the span that holds the moment, seconds since the epoch. */
  public long startS(long timeUs) {
    return Math.floorDiv(timeUs, lengthS * 1_000_000L) * lengthS;
  }

  /** Beginning of the span that holds the moment. */
  public Instant start(Instant moment) {
    return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), lengthS) * lengthS);
  }
}
