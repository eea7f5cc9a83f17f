package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Node;
import org.sekisho.model.document.Problem;
import org.sekisho.model.system.LocalText;

/** What comes up while a file is converted: problems, which refuse it, and losses, which do not. */
final class Notes {
  /** Most losses that are listed one by one; the last line says how many more there were. */
  static final int MAX_LOSSES = 20_000;

  private static final int MAX_PROBLEMS = 50;
  private static final int MAX_SHOWN = 120;

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Loss> losses = new ArrayList<>();
  private int unlisted;

  Notes(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  /** Notes a problem; a file with very many is refused at once. */
  void problem(Node at, String message) {
    problem(at.line(), at.column(), message);
  }

  void problem(int line, int column, String message) {
    problems.add(new Problem(file, line, column, message));
    if (problems.size() >= MAX_PROBLEMS) {
      throw new DocumentException(problems);
    }
  }

  void loss(String where, String what, LocalText why) {
    if (losses.size() < MAX_LOSSES) {
      losses.add(new Loss(where, what, why));
    } else {
      unlisted++;
    }
  }

  /** Throws when there was a problem. */
  void refuseProblems() {
    if (!problems.isEmpty()) {
      throw new DocumentException(problems);
    }
  }

  List<Loss> losses() {
    if (unlisted > 0) {
      losses.add(new Loss("", unlisted + " more", Why.TOO_MANY));
      unlisted = 0;
    }
    return List.copyOf(losses);
  }

  /** The text on one line, cut to a length that people read. */
  static String shown(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }
}
