package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.Row;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Proof;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.method.Score;

/** Each threat in full: why it is there, what answers it, what would remove it. */
final class FindingChapter {
  /** Findings told in full; the rest stand in the tables before. */
  static final int MAX_IN_FULL = 400;

  private final Source source;
  private final Writing w;

  FindingChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    List<Finding> findings = source.analysis().findings();
    for (int i = 0; i < findings.size(); i++) {
      if (i < MAX_IN_FULL) {
        full(findings.get(i), blocks);
      } else {
        brief(findings.get(i), blocks);
      }
    }
    return new Chapter(new Anchor("findings"), w.say("脅威の詳細", "The threats in full"), blocks);
  }

  private void brief(Finding f, List<Block> blocks) {
    blocks.add(
        new Block.Heading(
            3, w.text(f.title()) + " — " + source.place(f.at()), Anchors.finding(f.id())));
  }

  private void full(Finding f, List<Block> blocks) {
    blocks.add(
        new Block.Heading(
            2, w.text(f.title()) + " — " + source.place(f.at()), Anchors.finding(f.id())));
    blocks.add(Block.Paragraph.of(w.text(f.explanation())));
    List<KeyValue> facts = new ArrayList<>();
    facts.add(new KeyValue(w.say("識別子", "Id"), List.of(new Inline.Code(f.id()))));
    facts.add(KeyValue.of(w.say("分類", "Class"), w.text(f.threatClass().text())));
    f.rule().ifPresent(rule -> rule(rule, facts));
    facts.add(KeyValue.of(w.say("影響を受ける資産", "Assets"), source.assets(f.assets())));
    facts.add(
        KeyValue.of(
            w.say("失われる性質", "What is lost"),
            f.affects().stream()
                .map(a -> w.text(a.text()))
                .collect(Collectors.joining(w.comma()))));
    facts.add(
        KeyValue.of(
            w.say("影響の及ぶ範囲", "Reach"),
            f.reach().stream().map(r -> w.text(r.text())).collect(Collectors.joining(w.comma()))));
    facts.add(
        KeyValue.of(
            w.say("固有リスク", "Inherent risk"), scores(f.values().inherent().scores().scores())));
    facts.add(
        KeyValue.of(
            w.say("現状リスク", "Current risk"), scores(f.values().current().scores().scores())));
    facts.add(
        KeyValue.of(
            w.say("残留リスク（検証済み）", "Residual risk (verified)"),
            scores(f.values().residual().scores().scores())));
    facts.add(
        KeyValue.of(
            w.say("対応", "Treatment"),
            w.word(f.treatment().kind())
                + f.treatment().reason().map(r -> w.say("：", ": ") + r).orElse("")));
    blocks.add(new Block.KeyValues(facts));
    if (!f.controls().isEmpty()) {
      blocks.add(controls(f));
    }
    if (!f.proof().facts().isEmpty()) {
      blocks.add(proof(f));
    }
    if (!f.proof().smallestChange().isEmpty()) {
      blocks.add(change(f));
    }
  }

  private void rule(Rule rule, List<KeyValue> facts) {
    if (!rule.gatewayThreats().isEmpty()) {
      facts.add(
          KeyValue.of(
              w.say("ガイドライン 3.3 の脅威", "Threat of the guideline, 3.3"),
              rule.gatewayThreats().stream()
                  .map(n -> String.valueOf((char) ('①' + n - 1)))
                  .collect(Collectors.joining(" "))));
    }
    if (!rule.protocolRows().isEmpty()) {
      facts.add(
          KeyValue.of(
              w.say("付録 1 の項番", "Row of appendix 1"),
              rule.protocolRows().stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    facts.add(
        KeyValue.of(
            w.say("参照", "References"),
            rule.references().stream()
                .map(
                    r ->
                        source
                            .frameworks()
                            .item(r)
                            .map(item -> r + " " + w.text(item.topic()))
                            .orElse(r))
                .collect(Collectors.joining(w.say("、", "; ")))));
    facts.add(KeyValue.of(w.say("誤検知の場合", "False alarm when"), w.text(rule.falseAlarm())));
  }

  private String scores(List<Score> scores) {
    return scores.isEmpty()
        ? w.none()
        : scores.stream()
            .map(s -> w.text(s.method().name()) + w.say("：", ": ") + w.text(s.text()))
            .collect(Collectors.joining(w.say("、", "; ")));
  }

  private Block controls(Finding f) {
    List<Row> rows = new ArrayList<>();
    for (ControlState c : f.controls()) {
      rows.add(
          Row.of(
              Cell.of(source.control(c.control())),
              Cell.of(w.word(c.strength())),
              Cell.of(w.word(c.state())),
              Cell.of(
                  c.foundAt()
                      .map(source::place)
                      .orElseGet(
                          () ->
                              c.wanted().isEmpty()
                                  ? w.none()
                                  : source.place(c.wanted().getFirst()))),
              Cell.of(c.evidence().orElse(w.none()))));
    }
    return new Block.Table(
        w.say("対策", "Countermeasures"),
        List.of(
            Column.key(w.say("具体策", "Control"), 36),
            Column.text(w.say("効果", "Effect"), 14),
            Column.text(w.say("状態", "State"), 16),
            Column.text(w.say("場所", "Where"), 20),
            Column.text(w.say("証跡", "Evidence"), 14)),
        rows,
        false,
        null);
  }

  private Block proof(Finding f) {
    List<Row> rows = new ArrayList<>();
    for (Proof.Matched m : f.proof().facts()) {
      rows.add(
          Row.of(
              Cell.of(source.place(m.entity())),
              Writing.code(m.fact()),
              Writing.code(m.value().isEmpty() ? "?" : m.value()),
              Writing.code(m.wanted()),
              Cell.of(m.line() == 0 ? w.none() : m.file() + ":" + m.line())));
    }
    return new Block.Table(
        w.say("根拠（一致した事実）", "Why: the facts that matched"),
        List.of(
            Column.key(w.say("対象", "Entity"), 28),
            Column.text(w.say("事実", "Fact"), 20),
            Column.text(w.say("値", "Value"), 14),
            Column.text(w.say("条件", "Asked"), 20),
            Column.text(w.say("位置", "Stands at"), 18)),
        rows,
        false,
        null);
  }

  private Block change(Finding f) {
    List<Block.Item> ways =
        f.proof().smallestChange().stream()
            .map(
                way ->
                    new Block.Item(
                        Inline.text(
                            w.say("解消する最小の変更: ", "Smallest change that removes it: ")
                                + way.stream()
                                    .map(this::change)
                                    .collect(Collectors.joining(w.say("、かつ", ", and ")))),
                        List.of()))
            .toList();
    return new Block.Points(false, ways);
  }

  private String change(Proof.Change c) {
    String place = source.place(c.entity());
    return c.fact().equals("controls")
        ? w.say(
            place + "に「" + source.control(c.to()) + "」を実施",
            "put '" + source.control(c.to()) + "' in place at " + place)
        : w.say(
            place + "の " + c.fact() + " を " + c.to() + " にする",
            "set " + c.fact() + " of " + place + " to " + c.to());
  }
}
