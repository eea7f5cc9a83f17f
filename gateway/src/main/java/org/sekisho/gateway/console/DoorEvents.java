package org.sekisho.gateway.console;

import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.access.AccessEvent;
import org.sekisho.program.access.AccessListener;

/** Tells what the lockout engine hears at the gateway's doors as events of the gateway. */
public final class DoorEvents implements AccessListener {
  private final EventSink sink;

  /** Tells the sink. */
  public DoorEvents(EventSink sink) {
    this.sink = sink;
  }

  @Override
  public void heard(AccessEvent event) {
    boolean device = event.door().equals("mqtt");
    String action =
        !event.lock().isZero()
            ? "locked " + event.lock().toSeconds() + "s"
            : event.kind() == AccessEvent.Kind.FAILED ? "refused" : "none";
    SecurityEvent told =
        SecurityEvent.of(
                kind(event.kind()),
                event.at(),
                phrase(event.kind()).with(event.door(), event.detail()))
            .times(event.count(), event.since())
            .from(new Endpoint(event.source(), 0), device ? "mqtt" : "https")
            .account(event.account())
            .ruled(rule(event.kind()), action);
    sink.record(device ? told.device(event.account()) : told);
  }

  private static Phrase phrase(AccessEvent.Kind kind) {
    return switch (kind) {
      case SUCCEEDED -> Phrase.LOGIN_IN;
      case FAILED -> Phrase.LOGIN_WRONG;
      case REFUSED -> Phrase.LOGIN_LOCKED;
      case GUESSING -> Phrase.LOGIN_GUESSING;
      case SPRAYING -> Phrase.LOGIN_SPRAYING;
      case LOGOUT -> Phrase.LOGIN_OUT;
    };
  }

  private static EventKind kind(AccessEvent.Kind kind) {
    return switch (kind) {
      case SUCCEEDED -> EventKind.LOGIN_SUCCEEDED;
      case FAILED, REFUSED -> EventKind.LOGIN_FAILED;
      case GUESSING -> EventKind.GUESSING;
      case SPRAYING -> EventKind.SPRAYING;
      case LOGOUT -> EventKind.LOGOUT;
    };
  }

  private static String rule(AccessEvent.Kind kind) {
    return switch (kind) {
      case GUESSING -> "access.wrong-per-account";
      case SPRAYING -> "access.spray-accounts";
      case REFUSED -> "lockout";
      default -> "";
    };
  }
}
