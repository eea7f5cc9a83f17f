package org.sekisho.risk.method;

import org.sekisho.model.system.LocalText;

/**
 * One judgement that went into a score.
 *
 * @param key unique within a method, such as {@code frequency} or {@code AV}
 * @param name the name that people read
 * @param value the value as it stands in the score, such as {@code 3} or {@code N}; {@code ?} when
 *     unknown, {@code -} when it does not apply
 */
public record Input(String key, LocalText name, String value) {
  /** The value of what is not known. */
  public static final String UNKNOWN = "?";

  /** The value of what does not apply. */
  public static final String NONE = "-";
}
