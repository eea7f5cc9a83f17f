package org.sekisho.report.render;

/** The words that renderers add to a report, in its language: Japanese, else English. */
enum Words {
  CONTENTS("目次", "Contents"),
  FIGURE("図", "Figure"),
  TABLE("表", "Table"),
  NO_ROWS("該当なし", "None"),
  INFORMATION("参考", "Note"),
  WARNING("注意", "Warning"),
  SKIP("本文へ", "Skip to the content"),
  SHEET("シート", "Sheet"),
  ROWS("行数", "Rows"),
  CUT("（長いため省略）", " (cut: too long)");

  private final String ja;
  private final String en;

  Words(String ja, String en) {
    this.ja = ja;
    this.en = en;
  }

  String in(String languageTag) {
    return isJapanese(languageTag) ? ja : en;
  }

  static boolean isJapanese(String languageTag) {
    return languageTag.equals("ja") || languageTag.startsWith("ja-");
  }
}
