package org.sekisho.gateway.console;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/**
 * One page of the console: what it shows, and what can be done there. A part of the gateway offers
 * one; the console draws it, asks for confirmation, checks who may, and logs. Called on virtual
 * threads, by several at once; may block for a short time.
 */
public interface ConsoleSection {
  /** A word, the page's path: lower case letters and dashes. */
  String id();

  /** The page's name. */
  LocalText title();

  /** On which screens it is, for which roles: the line of the route table. */
  Map<Screen, Set<AccountRole>> readers();

  /** What it shows now. */
  List<Block> show(Viewer viewer);

  /** What can be done here; fixed, because each is a line of the route table. */
  default List<Action> actions() {
    return List.of();
  }

  /**
   * What weakens when it is done now: shown, to be accepted, logged. An action without a risk of
   * its own may have some by what it would do at this moment.
   *
   * @param input as in {@link #act}
   */
  default List<Danger> dangers(Action action, Map<String, String> input) {
    return action.risk().map(Danger::of).stream().toList();
  }

  /**
   * Does it; only called when all that the action asks for is given.
   *
   * @param action id of the action
   * @param input the values of the action's inputs, and {@code key}: which row, or empty; untrusted
   */
  default Outcome act(String action, Map<String, String> input, Viewer viewer) {
    return Outcome.refused(Outcome.NO_SUCH_THING);
  }

  /** Whether looking at it is an operation that the log must know of. */
  default boolean protectedData() {
    return false;
  }

  /** Whether the page shows itself again every few seconds. */
  default boolean live() {
    return false;
  }
}
