package org.sekisho.gateway.journal;

import java.util.List;

/**
 * Consecutive readings of the journal.
 *
 * @param firstNumber number of the first record
 * @param records each one SenML-CBOR map (RFC 8428) without base fields, in the order of numbers;
 *     not to be changed
 */
public record Slice(long firstNumber, List<byte[]> records) {
  /** Whether there is none. */
  public boolean isEmpty() {
    return records.isEmpty();
  }

  /** Number of the last record; one below the first when there is none. */
  public long lastNumber() {
    return firstNumber + records.size() - 1;
  }
}
