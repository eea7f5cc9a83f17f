package org.sekisho.wan.batch;

/**
 * What the protected header of a batch says.
 *
 * @param chain 16 random bytes, new for each life of a journal
 * @param number number of the batch in its chain, from 1
 * @param previous hash of the batch before, {@link Bytes#ZERO_HASH} for number 1
 * @param first number of the first reading, from 1
 * @param last number of the last reading, not below {@code first}
 * @param madeMs when the batch was made, milliseconds since 1970
 * @param keyId SHA-256 of the signing certificate's DER form
 */
public record BatchHeader(
    Bytes chain, long number, Bytes previous, long first, long last, long madeMs, Bytes keyId) {
  /** Most readings in one batch. */
  public static final int MAX_READINGS = 10_000;

  /** Refuses what no gateway may send. */
  public BatchHeader {
    if (chain.length() != 16 || previous.length() != 32 || keyId.length() != 32) {
      throw new IllegalArgumentException("chain, previous and key id are 16, 32 and 32 bytes");
    }
    if (number < 1 || first < 1 || last < first || last - first >= MAX_READINGS) {
      throw new IllegalArgumentException(
          "batch and reading numbers begin at 1, with at most " + MAX_READINGS + " readings");
    }
    if (number == 1 && !previous.equals(Bytes.ZERO_HASH)) {
      throw new IllegalArgumentException("batch 1 has no batch before it");
    }
  }

  /** How many readings the batch carries. */
  public int count() {
    return (int) (last - first + 1);
  }
}
