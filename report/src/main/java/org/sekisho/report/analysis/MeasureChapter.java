package org.sekisho.report.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Row;
import org.sekisho.report.document.Tone;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Measure;
import org.sekisho.risk.catalogue.ThreatClass;

/** ⑥ and ⑦ The countermeasures and what frameworks say of them. */
final class MeasureChapter {
  private final Source source;
  private final Writing w;

  MeasureChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(matrix());
    blocks.add(suggestions());
    blocks.add(frameworks());
    blocks.add(controls());
    return new Chapter(
        new Anchor("measures"),
        w.say("⑥⑦ セキュリティ対策と対策フレームワーク", "⑥⑦ Countermeasures and frameworks"),
        blocks);
  }

  /** Classes against measures: how many threats each measure answers. */
  private Block matrix() {
    Map<String, Map<ThreatClass, Integer>> counts = new LinkedHashMap<>();
    source.analysis().catalogue().measures().keySet().forEach(m -> counts.put(m, new TreeMap<>()));
    for (Finding finding : source.analysis().findings()) {
      for (String measure : finding.measures()) {
        counts
            .computeIfAbsent(measure, _ -> new TreeMap<>())
            .merge(finding.threatClass(), 1, Integer::sum);
      }
    }
    List<Column> columns = new ArrayList<>();
    columns.add(Column.key(w.say("対策", "Measure"), 24));
    for (ThreatClass c : ThreatClass.values()) {
      columns.add(Column.number(c.id().toUpperCase(java.util.Locale.ROOT), 6));
    }
    List<Row> rows = new ArrayList<>();
    counts.forEach(
        (measure, byClass) -> {
          List<Cell> cells = new ArrayList<>();
          cells.add(Cell.of(source.measure(measure)));
          for (ThreatClass c : ThreatClass.values()) {
            Integer count = byClass.get(c);
            cells.add(count == null ? Cell.of("") : Cell.of(BigDecimal.valueOf(count)));
          }
          rows.add(new Row(cells, null));
        });
    return new Block.Table(
        w.say("脅威と対策の対応（件数）", "Threats against measures (counts)"), columns, rows, true, null);
  }

  /** The guide's list for each class, with what this analysis uses of it. */
  private Block suggestions() {
    List<Row> rows = new ArrayList<>();
    source
        .analysis()
        .catalogue()
        .suggestions()
        .forEach(
            (threatClass, measures) ->
                rows.add(
                    Row.of(
                        Cell.of(w.text(threatClass.text())),
                        Cell.of(measures.isEmpty() ? "－" : source.measures(measures)))));
    return new Block.Table(
        w.say("分類ごとの対策候補（ガイド）", "Measures that the guide lists for each class"),
        List.of(Column.key(w.say("分類", "Class"), 30), Column.text(w.say("対策", "Measures"), 70)),
        rows,
        false,
        null);
  }

  private Block frameworks() {
    List<Row> rows = new ArrayList<>();
    for (Measure m : source.analysis().catalogue().measures().values()) {
      rows.add(
          Row.of(
              Cell.of(w.text(m.name())),
              Cell.of(w.text(m.purpose())),
              Cell.of(numbers(m.ota())),
              Cell.of(numbers(m.owasp2014())),
              Cell.of(numbers(m.oursOta())),
              Cell.of(numbers(m.oursOwasp2014()))));
    }
    return new Block.Table(
        w.say("対策とフレームワークの番号", "Measures and the numbers of frameworks"),
        List.of(
            Column.key(w.say("対策", "Measure"), 18),
            Column.text(w.say("目的", "Purpose"), 38),
            Column.text(w.say("OTA（ガイド）", "OTA (guide)"), 11),
            Column.text(w.say("OWASP 2014（ガイド）", "OWASP 2014 (guide)"), 11),
            Column.text(w.say("OTA（当方）", "OTA (ours)"), 11),
            Column.text(w.say("OWASP 2014（当方）", "OWASP 2014 (ours)"), 11)),
        rows,
        true,
        null);
  }

  private String numbers(List<Integer> numbers) {
    return numbers.isEmpty()
        ? w.none()
        : numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** The controls that this analysis asks for, with their states. */
  private Block controls() {
    Map<String, Map<ControlState.State, Integer>> states = new TreeMap<>();
    for (Finding finding : source.analysis().findings()) {
      for (ControlState control : finding.controls()) {
        states
            .computeIfAbsent(control.control(), _ -> new EnumMap<>(ControlState.State.class))
            .merge(control.state(), 1, Integer::sum);
      }
    }
    List<Row> rows = new ArrayList<>();
    states.forEach(
        (id, counts) -> {
          Control control = source.analysis().catalogue().controls().get(id);
          if (control == null) {
            return;
          }
          List<Cell> cells = new ArrayList<>();
          cells.add(Cell.of(w.text(control.name())));
          if (!source.condensed()) {
            cells.add(Cell.of(w.text(control.description())));
          }
          cells.add(Cell.of(source.measures(control.measures())));
          for (ControlState.State state :
              List.of(
                  ControlState.State.VERIFIED,
                  ControlState.State.CLAIMED,
                  ControlState.State.PLANNED,
                  ControlState.State.MISSING,
                  ControlState.State.REFUTED)) {
            int count = counts.getOrDefault(state, 0);
            Cell cell = count == 0 ? Cell.of("") : Cell.of(BigDecimal.valueOf(count));
            cells.add(
                count > 0 && state == ControlState.State.REFUTED ? cell.with(Tone.CRITICAL) : cell);
          }
          rows.add(new Row(cells, Anchors.control(id)));
        });
    List<Column> columns = new ArrayList<>();
    columns.add(Column.key(w.say("具体策", "Control"), source.condensed() ? 30 : 17));
    if (!source.condensed()) {
      columns.add(Column.text(w.say("内容", "What it is"), 45));
    }
    columns.add(Column.text(w.say("ガイドの対策", "Measure"), source.condensed() ? 46 : 14));
    columns.add(Column.number(w.say("検証", "verified"), 5));
    columns.add(Column.number(w.say("申告", "claimed"), 5));
    columns.add(Column.number(w.say("計画", "planned"), 5));
    columns.add(Column.number(w.say("未実施", "missing"), 5));
    columns.add(Column.number(w.say("反証", "refuted"), 4));
    return new Block.Table(
        w.say("具体的な対策（脅威ごとの状態の件数）", "Controls (counts of threats by state)"),
        columns,
        rows,
        true,
        null);
  }
}
