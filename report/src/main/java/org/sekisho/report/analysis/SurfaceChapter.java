package org.sekisho.report.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.SystemModel;
import org.sekisho.report.diagram.DiagramDrawer;
import org.sekisho.report.diagram.DiagramLimits;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Row;
import org.sekisho.risk.analysis.Surface;
import org.sekisho.risk.path.AttackPath;
import org.sekisho.risk.path.Cut;

/** ③ Where an attacker begins, and the ways from there to the assets. */
final class SurfaceChapter {
  /** Assets whose ways are drawn; all are in the table. */
  private static final int DRAWN = 3;

  private static final int LISTED_PATHS = 200;

  /** Ways to each asset in a condensed report. */
  private static final int EASIEST = 2;

  private final Source source;
  private final SystemModel model;
  private final Writing w;

  SurfaceChapter(Source source) {
    this.source = source;
    this.model = source.analysis().model();
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(surfaces());
    blocks.add(entryPoints());
    blocks.add(w.heading("攻撃経路", "Attack paths"));
    blocks.add(
        w.paragraph(
            "エントリーポイントから保護対象の資産へ至る経路です。コストは攻撃者が乗り越えるべき対策の目安で、小さいほど容易です。",
            "Ways from entry points to the protected assets. The cost says how much an attacker"
                + " must overcome: the smaller, the easier."));
    Map<String, List<AttackPath>> byAsset = new LinkedHashMap<>();
    source
        .analysis()
        .paths()
        .forEach(p -> byAsset.computeIfAbsent(p.asset(), _ -> new ArrayList<>()).add(p));
    var diagrams = new SystemDiagram(source);
    byAsset.entrySet().stream()
        .sorted(
            java.util.Comparator.comparingInt(
                    (Map.Entry<String, List<AttackPath>> e) ->
                        e.getValue().stream().mapToInt(AttackPath::cost).min().orElse(0))
                .thenComparing(Map.Entry::getKey))
        .limit(DRAWN)
        .forEach(
            e ->
                blocks.add(
                    new Block.Figure(
                        new DiagramDrawer(DiagramLimits.PAGE)
                            .draw(diagrams.paths(e.getValue()), w.languageTag())
                            .picture(),
                        w.say("攻撃経路: ", "Attack paths: ") + source.asset(e.getKey()),
                        w.say(
                            "エントリーポイントから資産までの経路。太い色は最も容易な経路、破線は境界の横断。",
                            "Ways from entry points to the asset; coloured where easiest, dashed"
                                + " where a boundary is crossed."),
                        null)));
    blocks.add(paths());
    blocks.add(cuts());
    return new Chapter(
        new Anchor("surfaces"), w.say("③ 攻撃経路・アタックサーフェイス", "③ Attack surfaces and paths"), blocks);
  }

  private Block surfaces() {
    List<Row> rows = new ArrayList<>();
    for (Surface s : source.analysis().surfaces()) {
      rows.add(
          new Row(
              List.of(
                  Cell.of(s.number()),
                  Cell.of(source.component(s.component())),
                  Cell.of(w.text(s.name())),
                  Cell.of(source.assets(s.assets())),
                  Cell.of(
                      s.inScope() ? w.say("検証対象", "in scope") : w.say("検証対象外", "out of scope"))),
              Anchors.surface(s.number())));
    }
    return new Block.Table(
        w.say("アタックサーフェイス", "Attack surfaces"),
        List.of(
            Column.key(w.say("番号", "No."), 8),
            Column.text(w.say("対象", "Component"), 20),
            Column.text(w.say("攻撃箇所", "Surface"), 30),
            Column.text(w.say("影響を受ける資産", "Assets behind it"), 30),
            Column.text(w.say("範囲", "Scope"), 12)),
        rows,
        false,
        null);
  }

  private Block entryPoints() {
    List<Row> rows = new ArrayList<>();
    for (EntryPoint e : model.entryPoints().values()) {
      rows.add(
          Row.of(
              Cell.of(w.text(e.name())),
              Cell.of(source.component(e.on())),
              Cell.of(w.word(e.kind())),
              Cell.of(w.word(e.reach())),
              Cell.of(w.word(e.access())),
              Cell.of(w.word(e.authentication())),
              Cell.of(e.enabled() ? w.say("有効", "on") : w.say("無効", "off"))));
    }
    return new Block.Table(
        w.say("エントリーポイント", "Entry points"),
        List.of(
            Column.key(w.say("名称", "Name"), 24),
            Column.text(w.say("構成要素", "Component"), 18),
            Column.text(w.say("種別", "Kind"), 14),
            Column.text(w.say("到達元", "Reached from"), 13),
            Column.text(w.say("前提条件", "Needs"), 13),
            Column.text(w.say("認証", "Authentication"), 12),
            Column.text(w.say("出荷時", "Delivered"), 8)),
        rows,
        true,
        null);
  }

  private Block paths() {
    List<Row> rows = new ArrayList<>();
    List<AttackPath> paths = source.analysis().paths();
    List<AttackPath> listed = listed(paths);
    for (AttackPath p : listed) {
      rows.add(
          Row.of(
              Cell.of(source.entryPoint(p.entryPoint())),
              Cell.of(source.asset(p.asset())),
              Cell.of(BigDecimal.valueOf(p.cost())),
              Cell.of(BigDecimal.valueOf(p.crossings())),
              Cell.of(
                  p.steps().stream()
                      .map(s -> source.place(s.at()))
                      .collect(Collectors.joining(" › ")))));
    }
    String caption = w.say("攻撃経路の一覧", "Attack paths");
    if (paths.size() > listed.size()) {
      caption +=
          w.say(
              "（%d 件中 %d 件）".formatted(paths.size(), listed.size()),
              " (%d of %d)".formatted(listed.size(), paths.size()));
    }
    return new Block.Table(
        caption,
        List.of(
            Column.key(w.say("エントリーポイント", "Entry point"), 20),
            Column.key(w.say("資産", "Asset"), 16),
            Column.number(w.say("コスト", "Cost"), 7),
            Column.number(w.say("境界", "Boundaries"), 8),
            Column.text(w.say("経路", "Way"), 49)),
        rows,
        true,
        null);
  }

  /** All up to a number; condensed the easiest ways to each asset. */
  private List<AttackPath> listed(List<AttackPath> paths) {
    if (!source.condensed()) {
      return paths.subList(0, Math.min(LISTED_PATHS, paths.size()));
    }
    Map<String, Integer> ways = new LinkedHashMap<>();
    return paths.stream()
        .sorted(java.util.Comparator.comparingInt(AttackPath::cost))
        .filter(p -> ways.merge(p.asset(), 1, Integer::sum) <= EASIEST)
        .toList();
  }

  private Block cuts() {
    List<Row> rows = new ArrayList<>();
    for (Cut cut : source.analysis().cuts()) {
      rows.add(
          Row.of(
              Cell.of(source.asset(cut.asset())),
              Cell.of(
                  cut.places().isEmpty()
                      ? w.say("到達経路なし", "no way leads to it")
                      : cut.places().stream()
                          .map(
                              p ->
                                  source.place(p.at())
                                      + w.say("（", " (")
                                      + source.control(p.control())
                                      + w.say("）", ")"))
                          .collect(Collectors.joining(w.comma()))),
              Cell.of(BigDecimal.valueOf(cut.effort())),
              Cell.of(BigDecimal.valueOf(cut.paths()))));
    }
    return new Block.Table(
        w.say("最小の遮断（すべての経路を断つ最も安い対策の組）", "Cheapest cuts: what breaks every way to an asset"),
        List.of(
            Column.key(w.say("資産", "Asset"), 25),
            Column.text(w.say("遮断箇所と対策", "Where and by what"), 55),
            Column.number(w.say("手間", "Effort"), 8),
            Column.number(w.say("断つ経路", "Paths broken"), 12)),
        rows,
        false,
        null);
  }
}
