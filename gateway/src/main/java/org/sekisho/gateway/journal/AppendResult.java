package org.sekisho.gateway.journal;

/** What became of readings that were appended. */
public sealed interface AppendResult {
  /**
   * They are on disk.
   *
   * @param firstNumber number of the first
   * @param lastNumber number of the last
   */
  record Committed(long firstNumber, long lastNumber) implements AppendResult {}

  /** Refused: the journal has reached its greatest size and must not drop old readings. */
  record Full() implements AppendResult {}

  /** Refused: too many readings wait for the next commit; try again a little later. */
  record Busy() implements AppendResult {}

  /**
   * Refused: the disk did not take them.
   *
   * @param reason in words, for the log
   */
  record Failed(String reason) implements AppendResult {}
}
