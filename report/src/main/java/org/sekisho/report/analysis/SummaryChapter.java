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
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.Row;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.StepState;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.treatment.Treatment;

/** One page for somebody who decides about money and people (SYS-23). */
final class SummaryChapter {
  private static final int TOP = 8;
  private static final int CHEAPEST = 6;

  private final Source source;
  private final Analysis analysis;
  private final Writing w;

  SummaryChapter(Source source) {
    this.source = source;
    this.analysis = source.analysis();
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    List<Finding> open = source.open();
    long life = open.stream().filter(Finding::touchesLife).count();
    blocks.add(
        w.paragraph(
            "想定脅威 %d 件のうち、未対応のリスクは %d 件（人命に関わるもの %d 件）です。"
                .formatted(analysis.findings().size(), open.size(), life),
            "Of %d assumed threats, %d are open risks; %d of these touch human life."
                .formatted(analysis.findings().size(), open.size(), life)));
    blocks.add(new Block.KeyValues(counts(open)));
    blocks.add(top(open));
    blocks.add(effective(open));
    blocks.add(
        w.note(
            "リスク値は順位付けのための相対値です。合否の判断には、対応方針・証跡・残留リスクと合わせて用いてください。",
            "Risk values are relative and only rank. Decide with the treatment, the evidence and"
                + " the residual risk beside them."));
    return new Chapter(new Anchor("summary"), w.say("要約", "Summary"), blocks);
  }

  private List<KeyValue> counts(List<Finding> open) {
    long expired =
        analysis.findings().stream()
            .filter(f -> f.treatment().state() != Treatment.State.HOLDS)
            .count();
    long refuted = states(ControlState.State.REFUTED);
    long verified = states(ControlState.State.VERIFIED);
    long claimed = states(ControlState.State.CLAIMED);
    List<String> incomplete =
        analysis.steps().stream().filter(s -> !s.complete()).map(this::stepName).toList();
    return List.of(
        KeyValue.of(
            w.say("未対応リスクの深刻度", "Open risks by severity"),
            String.join(w.comma(), bySeverity(open))),
        KeyValue.of(
            w.say("対策の状態", "State of the countermeasures"),
            w.say(
                "検証済み %d、申告のみ %d、反証あり %d".formatted(verified, claimed, refuted),
                "%d verified, %d only claimed, %d refuted".formatted(verified, claimed, refuted))),
        KeyValue.of(w.say("失効した受容・除外", "Acceptances that no longer hold"), Long.toString(expired)),
        KeyValue.of(
            w.say("手順の完了状況", "Steps of the procedure"),
            incomplete.isEmpty()
                ? w.say("すべて完了", "all complete")
                : w.say("未完了: ", "incomplete: ") + String.join(w.comma(), incomplete)),
        KeyValue.of(
            w.say("モデルの指摘", "Notes on the model"), Integer.toString(analysis.notes().size())));
  }

  private String stepName(StepState step) {
    return w.text(step.name());
  }

  private long states(ControlState.State state) {
    return analysis.plan().stream().filter(item -> item.state() == state).count();
  }

  private List<String> bySeverity(List<Finding> open) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String severity : List.of("緊急", "重要", "警告", "注意", "なし")) {
      counts.put(severity, 0);
    }
    Map<String, String> names = new LinkedHashMap<>();
    for (Finding finding : open) {
      counts.merge(finding.severity().ja(), 1, Integer::sum);
      names.putIfAbsent(finding.severity().ja(), w.text(finding.severity()));
    }
    return counts.entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .map(e -> names.get(e.getKey()) + " " + e.getValue())
        .toList();
  }

  private Block top(List<Finding> open) {
    List<Row> rows = new ArrayList<>();
    for (Finding finding : open.subList(0, Math.min(TOP, open.size()))) {
      rows.add(
          Row.of(
              Cell.of(
                  List.of(new Inline.Reference(w.text(finding.title()), source.anchor(finding)))),
              Cell.of(source.place(finding.at())),
              source.severity(finding),
              source.value(finding.values().current()),
              Cell.of(finding.touchesLife() ? w.say("人命", "life") : "")));
    }
    return new Block.Table(
        w.say("最初に対応すべきリスク", "What to look at first"),
        List.of(
            Column.key(w.say("脅威", "Threat"), 32),
            Column.text(w.say("場所", "Where"), 28),
            Column.text(w.say("深刻度", "Severity"), 12),
            Column.number(w.say("リスク値", "Risk value"), 12),
            Column.text(w.say("特記", "Note"), 10)),
        rows,
        false,
        null);
  }

  /** The missing controls that answer most open risks for their effort. */
  private Block effective(List<Finding> open) {
    Map<String, Integer> answered = new LinkedHashMap<>();
    for (Finding finding : open) {
      for (ControlState control : finding.controls()) {
        if (!control.state().counts()
            && control.state() != ControlState.State.NOT_APPLICABLE
            && control.strength() == org.sekisho.risk.catalogue.Rule.Strength.BLOCKS) {
          answered.merge(control.control(), 1, Integer::sum);
        }
      }
    }
    List<Map.Entry<String, Integer>> best =
        answered.entrySet().stream()
            .sorted(
                java.util.Comparator.comparingDouble(
                        (Map.Entry<String, Integer> e) ->
                            -(double) e.getValue() / effort(e.getKey()))
                    .thenComparing(Map.Entry::getKey))
            .limit(CHEAPEST)
            .toList();
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, Integer> entry : best) {
      rows.add(
          Row.of(
              Cell.of(source.control(entry.getKey())),
              Cell.of(java.math.BigDecimal.valueOf(entry.getValue())),
              Cell.of(java.math.BigDecimal.valueOf(effort(entry.getKey())))));
    }
    return new Block.Table(
        w.say("費用対効果の高い対策", "Countermeasures that bring most for their effort"),
        List.of(
            Column.key(w.say("対策", "Countermeasure"), 60),
            Column.number(w.say("解消する未対応リスク", "Open risks answered"), 25),
            Column.number(w.say("手間（1〜5）", "Effort (1–5)"), 15)),
        rows,
        false,
        null);
  }

  private int effort(String id) {
    Control control = analysis.catalogue().controls().get(id);
    return control == null ? 1 : control.effort();
  }
}
