package org.sekisho.report.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.Row;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.method.Disagreement;
import org.sekisho.risk.treatment.Treatment;

/** ⑧ The risk of each threat: four values, several methods side by side, what was decided. */
final class RiskChapter {
  private static final int LISTED_INVERSIONS = 20;

  private final Source source;
  private final Writing w;

  RiskChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        w.paragraph(
            "固有リスクは対策なし、現状は申告を含む対策を考慮、残留（検証済み）は証跡のある対策だけを考慮した値です。"
                + "手法間の点数は換算しません。人命に関わる脅威は点数によらず最上位に置きます。",
            "Inherent: without countermeasures. Current: with those that are claimed. Residual"
                + " (verified): with those alone that evidence shows. Scores are never converted"
                + " from one method into another. What touches human life comes first, whatever its"
                + " score."));
    blocks.add(values());
    blocks.add(treatments());
    blocks.add(disagreement());
    return new Chapter(new Anchor("risks"), w.say("⑧ リスク評価と対応", "⑧ Risk and treatment"), blocks);
  }

  private Block values() {
    List<Row> rows = new ArrayList<>();
    for (Finding f : source.analysis().findings()) {
      rows.add(
          Row.of(
              Cell.of(BigDecimal.valueOf(f.priority())),
              Cell.of(List.of(new Inline.Reference(w.text(f.title()), Anchors.finding(f.id())))),
              Cell.of(source.place(f.at())),
              source.severity(f),
              source.value(f.values().inherent()),
              source.value(f.values().current()),
              source.value(f.values().residual()),
              Cell.of(f.values().target().map(String::valueOf).orElse(w.none())),
              source.cvss(f.values().inherent(), "3.1"),
              source.cvss(f.values().residual(), "3.1"),
              source.cvss(f.values().inherent(), "4.0"),
              Cell.of(f.touchesLife() ? w.say("人命", "life") : "")));
    }
    return new Block.Table(
        w.say("リスク一覧（優先順）", "Risks in order"),
        List.of(
            Column.number(w.say("優先度", "Priority"), 6),
            Column.key(w.say("脅威", "Threat"), 22),
            Column.text(w.say("場所", "Where"), 18),
            Column.text(w.say("深刻度", "Severity"), 8),
            Column.number(w.say("固有", "Inherent"), 7),
            Column.number(w.say("現状", "Current"), 7),
            Column.number(w.say("残留", "Residual"), 7),
            Column.number(w.say("目標", "Target"), 6),
            Column.number(w.say("CVSS 3.1 固有", "CVSS 3.1 inherent"), 8),
            Column.number(w.say("CVSS 3.1 残留", "CVSS 3.1 residual"), 8),
            Column.number(w.say("CVSS 4.0", "CVSS 4.0"), 8),
            Column.text(w.say("特記", "Note"), 6)),
        rows,
        true,
        null);
  }

  private Block treatments() {
    List<Row> rows = new ArrayList<>();
    for (Finding f : source.analysis().findings()) {
      Treatment t = f.treatment();
      if (t.kind() == Treatment.Kind.UNDECIDED) {
        continue;
      }
      rows.add(
          Row.of(
              Cell.of(List.of(new Inline.Reference(w.text(f.title()), Anchors.finding(f.id())))),
              Cell.of(w.word(t.kind())),
              Cell.of(w.word(t.state())),
              Cell.of(t.owner().orElse(w.none())),
              Cell.of(t.reason().map(w::text).orElse(w.none())),
              Cell.of(t.decided().map(Object::toString).orElse(w.none())),
              Cell.of(t.expires().map(Object::toString).orElse(w.none()))));
    }
    return new Block.Table(
        w.say("リスク対応の決定", "Decisions"),
        List.of(
            Column.key(w.say("脅威", "Threat"), 24),
            Column.text(w.say("対応", "Treatment"), 12),
            Column.text(w.say("状態", "State"), 10),
            Column.text(w.say("責任者", "Owner"), 12),
            Column.text(w.say("理由", "Reason"), 24),
            Column.text(w.say("決定日", "Decided"), 9),
            Column.text(w.say("期限", "Expires"), 9)),
        rows,
        true,
        null);
  }

  private Block disagreement() {
    Disagreement d = source.analysis().disagreement();
    List<Row> rows = new ArrayList<>();
    for (Disagreement.Inversion inversion :
        d.inversions().subList(0, Math.min(LISTED_INVERSIONS, d.inversions().size()))) {
      rows.add(
          Row.of(
              Cell.of(w.text(inversion.first().name()) + " / " + w.text(inversion.second().name())),
              Cell.of(w.text(inversion.text()))));
    }
    return new Block.Table(
        w.say(
            "手法間の不一致（全 %d 組のうち隔たりの大きいもの）".formatted(d.totalInversions()),
            "Where methods disagree (the furthest apart of %d pairs)"
                .formatted(d.totalInversions())),
        List.of(
            Column.key(w.say("手法", "Methods"), 28),
            Column.text(w.say("不一致と要因", "Disagreement and its cause"), 72)),
        rows,
        false,
        null);
  }
}
