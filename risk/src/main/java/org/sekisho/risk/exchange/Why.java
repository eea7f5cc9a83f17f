package org.sekisho.risk.exchange;

import org.sekisho.model.system.LocalText;

/** The reasons that losses of every format share. */
final class Why {
  static final LocalText NO_PLACE =
      new LocalText("システムモデルにこの項目を書く場所がありません。", "The system model has no place for it.");
  static final LocalText NO_PLACE_THERE =
      new LocalText("相手の形式にこの項目を書く場所がありません。", "The other format has no place for it.");
  static final LocalText ONLY_FOR_SEKISHO =
      new LocalText(
          "相手の形式に項目がないため sekisho の拡張として書きました。他のツールは読みません。",
          "The other format has no field for it: written as an extension that only Sekisho reads.");
  static final LocalText GUESSED =
      new LocalText(
          "相手の形式にはこの区別がありません。推測したので確認してください。",
          "Guessed, check it: the file does not say it in these terms.");
  static final LocalText COARSER =
      new LocalText(
          "段階の数が違うため近い値にしました。", "The scales have different steps: the nearest was taken.");
  static final LocalText NOT_SAID =
      new LocalText(
          "この形式には書かれていません。unknown としたので補ってください。",
          "The format does not say it: it stays unknown until somebody fills it in.");
  static final LocalText UNKNOWN_KEY =
      new LocalText("この形式の項目として知られていません。読みませんでした。", "No known field of the format here: not read.");
  static final LocalText LAYOUT =
      new LocalText("図の見た目だけの情報です。", "It says only how the picture looks.");
  static final LocalText ID_FORM =
      new LocalText(
          "id は a–z、0–9、- の 1〜64 文字で、一覧の中で一度だけ使えます。",
          "An id has 1 to 64 characters a–z, 0–9 and -, and stands once in its list.");
  static final LocalText DANGLING =
      new LocalText("指す先がこのファイルにありません。", "What it points to is not in the file.");
  static final LocalText JUDGEMENT =
      new LocalText(
          "リスクの判断はモデルではなく decisions ファイルに書きます。",
          "Judgements of risks stand in the decisions file, not in the model.");
  static final LocalText MEASURE_TEXT =
      new LocalText(
          "自由文の対策です。カタログの対策の id を選んで countermeasures に書いてください。",
          "A countermeasure in free words: choose a control of the catalogue under"
              + " 'countermeasures'.");
  static final LocalText SELF_LINK =
      new LocalText("リンクは二つの構成要素を結びます。", "A link joins two components.");
  static final LocalText TOO_MANY =
      new LocalText("件数が多いため一件ずつは示しません。", "Too many to list one by one.");

  private Why() {}
}
