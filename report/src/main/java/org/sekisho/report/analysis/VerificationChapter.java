package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.Row;
import org.sekisho.report.document.Tone;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.PlanItem;
import org.sekisho.risk.catalogue.Control;

/** How each countermeasure is shown to work, and what nothing shows. */
final class VerificationChapter {
  private final Source source;
  private final Writing w;

  VerificationChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(plan());
    List<String> uncovered = source.analysis().uncovered();
    if (uncovered.isEmpty()) {
      blocks.add(
          w.note(
              "検証方法のない未対応リスクはありません。", "Every open risk has something that verifies its answer."));
    } else {
      blocks.add(w.heading("検証方法のない脅威", "Threats that nothing verifies"));
      blocks.add(
          new Block.Points(
              false,
              uncovered.stream()
                  .map(id -> source.analysis().finding(id))
                  .flatMap(java.util.Optional::stream)
                  .map(this::item)
                  .toList()));
    }
    return new Chapter(new Anchor("verification"), w.say("検証計画", "Verification plan"), blocks);
  }

  private Block.Item item(Finding finding) {
    return new Block.Item(
        List.of(
            new Inline.Reference(w.text(finding.title()), source.anchor(finding)),
            new Inline.Text(" — " + source.place(finding.at()))),
        List.of());
  }

  private Block plan() {
    List<Row> rows = new ArrayList<>();
    if (source.condensed()) {
      return condensedPlan();
    }
    for (PlanItem item : source.analysis().plan()) {
      Control control = source.analysis().catalogue().controls().get(item.control());
      if (control == null) {
        continue;
      }
      rows.add(
          Row.of(
              Cell.of(w.text(control.name())),
              Cell.of(source.place(item.at())),
              Cell.of(w.word(control.verification().method())),
              Cell.of(w.word(control.verification().tool())),
              Writing.code(control.verification().test()),
              Cell.of(w.text(control.verification().steps())),
              Cell.of(w.word(item.state())).with(tone(item.state())),
              Cell.of(java.math.BigDecimal.valueOf(item.findings().size()))));
    }
    return new Block.Table(
        w.say("検証項目", "What is to be verified"),
        List.of(
            Column.key(w.say("具体策", "Control"), 16),
            Column.text(w.say("場所", "Where"), 14),
            Column.text(w.say("方法", "Method"), 9),
            Column.text(w.say("ツール", "Tool"), 11),
            Column.text(w.say("試験 ID", "Test"), 14),
            Column.text(w.say("手順と合格条件", "Steps and what must come out"), 24),
            Column.text(w.say("状態", "State"), 8),
            Column.number(w.say("脅威", "Threats"), 5)),
        rows,
        true,
        null);
  }

  /** A line for each control, with its places by their state. */
  private Block condensedPlan() {
    Map<String, List<PlanItem>> byControl = new LinkedHashMap<>();
    source
        .analysis()
        .plan()
        .forEach(i -> byControl.computeIfAbsent(i.control(), _ -> new ArrayList<>()).add(i));
    List<Row> rows = new ArrayList<>();
    byControl.forEach(
        (id, items) -> {
          Control control = source.analysis().catalogue().controls().get(id);
          if (control == null) {
            return;
          }
          Map<ControlState.State, List<String>> places = new EnumMap<>(ControlState.State.class);
          items.forEach(
              i ->
                  places
                      .computeIfAbsent(i.state(), _ -> new ArrayList<>())
                      .add(source.place(i.at())));
          String where =
              places.entrySet().stream()
                  .map(
                      e ->
                          w.word(e.getKey())
                              + w.say("：", ": ")
                              + String.join(w.comma(), e.getValue().stream().distinct().toList()))
                  .collect(Collectors.joining("\n"));
          long threats = items.stream().flatMap(i -> i.findings().stream()).distinct().count();
          rows.add(
              Row.of(
                  Cell.of(w.text(control.name())),
                  Cell.of(where),
                  Cell.of(
                      w.word(control.verification().method())
                          + w.say("（", " (")
                          + w.word(control.verification().tool())
                          + w.say("）", ")")),
                  Writing.code(control.verification().test()),
                  Cell.of(w.text(control.verification().steps())),
                  Cell.of(java.math.BigDecimal.valueOf(threats))));
        });
    return new Block.Table(
        w.say("検証項目", "What is to be verified"),
        List.of(
            Column.key(w.say("具体策", "Control"), 14),
            Column.text(w.say("場所と状態", "Where, and state"), 26),
            Column.text(w.say("方法とツール", "Method and tool"), 13),
            Column.text(w.say("試験 ID", "Test"), 15),
            Column.text(w.say("手順と合格条件", "Steps and what must come out"), 27),
            Column.number(w.say("脅威", "Threats"), 5)),
        rows,
        true,
        null);
  }

  private static Tone tone(ControlState.State state) {
    return switch (state) {
      case VERIFIED -> Tone.GOOD;
      case REFUTED -> Tone.CRITICAL;
      case NOT_APPLICABLE -> Tone.MUTED;
      case MISSING, PLANNED, CLAIMED -> Tone.NONE;
    };
  }
}
