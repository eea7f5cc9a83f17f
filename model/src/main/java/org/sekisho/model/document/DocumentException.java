package org.sekisho.model.document;

import java.util.List;
import java.util.stream.Collectors;

/** A document was refused; carries every problem found, at least one. */
public final class DocumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** The problems in the order in which they stand in the document. */
  public DocumentException(List<Problem> problems) {
    super(
        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
