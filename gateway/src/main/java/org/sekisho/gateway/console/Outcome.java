package org.sekisho.gateway.console;

import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.Secret;

/**
 * What came of an action.
 *
 * @param done whether it was done
 * @param text for the person
 * @param secrets shown this once, such as a first password
 * @param note what the log says of it besides; one English sentence, or empty
 * @param lines shown below the text as they are, such as the places of mistakes in a file
 */
public record Outcome(
    boolean done, LocalText text, List<Secret> secrets, String note, List<String> lines) {
  /** The answer to a key or value that does not exist. */
  public static final LocalText NO_SUCH_THING =
      new LocalText("その対象はありません。", "There is no such thing.");

  /** Done. */
  public static Outcome done(String ja, String en) {
    return new Outcome(true, new LocalText(ja, en), List.of(), "", List.of());
  }

  /** Done, with something that is shown this once. */
  public static Outcome done(String ja, String en, Optional<Secret> secret) {
    return new Outcome(true, new LocalText(ja, en), secret.stream().toList(), "", List.of());
  }

  /** The same, with something that the log says of it besides. */
  public Outcome noted(String what) {
    return new Outcome(done, text, secrets, what, lines);
  }

  /** Not done. */
  public static Outcome refused(LocalText why) {
    return new Outcome(false, why, List.of(), "", List.of());
  }

  /** Not done, with lines that are shown as they are. */
  public static Outcome refused(LocalText why, List<String> lines) {
    return new Outcome(false, why, List.of(), "", lines);
  }
}
