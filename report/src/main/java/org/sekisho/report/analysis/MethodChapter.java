package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.Row;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.StepState;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.method.Score;

/** How it was done: the steps, the methods with their sources, what is wrong in the model. */
final class MethodChapter {
  private final Source source;
  private final Writing w;

  MethodChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(steps());
    blocks.add(methods());
    blocks.add(notes());
    return new Chapter(
        new Anchor("method"),
        w.say("分析の進め方とモデルの指摘", "How it was done, and notes on the model"),
        blocks);
  }

  private Block steps() {
    List<Row> rows = new ArrayList<>();
    for (StepState step : source.analysis().steps()) {
      rows.add(
          Row.of(
              Cell.of(w.text(step.name())),
              Cell.of(step.complete() ? w.say("完了", "complete") : w.say("不足あり", "incomplete")),
              Cell.of(
                  step.missing().isEmpty()
                      ? w.none()
                      : String.join(
                          "\n", step.missing().stream().map(m -> w.text(m.text())).toList()))));
    }
    return new Block.Table(
        w.say("手順の状況", "Steps"),
        List.of(
            Column.key(w.say("手順", "Step"), 30),
            Column.text(w.say("状況", "State"), 12),
            Column.text(w.say("不足しているもの", "What is missing"), 58)),
        rows,
        false,
        null);
  }

  private Block methods() {
    Map<String, Score> methods = new LinkedHashMap<>();
    for (Finding finding : source.analysis().findings()) {
      for (Score score : finding.values().inherent().scores().scores()) {
        methods.putIfAbsent(score.method().id(), score);
      }
    }
    List<Row> rows = new ArrayList<>();
    methods.forEach(
        (id, score) ->
            rows.add(
                Row.of(
                    Cell.of(w.text(score.method().name())),
                    Writing.code(id),
                    Cell.of(w.text(score.source().text())))));
    return new Block.Table(
        w.say("評価手法", "Methods"),
        List.of(
            Column.key(w.say("手法", "Method"), 35),
            Column.text(w.say("識別子", "Id"), 25),
            Column.text(w.say("出典と照合状況", "Source"), 40)),
        rows,
        false,
        null);
  }

  private Block notes() {
    List<Row> rows = new ArrayList<>();
    for (ModelNote note : source.analysis().notes()) {
      rows.add(
          Row.of(
              Writing.code(note.check()),
              Cell.of(note.grave() ? w.say("要修正", "must be mended") : w.say("確認", "look at it")),
              Cell.of(Inline.text(w.text(note.text()))),
              Cell.of(note.line() == 0 ? w.none() : note.file() + ":" + note.line())));
    }
    return new Block.Table(
        w.say("モデルの指摘（リスクではありません）", "Notes on the model (these are no risks)"),
        List.of(
            Column.key(w.say("検査", "Check"), 20),
            Column.text(w.say("重み", "Weight"), 12),
            Column.text(w.say("内容", "What"), 50),
            Column.text(w.say("位置", "Stands at"), 18)),
        rows,
        false,
        null);
  }
}
