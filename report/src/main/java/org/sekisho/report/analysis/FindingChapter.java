package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sekisho.model.system.LocalText;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.Row;
import org.sekisho.risk.analysis.Assessment;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Proof;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.method.Score;

/**
 * Each threat in full: why it is there, what answers it, what would remove it. A threat that a rule
 * found at several places is told once, with a table of the places.
 */
final class FindingChapter {
  /** Short names of methods, by what their ids contain. */
  private record MethodName(String id, LocalText name) {}

  private static final List<MethodName> METHODS =
      List.of(
          new MethodName("guideline-value", new LocalText("ガイドライン", "Guideline")),
          new MethodName("four-factor", new LocalText("4 因子", "Four factors")),
          new MethodName("iso-tr-13335", new LocalText("ISO 13335", "ISO 13335")),
          new MethodName("-v5/", new LocalText("ETSI V5", "ETSI V5")),
          new MethodName("-v4/", new LocalText("ETSI V4", "ETSI V4")),
          new MethodName("cvss-3.0", new LocalText("CVSS 3.0", "CVSS 3.0")),
          new MethodName("cvss-3.1", new LocalText("CVSS 3.1", "CVSS 3.1")),
          new MethodName("cvss-4.0", new LocalText("CVSS 4.0", "CVSS 4.0")));

  private final Source source;
  private final Writing w;

  FindingChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    if (source.condensed()) {
      blocks.add(
          w.paragraph(
              "一つの規則が導いた脅威をまとめ、場所ごとの状態と根拠を表に示します。識別子は「規則@場所」で、"
                  + "値は「固有→現状→残留（検証済み）」の順です。"
                  + "場所ごとの全ての行はワークブック（XLSX）と JSON にあります。",
              "What one rule found is told of together, with state and proof of each place. The id"
                  + " of a finding is rule@place; values are inherent → current → residual"
                  + " (verified). Every single line stands in the workbook (XLSX) and in the"
                  + " JSON."));
    }
    if (source.condensed()) {
      for (ThreatClass threatClass : ThreatClass.values()) {
        tellShort(threatClass, blocks);
      }
    } else {
      source.groups().rules().forEach(group -> tell(group, blocks));
    }
    return new Chapter(new Anchor("findings"), w.say("脅威の詳細", "The threats in full"), blocks);
  }

  /** One table for a class: a row that tells of each threat, then a row for its places. */
  private void tellShort(ThreatClass threatClass, List<Block> blocks) {
    List<Row> rows = new ArrayList<>();
    for (List<Finding> group : source.groups().rules()) {
      if (group.getFirst().threatClass() == threatClass) {
        rows.add(threat(group));
        source.groups().places(group).forEach(same -> rows.add(row(same)));
      }
    }
    if (rows.isEmpty()) {
      return;
    }
    blocks.add(new Block.Heading(1, w.text(threatClass.text()), null));
    blocks.add(
        new Block.Table(
            w.text(threatClass.text()),
            List.of(
                Column.key(w.say("脅威／場所と識別子", "Threat; where, and id"), 24),
                Column.text(w.say("件数／状態と値", "Places; state, values"), 17),
                Column.text(
                    w.say("説明と対策／根拠、ある対策、最小の変更", "What it is; because, in place, smallest change"),
                    59)),
            rows,
            false,
            null));
  }

  private static boolean has(Finding finding, Proof.Matched matched) {
    return finding.proof().facts().stream()
        .anyMatch(m -> m.fact().equals(matched.fact()) && m.value().equals(matched.value()));
  }

  private Row threat(List<Finding> group) {
    Finding first = group.getFirst();
    List<Inline> name = new ArrayList<>();
    name.add(new Inline.Strong(w.text(first.title())));
    first.rule().ifPresent(rule -> name.add(new Inline.Code("\n" + rule.id())));
    first.rule().ifPresent(rule -> name.add(new Inline.Text(numbers(rule))));
    String values =
        first.values().inherent().scores().scores().stream()
            .map(
                s ->
                    METHODS.stream()
                        .filter(m -> s.method().id().contains(m.id()))
                        .findFirst()
                        .map(m -> w.text(m.name()) + " " + Score.range(s.low(), s.high())))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(w.comma()));
    List<String> told = new ArrayList<>();
    told.add(w.text(first.explanation()));
    told.add(w.say("対策: ", "Answers: ") + answers(first));
    String lost =
        w.say("固有の値（最大）: ", "Inherent (highest): ")
            + values
            + w.say("。失われる性質: ", ". Lost: ")
            + first.affects().stream()
                .map(a -> w.text(a.text()))
                .collect(Collectors.joining(w.comma()));
    told.add(
        first
            .rule()
            .map(
                rule ->
                    lost
                        + w.say("。参照: ", ". References: ")
                        + String.join(w.comma(), rule.references())
                        + w.say("。誤検知: ", ". False alarm: ")
                        + w.text(rule.falseAlarm()))
            .orElse(lost));
    return new Row(
        List.of(
            Cell.of(name),
            Cell.of(w.say(group.size() + " か所", group.size() + " places")),
            Cell.of(String.join("\n", told))),
        null);
  }

  private String numbers(Rule rule) {
    String numbers = "";
    if (!rule.gatewayThreats().isEmpty()) {
      numbers +=
          w.say("\nガイドライン 3.3: ", "\nGuideline 3.3: ")
              + rule.gatewayThreats().stream()
                  .map(n -> String.valueOf((char) ('①' + n - 1)))
                  .collect(Collectors.joining(" "));
    }
    if (!rule.protocolRows().isEmpty()) {
      numbers +=
          w.say("\n付録 1: ", "\nAppendix 1: ")
              + rule.protocolRows().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    return numbers;
  }

  private Row row(List<Finding> same) {
    Finding first = same.getFirst();
    List<Inline> where = new ArrayList<>();
    for (Finding f : same) {
      where.add(new Inline.Text((where.isEmpty() ? "" : "\n") + source.place(f.at()) + " "));
      where.add(
          new Inline.Code(f.rule().isEmpty() ? f.id() : f.id().substring(f.id().indexOf('@'))));
    }
    String value =
        value(first.values().inherent())
            + "→"
            + value(first.values().current())
            + "→"
            + value(first.values().residual());
    String until =
        first.open() || first.values().current().countered()
            ? ""
            : first
                .treatment()
                .expires()
                .map(d -> w.say("（" + d + " まで）", " (until " + d + ")"))
                .orElse("");
    String life = first.touchesLife() ? w.say("人命。", "Life. ") : "";
    List<String> told = new ArrayList<>();
    told.add(proof(same));
    String controls = controls(first).replace("\n", w.comma());
    if (!controls.equals(w.none())) {
      told.add(w.say("ある対策: ", "In place: ") + controls);
    }
    if (!first.values().current().countered() && !first.proof().smallestChange().isEmpty()) {
      told.add(w.say("最小の変更: ", "Smallest change: ") + changes(first));
    }
    return new Row(
        List.of(
            Cell.of(where),
            Cell.of(life + state(first) + until + "\n" + value),
            Cell.of(String.join("\n", told))),
        Anchors.finding(first.id()));
  }

  private String value(Assessment assessment) {
    return Source.guideline(assessment)
        .map(score -> Score.range(score.low(), score.high()))
        .orElse(w.none());
  }

  /** The facts, which the places have in common, and the lines on which they stand. */
  private String proof(List<Finding> same) {
    String facts =
        same.getFirst().proof().facts().stream()
            .filter(m -> same.stream().allMatch(f -> has(f, m)))
            .map(m -> m.fact() + " = " + (m.value().isEmpty() ? "?" : m.value()))
            .distinct()
            .collect(Collectors.joining(w.comma()));
    String lines =
        same.stream()
            .flatMap(f -> f.proof().facts().stream())
            .map(Proof.Matched::line)
            .filter(line -> line > 0)
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(w.comma()));
    String told = facts.isEmpty() ? w.none() : facts;
    return lines.isEmpty() ? told : told + w.say("（" + lines + " 行）", " (line " + lines + ")");
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
