package org.sekisho.report.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final List<String> METHODS =
      List.of("four-factor", "iso-tr-13335", "-v5/", "-v4/", "cvss-3.0", "cvss-3.1", "cvss-4.0");

  /** A line for each finding, or for each rule with the highest of its places. */
  private Block values() {
    List<Row> rows = new ArrayList<>();
    List<List<Finding>> lines =
        source.condensed()
            ? source.groups().rules()
            : source.analysis().findings().stream().map(List::of).toList();
    for (List<Finding> line : lines) {
      Finding first = line.getFirst();
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(BigDecimal.valueOf(first.priority())));
      cells.add(
          Cell.of(List.of(new Inline.Reference(w.text(first.title()), source.anchor(first)))));
      cells.add(
          Cell.of(
              line.size() == 1
                  ? source.place(first.at())
                  : w.say(line.size() + " か所", line.size() + " places")));
      cells.add(source.severity(first));
      cells.add(source.value(first.values().inherent()));
      cells.add(source.value(first.values().current()));
      cells.add(source.value(first.values().residual()));
      cells.add(Cell.of(first.values().target().map(String::valueOf).orElse(w.none())));
      METHODS.forEach(method -> cells.add(source.score(first.values().inherent(), method)));
      cells.add(source.score(first.values().residual(), "cvss-3.1"));
      cells.add(Cell.of(life(first)));
      rows.add(new Row(cells, null));
    }
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number(w.say("優先度", "Priority"), 4));
    columns.add(Column.key(w.say("脅威", "Threat"), 17));
    columns.add(Column.text(w.say("場所", "Where"), 11));
    columns.add(Column.text(w.say("深刻度", "Severity"), 6));
    columns.add(Column.number(w.say("固有", "Inherent"), 5));
    columns.add(Column.number(w.say("現状", "Current"), 5));
    columns.add(Column.number(w.say("残留", "Residual"), 5));
    columns.add(Column.number(w.say("目標", "Target"), 4));
    columns.add(Column.number(w.say("4 因子", "Four factors"), 5));
    columns.add(Column.number("ISO 13335", 5));
    columns.add(Column.number("ETSI V5", 5));
    columns.add(Column.number("ETSI V4", 5));
    columns.add(Column.number("CVSS 3.0", 5));
    columns.add(Column.number("CVSS 3.1", 5));
    columns.add(Column.number("CVSS 4.0", 5));
    columns.add(Column.number(w.say("CVSS 3.1 残留", "CVSS 3.1 residual"), 5));
    columns.add(Column.text(w.say("人命", "Life"), 4));
    return new Block.Table(
        source.condensed()
            ? w.say(
                "リスク一覧（優先順、脅威ごとに最大の値。右の各手法は固有の値）",
                "Risks in order: the highest of each threat; the methods on the right are inherent"
                    + " values")
            : w.say(
                "リスク一覧（優先順。右の各手法は固有の値）",
                "Risks in order; the methods on the right are inherent values"),
        columns,
        rows,
        true,
        null);
  }

  /** How far what touches life is: the links to it. */
  private String life(Finding f) {
    return f.lifeHops().isEmpty() ? "" : Integer.toString(f.lifeHops().getAsInt());
  }

  /** A line for each decision, with all that was decided alike. */
  private Block treatments() {
    Map<Treatment, List<Finding>> decided = new LinkedHashMap<>();
    for (Finding f : source.analysis().findings()) {
      Treatment t = f.treatment();
      if (t.kind() != Treatment.Kind.UNDECIDED) {
        Treatment same =
            new Treatment(
                t.kind(),
                t.owner(),
                t.reason(),
                t.decided(),
                t.expires(),
                source.condensed() ? Optional.empty() : Optional.of(f.id()),
                t.state());
        decided.computeIfAbsent(same, _ -> new ArrayList<>()).add(f);
      }
    }
    List<Row> rows = new ArrayList<>();
    decided.forEach(
        (t, findings) -> {
          List<Inline> titles = new ArrayList<>();
          Map<String, List<Finding>> byTitle = new LinkedHashMap<>();
          findings.forEach(
              f -> byTitle.computeIfAbsent(w.text(f.title()), _ -> new ArrayList<>()).add(f));
          byTitle.forEach(
              (title, same) -> {
                if (!titles.isEmpty()) {
                  titles.add(new Inline.Text(w.comma()));
                }
                titles.add(new Inline.Reference(title, source.anchor(same.getFirst())));
                if (same.size() > 1) {
                  titles.add(
                      new Inline.Text(w.say("（" + same.size() + " か所）", " (" + same.size() + ")")));
                }
              });
          rows.add(
              Row.of(
                  Cell.of(titles),
                  Cell.of(w.word(t.kind())),
                  Cell.of(w.word(t.state())),
                  Cell.of(t.owner().orElse(w.none())),
                  Cell.of(t.reason().map(w::text).orElse(w.none())),
                  Cell.of(t.decided().map(Object::toString).orElse(w.none())),
                  Cell.of(t.expires().map(Object::toString).orElse(w.none()))));
        });
    return new Block.Table(
        w.say("リスク対応の決定", "Decisions"),
        List.of(
            Column.key(w.say("脅威", "Threat"), 26),
            Column.text(w.say("対応", "Treatment"), 9),
            Column.text(w.say("状態", "State"), 8),
            Column.text(w.say("責任者", "Owner"), 10),
            Column.text(w.say("理由", "Reason"), 29),
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
        d.inversions()
            .subList(
                0,
                Math.min(
                    source.condensed() ? LISTED_INVERSIONS / 4 : LISTED_INVERSIONS,
                    d.inversions().size()))) {
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
