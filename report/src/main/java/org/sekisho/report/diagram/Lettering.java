package org.sekisho.report.diagram;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.report.document.Characters;

/**
 * How wide text will be, without asking any machine's typefaces, and where it is cut into lines.
 */
final class Lettering {
  private static final String NOT_FIRST = "、。，．・：；？！ー」』）】〕〉》ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;)]}!?%";
  private static final String NOT_LAST = "「『（【〔〈《([{";

  private Lettering() {}

  /** The width in ems, rather more than less. */
  static double ems(String text) {
    double ems = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      ems += ems(c);
      i += Character.charCount(c);
    }
    return ems;
  }

  private static double ems(int c) {
    if (Characters.isWide(c) || c > 0x2e7f) {
      return 1;
    }
    if (c == 'M' || c == 'W' || c == 'm' || c == 'w' || c == '@' || c == '%' || c == '—') {
      return 0.9;
    }
    if (c >= 'A' && c <= 'Z') {
      return 0.7;
    }
    return c > 0xff ? 0.8 : 0.55;
  }

  /** The text in lines of at most so many ems, at most so many lines; what is cut off ends in …. */
  static List<String> lines(String text, double maxEms, int maxLines) {
    String visible = Characters.visible(text).replace('\n', ' ').strip();
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < visible.length()) {
      int end = end(visible, from, maxEms);
      if (lines.size() == maxLines - 1 && end < visible.length()) {
        int cut = end(visible, from, maxEms - 1);
        lines.add(visible.substring(from, Math.max(cut, from + 1)).strip() + "…");
        return lines;
      }
      lines.add(visible.substring(from, end).strip());
      from = end;
      while (from < visible.length() && visible.charAt(from) == ' ') {
        from++;
      }
    }
    return lines;
  }

  private static int end(String text, int from, double maxEms) {
    double ems = 0;
    int at = from;
    int best = -1;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (at > from && mayBreak(text.codePointBefore(at), c)) {
        best = at;
      }
      ems += ems(c);
      if (ems > maxEms && at > from) {
        return best > from ? best : at;
      }
      at += Character.charCount(c);
    }
    return at;
  }

  private static boolean mayBreak(int before, int after) {
    if (NOT_FIRST.indexOf(after) >= 0 || NOT_LAST.indexOf(before) >= 0) {
      return false;
    }
    return before == ' '
        || before == '/'
        || before == '-'
        || Characters.isWide(before)
        || Characters.isWide(after);
  }
}
