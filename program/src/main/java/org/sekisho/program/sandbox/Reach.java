package org.sekisho.program.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * What a confined program still reaches: what its plan came to, for people, and handed from its
 * first start to the second.
 *
 * @param changeable files and folders that it may write
 * @param listens TCP ports that it may listen on
 * @param connects TCP ports that it may connect to, wherever they are
 * @param abstractSockets whether it may connect to abstract Unix sockets of others
 */
public record Reach(
    List<String> changeable, Ports listens, Ports connects, boolean abstractSockets) {
  /** Nothing. */
  public static final Reach NOTHING = new Reach(List.of(), Ports.NONE, Ports.NONE, false);

  private static final int LINES_BEFORE_PATHS = 3;

  public Reach {
    changeable = List.copyOf(changeable);
  }

  /** As lines of text; no path of a program has a line break in it. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(listens.words());
    lines.add(connects.words());
    lines.add(Boolean.toString(abstractSockets));
    lines.addAll(changeable);
    return lines;
  }

  /** Reads {@link #lines()}; what is missing is nothing. */
  static Reach parse(List<String> lines) {
    return lines.size() < LINES_BEFORE_PATHS
        ? NOTHING
        : new Reach(
            lines.subList(LINES_BEFORE_PATHS, lines.size()),
            Ports.parse(lines.get(0)),
            Ports.parse(lines.get(1)),
            Boolean.parseBoolean(lines.get(2)));
  }
}
