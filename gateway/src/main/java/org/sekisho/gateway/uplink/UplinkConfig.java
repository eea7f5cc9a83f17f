package org.sekisho.gateway.uplink;

import java.time.Duration;
import org.sekisho.model.document.Fields;
import org.sekisho.wan.batch.BatchHeader;

/**
 * Settings of the uplink, from the section {@code uplink}.
 *
 * @param batchReadings most readings in a batch
 * @param linger how long a live reading may wait for others to share its batch
 * @param inFlight most batches sent and not yet acknowledged
 * @param backlogBatches from how many waiting batches on the newest readings get a lane of their
 *     own
 * @param answerTimeout how long the head-end may take for an acknowledgement; then the connection
 *     is closed
 * @param keepAlive longest silence on the connection before a ping
 * @param retryFirst ceiling of the wait before the second attempt to connect; it doubles
 * @param retryGreatest greatest ceiling of that wait
 */
public record UplinkConfig(
    int batchReadings,
    Duration linger,
    int inFlight,
    int backlogBatches,
    Duration answerTimeout,
    Duration keepAlive,
    Duration retryFirst,
    Duration retryGreatest) {
  /** The defaults. */
  public static final UplinkConfig USUAL =
      new UplinkConfig(
          2_000,
          Duration.ofMillis(50),
          8,
          4,
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofMillis(200),
          Duration.ofSeconds(30));

  /** Reads the section; every key has a default. */
  public static UplinkConfig from(Fields uplink) {
    return new UplinkConfig(
        uplink.integer("batch-readings", USUAL.batchReadings, 1, BatchHeader.MAX_READINGS),
        uplink.duration("linger", USUAL.linger, Duration.ZERO, Duration.ofSeconds(60)),
        uplink.integer("in-flight", USUAL.inFlight, 1, 8),
        uplink.integer("backlog-batches", USUAL.backlogBatches, 1, 1_000),
        uplink.duration(
            "answer-timeout", USUAL.answerTimeout, Duration.ofMillis(100), Duration.ofMinutes(10)),
        uplink.duration("keep-alive", USUAL.keepAlive, Duration.ofSeconds(1), Duration.ofHours(1)),
        uplink.duration(
            "retry-first", USUAL.retryFirst, Duration.ofMillis(1), Duration.ofSeconds(30)),
        uplink.duration(
            "retry-greatest", USUAL.retryGreatest, Duration.ofMillis(1), Duration.ofHours(1)));
  }
}
