package org.sekisho.wan.message;

import org.sekisho.model.command.Command;
import org.sekisho.model.command.CommandResult;
import org.sekisho.wan.batch.Bytes;

/** A message between gateway and head-end that is not a batch; {@link WanCodec} is its form. */
public sealed interface WanMessage {
  /**
   * Down: where the head-end stands, so that the gateway goes on from there.
   *
   * @param chain chain that the head-end knows last, 16 bytes; zero bytes when none
   * @param number number of the last batch stored in that chain, 0 when none
   * @param hash hash of that batch, {@link Bytes#ZERO_HASH} when none
   */
  record Resume(Bytes chain, long number, Bytes hash) implements WanMessage {}

  /**
   * Up: the gateway's side of the ledger; accepted = delivered + waiting + dropped.
   *
   * @param chain chain that the counts belong to
   * @param atMs when it was counted, milliseconds since 1970
   * @param accepted readings acknowledged to devices in this chain
   * @param delivered readings that the head-end has acknowledged
   * @param waiting readings in the journal
   * @param dropped readings given up by the rule for a full journal
   * @param ackedBatch number of the last batch acknowledged, 0 when none
   */
  record LedgerReport(
      Bytes chain,
      long atMs,
      long accepted,
      long delivered,
      long waiting,
      long dropped,
      long ackedBatch)
      implements WanMessage {}

  /**
   * Down: the head-end's side of the ledger.
   *
   * @param chain chain that the counts belong to
   * @param atMs when it was counted, milliseconds since 1970
   * @param stored readings stored in batches up to the reported one
   * @param redelivered batches that came again and changed nothing
   * @param gap delivered minus stored; 0 when the two ends agree
   */
  record LedgerAnswer(Bytes chain, long atMs, long stored, long redelivered, long gap)
      implements WanMessage {}

  /** Down: a command. */
  record Order(Command command) implements WanMessage {}

  /** Up: what came of a command. */
  record Result(CommandResult result) implements WanMessage {}
}
