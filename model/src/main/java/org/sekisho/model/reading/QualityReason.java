package org.sekisho.model.reading;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a reading has its quality; the code is what travels, and never changes its meaning. */
public enum QualityReason {
  /** Nothing speaks against it. */
  NONE(0, Quality.GOOD, "none"),
  /** Outside the range of the point. */
  OUT_OF_RANGE(1, Quality.BAD, "out-of-range"),
  /** Changed faster than the point can. */
  RATE_OF_CHANGE(2, Quality.UNCERTAIN, "rate-of-change"),
  /** Not the type of the point: a text where a number belongs, for example. */
  WRONG_TYPE(3, Quality.BAD, "wrong-type"),
  /** Given in another unit than the point's. */
  WRONG_UNIT(4, Quality.BAD, "wrong-unit"),
  /** NaN or an infinity. */
  NOT_A_NUMBER(5, Quality.BAD, "not-a-number"),
  /** The device's time is ahead of the gateway's by more than allowed; the gateway's is used. */
  CLOCK_AHEAD(6, Quality.UNCERTAIN, "clock-ahead"),
  /** The device's time is further behind than allowed; the gateway's is used. */
  CLOCK_BEHIND(7, Quality.UNCERTAIN, "clock-behind"),
  /** The payload could not be decoded; the beginning of it is kept as text. */
  MALFORMED(8, Quality.BAD, "malformed");

  private static final @Nullable QualityReason[] BY_CODE = new QualityReason[9];

  static {
    for (QualityReason reason : values()) {
      BY_CODE[reason.code] = reason;
    }
  }

  private final int code;
  private final Quality quality;
  private final String word;

  QualityReason(int code, Quality quality, String word) {
    this.code = code;
    this.quality = quality;
    this.word = word;
  }

  /** The number on the wire, from 0. */
  public int code() {
    return code;
  }

  /** The grade that this reason gives. */
  public Quality quality() {
    return quality;
  }

  /** The word in the API. */
  public String word() {
    return word;
  }

  /** The reason with this code, or nothing when a newer version made it. */
  public static Optional<QualityReason> ofCode(int code) {
    return code < 0 || code >= BY_CODE.length
        ? Optional.empty()
        : Optional.ofNullable(BY_CODE[code]);
  }
}
