package org.sekisho.gateway.journal;

/**
 * What the journal's books say at one commit; replaced as a whole when a transaction has been
 * committed, so that one that is rolled back leaves no trace.
 *
 * @param gone numbers that no longer wait
 * @param dropped of them dropped by rule
 * @param lost of them found damaged
 * @param accepted latest number
 * @param bytes sealed size of all groups
 */
record Standing(NumberSet gone, long dropped, long lost, long accepted, long bytes) {
  JournalCounts counts() {
    long all = gone.count();
    return new JournalCounts(accepted, all - dropped - lost, dropped, lost, accepted - all, bytes);
  }
}
