package org.sekisho.report.analysis;

import java.util.ArrayList;
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
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.Row;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Proof;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.method.Score;

/**
 * Each threat in full: why it is there, what answers it, what would remove it. A threat that a rule
 * found at several places is told once, with a table of the places.
 */
final class FindingChapter {
  private final Source source;
  private final Writing w;

  FindingChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    Map<String, List<Finding>> groups = new LinkedHashMap<>();
    for (Finding finding : source.analysis().findings()) {
      String threat = finding.rule().map(Rule::id).orElse(finding.id());
      groups.computeIfAbsent(threat, _ -> new ArrayList<>()).add(finding);
    }
    List<Block> blocks = new ArrayList<>();
    groups.values().forEach(group -> tell(group, blocks));
    return new Chapter(new Anchor("findings"), w.say("脅威の詳細", "The threats in full"), blocks);
  }

  private void tell(List<Finding> group, List<Block> blocks) {
    Finding first = group.getFirst();
    blocks.add(new Block.Heading(2, w.text(first.title()), null));
    blocks.add(Block.Paragraph.of(w.text(first.explanation())));
    List<KeyValue> facts = new ArrayList<>();
    facts.add(KeyValue.of(w.say("分類", "Class"), w.text(first.threatClass().text())));
    first.rule().ifPresent(rule -> rule(rule, facts));
    facts.add(
        KeyValue.of(
            w.say("失われる性質", "What is lost"),
            first.affects().stream()
                .map(a -> w.text(a.text()))
                .collect(Collectors.joining(w.comma()))));
    facts.add(
        KeyValue.of(
            w.say("固有リスク（最大のもの）", "Inherent risk (the highest)"),
            scores(first.values().inherent().scores().scores())));
    facts.add(KeyValue.of(w.say("対策", "Countermeasures"), answers(first)));
    blocks.add(new Block.KeyValues(facts));
    blocks.add(places(group));
  }

  private String answers(Finding finding) {
    return finding.controls().isEmpty()
        ? source.measures(finding.measures())
        : finding.controls().stream()
            .map(
                c ->
                    source.control(c.control())
                        + w.say("（", " (")
                        + w.word(c.strength())
                        + w.say("）", ")"))
            .collect(Collectors.joining(w.comma()));
  }

  private Block places(List<Finding> group) {
    List<Row> rows = new ArrayList<>();
    for (Finding f : group) {
      rows.add(
          new Row(
              List.of(
                  Cell.of(
                      List.of(
                          new Inline.Text(source.place(f.at()) + "\n"), new Inline.Code(f.id()))),
                  Cell.of(state(f)),
                  source.value(f.values().inherent()),
                  source.value(f.values().current()),
                  source.value(f.values().residual()),
                  Cell.of(controls(f)),
                  Cell.of(facts(f)),
                  Cell.of(changes(f))),
              Anchors.finding(f.id())));
    }
    return new Block.Table(
        w.say("場所ごとの状態", "Where, and how far it is answered"),
        List.of(
            Column.key(w.say("場所と識別子", "Where, and id"), 20),
            Column.text(w.say("状態", "State"), 8),
            Column.number(w.say("固有", "Inherent"), 6),
            Column.number(w.say("現状", "Current"), 6),
            Column.number(w.say("残留", "Residual"), 6),
            Column.text(w.say("ある対策", "In place"), 16),
            Column.text(w.say("根拠", "Because"), 20),
            Column.text(w.say("解消する最小の変更", "Smallest change"), 18)),
        rows,
        true,
        null);
  }

  private String state(Finding f) {
    if (!f.inScope()) {
      return w.say("検証対象外", "out of scope");
    }
    if (f.values().current().countered()) {
      return w.say("対応済み", "countered");
    }
    return f.open() ? w.say("未対応", "open") : w.word(f.treatment().kind());
  }

  private String controls(Finding f) {
    String found =
        f.controls().stream()
            .filter(c -> c.state() != ControlState.State.MISSING)
            .map(
                c ->
                    source.control(c.control())
                        + w.say("（", " (")
                        + w.word(c.state())
                        + c.evidence().map(e -> " " + e).orElse("")
                        + w.say("）", ")"))
            .collect(Collectors.joining("\n"));
    return found.isEmpty() ? w.none() : found;
  }

  private String facts(Finding f) {
    String facts =
        f.proof().facts().stream()
            .map(
                m ->
                    m.fact()
                        + " = "
                        + (m.value().isEmpty() ? "?" : m.value())
                        + (m.line() == 0 ? "" : w.say("（", " (") + m.line() + w.say(" 行）", ")")))
            .distinct()
            .collect(Collectors.joining("\n"));
    return facts.isEmpty() ? w.none() : facts;
  }

  private String changes(Finding f) {
    return f.proof().smallestChange().isEmpty()
        ? w.none()
        : f.proof().smallestChange().getFirst().stream()
            .map(this::change)
            .collect(Collectors.joining(w.say("、かつ", ", and ")));
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

  private String change(Proof.Change c) {
    String place = source.place(c.entity());
    if (c.fact().equals(Proof.Change.COUNTERMEASURES)) {
      return w.say(
          place + "で計画中の「" + source.control(c.to()) + "」を実施",
          "put '" + source.control(c.to()) + "' in place, which is planned at " + place);
    }
    return c.fact().equals("controls")
        ? w.say(
            place + "に「" + source.control(c.to()) + "」を実施",
            "put '" + source.control(c.to()) + "' in place at " + place)
        : w.say(
            place + "の " + c.fact() + " を " + c.to() + " にする",
            "set " + c.fact() + " of " + place + " to " + c.to());
  }
}
