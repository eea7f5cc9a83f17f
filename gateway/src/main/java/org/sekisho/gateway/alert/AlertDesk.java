package org.sekisho.gateway.alert;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;

/**
 * Where people see the alerts and acknowledge them; an acknowledgement is recorded. Thread-safe.
 */
public final class AlertDesk {
  private final Alerts alerts;
  private final AlertTexts texts;
  private final EventSink events;
  private final InstantSource clock;

  /** A desk over the alerts; acknowledgements are told to the sink. */
  public AlertDesk(Alerts alerts, AlertTexts texts, EventSink events, InstantSource clock) {
    this.alerts = alerts;
    this.texts = texts;
    this.events = events;
    this.clock = clock;
  }

  /** All alerts as JSON objects: open ones first, the gravest and latest first. */
  public List<Map<String, Object>> all() {
    return alerts.all().stream().map(alert -> AlertDelivery.json(alert, texts)).toList();
  }

  /** The pattern that the lamp shows. */
  public LampPattern lamp() {
    return alerts.lamp();
  }

  /** The person says that they know; false when there is no open alert of that id. */
  public boolean acknowledge(String id, String account, Endpoint from) {
    Optional<UUID> known = uuid(id);
    if (known.isEmpty() || !alerts.acknowledge(known.get(), account)) {
      return false;
    }
    String what = alerts.find(known.get()).map(alert -> alert.kind().word()).orElse("alert");
    events.record(
        SecurityEvent.of(EventKind.OPERATION, clock.instant(), "acknowledged " + what + " " + id)
            .from(from, "https")
            .account(account)
            .ruled("alerts", "done"));
    return true;
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
