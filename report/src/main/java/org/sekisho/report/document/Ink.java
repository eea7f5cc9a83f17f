package org.sekisho.report.document;

/** The colours of pictures: each has a form for light and one for dark surroundings. */
public enum Ink {
  /** Nothing is painted. */
  NONE("none", "none"),
  /** The ground that a picture stands on. */
  PAPER("#ffffff", "#14181d"),
  /** Text and what matters. */
  TEXT("#1b2430", "#e6eaf0"),
  /** Text that explains. */
  QUIET("#566273", "#a3adba"),
  /** Lines between things. */
  LINE("#5b6b80", "#93a1b5"),
  /** The ground of a zone. */
  ZONE("#f4f6f9", "#1b2129"),
  /** The ground of a zone within a zone. */
  ZONE_INNER("#e9edf3", "#232b35"),
  /** The border of a zone. */
  ZONE_LINE("#aab6c6", "#4b596b"),
  /** The ground of a device in the field. */
  DEVICE("#e3f0ea", "#1d3a30"),
  /** The border of a device in the field. */
  DEVICE_LINE("#2f7d5d", "#63b492"),
  /** The ground of a gateway. */
  GATEWAY("#e2ecfa", "#1c3150"),
  /** The border of a gateway. */
  GATEWAY_LINE("#2a62ab", "#7aa9e6"),
  /** The ground of a server. */
  SERVER("#ece7f7", "#32284d"),
  /** The border of a server. */
  SERVER_LINE("#6546a8", "#ac93e6"),
  /** The ground of an application. */
  APPLICATION("#fbefdc", "#43311a"),
  /** The border of an application. */
  APPLICATION_LINE("#98641a", "#dba557"),
  /** The ground of anything else. */
  OTHER("#ffffff", "#1a1f26"),
  /** Of {@link Tone#GOOD} and {@link Tone#LOW}. */
  TONE_LOW("#1f6f43", "#3f9d69"),
  /** Of {@link Tone#MEDIUM}. */
  TONE_MEDIUM("#8a5a00", "#b98524"),
  /** Of {@link Tone#HIGH}. */
  TONE_HIGH("#b03a06", "#d0622f"),
  /** Of {@link Tone#CRITICAL}. */
  TONE_CRITICAL("#9b0c2b", "#d43f61"),
  /** Of {@link Tone#NONE} and {@link Tone#MUTED}. */
  TONE_NONE("#44546a", "#5f7188"),
  /** Text on the inks of tones. */
  ON_TONE("#ffffff", "#ffffff");

  private final String light;
  private final String dark;

  Ink(String light, String dark) {
    this.light = light;
    this.dark = dark;
  }

  /** The colour on light ground, as {@code #rrggbb} or {@code none}. */
  public String light() {
    return light;
  }

  /** The colour on dark ground, as {@code #rrggbb} or {@code none}. */
  public String dark() {
    return dark;
  }

  /** The ink of a tone. */
  public static Ink of(Tone tone) {
    return switch (tone) {
      case NONE, MUTED -> TONE_NONE;
      case GOOD, LOW -> TONE_LOW;
      case MEDIUM -> TONE_MEDIUM;
      case HIGH -> TONE_HIGH;
      case CRITICAL -> TONE_CRITICAL;
    };
  }
}
