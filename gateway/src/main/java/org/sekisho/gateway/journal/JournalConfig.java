package org.sekisho.gateway.journal;

import org.sekisho.model.document.Fields;

/**
 * Bounds of the journal, from the section {@code journal}.
 *
 * @param maxBytes greatest size of the readings on disk
 * @param whenFull what happens to a new reading when that size is reached
 */
public record JournalConfig(long maxBytes, WhenFull whenFull) {
  /** 2 GiB; a full journal refuses. */
  public static final JournalConfig USUAL = new JournalConfig(2L << 30, WhenFull.REFUSE);

  /** What happens to a new reading when the journal is full. */
  public enum WhenFull {
    /** It is refused and the device told, so that the device can keep it. */
    REFUSE,
    /** The oldest readings are dropped, counted, and their numbers kept for the ledger. */
    DROP_OLDEST
  }

  /** Reads the keys {@code max-bytes} (1MiB to 1TiB) and {@code when-full}. */
  public static JournalConfig from(Fields journal) {
    return new JournalConfig(
        journal.sizeBytes("max-bytes", USUAL.maxBytes(), 1L << 20, 1L << 40),
        journal.choice("when-full", USUAL.whenFull()));
  }
}
