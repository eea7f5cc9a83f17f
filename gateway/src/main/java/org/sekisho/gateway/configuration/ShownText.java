package org.sekisho.gateway.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration as pages show it. No key of it holds a secret; what somebody wrote into an
 * address or a comment by mistake is covered nevertheless.
 */
final class ShownText {
  /** Stands where something is covered; no text with it is taken. */
  static final String COVER = "•••";

  private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@]*):[^/\\s@]+@");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:password|passwd|passphrase|secret|token|credential|private[-_ ]?key"
              + "|api[-_ ]?key|one[-_ ]?time[-_ ]?code|パスワード)s?[\"']?\\s*[:=：]\\s*)\\S.*");
  private static final Pattern KEY_BEGINS = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");
  private static final Pattern KEY_ENDS = Pattern.compile("-----END [A-Z ]*PRIVATE KEY-----");

  private ShownText() {}

  /** The lines, with secrets covered. */
  static List<String> lines(String text) {
    List<String> shown = new ArrayList<>();
    boolean inKey = false;
    for (String line : text.split("\\R", -1)) {
      boolean begins = KEY_BEGINS.matcher(line).find();
      if (inKey || begins) {
        inKey = !KEY_ENDS.matcher(line).find();
        shown.add(COVER);
      } else {
        String address = IN_ADDRESS.matcher(line).replaceAll("$1:" + COVER + "@");
        shown.add(NAMED.matcher(address).replaceFirst("$1" + COVER));
      }
    }
    if (!shown.isEmpty() && shown.getLast().isEmpty()) {
      shown.removeLast();
    }
    return shown;
  }

  /** The whole text, with secrets covered. */
  static String of(String text) {
    List<String> lines = lines(text);
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** The first line, from 1, on which a cover stands for what the writer cannot have meant. */
  static int covered(String text) {
    Matcher found = Pattern.compile(Pattern.quote(COVER)).matcher(text);
    return found.find()
        ? 1 + (int) text.substring(0, found.start()).chars().filter(c -> c == '\n').count()
        : 0;
  }
}
