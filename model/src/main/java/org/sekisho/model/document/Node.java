package org.sekisho.model.document;

import java.util.List;
import java.util.Map;

/** A part of a YAML document with the place where it stands (line and column from 1). */
public sealed interface Node {
  /** Line where this part begins, from 1. */
  int line();

  /** Column where this part begins, from 1. */
  int column();

  /** Keys with their values, in the order of the document; a key stands once. */
  record Mapping(Map<String, Entry> entries, int line, int column) implements Node {}

  /** A key's value and the place of the key. */
  record Entry(Node value, int line, int column) {}

  /** A list. */
  record Sequence(List<Node> items, int line, int column) implements Node {}

  /** A single value as written; {@code quoted} values are always text. */
  record Scalar(String text, boolean quoted, int line, int column) implements Node {
    /** Whether this is YAML's null: nothing, {@code ~} or {@code null}, unquoted. */
    public boolean isNull() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }
}
