package org.sekisho.model.document;

/**
 * One thing that is wrong in a document.
 *
 * @param file name of the document as the reader gave it
 * @param line 1-based line, 0 when the whole document is meant
 * @param column 1-based column, 0 when the whole line is meant
 * @param message what is wrong and what is allowed instead
 */
public record Problem(String file, int line, int column, String message) {
  @Override
  public String toString() {
    if (line == 0) {
      return file + ": " + message;
    }
    return file + ":" + line + (column == 0 ? "" : ":" + column) + ": " + message;
  }
}
