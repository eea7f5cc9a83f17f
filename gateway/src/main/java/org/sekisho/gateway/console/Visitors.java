package org.sekisho.gateway.console;

import java.util.Optional;
import org.sekisho.gateway.console.ConsoleRoute.Visit;
import org.sekisho.program.Secret;
import org.sekisho.program.access.Session;
import org.sekisho.program.access.Sessions;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;

/** Who asks, in which language, and whether from the screen's own pages. Thread-safe. */
final class Visitors {
  private static final String LANGUAGE = "sekisho-language";

  private final Screen screen;
  private final Sessions sessions;

  Visitors(Screen screen, Sessions sessions) {
    this.screen = screen;
    this.sessions = sessions;
  }

  Optional<Session> session(Request request) {
    return token(request)
        .flatMap(token -> sessions.find(token, request.header("x-console-live").isEmpty()))
        .filter(session -> screen.roles().contains(session.role()));
  }

  Optional<Secret> token(Request request) {
    return cookie(request, screen.cookie()).map(Secret::of);
  }

  private static Optional<String> cookie(Request request, String name) {
    for (String part : request.headers().getOrDefault("cookie", "").split(";", 32)) {
      String pair = part.strip();
      if (pair.startsWith(name + "=")) {
        return Optional.of(pair.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** The header that gives a browser its session. */
  String cookie(Secret token) {
    return screen.cookie() + "=" + token.reveal() + "; Path=/; Secure; HttpOnly; SameSite=Strict";
  }

  /** The header that takes it away. */
  String noCookie() {
    return screen.cookie() + "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict";
  }

  /** The page's own origin as the browser tells it, and the token of the session. */
  static boolean fromOwnPage(Visit visit) {
    Request request = visit.request();
    String host = request.headers().getOrDefault("host", "");
    boolean sameOrigin =
        request.header("origin").map(o -> o.equalsIgnoreCase("https://" + host)).orElse(true);
    boolean sameSite =
        request.header("sec-fetch-site").map(s -> s.equals("same-origin")).orElse(true);
    Session session = visit.session();
    boolean token = session == null || session.csrf().equals(Secret.of(visit.input("csrf")));
    return sameOrigin && sameSite && token;
  }

  static String language(Request request) {
    String asked = asked(request);
    if (isLanguage(asked)) {
      return asked;
    }
    return cookie(request, LANGUAGE)
        .filter(Visitors::isLanguage)
        .orElseGet(
            () ->
                request.headers().getOrDefault("accept-language", "").startsWith("ja")
                    ? "ja"
                    : "en");
  }

  static Answer remembering(Request request, Answer answer) {
    String asked = asked(request);
    return isLanguage(asked) && !answer.headers().containsKey("Set-Cookie")
        ? answer.with(
            "Set-Cookie",
            LANGUAGE
                + "="
                + asked
                + "; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Strict")
        : answer;
  }

  /** The language that the address asks for; empty when it asks for none. */
  static String asked(Request request) {
    return request.query().getOrDefault("lang", "");
  }

  /** Whether the pages have it. */
  static boolean isLanguage(String word) {
    return word.equals("ja") || word.equals("en");
  }
}
