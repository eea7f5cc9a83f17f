package org.sekisho.gateway.console;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.console.ConsoleRoute.Visit;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.Secret;
import org.sekisho.program.access.Accounts;
import org.sekisho.program.access.Session;
import org.sekisho.program.access.Sessions;
import org.sekisho.program.https.Request;

/** Whether the person at the screen is who the session says, shown once more. Thread-safe. */
final class Proof {
  private final Screen screen;
  private final Accounts accounts;
  private final Sessions sessions;
  private final InstantSource clock;
  private final Duration lasts;

  Proof(Screen screen, Accounts accounts, Sessions sessions, InstantSource clock, Duration lasts) {
    this.screen = screen;
    this.accounts = accounts;
    this.sessions = sessions;
    this.clock = clock;
    this.lasts = lasts;
  }

  /** Whether password and second factor were given within the last minutes. */
  boolean isRecent(Session session) {
    var now = clock.instant();
    return !session.proven().isAfter(now) && now.isBefore(session.proven().plus(lasts));
  }

  /** Why what the visit gives is no proof; null when it is one. */
  @Nullable LocalText missing(Visit visit) {
    return switch (login(visit, visit.own().account())) {
      case Accounts.Login.In _ -> {
        sessions.proved(visit.ownToken());
        yield null;
      }
      case Accounts.Login.Denied() -> Words.DENIED;
      case Accounts.Login.Later(Duration wait) -> Words.later(wait);
    };
  }

  /** What the accounts say to this name with the password and digits of the visit. */
  Accounts.Login login(Visit visit, String name) {
    Request request = visit.request();
    return accounts.login(
        new Accounts.Try(
            screen.door(),
            name,
            Secret.of(visit.input("password")),
            visit.input("code"),
            request.source(),
            Locals.isLocal(request.source())),
        screen.roles());
  }
}
