package org.sekisho.gateway.console;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.console.ConsoleRoute.Needs;
import org.sekisho.gateway.console.ConsoleRoute.Visit;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.access.AccountRole;
import org.sekisho.program.access.Accounts;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.access.Session;
import org.sekisho.program.access.Sessions;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.HttpsListener;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;

/**
 * One screen: its listener, its sessions, its route table. What a request must have stands in the
 * table; strangers are sent to the login whatever they ask for, so that the table cannot be
 * explored from outside.
 */
final class ConsoleServer implements AutoCloseable {
  /** Bodies of 16 KiB, 64 connections, 16 requests in work. */
  private static final HttpsListener.Limits LIMITS = new HttpsListener.Limits(16 * 1024, 64, 16);

  /** Bodies of forms with a file in them, from whoever is logged in. */
  private static final int DOCUMENT_BODY = 256 * 1024;

  /** Paths that browsers and people ask for without any bad will. */
  private static final Pattern PLAIN = Pattern.compile("/[a-z0-9./_-]{0,64}");

  private static final Set<String> OPEN =
      Set.of("/login", "/console.css", "/console.js", "/icon.svg");

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
  private final List<ConsoleSection> sections;
  private final Sessions sessions;
  private final Visitors visitors;
  private final Pages pages;
  private final ScreenEvents events;
  private final AccountPages people;
  private final SectionPages parts;
  private final List<ConsoleRoute> table;
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
      EventSink sink,
      InstantSource clock,
      SecureRandom random,
      Vertx vertx,
      TlsIdentity identity) {
    this.screen = screen;
    this.sections = offered.stream().filter(s -> s.readers().containsKey(screen)).toList();
    this.sessions =
        new Sessions(
            random,
            clock,
            new Sessions.Limits(
                config.idle(),
                config.life(),
                Sessions.Limits.USUAL.perAccount(),
                Sessions.Limits.USUAL.most()));
    this.visitors = new Visitors(screen, sessions);
    this.events = new ScreenEvents(screen, sink, clock);
    this.pages = new Pages(gateway, screen, sections);
    var proof = new Proof(screen, accounts, sessions, clock, config.proof());
    this.people =
        new AccountPages(
            screen,
            gateway,
            accounts,
            firstCodes,
            doors,
            sessions,
            visitors,
            proof,
            pages,
            events,
            random);
    this.parts = new SectionPages(screen, sections, visitors, proof, pages, events);
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
                table.stream().map(this::route).toList(),
                SHIELD,
                (source, status) -> events.refused(source, "", Phrase.REFUSED_STATUS, status));
  }

  /** A stranger gets no room for a file. */
  private Route route(ConsoleRoute line) {
    return new Route(
        line.method(),
        line.path(),
        request -> answer(line, request),
        line.valueChars(),
        request ->
            visitors.session(request).filter(s -> line.roles().contains(s.role())).isPresent());
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
    open(routes, "GET", "/login", Needs.NOTHING, visit -> people.loginPage(visit, null));
    open(routes, "POST", "/login", Needs.OWN_ORIGIN, people::login);
    open(routes, "GET", "/console.css", Needs.NOTHING, file("console.css", "text/css"));
    open(routes, "GET", "/console.js", Needs.NOTHING, file("console.js", "text/javascript"));
    open(routes, "GET", "/icon.svg", Needs.NOTHING, file("icon.svg", "image/svg+xml"));
    own(routes, "POST", "/logout", Needs.ANY_SESSION_CHANGE, people::logout);
    own(routes, "GET", "/password", Needs.ANY_SESSION, visit -> people.passwordPage(visit, null));
    own(routes, "POST", "/password", Needs.ANY_SESSION_CHANGE, people::choosePassword);
    own(
        routes,
        "GET",
        "/second-factor",
        Needs.ANY_SESSION,
        visit -> people.factorPage(visit, null));
    own(routes, "POST", "/second-factor", Needs.ANY_SESSION_CHANGE, people::setFactor);
    own(routes, "GET", "/", Needs.SESSION, parts::first);
    for (ConsoleSection section : sections) {
      String path = "/" + section.id();
      routes.add(
          new ConsoleRoute(
              screen,
              "GET",
              path,
              section.readers().getOrDefault(screen, Set.of()),
              Needs.SESSION,
              FormBody.MAX_VALUE,
              visit -> parts.show(visit, section)));
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
                  action.inputs().stream()
                      .filter(Action.Input::isDocument)
                      .findAny()
                      .map(_ -> DOCUMENT_BODY)
                      .orElse(FormBody.MAX_VALUE),
                  visit -> parts.act(visit, section, action)));
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
    routes.add(
        new ConsoleRoute(screen, method, path, Set.of(), needs, FormBody.MAX_VALUE, handler));
  }

  private void own(
      List<ConsoleRoute> routes,
      String method,
      String path,
      Needs needs,
      ConsoleRoute.Handler handler) {
    routes.add(
        new ConsoleRoute(screen, method, path, screen.roles(), needs, FormBody.MAX_VALUE, handler));
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
    String asked = Visitors.asked(request);
    if (!asked.isEmpty() && !Visitors.isLanguage(asked)) {
      events.refused(request.source(), "", Phrase.REFUSED_LANGUAGE);
    }
    if (OPEN.contains(request.path()) || visitors.session(request).isPresent()) {
      return null;
    }
    if (!PLAIN.matcher(request.path()).matches() || !request.method().matches("GET|HEAD")) {
      events.refused(request.source(), "", Phrase.REFUSED_STRANGER);
    }
    return request.method().equals("GET")
        ? Pages.redirect("/login")
        : Answer.problem(401, "log in first");
  }

  private Answer answer(ConsoleRoute route, Request request) {
    Optional<Session> session =
        route.roles().isEmpty() ? Optional.empty() : visitors.session(request);
    if (!route.roles().isEmpty() && session.isEmpty()) {
      return Answer.problem(401, "log in first");
    }
    Optional<Map<String, String>> form =
        route.method().equals("POST")
            ? FormBody.decode(request.body(), route.valueChars())
            : Optional.of(Map.of());
    String language = Visitors.language(request);
    if (form.isEmpty()) {
      refusedInput(session, request, Phrase.REFUSED_FORM);
      return Answer.problem(400, "the form cannot be read");
    }
    Visit visit =
        new Visit(
            request,
            session.orElse(null),
            visitors.token(request).orElse(null),
            language,
            form.get());
    if (session.isPresent()) {
      Session its = session.get();
      if (!route.roles().contains(its.role())) {
        events.did(
            EventKind.PERMISSION_DENIED,
            its,
            request,
            events.said(Phrase.PAGE_NO_RIGHT, route.method(), route.path()),
            "refused");
        return pages.answer(
            visit, 403, Words.NOT_ALLOWED_TITLE, Pages.Message.bad(Words.NOT_ALLOWED), _ -> {});
      }
      if (route.needs().finished() && its.unfinished()) {
        return route.method().equals("GET")
            ? Pages.redirect(people.nextStep(its.account()))
            : Answer.problem(403, "choose password and second factor first");
      }
    }
    if (route.needs().changes() && !Visitors.fromOwnPage(visit)) {
      refusedInput(session, request, Phrase.REFUSED_ORIGIN);
      return pages.answer(
          visit, 403, Words.NOT_ALLOWED_TITLE, Pages.Message.bad(Words.FROM_ELSEWHERE), _ -> {});
    }
    return Visitors.remembering(request, route.handler().answer(visit));
  }

  private void refusedInput(Optional<Session> session, Request request, Phrase why) {
    events.refused(request.source(), session.map(Session::account).orElse(""), why);
  }
}
