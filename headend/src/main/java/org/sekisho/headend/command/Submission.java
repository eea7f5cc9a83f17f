package org.sekisho.headend.command;

/** What becomes of a command that an application submits. */
public sealed interface Submission {
  /** Taken, now or by an earlier request with the same key and content. */
  record Accepted(CommandState state, boolean repeated) implements Submission {}

  /** Refused; nothing was sent. */
  record Refused(Why why) implements Submission {}

  /** Why a command is refused before it is sent. */
  enum Why {
    /** No such point, or none that the application may command: the two are not told apart. */
    NOT_GRANTED("no such point, or no permission to command it"),
    /** The value has another type than the point. */
    WRONG_TYPE("the value is not of the point's type"),
    /** The value lies outside the range that may be commanded. */
    OUT_OF_RANGE("the value is outside the range that may be commanded"),
    /** The idempotency key was used with another content. */
    KEY_REUSED("this Idempotency-Key was used with another content"),
    /** Too many commands of the application are open. */
    TOO_MANY("too many commands are open");

    private final String words;

    Why(String words) {
      this.words = words;
    }

    /** The reason for people; holds no input. */
    public String words() {
      return words;
    }
  }
}
