package org.sekisho.gateway.listener;

import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the log what the field network does wrong, at most once a second for each kind: a flood
 * of bad connections must not become a flood of lines. What was left out is counted in the next
 * line. Thread-safe.
 */
final class QuietLog {
  private static final Logger LOG = LoggerFactory.getLogger(FieldListener.class);
  private static final long QUIET_NS = 1_000_000_000L;

  private static final class Kind {
    private long lastNs = System.nanoTime() - QUIET_NS;
    private long leftOut;

    synchronized long mayPass() {
      long now = System.nanoTime();
      if (now - lastNs < QUIET_NS) {
        leftOut++;
        return -1;
      }
      lastNs = now;
      long before = leftOut;
      leftOut = 0;
      return before;
    }
  }

  private final Map<ConnectionOutcome, Kind> outcomes = new EnumMap<>(ConnectionOutcome.class);
  private final Map<Refusal, Kind> refusals = new EnumMap<>(Refusal.class);
  private final Kind wrong = new Kind();

  QuietLog() {
    for (ConnectionOutcome outcome : ConnectionOutcome.values()) {
      outcomes.put(outcome, new Kind());
    }
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, new Kind());
    }
  }

  void closed(String source, String device, ConnectionOutcome outcome) {
    Kind kind = outcomes.get(outcome);
    long leftOut = kind == null ? -1 : kind.mayPass();
    if (leftOut >= 0) {
      LOG.info(
          "field-connection-closed outcome={} source={} device={} left-out={}",
          outcome.word(),
          source,
          device,
          leftOut);
    }
  }

  void refused(String device, Refusal refusal) {
    Kind kind = refusals.get(refusal);
    long leftOut = kind == null ? -1 : kind.mayPass();
    if (leftOut >= 0) {
      LOG.warn(
          "field-message-refused reason={} device={} left-out={}", refusal.word(), device, leftOut);
    }
  }

  void wrongCredential(String source) {
    long leftOut = wrong.mayPass();
    if (leftOut >= 0) {
      LOG.warn("field-wrong-credential source={} left-out={}", source, leftOut);
    }
  }
}
