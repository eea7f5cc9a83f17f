package org.sekisho.gateway.log;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.model.document.Fields;

/**
 * Bounds of the log, from the section {@code log}.
 *
 * @param budgets space and time of each class
 * @param queue events that wait for the writer; further ones are counted, not recorded
 * @param repeatWindow equal events within it become one record with their count
 * @param floodWindow longest time until a count is written while a flood goes on
 * @param signInterval longest time that a record waits for a signature
 * @param authentication whether logins are recorded
 * @param authenticationReason why, in the operator's words; stands in the log at each start
 */
public record LogConfig(
    Map<EventClass, Budget> budgets,
    int queue,
    Duration repeatWindow,
    Duration floodWindow,
    Duration signInterval,
    boolean authentication,
    String authenticationReason) {
  private static final long MIB = 1L << 20;

  /**
   * Space and time of a class.
   *
   * @param bytes greatest size of its records on disk; the oldest are removed
   * @param retention records that are older are removed
   */
  public record Budget(long bytes, Duration retention) {}

  /** What holds without settings: 48 MiB in all, everything for 90 days. */
  public static final LogConfig USUAL =
      new LogConfig(
          Map.of(
              EventClass.SECURITY, new Budget(24 * MIB, Duration.ofDays(90)),
              EventClass.AUTHENTICATION, new Budget(8 * MIB, Duration.ofDays(90)),
              EventClass.OPERATION, new Budget(8 * MIB, Duration.ofDays(90)),
              EventClass.STATE, new Budget(8 * MIB, Duration.ofDays(90))),
          2_048,
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(5),
          true,
          "who logged in is needed to follow up unauthorised access");

  /** Keeps the budgets, one for each class. */
  public LogConfig {
    budgets = Collections.unmodifiableMap(new EnumMap<>(budgets));
    if (budgets.size() != EventClass.values().length) {
      throw new IllegalArgumentException("each class needs a budget");
    }
  }

  /** The budget of the class. */
  public Budget budget(EventClass of) {
    Budget budget = budgets.get(of);
    if (budget == null) {
      throw new IllegalStateException("each class has a budget");
    }
    return budget;
  }

  /** Reads the section. */
  public static LogConfig from(Fields log) {
    Map<EventClass, Budget> budgets = new EnumMap<>(EventClass.class);
    for (EventClass one : EventClass.values()) {
      Budget usual = USUAL.budget(one);
      Fields section = log.section(one.word());
      budgets.put(
          one,
          new Budget(
              section.sizeBytes("max-bytes", usual.bytes(), 64 * 1024, 1L << 40),
              section.duration(
                  "retention", usual.retention(), Duration.ofMinutes(1), Duration.ofDays(3_650))));
    }
    Budget security = budgets.get(EventClass.SECURITY);
    budgets.forEach(
        (one, budget) -> {
          if (security != null && budget.retention().compareTo(security.retention()) > 0) {
            log.problem(
                one.word(),
                "'retention' is longer than that of 'security', which must be kept longest");
          }
        });
    boolean authentication = log.flag("logins", USUAL.authentication());
    String reason = log.text("logins-reason", authentication ? USUAL.authenticationReason() : "");
    if (!authentication && reason.isBlank()) {
      log.problem("logins", "'logins-reason' must say why logins are not recorded");
    }
    return new LogConfig(
        budgets,
        log.integer("queue", USUAL.queue(), 16, 100_000),
        log.duration(
            "repeat-window", USUAL.repeatWindow(), Duration.ofMillis(100), Duration.ofHours(1)),
        log.duration(
            "flood-window", USUAL.floodWindow(), Duration.ofSeconds(1), Duration.ofDays(1)),
        log.duration(
            "sign-interval", USUAL.signInterval(), Duration.ofMillis(100), Duration.ofDays(1)),
        authentication,
        reason);
  }
}
