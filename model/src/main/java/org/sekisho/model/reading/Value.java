package org.sekisho.model.reading;

/** A measured or commanded value. */
public sealed interface Value {
  /** A finite number. */
  record Numeric(double number) implements Value {
    /** Refuses NaN and infinities: they are no measured values. */
    public Numeric {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("not a finite number");
      }
    }

    @Override
    public String toString() {
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? Long.toString((long) number)
          : Double.toString(number);
    }
  }

  /** On or off, open or closed. */
  record Bool(boolean bool) implements Value {
    @Override
    public String toString() {
      return Boolean.toString(bool);
    }
  }

  /** A text; also what is kept of a value that could not be understood. */
  record Text(String text) implements Value {
    @Override
    public String toString() {
      return text;
    }
  }
}
