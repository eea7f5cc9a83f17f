package org.sekisho.gateway.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.model.system.LocalText;

/** What the owner must look at, as the pages show it. Thread-safe. */
public interface AlertBoard {
  /**
   * An alert: many equal events are one.
   *
   * @param id names it in {@link #acknowledge}
   * @param severity what it means
   * @param title what happened
   * @param detail the last occurrence, for somebody who knows the gateway
   * @param since the first occurrence
   * @param last the last one
   * @param count how often
   * @param active whether it still stands
   * @param acknowledgedBy who has seen it
   */
  record Alert(
      String id,
      AlertClass severity,
      LocalText title,
      LocalText detail,
      Instant since,
      Instant last,
      long count,
      boolean active,
      Optional<String> acknowledgedBy) {}

  /** The newest first; bounded. */
  List<Alert> alerts();

  /** The person has seen it; answers whether there is such an alert. */
  boolean acknowledge(String id, String account);
}
