package org.sekisho.gateway.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.console.ConsoleRoute.Visit;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.Session;
import org.sekisho.program.https.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that parts of the gateway offer, and what is done there: asked, proved, done, logged.
 * Thread-safe.
 */
final class SectionPages {
  private static final Logger LOG = LoggerFactory.getLogger(SectionPages.class);
  private static final String RISK = "risk";

  private final Screen screen;
  private final List<ConsoleSection> sections;
  private final Visitors visitors;
  private final Proof proof;
  private final Pages pages;
  private final ScreenEvents events;

  SectionPages(
      Screen screen,
      List<ConsoleSection> sections,
      Visitors visitors,
      Proof proof,
      Pages pages,
      ScreenEvents events) {
    this.screen = screen;
    this.sections = sections;
    this.visitors = visitors;
    this.proof = proof;
    this.pages = pages;
    this.events = events;
  }

  Answer first(Visit visit) {
    Session session = visit.own();
    return sections.stream()
        .filter(s -> s.readers().getOrDefault(screen, Set.of()).contains(session.role()))
        .findFirst()
        .map(s -> Pages.redirect("/" + s.id()))
        .orElseGet(() -> Pages.redirect("/password"));
  }

  private Viewer viewer(Visit visit) {
    Session session = visit.own();
    return new Viewer(session.account(), session.role(), screen, visit.request().source());
  }

  /** The page as it is now. */
  Answer show(Visit visit, ConsoleSection section) {
    return page(visit, section, 200, null, Blocks.Filled.NOTHING);
  }

  private Answer page(
      Visit visit,
      ConsoleSection section,
      int status,
      Pages.@Nullable Message message,
      Blocks.Filled filled) {
    Session session = visit.own();
    if (section.protectedData() && visit.request().header("x-console-live").isEmpty()) {
      events.did(
          EventKind.PROTECTED_DATA_READ,
          session,
          visit.request(),
          events.said(Phrase.PAGE_ACTION, section.id()),
          "shown");
    }
    List<Block> blocks = section.show(viewer(visit));
    return pages.answer(
        visit,
        status,
        section.title(),
        "/" + section.id(),
        section.live() && message == null,
        message,
        html -> Blocks.draw(html, visit.language(), section, session, blocks, filled));
  }

  /** Does what the form asks for, or asks first. */
  Answer act(Visit visit, ConsoleSection section, Action action) {
    Session session = visit.own();
    Map<String, String> input = new LinkedHashMap<>();
    input.put("key", visit.input("key"));
    action.inputs().forEach(i -> input.put(i.name(), visit.input(i.name())));
    Map<String, String> given = Map.copyOf(input);
    List<Danger> dangers = section.dangers(action, given);
    Answer asked = ask(visit, section, action, dangers);
    if (asked != null) {
      return asked;
    }
    Outcome outcome;
    try {
      outcome = section.act(action.id(), given, viewer(visit));
    } catch (RuntimeException e) {
      LOG.error("{}/{} failed", section.id(), action.id(), e);
      outcome = Outcome.refused(Words.FAILED);
    }
    String what =
        section.id()
            + "/"
            + action.id()
            + logged(action, input)
            + (outcome.note().isEmpty() ? "" : " " + outcome.note());
    Said said =
        dangers.isEmpty()
            ? events.said(Phrase.PAGE_ACTION, what)
            : events.said(Phrase.PAGE_ACTION_RISK, what, Danger.texts(dangers));
    events.did(
        dangers.isEmpty() ? action.kind() : EventKind.DANGEROUS_OPERATION,
        session,
        visit.request(),
        said,
        outcome.done() ? "done" : "refused");
    var message =
        new Pages.Message(outcome.done(), outcome.text(), outcome.secrets(), outcome.lines());
    if (!outcome.done()) {
      events.refused(
          visit.request().source(),
          session.account(),
          dangers.isEmpty() ? Phrase.REFUSED_ACTION : Phrase.REFUSED_ACTION_RISK,
          what,
          Danger.texts(dangers));
      // What the person wrote stays in its form.
      return page(visit, section, 422, message, new Blocks.Filled(action.id(), given));
    }
    // The section may have ended this very session, for instance by resetting the own account.
    return visitors.session(visit.request()).isPresent()
        ? page(visit, section, 200, message, Blocks.Filled.NOTHING)
        : Pages.redirect("/login");
  }

  /** What is asked before it is done; null when nothing is left to ask. */
  private @Nullable Answer ask(
      Visit visit, ConsoleSection section, Action action, List<Danger> dangers) {
    if (action.asks() == Action.Asks.NOTHING && dangers.isEmpty()) {
      return null;
    }
    boolean needsProof = !proof.isRecent(visit.own());
    boolean first =
        dangers.isEmpty()
            ? needsProof && !visit.form().containsKey("password")
            : !visit.form().containsKey(RISK);
    if (first) {
      return confirmation(visit, section, action, dangers, needsProof, null);
    }
    if (!dangers.isEmpty()) {
      boolean shown = visit.input(RISK).equals(Danger.texts(dangers));
      if (!shown) {
        events.refused(visit.request().source(), visit.own().account(), Phrase.REFUSED_RISK);
      }
      if (!shown || !visit.input("accepted").equals("yes")) {
        return confirmation(visit, section, action, dangers, needsProof, Words.MUST_ACCEPT);
      }
    }
    LocalText wrong = needsProof ? proof.missing(visit) : null;
    return wrong == null ? null : confirmation(visit, section, action, dangers, true, wrong);
  }

  private Answer confirmation(
      Visit visit,
      ConsoleSection section,
      Action action,
      List<Danger> dangers,
      boolean needsProof,
      @Nullable LocalText problem) {
    Session session = visit.own();
    return pages.answer(
        visit,
        403,
        section.title(),
        "/" + section.id(),
        false,
        problem == null ? null : Pages.Message.bad(problem),
        html ->
            Blocks.confirmation(
                html,
                visit.language(),
                section,
                session,
                action,
                dangers,
                visit.form(),
                needsProof,
                session.role().needsSecondFactor()));
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
