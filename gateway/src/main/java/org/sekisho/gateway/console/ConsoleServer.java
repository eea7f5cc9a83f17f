package org.sekisho.gateway.console;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.console.ConsoleRoute.Needs;
import org.sekisho.gateway.console.ConsoleRoute.Visit;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.Secret;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.access.AccountRole;
import org.sekisho.program.access.Accounts;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.access.Session;
import org.sekisho.program.access.Sessions;
import org.sekisho.program.access.Totp;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.HttpsListener;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One screen: its listener, its sessions, its route table. What a request must have stands in the
 * table; strangers are sent to the login whatever they ask for, so that the table cannot be
 * explored from outside.
 */
final class ConsoleServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);

  /** Bodies of 16 KiB, 64 connections, 16 requests in work. */
  private static final HttpsListener.Limits LIMITS = new HttpsListener.Limits(16 * 1024, 64, 16);

  /** Paths that browsers and people ask for without any bad will. */
  private static final Pattern PLAIN = Pattern.compile("/[a-z0-9./_-]{0,64}");

  private static final String HTML = "text/html; charset=utf-8";
  private static final Set<String> OPEN =
      Set.of("/login", "/console.css", "/console.js", "/icon.svg");
  private static final int MAX_PENDING_FACTORS = 100;

  /** No inline script or style, no other host, no frame. */
  private static final Map<String, String> SHIELD =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
              + " object-src 'none'",
          "X-Frame-Options",
          "DENY",
          // Not "no-referrer": browsers would hide the origin of the page's own forms, too.
          "Referrer-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
          "Strict-Transport-Security",
          "max-age=31536000");

  private final Screen screen;
  private final ConsoleConfig config;
  private final String gateway;
  private final List<ConsoleSection> sections;
  private final Accounts accounts;
  private final FirstCodes firstCodes;
  private final LockoutEngine doors;
  private final EventSink events;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Sessions sessions;
  private final Pages pages;
  private final List<ConsoleRoute> table;
  private final Map<String, byte[]> pendingFactors = new HashMap<>();
  private final RefusedRequests refusals;
  private final Supplier<HttpsListener> opening;
  private @Nullable HttpsListener listener;

  ConsoleServer(
      Screen screen,
      ConsoleConfig config,
      String gateway,
      List<ConsoleSection> offered,
      Accounts accounts,
      FirstCodes firstCodes,
      LockoutEngine doors,
      EventSink events,
      InstantSource clock,
      SecureRandom random,
      Vertx vertx,
      TlsIdentity identity) {
    this.screen = screen;
    this.config = config;
    this.gateway = gateway;
    this.sections = offered.stream().filter(s -> s.readers().containsKey(screen)).toList();
    this.accounts = accounts;
    this.firstCodes = firstCodes;
    this.doors = doors;
    this.events = events;
    this.clock = clock;
    this.random = random;
    this.sessions =
        new Sessions(
            random,
            clock,
            new Sessions.Limits(
                config.idle(),
                config.life(),
                Sessions.Limits.USUAL.perAccount(),
                Sessions.Limits.USUAL.most()));
    this.refusals = new RefusedRequests(screen.door(), events, clock);
    this.pages = new Pages(gateway, screen, sections);
    this.table = table();
    this.opening =
        () ->
            HttpsListener.start(
                vertx,
                "console." + screen.word() + ".listen",
                config.listen(screen),
                new LiveKeyManager(() -> identity),
                null,
                LIMITS,
                this::guard,
                table.stream()
                    .map(r -> new Route(r.method(), r.path(), request -> answer(r, request)))
                    .toList(),
                SHIELD,
                (source, status) -> refusals.refused(source, "", "status " + status));
  }

  /** The route table, as data. */
  List<ConsoleRoute> routes() {
    return table;
  }

  Sessions sessions() {
    return sessions;
  }

  synchronized void start() {
    if (listener == null) {
      listener = opening.get();
    }
  }

  synchronized int port() {
    return listener == null ? 0 : listener.port();
  }

  @Override
  public synchronized void close() {
    if (listener != null) {
      listener.close();
      listener = null;
    }
    sessions.endAll();
  }

  // --- the table

  private List<ConsoleRoute> table() {
    List<ConsoleRoute> routes = new ArrayList<>();
    open(routes, "GET", "/login", Needs.NOTHING, visit -> loginPage(visit, null));
    open(routes, "POST", "/login", Needs.OWN_ORIGIN, this::login);
    open(routes, "GET", "/console.css", Needs.NOTHING, file("console.css", "text/css"));
    open(routes, "GET", "/console.js", Needs.NOTHING, file("console.js", "text/javascript"));
    open(routes, "GET", "/icon.svg", Needs.NOTHING, file("icon.svg", "image/svg+xml"));
    own(routes, "POST", "/logout", Needs.ANY_SESSION_CHANGE, this::logout);
    own(routes, "GET", "/password", Needs.ANY_SESSION, visit -> passwordPage(visit, null));
    own(routes, "POST", "/password", Needs.ANY_SESSION_CHANGE, this::choosePassword);
    own(routes, "GET", "/second-factor", Needs.ANY_SESSION, visit -> factorPage(visit, null));
    own(routes, "POST", "/second-factor", Needs.ANY_SESSION_CHANGE, this::setFactor);
    own(routes, "GET", "/", Needs.SESSION, this::first);
    for (ConsoleSection section : sections) {
      String path = "/" + section.id();
      routes.add(
          new ConsoleRoute(
              screen,
              "GET",
              path,
              section.readers().getOrDefault(screen, Set.of()),
              Needs.SESSION,
              visit -> sectionPage(visit, section, 200, null)));
      for (Action action : section.actions()) {
        Needs needs =
            switch (action.asks()) {
              case NOTHING -> Needs.CHANGE;
              case PROOF -> Needs.PROOF;
              case DANGEROUS -> Needs.DANGEROUS;
            };
        Set<AccountRole> actors =
            action.actors().stream().filter(screen.roles()::contains).collect(Collectors.toSet());
        if (!actors.isEmpty()) {
          routes.add(
              new ConsoleRoute(
                  screen,
                  "POST",
                  path + "/" + action.id(),
                  actors,
                  needs,
                  visit -> act(visit, section, action)));
        }
      }
    }
    return List.copyOf(routes);
  }

  private void open(
      List<ConsoleRoute> routes,
      String method,
      String path,
      Needs needs,
      ConsoleRoute.Handler handler) {
    routes.add(new ConsoleRoute(screen, method, path, Set.of(), needs, handler));
  }

  private void own(
      List<ConsoleRoute> routes,
      String method,
      String path,
      Needs needs,
      ConsoleRoute.Handler handler) {
    routes.add(new ConsoleRoute(screen, method, path, screen.roles(), needs, handler));
  }

  private static ConsoleRoute.Handler file(String name, String type) {
    byte[] content;
    try (InputStream in = ConsoleServer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name + " in the jar");
      }
      content = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return _ -> new Answer(200, Map.of("Content-Type", type + "; charset=utf-8"), content);
  }

  // --- what a request must have

  /** Strangers see the way in and nothing else, not even what there is. */
  private @Nullable Answer guard(Request request) {
    String asked = request.query().getOrDefault("lang", "");
    if (!asked.isEmpty() && !asked.equals("ja") && !asked.equals("en")) {
      refusals.refused(request.source(), "", "a language that does not exist");
    }
    if (OPEN.contains(request.path()) || session(request).isPresent()) {
      return null;
    }
    if (!PLAIN.matcher(request.path()).matches() || !request.method().matches("GET|HEAD")) {
      refusals.refused(request.source(), "", "a stranger's request");
    }
    return request.method().equals("GET")
        ? redirect("/login")
        : Answer.problem(401, "log in first");
  }

  private Optional<Session> session(Request request) {
    return token(request)
        .flatMap(token -> sessions.find(token, request.header("x-console-live").isEmpty()))
        .filter(session -> screen.roles().contains(session.role()));
  }

  private Optional<Secret> token(Request request) {
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

  private Answer answer(ConsoleRoute route, Request request) {
    Optional<Session> session = route.roles().isEmpty() ? Optional.empty() : session(request);
    if (!route.roles().isEmpty() && session.isEmpty()) {
      return Answer.problem(401, "log in first");
    }
    Optional<Map<String, String>> form =
        route.method().equals("POST") ? FormBody.decode(request.body()) : Optional.of(Map.of());
    String language = language(request);
    if (form.isEmpty()) {
      refusedInput(session, request, "a form that cannot be read");
      return Answer.problem(400, "the form cannot be read");
    }
    Visit visit =
        new Visit(request, session.orElse(null), token(request).orElse(null), language, form.get());
    if (session.isPresent()) {
      Session its = session.get();
      if (!route.roles().contains(its.role())) {
        refused(its, request, "no right to " + route.method() + " " + route.path());
        return page(
            visit,
            403,
            Words.NOT_ALLOWED_TITLE,
            new Pages.Message(false, Words.NOT_ALLOWED, List.of()),
            _ -> {});
      }
      if (route.needs().finished() && its.unfinished()) {
        return route.method().equals("GET")
            ? redirect(nextStep(its.account()))
            : Answer.problem(403, "choose password and second factor first");
      }
    }
    if (route.needs().changes() && !proven(visit)) {
      refusedInput(session, request, "a request that does not come from this page");
      return page(
          visit,
          403,
          Words.NOT_ALLOWED_TITLE,
          new Pages.Message(false, Words.FROM_ELSEWHERE, List.of()),
          _ -> {});
    }
    return withLanguage(request, route.handler().answer(visit));
  }

  /** The page's own origin as the browser tells it, and the token of the session. */
  private static boolean proven(Visit visit) {
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

  private static String language(Request request) {
    String asked = request.query().getOrDefault("lang", "");
    if (asked.equals("ja") || asked.equals("en")) {
      return asked;
    }
    return cookie(request, "sekisho-language")
        .filter(l -> l.equals("ja") || l.equals("en"))
        .orElseGet(
            () ->
                request.headers().getOrDefault("accept-language", "").startsWith("ja")
                    ? "ja"
                    : "en");
  }

  private static Answer withLanguage(Request request, Answer answer) {
    String asked = request.query().getOrDefault("lang", "");
    return (asked.equals("ja") || asked.equals("en")) && !answer.headers().containsKey("Set-Cookie")
        ? answer.with(
            "Set-Cookie",
            "sekisho-language="
                + asked
                + "; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Strict")
        : answer;
  }

  // --- the way in

  private Answer loginPage(Visit visit, Pages.@Nullable Message message) {
    String language = visit.language();
    return page(
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

  private boolean local(Request request) {
    return Locals.isLocal(request.source());
  }

  private Answer login(Visit visit) {
    Accounts.Login login =
        accounts.login(
            new Accounts.Try(
                screen.door(),
                visit.input("name"),
                Secret.of(visit.input("password")),
                visit.input("code"),
                visit.request().source(),
                local(visit.request())),
            screen.roles());
    return switch (login) {
      case Accounts.Login.In(Accounts.Account account) -> {
        Sessions.Begun begun = sessions.begin(account.name(), account.role(), account.unfinished());
        yield redirect(account.unfinished() ? nextStep(account.name()) : "/")
            .with("Set-Cookie", setCookie(begun.token()));
      }
      case Accounts.Login.Denied() ->
          loginPage(visit, new Pages.Message(false, Words.DENIED, List.of()));
      case Accounts.Login.Later(Duration wait) -> {
        Answer shown = loginPage(visit, new Pages.Message(false, Words.later(wait), List.of()));
        yield new Answer(429, shown.headers(), shown.body())
            .with("Retry-After", Long.toString(wait.toSeconds() + 1));
      }
    };
  }

  private String setCookie(Secret token) {
    return screen.cookie() + "=" + token.reveal() + "; Path=/; Secure; HttpOnly; SameSite=Strict";
  }

  private Answer logout(Visit visit) {
    sessions
        .end(visit.ownToken())
        .ifPresent(s -> doors.left(screen.door(), s.account(), visit.request().source()));
    return redirect("/login")
        .with(
            "Set-Cookie",
            screen.cookie() + "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict");
  }

  private String nextStep(String account) {
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
              return redirect(a.unfinished() ? nextStep(account) : path)
                  .with("Set-Cookie", setCookie(begun.token()));
            })
        .orElseGet(() -> redirect("/login"));
  }

  private Answer passwordPage(Visit visit, Pages.@Nullable Message message) {
    String language = visit.language();
    Session session = visit.own();
    boolean present = !session.unfinished();
    return page(
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

  private Answer choosePassword(Visit visit) {
    Session session = visit.own();
    if (!recent(session) && session.unfinished()) {
      sessions.end(visit.ownToken());
      return redirect("/login");
    }
    if (!visit.input("new").equals(visit.input("again"))) {
      return passwordPage(visit, new Pages.Message(false, Words.NOT_ALIKE, List.of()));
    }
    if (!session.unfinished()) {
      LocalText wrong = prove(visit);
      if (wrong != null) {
        return passwordPage(visit, new Pages.Message(false, wrong, List.of()));
      }
    }
    Accounts.Change change =
        accounts.choosePassword(session.account(), Secret.of(visit.input("new")));
    return switch (change) {
      case Accounts.Change.Done _ -> {
        firstCodes.used(session.account());
        changed(session, visit.request(), "chose a password");
        yield again(session.account(), "/");
      }
      case Accounts.Change.Refused(var why) ->
          passwordPage(visit, new Pages.Message(false, why.text(), List.of()));
      case Accounts.Change.Same() ->
          passwordPage(visit, new Pages.Message(false, Words.SAME_PASSWORD, List.of()));
      default -> passwordPage(visit, new Pages.Message(false, Words.FAILED, List.of()));
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

  private Answer factorPage(Visit visit, Pages.@Nullable Message message) {
    Session session = visit.own();
    // Whoever has one changes it by a reset: a session alone must not be able to replace it.
    if (!session.unfinished()) {
      return redirect("/");
    }
    if (accounts.find(session.account()).filter(Accounts.Account::mustChange).isPresent()) {
      return redirect("/password");
    }
    String language = visit.language();
    Secret uri =
        Totp.uri(pendingFactor(session.account()), "Sekisho " + gateway, session.account());
    return page(
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

  private Answer setFactor(Visit visit) {
    Session session = visit.own();
    if (!session.unfinished()) {
      return redirect("/");
    }
    boolean ready = accounts.find(session.account()).filter(a -> !a.mustChange()).isPresent();
    if (!ready || !recent(session)) {
      sessions.end(visit.ownToken());
      return redirect("/login");
    }
    Optional<List<Secret>> codes =
        accounts.setSecondFactor(
            session.account(), pendingFactor(session.account()), visit.input("code"));
    if (codes.isEmpty()) {
      return factorPage(visit, new Pages.Message(false, Words.WRONG_CODE, List.of()));
    }
    synchronized (pendingFactors) {
      pendingFactors.remove(session.account());
    }
    changed(session, visit.request(), "set up a second factor");
    sessions.endAll(session.account());
    Sessions.Begun begun = sessions.begin(session.account(), session.role(), false);
    Visit next =
        new Visit(visit.request(), begun.session(), begun.token(), visit.language(), Map.of());
    return page(
            next,
            200,
            Words.SECOND_FACTOR,
            new Pages.Message(true, Words.FACTOR_SET, codes.get()),
            html ->
                html.with("p", h -> h.leaf("a", Words.CONTINUE.in(visit.language()), "href", "/")))
        .with("Set-Cookie", setCookie(begun.token()));
  }

  // --- sections

  private Answer first(Visit visit) {
    Session session = visit.own();
    return sections.stream()
        .filter(s -> s.readers().getOrDefault(screen, Set.of()).contains(session.role()))
        .findFirst()
        .map(s -> redirect("/" + s.id()))
        .orElseGet(() -> redirect("/password"));
  }

  private Viewer viewer(Visit visit) {
    Session session = visit.own();
    return new Viewer(session.account(), session.role(), screen, visit.request().source());
  }

  private Answer sectionPage(
      Visit visit, ConsoleSection section, int status, Pages.@Nullable Message message) {
    Session session = visit.own();
    if (section.protectedData() && visit.request().header("x-console-live").isEmpty()) {
      record(EventKind.PROTECTED_DATA_READ, session, visit.request(), section.id(), "shown");
    }
    List<Block> blocks = section.show(viewer(visit));
    String text =
        pages.frame(
            visit.language(),
            section.title(),
            session,
            "/" + section.id(),
            section.live() && message == null,
            message,
            html -> pages.blocks(html, visit.language(), section, session, blocks));
    return Answer.text(status, HTML, text);
  }

  private Answer act(Visit visit, ConsoleSection section, Action action) {
    Session session = visit.own();
    boolean asks = action.asks() != Action.Asks.NOTHING;
    boolean needsProof = asks && !recent(session);
    if (asks) {
      boolean first =
          action.risk().isPresent()
              ? !visit.form().containsKey("risk")
              : needsProof && !visit.form().containsKey("password");
      if (first) {
        return confirmation(visit, section, action, needsProof, null);
      }
      if (action.risk().isPresent()) {
        Risk risk = action.risk().get();
        boolean accepted =
            visit.input("risk").equals(risk.id() + "/" + risk.version())
                && visit.input("accepted").equals("yes");
        if (!accepted) {
          if (!visit.input("risk").equals(risk.id() + "/" + risk.version())) {
            refusals.refused(
                visit.request().source(), session.account(), "a risk text that was not shown");
          }
          return confirmation(visit, section, action, needsProof, Words.MUST_ACCEPT);
        }
      }
      if (needsProof) {
        LocalText wrong = prove(visit);
        if (wrong != null) {
          return confirmation(visit, section, action, true, wrong);
        }
      }
    }
    Map<String, String> input = new LinkedHashMap<>();
    input.put("key", visit.input("key"));
    action.inputs().forEach(i -> input.put(i.name(), visit.input(i.name())));
    Outcome outcome;
    try {
      outcome = section.act(action.id(), Map.copyOf(input), viewer(visit));
    } catch (RuntimeException e) {
      LOG.error("{}/{} failed", section.id(), action.id(), e);
      outcome = Outcome.refused(Words.FAILED);
    }
    String what =
        section.id()
            + "/"
            + action.id()
            + logged(action, input)
            + (outcome.note().isEmpty() ? "" : " " + outcome.note())
            + action
                .risk()
                .map(r -> ", risk text " + r.id() + "/" + r.version() + " accepted")
                .orElse("");
    record(action.kind(), session, visit.request(), what, outcome.done() ? "done" : "refused");
    if (!outcome.done()) {
      refusals.refused(visit.request().source(), session.account(), what);
      return sectionPage(
          visit, section, 422, new Pages.Message(false, outcome.text(), outcome.secrets()));
    }
    // The section may have ended this very session, for instance by resetting the own account.
    return session(visit.request()).isPresent()
        ? sectionPage(
            visit, section, 200, new Pages.Message(true, outcome.text(), outcome.secrets()))
        : redirect("/login");
  }

  private Answer confirmation(
      Visit visit,
      ConsoleSection section,
      Action action,
      boolean needsProof,
      @Nullable LocalText problem) {
    Session session = visit.own();
    String text =
        pages.frame(
            visit.language(),
            section.title(),
            session,
            "/" + section.id(),
            false,
            problem == null ? null : new Pages.Message(false, problem, List.of()),
            html ->
                pages.confirmation(
                    html,
                    visit.language(),
                    section,
                    session,
                    action,
                    visit.form(),
                    needsProof,
                    session.role().needsSecondFactor()));
    return Answer.text(403, HTML, text);
  }

  /** Whether password and second factor were given within the last minutes. */
  private boolean recent(Session session) {
    var now = clock.instant();
    return !session.proven().isAfter(now) && now.isBefore(session.proven().plus(config.proof()));
  }

  /** Why the proof is none; null when it is one. */
  private @Nullable LocalText prove(Visit visit) {
    Session session = visit.own();
    Accounts.Login login =
        accounts.login(
            new Accounts.Try(
                screen.door(),
                session.account(),
                Secret.of(visit.input("password")),
                visit.input("code"),
                visit.request().source(),
                local(visit.request())),
            screen.roles());
    return switch (login) {
      case Accounts.Login.In _ -> {
        sessions.proved(visit.ownToken());
        yield null;
      }
      case Accounts.Login.Denied() -> Words.DENIED;
      case Accounts.Login.Later(Duration wait) -> Words.later(wait);
    };
  }

  // --- answers and events

  private Answer page(
      Visit visit,
      int status,
      LocalText title,
      Pages.@Nullable Message message,
      Consumer<Html> main) {
    return Answer.text(
        status,
        HTML,
        pages.frame(
            visit.language(),
            title,
            visit.session(),
            visit.request().path(),
            false,
            message,
            main));
  }

  private static Answer redirect(String path) {
    return Answer.empty(303).with("Location", URI.create(path).getRawPath());
  }

  private void changed(Session session, Request request, String what) {
    record(EventKind.ACCOUNT_CHANGED, session, request, what, "done");
  }

  private void refused(Session session, Request request, String why) {
    record(EventKind.PERMISSION_DENIED, session, request, why, "refused");
  }

  private void refusedInput(Optional<Session> session, Request request, String why) {
    refusals.refused(request.source(), session.map(Session::account).orElse(""), why);
  }

  private void record(
      EventKind kind, Session session, Request request, String what, String outcome) {
    events.record(
        SecurityEvent.of(kind, clock.instant(), screen.door() + ": " + what)
            .from(new Endpoint(request.source(), 0), "https")
            .account(session.account())
            .ruled("", outcome));
  }

  private static String logged(Action action, Map<String, String> input) {
    Set<String> lines =
        action.inputs().stream()
            .filter(Action.Input::lines)
            .map(Action.Input::name)
            .collect(Collectors.toSet());
    return input.entrySet().stream()
        .filter(e -> !e.getValue().isEmpty() && !lines.contains(e.getKey()))
        .map(e -> " " + word(e.getValue()))
        .collect(Collectors.joining());
  }

  /** Input as a word of the log: what is not plain becomes a question mark. */
  private static String word(String input) {
    String cut = input.length() > 64 ? input.substring(0, 64) : input;
    return cut.replaceAll("[^\\p{L}\\p{N}._:/-]", "?");
  }
}
