package org.sekisho.model.reading;

/** How far a reading may be trusted, in three grades as in OPC UA. */
public enum Quality {
  /** Passed every check of the device's profile. */
  GOOD,
  /** Plausible, but one check speaks against it: use with care. */
  UNCERTAIN,
  /** Not usable as a measured value. */
  BAD;

  /** The word on the wire and in the API: lower case. */
  public String word() {
    return switch (this) {
      case GOOD -> "good";
      case UNCERTAIN -> "uncertain";
      case BAD -> "bad";
    };
  }
}
