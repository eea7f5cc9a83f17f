package org.sekisho.gateway.uplink;

import java.time.Instant;

/**
 * How the uplink stands.
 *
 * @param state what it is doing
 * @param since since when it has been connected, or not connected
 * @param lastEnd why the last connection or attempt ended, empty when none did
 * @param chain id of the chain in hex
 * @param acked number of the last acknowledged batch
 * @param inFlight batches made and not yet acknowledged
 * @param backlog readings in the backlog lane, at most
 * @param connections connections that reached the head-end since the start
 * @param batches batches acknowledged since the start
 * @param readings readings in them
 * @param resent batches sent again since the start
 * @param refused batches refused since the start
 * @param restarts chains that this journal had before the present one
 */
public record UplinkStatus(
    State state,
    Instant since,
    String lastEnd,
    String chain,
    long acked,
    int inFlight,
    long backlog,
    long connections,
    long batches,
    long readings,
    long resent,
    long refused,
    long restarts) {
  /** What the uplink is doing. */
  public enum State {
    /** Waits before the next attempt. */
    WAITING,
    /** An attempt is under way. */
    CONNECTING,
    /** Connected; subscribing, then waiting for the head-end's position. */
    RESUMING,
    /** Connected and sending. */
    SENDING,
    /** Connected; the head-end asked for a pause. */
    PAUSED,
    /** Ended. */
    STOPPED;

    /** Whether the head-end is reached and knows where to go on. */
    public boolean connected() {
      return this == SENDING || this == PAUSED;
    }

    /** The word in status and metrics. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
