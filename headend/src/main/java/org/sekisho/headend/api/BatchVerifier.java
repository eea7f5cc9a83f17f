package org.sekisho.headend.api;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.sekisho.headend.intake.ChainBook;
import org.sekisho.headend.store.ReadingStore;
import org.sekisho.model.reading.Reading;
import org.sekisho.program.Pem;
import org.sekisho.wan.batch.BatchCodec;
import org.sekisho.wan.batch.BatchPayload;
import org.sekisho.wan.batch.Bytes;

/**
 * Verifies a stored batch anew, from the bytes that the gateway signed: signature, links to its
 * neighbours, and each reading against the store. Thread-safe; blocks.
 */
public final class BatchVerifier {
  private final ChainBook book;
  private final ReadingStore store;

  /** How a batch is joined to a neighbour. */
  public enum Link {
    /** The hashes match. */
    LINKED,
    /** It is the first of its chain. */
    FIRST,
    /** It is the last of its chain so far. */
    LAST,
    /** The hashes do not match, or the neighbour is missing. */
    BROKEN
  }

  /**
   * What was found.
   *
   * @param signatureValid whether the signature is that of the gateway's certificate
   * @param readings in the batch
   * @param differing of them not in the store with that content
   */
  public record Findings(
      boolean signatureValid, Link previous, Link next, int readings, int differing) {
    /** Whether both links hold. */
    public boolean linked() {
      return previous != Link.BROKEN && next != Link.BROKEN;
    }
  }

  /** A verifier over what is stored. */
  public BatchVerifier(ChainBook book, ReadingStore store) {
    this.book = book;
    this.store = store;
  }

  /** Verifies; empty when the signed batch is not kept. */
  public Optional<Findings> verify(ChainBook.StoredBatch batch) {
    return book.raw(batch.gateway(), batch.chain(), batch.number()).map(raw -> verify(batch, raw));
  }

  private Findings verify(ChainBook.StoredBatch batch, byte[] raw) {
    if (!(BatchCodec.decode(raw) instanceof BatchCodec.Decoded.Batch decoded)) {
      return new Findings(false, Link.BROKEN, Link.BROKEN, 0, 0);
    }
    boolean itself =
        decoded.hash().equals(batch.hash())
            && decoded.header().chain().equals(batch.chain())
            && decoded.header().number() == batch.number();
    List<Reading> readings =
        BatchPayload.decode(decoded.payload(), batch.gateway())
                instanceof BatchPayload.Decoded.Readings(List<Reading> found)
            ? found
            : List.of();
    boolean countHolds = readings.size() == decoded.header().count();
    return new Findings(
        itself && countHolds && signatureHolds(batch, decoded),
        itself ? previous(batch, decoded) : Link.BROKEN,
        itself ? next(batch, decoded) : Link.BROKEN,
        readings.size(),
        store.missing(batch.gateway(), readings).size());
  }

  private boolean signatureHolds(ChainBook.StoredBatch batch, BatchCodec.Decoded.Batch decoded) {
    return book.certificate(batch.gateway(), decoded.header().keyId())
        .filter(der -> BatchCodec.sha256(der).equals(decoded.header().keyId()))
        .map(
            der -> {
              try {
                return decoded.signedBy(Pem.certificate(der).getPublicKey());
              } catch (GeneralSecurityException e) {
                return false;
              }
            })
        .orElse(false);
  }

  private Link previous(ChainBook.StoredBatch batch, BatchCodec.Decoded.Batch decoded) {
    if (batch.number() == 1) {
      return decoded.header().previous().equals(Bytes.ZERO_HASH) ? Link.FIRST : Link.BROKEN;
    }
    return book.hash(batch.gateway(), batch.chain(), batch.number() - 1)
            .filter(decoded.header().previous()::equals)
            .isPresent()
        ? Link.LINKED
        : Link.BROKEN;
  }

  private Link next(ChainBook.StoredBatch batch, BatchCodec.Decoded.Batch decoded) {
    Optional<ChainBook.StoredBatch> after =
        book.batch(batch.gateway(), batch.chain(), batch.number() + 1);
    if (after.isEmpty()) {
      return Link.LAST;
    }
    return after.get().previous().equals(decoded.hash()) ? Link.LINKED : Link.BROKEN;
  }
}
