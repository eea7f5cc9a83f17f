package org.sekisho.report.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.sekisho.report.document.Characters;

/** The typeface of the PDF, which is part of the program: BIZ UDPGothic, regular and bold. */
final class ReportTypeface {
  /** The name that style sheets know it by. */
  static final String FAMILY = "report";

  private final byte[] regular = Resources.bytes("fonts/BIZUDPGothic-Regular.ttf");
  private final byte[] bold = Resources.bytes("fonts/BIZUDPGothic-Bold.ttf");
  private final BitSet glyphs = glyphs(regular);

  ReportTypeface() {
    glyphs.and(glyphs(bold));
  }

  TrueTypeFont regular() throws IOException {
    return parsed(regular);
  }

  TrueTypeFont bold() throws IOException {
    return parsed(bold);
  }

  /** Without its rules for exchanging glyphs: they cost half of the time and show nothing here. */
  private static TrueTypeFont parsed(byte[] file) throws IOException {
    TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(file));
    font.setEnableGsub(false);
    return font;
  }

  /** Whether both weights can show the character. */
  boolean has(int codePoint) {
    return glyphs.get(codePoint);
  }

  /** The text with a near relative of each character that cannot be shown, or its number. */
  String shown(String text) {
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c != '\n' && !has(c)) {
        break;
      }
      at += Character.charCount(c);
    }
    if (at == text.length()) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, at);
    text.codePoints()
        .skip(text.codePointCount(0, at))
        .forEach(
            c -> {
              if (c == '\n' || has(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(relative(c));
              }
            });
    return shown.toString();
  }

  private String relative(int c) {
    if ((c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) || c == 0x2060) {
      // Asks for a variant of the character before it, or for no break: nothing is lost.
      return "";
    }
    if (Character.getType(c) == Character.SPACE_SEPARATOR) {
      return " ";
    }
    return switch (c) {
      case 0x2010, 0x2011, 0x2012, 0x2212 -> "-";
      case 0x2713, 0x2714 -> has('✓') ? "✓" : Characters.spelled(c);
      case 0x2715, 0x2717, 0x2718 -> "×";
      default -> Characters.spelled(c);
    };
  }

  private static BitSet glyphs(byte[] file) {
    try (TrueTypeFont font = parsed(file)) {
      CmapLookup lookup = font.getUnicodeCmapLookup();
      BitSet glyphs = new BitSet(0x30000);
      for (int c = ' '; c < 0x30000; c++) {
        if (lookup.getGlyphId(c) != 0) {
          glyphs.set(c);
        }
      }
      return glyphs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
