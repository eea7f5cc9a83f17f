package org.sekisho.gateway.uplink;

import org.sekisho.wan.batch.Bytes;

/**
 * How far a chain of batches has come.
 *
 * @param id 16 random bytes
 * @param acked number of the last acknowledged batch, 0 when none
 * @param ackedHash its hash, zero bytes when none
 * @param delivered readings in the acknowledged batches
 * @param overlap of these, readings that the journal counts as given up: it dropped them while
 *     their batch was under way
 * @param baseAccepted readings that the journal had accepted and was rid of when the chain began
 * @param baseGivenUp readings that the journal had given up when the chain began
 * @param restarts how many chains this journal had before this one
 */
record Chain(
    Bytes id,
    long acked,
    Bytes ackedHash,
    long delivered,
    long overlap,
    long baseAccepted,
    long baseGivenUp,
    long restarts) {
  Chain acknowledged(Sealed batch, long goneBefore) {
    return new Chain(
        id,
        batch.number(),
        batch.hash(),
        delivered + batch.header().count(),
        overlap + goneBefore,
        baseAccepted,
        baseGivenUp,
        restarts);
  }
}
