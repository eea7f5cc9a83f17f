package org.sekisho.program.access;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that happened at a door.
 *
 * @param kind what happened
 * @param at when it last happened
 * @param since when the first of {@code count} happened
 * @param count how often
 * @param door which door
 * @param account the account; {@link LockoutEngine#UNKNOWN} for a name that no account has, which
 *     is never told on: people type passwords where the name belongs
 * @param source IP address, or {@link LockoutEngine#LOCAL}, or empty when many are concerned
 * @param lock how long the account or the source is now locked; zero when it is not
 * @param detail one English sentence
 */
public record AccessEvent(
    Kind kind,
    Instant at,
    Instant since,
    long count,
    String door,
    String account,
    String source,
    Duration lock,
    String detail) {
  /** What can happen at a door. */
  public enum Kind {
    /** Somebody came in. */
    SUCCEEDED,
    /** A try was wrong. */
    FAILED,
    /** A try was not even looked at: account or source is locked. */
    REFUSED,
    /** A limit of wrong tries was reached at one account or from one source. */
    GUESSING,
    /** Many accounts saw wrong tries within a short time. */
    SPRAYING,
    /** Somebody left. */
    LOGOUT
  }
}
