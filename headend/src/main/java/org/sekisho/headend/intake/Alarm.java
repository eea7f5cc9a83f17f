package org.sekisho.headend.intake;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that must not happen and that a person should look at.
 *
 * @param id grows with each alarm
 * @param kind what happened
 * @param gateway component id of the gateway
 * @param detail a short clause; holds nothing that a peer sent as text
 * @param firstAt when it happened first
 * @param at when it happened last
 * @param times how often it happened within {@link Alarms#FOLD} of each other
 */
public record Alarm(
    long id, Kind kind, String gateway, String detail, Instant firstAt, Instant at, long times) {
  /** What happened. */
  public enum Kind {
    /** The two ends of the ledger do not agree. */
    LEDGER_GAP,
    /** A gateway began a new chain: its journal was lost or reset. */
    CHAIN_RESTARTED,
    /** A batch came that does not follow the last one. */
    BATCH_OUT_OF_ORDER,
    /** A batch whose link to the batch before does not hold. */
    BATCH_UNLINKED,
    /** A batch that is not signed by its gateway. */
    BATCH_SIGNATURE,
    /** Bytes that are not a batch. */
    BATCH_MALFORMED,
    /** A batch with a number that is taken, and another content. */
    BATCH_REPLACED,
    /** A gateway used a topic that is not its own. */
    FOREIGN_TOPIC,
    /** A batch holds readings of devices that the model does not give to this gateway. */
    FOREIGN_DEVICE,
    /** A gateway whose certificate is revoked was cut or refused. */
    GATEWAY_REVOKED;

    /** The word in the API: dashed lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
