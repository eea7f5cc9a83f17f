package org.sekisho.gateway.console;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.console.ConsoleRoute.Visit;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.Secret;
import org.sekisho.program.access.Accounts;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.access.Session;
import org.sekisho.program.access.Sessions;
import org.sekisho.program.access.Totp;
import org.sekisho.program.https.Answer;

/** The way in and out, and what a person sets for the own account. Thread-safe. */
final class AccountPages {
  private static final int MAX_PENDING_FACTORS = 100;

  private final Screen screen;
  private final String gateway;
  private final Accounts accounts;
  private final FirstCodes firstCodes;
  private final LockoutEngine doors;
  private final Sessions sessions;
  private final Visitors visitors;
  private final Proof proof;
  private final Pages pages;
  private final ScreenEvents events;
  private final SecureRandom random;
  private final Map<String, byte[]> pendingFactors = new HashMap<>();

  AccountPages(
      Screen screen,
      String gateway,
      Accounts accounts,
      FirstCodes firstCodes,
      LockoutEngine doors,
      Sessions sessions,
      Visitors visitors,
      Proof proof,
      Pages pages,
      ScreenEvents events,
      SecureRandom random) {
    this.screen = screen;
    this.gateway = gateway;
    this.accounts = accounts;
    this.firstCodes = firstCodes;
    this.doors = doors;
    this.sessions = sessions;
    this.visitors = visitors;
    this.proof = proof;
    this.pages = pages;
    this.events = events;
    this.random = random;
  }

  Answer loginPage(Visit visit, Pages.@Nullable Message message) {
    String language = visit.language();
    return pages.answer(
        visit,
        message == null ? 200 : 403,
        Words.LOGIN,
        message,
        html -> {
          html.open("form", "method", "post", "action", "/login");
          Pages.field(html, language, Words.NAME, "name", "text", "username");
          Pages.field(html, language, Words.PASSWORD, "password", "password", "current-password");
          if (screen == Screen.MAINTAINERS) {
            Pages.field(html, language, Words.CODE, "code", "text", "one-time-code");
          }
          html.leaf("button", Words.LOGIN.in(language));
          html.close();
          html.leaf("p", Words.FIRST_TIME.in(language), "class", "empty");
        });
  }

  Answer login(Visit visit) {
    return switch (proof.login(visit, visit.input("name"))) {
      case Accounts.Login.In(Accounts.Account account) -> {
        Sessions.Begun begun = sessions.begin(account.name(), account.role(), account.unfinished());
        yield Pages.redirect(account.unfinished() ? nextStep(account.name()) : "/")
            .with("Set-Cookie", visitors.cookie(begun.token()));
      }
      case Accounts.Login.Denied() -> loginPage(visit, Pages.Message.bad(Words.DENIED));
      case Accounts.Login.Later(Duration wait) -> {
        Answer shown = loginPage(visit, Pages.Message.bad(Words.later(wait)));
        yield new Answer(429, shown.headers(), shown.body())
            .with("Retry-After", Long.toString(wait.toSeconds() + 1));
      }
    };
  }

  Answer logout(Visit visit) {
    sessions
        .end(visit.ownToken())
        .ifPresent(s -> doors.left(screen.door(), s.account(), visit.request().source()));
    return Pages.redirect("/login").with("Set-Cookie", visitors.noCookie());
  }

  String nextStep(String account) {
    return accounts.find(account).filter(Accounts.Account::mustChange).isPresent()
        ? "/password"
        : "/second-factor";
  }

  /** Gives the person a new session that knows what the account has now. */
  private Answer again(String account, String path) {
    sessions.endAll(account);
    return accounts
        .find(account)
        .map(
            a -> {
              Sessions.Begun begun = sessions.begin(a.name(), a.role(), a.unfinished());
              return Pages.redirect(a.unfinished() ? nextStep(account) : path)
                  .with("Set-Cookie", visitors.cookie(begun.token()));
            })
        .orElseGet(() -> Pages.redirect("/login"));
  }

  Answer passwordPage(Visit visit, Pages.@Nullable Message message) {
    String language = visit.language();
    Session session = visit.own();
    boolean present = !session.unfinished();
    return pages.answer(
        visit,
        message == null || message.good() ? 200 : 422,
        Words.CHOOSE_PASSWORD,
        message,
        html -> {
          html.leaf("p", Words.PASSWORD_RULES.in(language));
          html.open("form", "method", "post", "action", "/password");
          Pages.hidden(html, "csrf", session.csrf().reveal());
          Pages.account(html, session.account());
          if (present) {
            Pages.field(html, language, Words.PASSWORD, "password", "password", "current-password");
            if (session.role().needsSecondFactor()) {
              Pages.field(html, language, Words.CODE, "code", "text", "one-time-code");
            }
          }
          Pages.field(html, language, Words.NEW_PASSWORD, "new", "password", "new-password");
          Pages.field(
              html, language, Words.NEW_PASSWORD_AGAIN, "again", "password", "new-password");
          html.leaf("button", Words.SET_PASSWORD.in(language));
          html.close();
        });
  }

  Answer choosePassword(Visit visit) {
    Session session = visit.own();
    if (!proof.isRecent(session) && session.unfinished()) {
      sessions.end(visit.ownToken());
      return Pages.redirect("/login");
    }
    if (!visit.input("new").equals(visit.input("again"))) {
      return passwordPage(visit, Pages.Message.bad(Words.NOT_ALIKE));
    }
    if (!session.unfinished()) {
      LocalText wrong = proof.missing(visit);
      if (wrong != null) {
        return passwordPage(visit, Pages.Message.bad(wrong));
      }
    }
    Accounts.Change change =
        accounts.choosePassword(session.account(), Secret.of(visit.input("new")));
    return switch (change) {
      case Accounts.Change.Done _ -> {
        firstCodes.used(session.account());
        events.changed(session, visit.request(), Phrase.PASSWORD_CHOSEN);
        yield again(session.account(), "/");
      }
      case Accounts.Change.Refused(var why) -> passwordPage(visit, Pages.Message.bad(why.text()));
      case Accounts.Change.Same() -> passwordPage(visit, Pages.Message.bad(Words.SAME_PASSWORD));
      default -> passwordPage(visit, Pages.Message.bad(Words.FAILED));
    };
  }

  private byte[] pendingFactor(String account) {
    synchronized (pendingFactors) {
      if (pendingFactors.size() >= MAX_PENDING_FACTORS && !pendingFactors.containsKey(account)) {
        pendingFactors.clear();
      }
      return pendingFactors.computeIfAbsent(account, _ -> Totp.newSecret(random));
    }
  }

  Answer factorPage(Visit visit, Pages.@Nullable Message message) {
    Session session = visit.own();
    // Whoever has one changes it by a reset: a session alone must not be able to replace it.
    if (!session.unfinished()) {
      return Pages.redirect("/");
    }
    if (accounts.find(session.account()).filter(Accounts.Account::mustChange).isPresent()) {
      return Pages.redirect("/password");
    }
    String language = visit.language();
    Secret uri =
        Totp.uri(pendingFactor(session.account()), "Sekisho " + gateway, session.account());
    return pages.answer(
        visit,
        message == null ? 200 : 422,
        Words.SECOND_FACTOR,
        message,
        html -> {
          html.leaf("p", Words.SCAN.in(language));
          Pages.qr(html, uri);
          html.leaf("pre", uri.reveal(), "class", "break");
          html.open("form", "method", "post", "action", "/second-factor");
          Pages.hidden(html, "csrf", session.csrf().reveal());
          Pages.field(html, language, Words.SIX_DIGITS, "code", "text", "one-time-code");
          html.leaf("button", Words.SET_PASSWORD.in(language));
          html.close();
        });
  }

  Answer setFactor(Visit visit) {
    Session session = visit.own();
    if (!session.unfinished()) {
      return Pages.redirect("/");
    }
    boolean ready = accounts.find(session.account()).filter(a -> !a.mustChange()).isPresent();
    if (!ready || !proof.isRecent(session)) {
      sessions.end(visit.ownToken());
      return Pages.redirect("/login");
    }
    Optional<List<Secret>> codes =
        accounts.setSecondFactor(
            session.account(), pendingFactor(session.account()), visit.input("code"));
    if (codes.isEmpty()) {
      return factorPage(visit, Pages.Message.bad(Words.WRONG_CODE));
    }
    synchronized (pendingFactors) {
      pendingFactors.remove(session.account());
    }
    events.changed(session, visit.request(), Phrase.FACTOR_SET);
    sessions.endAll(session.account());
    Sessions.Begun begun = sessions.begin(session.account(), session.role(), false);
    Visit next =
        new Visit(visit.request(), begun.session(), begun.token(), visit.language(), Map.of());
    return pages
        .answer(
            next,
            200,
            Words.SECOND_FACTOR,
            new Pages.Message(true, Words.FACTOR_SET, codes.get(), List.of()),
            html ->
                html.with("p", h -> h.leaf("a", Words.CONTINUE.in(visit.language()), "href", "/")))
        .with("Set-Cookie", visitors.cookie(begun.token()));
  }
}
