package org.sekisho.home.headend;

import java.util.function.Function;

/** What came of a request to the head-end or to the token endpoint. */
public sealed interface Outcome<T> {
  /** It was answered. */
  record Answered<T>(T value) implements Outcome<T> {}

  /**
   * It was refused.
   *
   * @param status of HTTP, 400…599
   * @param title of the problem details, or a word of our own
   */
  record Refused<T>(int status, String title) implements Outcome<T> {}

  /** No usable answer came: the peer is away, the connection broke, or it did not speak the API. */
  record Unreachable<T>(String why) implements Outcome<T> {}

  /** The same outcome with what is made of the answered value. */
  default <U> Outcome<U> then(Function<T, Outcome<U>> next) {
    return switch (this) {
      case Answered<T>(T value) -> next.apply(value);
      case Refused<T>(int status, String title) -> new Refused<>(status, title);
      case Unreachable<T>(String why) -> new Unreachable<>(why);
    };
  }

  /** In words, for a log line or a status. */
  default String describe() {
    return switch (this) {
      case Answered<T> _ -> "answered";
      case Refused<T>(int status, String title) -> "refused with " + status + ": " + title;
      case Unreachable<T>(String why) -> why;
    };
  }
}
