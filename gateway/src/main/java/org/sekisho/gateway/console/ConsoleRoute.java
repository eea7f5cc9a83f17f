package org.sekisho.gateway.console;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Secret;
import org.sekisho.program.access.AccountRole;
import org.sekisho.program.access.Session;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;

/**
 * One line of a screen's route table; what is not in the table does not exist.
 *
 * @param screen on which listener
 * @param method GET or POST
 * @param path exact
 * @param roles whose accounts may; empty for lines that are open to strangers
 * @param needs what a request must have
 * @param valueChars most characters of a value of the form
 * @param handler answers; called only when all that is there
 */
record ConsoleRoute(
    Screen screen,
    String method,
    String path,
    Set<AccountRole> roles,
    Needs needs,
    int valueChars,
    Handler handler) {
  /** What a request must have. */
  enum Needs {
    /** Nothing: the way in, style and script. */
    NOTHING,
    /** The page's own origin: the login. */
    OWN_ORIGIN,
    /** A session, which may still lack password or second factor. */
    ANY_SESSION,
    /** The same, its CSRF token and the page's own origin. */
    ANY_SESSION_CHANGE,
    /** A session that lacks nothing. */
    SESSION,
    /** The same, its CSRF token and the page's own origin. */
    CHANGE,
    /** As CHANGE; and password and second factor given within the last minutes. */
    PROOF,
    /** As PROOF; and the risk accepted. */
    DANGEROUS;

    boolean changes() {
      return this != NOTHING && this != ANY_SESSION && this != SESSION;
    }

    boolean finished() {
      return this == SESSION || this == CHANGE || this == PROOF || this == DANGEROUS;
    }
  }

  /**
   * A request on its way.
   *
   * @param request as it came
   * @param session of the person; null at open lines
   * @param token of the session; null at open lines
   * @param language {@code ja} or {@code en}
   * @param form the body, decoded
   */
  record Visit(
      Request request,
      @Nullable Session session,
      @Nullable Secret token,
      String language,
      Map<String, String> form) {
    String input(String name) {
      return form.getOrDefault(name, "");
    }

    Session own() {
      return Optional.ofNullable(session)
          .orElseThrow(() -> new IllegalStateException("an open line has no session"));
    }

    Secret ownToken() {
      return Optional.ofNullable(token)
          .orElseThrow(() -> new IllegalStateException("an open line has no session"));
    }
  }

  /** Answers a visit. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Visit visit);
  }
}
