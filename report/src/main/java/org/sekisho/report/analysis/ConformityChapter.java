package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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
import org.sekisho.risk.catalogue.Framework;
import org.sekisho.risk.catalogue.FrameworkItem;

/** What the countermeasures mean for today's regimes and for the 17 guidelines of IPA. */
final class ConformityChapter {
  private static final List<String> REGIMES =
      List.of(
          "ipa-17",
          "etsi-en-303-645",
          "en-18031",
          "cra-annex-1",
          "jc-star-1",
          "nistir-8425",
          "iec-62443-4-2");

  private final Source source;
  private final Writing w;

  ConformityChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        w.warning(
            "本章は対策と各制度の項目との対応関係を示すもので、適合の証明ではありません。識別子の照合状況は各表に記載しています。",
            "This chapter relates countermeasures to the items of regimes; it does not prove"
                + " conformity. Each table says how far its identifiers were checked."));
    Map<String, ControlState.State> worst = states();
    for (String regime : REGIMES) {
      source.frameworks().framework(regime).ifPresent(f -> add(blocks, f, worst));
    }
    return new Chapter(
        new Anchor("conformity"), w.say("各制度・指針との対応", "Regimes and guidelines"), blocks);
  }

  private void add(List<Block> blocks, Framework framework, Map<String, ControlState.State> worst) {
    Map<String, List<String>> byItem = controlsByItem(framework.id());
    blocks.add(
        new Block.Heading(1, w.text(framework.name()), new Anchor("framework-" + framework.id())));
    blocks.add(
        Block.Paragraph.of(
            framework.version()
                + " / "
                + framework.publisher()
                + w.say("。照合: ", ". Identifiers: ")
                + w.word(framework.checked())
                + w.say("。出典: ", ". Source: ")
                + framework.source()));
    List<Row> rows = new ArrayList<>();
    for (FrameworkItem item : framework.items().values()) {
      List<String> controls = byItem.getOrDefault(item.id(), List.of());
      List<String> used = controls.stream().filter(worst::containsKey).toList();
      List<String> shown = source.condensed() ? used : controls;
      rows.add(
          Row.of(
              Writing.code(item.id()),
              Cell.of(w.text(item.topic())),
              Cell.of(
                  shown.isEmpty()
                      ? w.none()
                      : shown.stream().map(source::control).collect(Collectors.joining(w.comma()))),
              state(used, worst),
              Cell.of(w.word(item.checked()))));
    }
    blocks.add(
        new Block.Table(
            w.text(framework.name()),
            List.of(
                Column.key(w.say("項目", "Item"), 11),
                Column.text(w.say("主題（当方の要約）", "Topic (our words)"), 35),
                Column.text(w.say("対応する具体策", "Controls"), 34),
                Column.text(w.say("状態", "State here"), 10),
                Column.text(w.say("照合", "Checked"), 10)),
            rows,
            false,
            null));
  }

  private Cell state(List<String> used, Map<String, ControlState.State> worst) {
    if (used.isEmpty()) {
      return Cell.of(w.say("該当なし", "not asked")).with(Tone.MUTED);
    }
    ControlState.State lowest = ControlState.State.VERIFIED;
    for (String control : used) {
      ControlState.State state = worst.get(control);
      if (state != null && rank(state) < rank(lowest)) {
        lowest = state;
      }
    }
    return Cell.of(w.word(lowest))
        .with(
            switch (lowest) {
              case VERIFIED -> Tone.GOOD;
              case REFUTED -> Tone.CRITICAL;
              default -> Tone.NONE;
            });
  }

  /** For each control that the analysis asks for the weakest state in which it was found. */
  private Map<String, ControlState.State> states() {
    Map<String, ControlState.State> worst = new TreeMap<>();
    for (Finding finding : source.analysis().findings()) {
      for (ControlState control : finding.controls()) {
        worst.merge(control.control(), control.state(), (a, b) -> rank(a) <= rank(b) ? a : b);
      }
    }
    return worst;
  }

  private static int rank(ControlState.State state) {
    return switch (state) {
      case REFUTED -> 0;
      case MISSING -> 1;
      case PLANNED -> 2;
      case CLAIMED -> 3;
      case NOT_APPLICABLE -> 4;
      case VERIFIED -> 5;
    };
  }

  private Map<String, List<String>> controlsByItem(String framework) {
    Map<String, TreeSet<String>> byItem = new LinkedHashMap<>();
    for (Control control : source.analysis().catalogue().controls().values()) {
      for (String reference : control.references()) {
        if (reference.startsWith(framework + ":")) {
          byItem
              .computeIfAbsent(reference.substring(framework.length() + 1), _ -> new TreeSet<>())
              .add(control.id());
        }
      }
    }
    Map<String, List<String>> lists = new LinkedHashMap<>();
    byItem.forEach((item, controls) -> lists.put(item, List.copyOf(controls)));
    return lists;
  }
}
