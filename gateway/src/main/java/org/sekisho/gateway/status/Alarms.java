package org.sekisho.gateway.status;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.SecurityEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator must look at: one entry per kind, so it is bounded however often a thing
 * happens. Thread-safe.
 *
 * <p>A kind that tells of a state is cleared when the state is over; one that tells of an event
 * stays until the program ends, because nobody may have looked yet.
 */
public final class Alarms {
  private static final int MAX_DETAIL = 300;
  private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

  /** What can be wrong. */
  public enum Kind {
    /** The two ends of the ledger do not agree, or the gateway's own counts do not add up. */
    LEDGER_GAP,
    /** The journal has reached its greatest size. */
    JOURNAL_FULL,
    /** Part of the journal could not be read. */
    JOURNAL_DAMAGED,
    /** The disk does not take what is written. */
    DISK_FAILING,
    /** The head-end refused the gateway or a batch. */
    WAN_REFUSED,
    /** The chain of batches had to begin anew. */
    CHAIN_RESTARTED,
    /** The gateway's certificate ends soon or has ended, and was not renewed. */
    IDENTITY_EXPIRING;

    /** The word in status, metrics and logs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * An alarm.
   *
   * @param kind what is wrong
   * @param detail the latest occurrence in words, at most 300 characters
   * @param since when it was first raised since it was last cleared
   * @param last when it was last raised
   * @param count how often it was raised since it was last cleared
   * @param active false when it was cleared
   */
  public record Alarm(
      Kind kind, String detail, Instant since, Instant last, long count, boolean active) {}

  private final InstantSource clock;
  private final EventSink events;
  private final Map<Kind, Alarm> alarms = new EnumMap<>(Kind.class);

  /** No alarms; the clock dates those to come. */
  public Alarms(InstantSource clock) {
    this(clock, EventSink.none());
  }

  /** No alarms; those to come are told to the sink as faults, and when they are over. */
  public Alarms(InstantSource clock, EventSink events) {
    this.clock = clock;
    this.events = events;
  }

  /** Raises an alarm, or counts it once more. */
  public void raise(Kind kind, String detail) {
    String text = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
    Instant now = clock.instant();
    boolean begins;
    synchronized (alarms) {
      Alarm before = alarms.get(kind);
      if (before == null || !before.active()) {
        begins = true;
        alarms.put(kind, new Alarm(kind, text, now, now, 1, true));
      } else {
        begins = false;
        alarms.put(kind, new Alarm(kind, text, before.since(), now, before.count() + 1, true));
      }
    }
    if (begins) {
      LOG.warn("alarm {}: {}", kind.word(), text);
      events.record(SecurityEvent.of(EventKind.FAULT, now, text).ruled(kind.word(), ""));
    } else {
      LOG.debug("alarm {} again: {}", kind.word(), text);
    }
  }

  /** The state is over; the entry stays to be seen. */
  public void clear(Kind kind) {
    synchronized (alarms) {
      Alarm before = alarms.get(kind);
      if (before == null || !before.active()) {
        return;
      }
      alarms.put(
          kind,
          new Alarm(kind, before.detail(), before.since(), before.last(), before.count(), false));
    }
    LOG.info("alarm {} is over", kind.word());
    events.record(
        SecurityEvent.of(EventKind.FAULT_OVER, clock.instant(), Phrase.ALARM_OVER.with(kind.word()))
            .ruled(kind.word(), ""));
  }

  /** All that were ever raised, in the order of the kinds. */
  public List<Alarm> all() {
    synchronized (alarms) {
      return List.copyOf(alarms.values());
    }
  }

  /** Whether the alarm stands. */
  public boolean active(Kind kind) {
    synchronized (alarms) {
      Alarm alarm = alarms.get(kind);
      return alarm != null && alarm.active();
    }
  }
}
