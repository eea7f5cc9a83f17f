package org.sekisho.gateway.console;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.stream.Stream;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.access.Session;
import org.sekisho.program.https.Request;

/** What one screen tells the log: who did what there, and what was refused. Thread-safe. */
final class ScreenEvents {
  private final Screen screen;
  private final EventSink events;
  private final InstantSource clock;
  private final RefusedRequests refusals;

  ScreenEvents(Screen screen, EventSink events, InstantSource clock) {
    this.screen = screen;
    this.events = events;
    this.clock = clock;
    this.refusals = new RefusedRequests(screen.door(), events, clock);
  }

  /**
   * A person did something, or tried.
   *
   * @param what nothing that the client sent as it is
   * @param outcome one word
   */
  void did(EventKind kind, Session session, Request request, Said what, String outcome) {
    events.record(
        SecurityEvent.of(kind, clock.instant(), what)
            .from(new Endpoint(request.source(), 0), "https")
            .account(session.account())
            .ruled("", outcome));
  }

  /** An account became another one. */
  void changed(Session session, Request request, Phrase what) {
    did(EventKind.ACCOUNT_CHANGED, session, request, said(what), "done");
  }

  /**
   * A request was refused.
   *
   * @param account of the session, or empty
   * @param why behind the name of the screen; nothing that the client sent as it is
   */
  void refused(String source, String account, Phrase why, Object... values) {
    refusals.refused(source, account, said(why, values));
  }

  /** The phrase, with the name of this screen as its first value. */
  Said said(Phrase phrase, Object... values) {
    return phrase.with(Stream.concat(Stream.of(screen.door()), Arrays.stream(values)).toArray());
  }
}
