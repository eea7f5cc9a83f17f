package org.sekisho.report.render;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A report in Markdown with the pictures that it shows.
 *
 * @param text the report, to be stored as UTF-8
 * @param pictures SVG files by the names under which the text expects them beside itself
 */
public record MarkdownReport(String text, SortedMap<String, String> pictures) {
  /** Copies the pictures. */
  public MarkdownReport {
    pictures = Collections.unmodifiableSortedMap(new TreeMap<>(pictures));
  }
}
