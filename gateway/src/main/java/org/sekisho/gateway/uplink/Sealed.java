package org.sekisho.gateway.uplink;

import org.sekisho.gateway.journal.NumberRange;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.Bytes;

/**
 * A batch that has its number and signature and is durable; its bytes never change any more.
 *
 * @param header what its protected header says
 * @param hash hash of the batch
 * @param cose the signed batch
 */
// Arrays: a batch is large, is never compared, and is not copied.
@SuppressWarnings("ArrayRecordComponent")
record Sealed(BatchHeader header, Bytes hash, byte[] cose) {
  static final int SIGNATURE_BYTES = 64;

  long number() {
    return header.number();
  }

  NumberRange range() {
    return new NumberRange(header.first(), header.last());
  }

  /** The signature: the last field of a COSE_Sign1. */
  byte[] signature() {
    return java.util.Arrays.copyOfRange(cose, cose.length - SIGNATURE_BYTES, cose.length);
  }
}
