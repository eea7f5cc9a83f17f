package org.sekisho.gateway.event;

/**
 * Where the parts of the gateway tell what happened. Thread-safe; never blocks and never throws:
 * under a flood the sink keeps counts instead of records.
 */
@FunctionalInterface
public interface EventSink {
  /** Takes the event. */
  void record(SecurityEvent event);

  /** Tells all of these, in this order. */
  static EventSink all(EventSink first, EventSink second) {
    return event -> {
      first.record(event);
      second.record(event);
    };
  }

  /** Forgets everything: for parts that run without a log. */
  static EventSink none() {
    return _ -> {};
  }
}
