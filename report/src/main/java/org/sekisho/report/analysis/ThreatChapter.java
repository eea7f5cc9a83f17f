package org.sekisho.report.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Incident;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.Row;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.IncidentRisk;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.Input;
import org.sekisho.risk.method.Score;

/** ④ and ⑤ Concrete threats at each attack surface and their classes; incidents of table 5-6. */
final class ThreatChapter {
  /** Places named in a condensed report; all stand with the threat itself. */
  private static final int NAMED = 1;

  private final Source source;
  private final Writing w;

  ThreatChapter(Source source) {
    this.source = source;
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(classes());
    List<Finding> written =
        source.analysis().findings().stream().filter(f -> f.rule().isEmpty()).toList();
    if (!written.isEmpty()) {
      blocks.add(threats(w.say("分析者が挙げた脅威", "Threats that the analyst wrote down"), written));
    }
    blocks.add(found());
    if (!source.analysis().incidents().isEmpty()) {
      blocks.add(w.heading("インシデントとリスク値", "Incidents and their risk"));
      blocks.add(perAsset());
      blocks.add(incidents());
    }
    return new Chapter(
        new Anchor("threats"),
        w.say("④⑤ 想定脅威と CCDS-STRIDE による分類", "④⑤ Threats, classified by CCDS-STRIDE"),
        blocks);
  }

  private Block classes() {
    Map<ThreatClass, int[]> counts = new EnumMap<>(ThreatClass.class);
    for (Finding finding : source.analysis().findings()) {
      int[] count = counts.computeIfAbsent(finding.threatClass(), _ -> new int[2]);
      count[0]++;
      if (finding.open()) {
        count[1]++;
      }
    }
    List<Row> rows = new ArrayList<>();
    for (ThreatClass threatClass : ThreatClass.values()) {
      int[] count = counts.getOrDefault(threatClass, new int[2]);
      rows.add(
          Row.of(
              Cell.of(w.text(threatClass.text())),
              Cell.of(threatClass.addedByCcds() ? "CCDS" : "STRIDE"),
              Cell.of(BigDecimal.valueOf(count[0])),
              Cell.of(BigDecimal.valueOf(count[1]))));
    }
    return new Block.Table(
        w.say("分類ごとの件数", "Threats by class"),
        List.of(
            Column.key(w.say("分類", "Class"), 46),
            Column.text(w.say("由来", "From"), 14),
            Column.number(w.say("脅威", "Threats"), 20),
            Column.number(w.say("未対応", "Open"), 20)),
        rows,
        false,
        null);
  }

  private Block threats(String caption, List<Finding> findings) {
    List<Row> rows = new ArrayList<>();
    for (Finding f : findings) {
      rows.add(
          Row.of(
              Cell.of(f.surface().orElse(w.none())),
              Cell.of(source.place(f.at())),
              Cell.of(List.of(new Inline.Reference(w.text(f.title()), source.anchor(f)))),
              Cell.of(source.assets(f.assets())),
              Cell.of(w.text(f.threatClass().text())),
              Cell.of(source.measures(f.measures())),
              Cell.of(f.inScope() ? "" : w.say("検証対象外", "out of scope"))));
    }
    return new Block.Table(
        caption,
        List.of(
            Column.key(w.say("攻撃箇所", "Surface"), 8),
            Column.text(w.say("対象", "Where"), 20),
            Column.text(w.say("具体的な攻撃", "Attack"), 25),
            Column.text(w.say("影響を受ける資産", "Assets"), 18),
            Column.text(w.say("分類", "Class"), 12),
            Column.text(w.say("対策", "Measures"), 20),
            Column.text(w.say("範囲", "Scope"), 8)),
        rows,
        true,
        null);
  }

  /** The threats that rules found, one row for all places of a threat. */
  private Block found() {
    Map<String, List<Finding>> groups = new LinkedHashMap<>();
    for (Finding f : source.analysis().findings()) {
      f.rule().ifPresent(r -> groups.computeIfAbsent(r.id(), _ -> new ArrayList<>()).add(f));
    }
    List<Row> rows = new ArrayList<>();
    for (List<Finding> group : groups.values()) {
      Finding first = group.getFirst();
      long open = group.stream().filter(Finding::open).count();
      rows.add(
          Row.of(
              Cell.of(
                  group.stream()
                      .flatMap(f -> f.surface().stream())
                      .distinct()
                      .collect(Collectors.joining(" "))),
              Cell.of(places(group)),
              Cell.of(List.of(new Inline.Reference(w.text(first.title()), source.anchor(first)))),
              Cell.of(w.text(first.threatClass().text())),
              Cell.of(
                  source.condensed()
                      ? first.measures().stream()
                          .limit(2)
                          .map(source::measure)
                          .collect(Collectors.joining(w.comma()))
                      : source.measures(first.measures())),
              Cell.of(BigDecimal.valueOf(group.size())),
              Cell.of(BigDecimal.valueOf(open))));
    }
    return new Block.Table(
        w.say("規則が導いた脅威", "Threats that rules found"),
        List.of(
            Column.key(w.say("攻撃箇所", "Surfaces"), 12),
            Column.text(w.say("対象", "Where"), 24),
            Column.text(w.say("具体的な攻撃", "Attack"), 23),
            Column.text(w.say("分類", "Class"), 12),
            Column.text(w.say("主な対策", "Main measures"), 19),
            Column.number(w.say("件数", "Places"), 5),
            Column.number(w.say("未対応", "Open"), 5)),
        rows,
        true,
        null);
  }

  private String places(List<Finding> group) {
    List<String> places = group.stream().map(f -> source.place(f.at())).distinct().toList();
    if (!source.condensed() || places.size() <= NAMED) {
      return String.join(w.comma(), places);
    }
    int more = places.size() - NAMED;
    return String.join(w.comma(), places.subList(0, NAMED))
        + w.say("ほか " + more + " か所", " and " + more + " more");
  }

  /** Each asset with the threats that touch it, as in table 5-1. */
  private Block perAsset() {
    List<Row> rows = new ArrayList<>();
    for (Asset asset : source.analysis().model().assets().values()) {
      String threats =
          source.analysis().incidents().stream()
              .map(IncidentRisk::incident)
              .filter(i -> i.assets().contains(asset.id()))
              .flatMap(i -> i.threats().stream())
              .map(this::threat)
              .distinct()
              .collect(Collectors.joining(w.comma()));
      if (!threats.isEmpty()) {
        rows.add(Row.of(Cell.of(w.text(asset.name())), Cell.of(threats)));
      }
    }
    return new Block.Table(
        w.say("資産と想定脅威", "Assets and the threats to them"),
        List.of(Column.key(w.say("資産", "Asset"), 35), Column.text(w.say("想定脅威", "Threats"), 65)),
        rows,
        false,
        null);
  }

  private String threat(Incident.Threat threat) {
    return (char) ('①' + threat.number() - 1) + " " + w.text(threat.name());
  }

  private Block incidents() {
    List<Row> rows = new ArrayList<>();
    for (IncidentRisk risk : source.analysis().incidents()) {
      Incident i = risk.incident();
      Score score = risk.scores().scores().isEmpty() ? null : risk.scores().scores().getFirst();
      rows.add(
          Row.of(
              Cell.of(w.text(i.name())),
              Cell.of(w.text(i.loss())),
              Cell.of(
                  i.threats().stream().map(this::threat).collect(Collectors.joining(w.comma()))),
              Cell.of(source.assets(i.assets())),
              input(score, Axis.CONFIDENTIALITY.letter()),
              input(score, Axis.INTEGRITY.letter()),
              input(score, Axis.AVAILABILITY.letter()),
              input(score, "frequency"),
              score == null ? Cell.of(w.none()) : Cell.of(Score.range(score.low(), score.high()))));
    }
    return new Block.Table(
        w.say("インシデントのリスク値", "Risk of incidents"),
        List.of(
            Column.key(w.say("インシデント", "Incident"), 15),
            Column.text(w.say("損失", "Loss"), 15),
            Column.text(w.say("想定脅威", "Threats"), 22),
            Column.text(w.say("関連する資産", "Assets"), 20),
            Column.text("C", 4),
            Column.text("I", 4),
            Column.text("A", 4),
            Column.text(w.say("頻度", "Frequency"), 7),
            Column.text(w.say("リスク値", "Risk"), 9)),
        rows,
        true,
        null);
  }

  private Cell input(@org.jspecify.annotations.Nullable Score score, String key) {
    return Cell.of(
        score == null
            ? w.none()
            : score.inputs().stream()
                .filter(i -> i.key().equals(key))
                .map(Input::value)
                .map(value -> value.equals(Input.NONE) ? w.none() : value)
                .findFirst()
                .orElse(w.none()));
  }
}
