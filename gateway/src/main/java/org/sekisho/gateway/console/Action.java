package org.sekisho.gateway.console;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/**
 * Something that can be done on a page.
 *
 * @param id a word, the second part of the path: lower case letters and dashes
 * @param name on the button
 * @param actors roles that may
 * @param asks what is asked before it is done
 * @param risk what weakens when it is done; there exactly when {@code asks} is DANGEROUS
 * @param inputs what the person fills in
 * @param kind how the log names it
 */
public record Action(
    String id,
    LocalText name,
    Set<AccountRole> actors,
    Asks asks,
    Optional<Risk> risk,
    List<Input> inputs,
    EventKind kind) {
  /** What is asked before something is done. */
  public enum Asks {
    /** Nothing. */
    NOTHING,
    /** That the person has given password and second factor within the last minutes. */
    PROOF,
    /** The risk is shown and must be accepted, and PROOF. */
    DANGEROUS
  }

  /**
   * Something to fill in.
   *
   * @param name in the request, a word
   * @param label as people read it
   * @param choices what can be chosen: value and text; empty for free text
   * @param lines whether the text has many lines; such a text is not written into the log
   * @param chars most characters that are taken
   */
  public record Input(
      String name, LocalText label, List<Choice> choices, boolean lines, int chars) {
    /** Most characters of a line. */
    static final int LINE = 256;

    /** Most characters of many lines. */
    static final int LINES = 4_000;

    /** Free text of one line. */
    public static Input text(String name, String ja, String en) {
      return new Input(name, new LocalText(ja, en), List.of(), false, LINE);
    }

    /** Free text of many lines. */
    public static Input lines(String name, String ja, String en) {
      return new Input(name, new LocalText(ja, en), List.of(), true, LINES);
    }

    /** A file, which can be chosen or written. */
    public static Input document(String name, String ja, String en, int chars) {
      return new Input(name, new LocalText(ja, en), List.of(), true, chars);
    }

    /** Whether it is a file. */
    boolean isDocument() {
      return lines && chars > LINES;
    }

    /** One of the choices. */
    public static Input choice(String name, String ja, String en, List<Choice> choices) {
      return new Input(name, new LocalText(ja, en), choices, false, LINE);
    }
  }

  /** One value that can be chosen. */
  public record Choice(String value, LocalText text) {}

  /** Checks what must hold together. */
  public Action {
    if (risk.isPresent() != (asks == Asks.DANGEROUS)) {
      throw new IllegalArgumentException(id + ": a risk text and DANGEROUS go together");
    }
  }

  /** One that a maintainer does without being asked. */
  public static Action simple(String id, String ja, String en, Input... inputs) {
    return new Action(
        id,
        new LocalText(ja, en),
        Set.of(AccountRole.MAINTAINER),
        Asks.NOTHING,
        Optional.empty(),
        List.of(inputs),
        EventKind.OPERATION);
  }

  /** One for which a maintainer must have proved recently who it is. */
  public static Action proven(String id, String ja, String en, EventKind kind, Input... inputs) {
    return new Action(
        id,
        new LocalText(ja, en),
        Set.of(AccountRole.MAINTAINER),
        Asks.PROOF,
        Optional.empty(),
        List.of(inputs),
        kind);
  }

  /** One that weakens security. */
  public static Action dangerous(String id, String ja, String en, Risk risk, Input... inputs) {
    return new Action(
        id,
        new LocalText(ja, en),
        Set.of(AccountRole.MAINTAINER),
        Asks.DANGEROUS,
        Optional.of(risk),
        List.of(inputs),
        EventKind.DANGEROUS_OPERATION);
  }
}
