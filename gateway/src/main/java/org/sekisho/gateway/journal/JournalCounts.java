package org.sekisho.gateway.journal;

/**
 * Where the journal stands: {@code accepted = forgotten + droppedByRule + lost + waiting}.
 *
 * @param accepted readings committed in this chain so far, which is also the latest number
 * @param forgotten of them delivered and deleted
 * @param droppedByRule of them dropped because the journal was full and the rule is drop-oldest
 * @param lost of them found damaged on disk
 * @param waiting of them still to be delivered
 * @param bytes size of what waits, as sealed on disk
 */
public record JournalCounts(
    long accepted, long forgotten, long droppedByRule, long lost, long waiting, long bytes) {}
