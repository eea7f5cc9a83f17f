package org.sekisho.report.document;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A run of text within a line. A line feed in any text is a line break. */
public sealed interface Inline {
  /** What is read, without its form. */
  String text();

  /** Plain text. */
  static List<Inline> text(String text) {
    return List.of(new Text(text));
  }

  /** A link to the web when the address is one that a report may lead to, else plain text. */
  static Inline link(String text, String address) {
    try {
      URI uri = new URI(address);
      return WebLink.isAllowed(uri) ? new WebLink(text, uri) : new Text(text);
    } catch (URISyntaxException _) {
      return new Text(text);
    }
  }

  /** The runs as one text. */
  static String plain(List<Inline> runs) {
    StringBuilder plain = new StringBuilder();
    for (Inline run : runs) {
      plain.append(run.text());
    }
    return plain.toString();
  }

  /** Text with no form. */
  record Text(String text) implements Inline {}

  /** Text that matters more. */
  record Strong(String text) implements Inline {}

  /** Something a machine reads: an id, a vector, a setting. */
  record Code(String text) implements Inline {}

  /**
   * A link within the report.
   *
   * @param text what is read
   * @param target where it leads; it must exist in the report
   */
  record Reference(String text, Anchor target) implements Inline {}

  /**
   * A link out of the report.
   *
   * @param text what is read
   * @param address http, https or mailto
   */
  record WebLink(String text, URI address) implements Inline {
    private static final Set<String> SCHEMES = Set.of("http", "https", "mailto");

    /** Refuses what a reader's program could run. */
    public WebLink {
      if (!isAllowed(address)) {
        throw new IllegalArgumentException("a report links only to http, https and mailto");
      }
    }

    private static boolean isAllowed(URI address) {
      String scheme = address.getScheme();
      return scheme != null && SCHEMES.contains(scheme.toLowerCase(Locale.ROOT));
    }
  }
}
