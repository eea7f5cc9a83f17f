package org.sekisho.report.render;

import com.openhtmltopdf.extend.FSTextBreaker;
import java.util.BitSet;
import org.sekisho.report.document.Characters;

/**
 * Says where a line of Japanese, English or both may end: between any two Japanese characters but
 * before those that must not begin a line and after those that must not end one, after spaces,
 * hyphens and slashes.
 */
final class LineBreaker implements FSTextBreaker {
  private static final BitSet NOT_FIRST =
      set(
          "、。，．・：；？！゛゜´｀¨＾ヽヾゝゞ〃々〻ー―‐／＼〜～…‥’”）〕］｝〉》」』】°′″℃％‰"
              + "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
              + "｡､･｣ｰｧｨｩｪｫｯｬｭｮﾞﾟ!%),.:;?]}»›");
  private static final BitSet NOT_LAST = set("‘“（〔［｛〈《「『【￥＄￡＃＠〒｢([{«‹$¥£#");
  private static final BitSet UNCUT = set("…‥―—");

  private String text = "";
  private int at;

  private static BitSet set(String characters) {
    BitSet set = new BitSet();
    characters.codePoints().forEach(set::set);
    return set;
  }

  @Override
  public void setText(String newText) {
    text = newText;
    at = 0;
  }

  /** The next place where a line may end, the text's end being the last, then -1. */
  @Override
  public int next() {
    if (at >= text.length()) {
      return -1;
    }
    at += Character.charCount(text.codePointAt(at));
    while (at < text.length()) {
      int before = text.codePointBefore(at);
      int after = text.codePointAt(at);
      if (mayBreak(before, after, at)) {
        return at;
      }
      at += Character.charCount(after);
    }
    return at;
  }

  private boolean mayBreak(int before, int after, int index) {
    if (isSpace(after)) {
      return false;
    }
    if (isSpace(before)) {
      return true;
    }
    if (before == 0xa0 || after == 0xa0 || before == 0x2060 || after == 0x2060) {
      return false;
    }
    int type = Character.getType(after);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return false;
    }
    if (NOT_FIRST.get(after) || NOT_LAST.get(before)) {
      return false;
    }
    if (UNCUT.get(before) && before == after) {
      return false;
    }
    if (Characters.isWide(before) || Characters.isWide(after)) {
      return true;
    }
    boolean letterAfter = Character.isLetter(after);
    return switch (before) {
      case '/' -> after != '/' && (letterAfter || Character.isDigit(after)) && index > 1;
      case '-', '_' ->
          letterAfter && index > 1 && Character.isLetterOrDigit(text.codePointBefore(index - 1));
      case '–', '—' -> true;
      default -> false;
    };
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\n' || c == '\t' || c == 0x3000;
  }
}
