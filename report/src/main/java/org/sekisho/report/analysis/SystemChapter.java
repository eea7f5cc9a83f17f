package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.model.system.Actor;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Interaction;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.report.diagram.Diagram;
import org.sekisho.report.diagram.DiagramDrawer;
import org.sekisho.report.diagram.DiagramLimits;
import org.sekisho.report.diagram.Drawing;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Row;

/** ① The system: its structure, its parts, who acts on it, what flows in it. */
final class SystemChapter {
  private final Source source;
  private final SystemModel model;
  private final Writing w;

  SystemChapter(Source source) {
    this.source = source;
    this.model = source.analysis().model();
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    var diagrams = new SystemDiagram(source);
    blocks.add(
        figure(
            diagrams.structure(),
            w.say("システム構成図", "System diagram"),
            w.say(
                "区画、構成要素、通信、アタックサーフェイスの番号。破線は保護のない通信。",
                "Zones, components, links and numbered attack surfaces; dashed links are"
                    + " unprotected.")));
    Diagram flows = diagrams.flows();
    if (!flows.edges().isEmpty()) {
      blocks.add(
          figure(
              flows,
              w.say("データの流れ", "Data flows"),
              w.say("通信ごとに運ばれる資産。", "The assets that each link carries.")));
    }
    blocks.add(components());
    blocks.add(links());
    if (!model.interactions().isEmpty()) {
      blocks.add(interactions());
    }
    blocks.add(actors());
    blocks.add(people());
    if (!model.assumptions().isEmpty()) {
      blocks.add(w.heading("前提", "Assumptions"));
      blocks.add(
          new Block.Points(
              false,
              model.assumptions().values().stream()
                  .map(
                      a ->
                          new Block.Item(
                              org.sekisho.report.document.Inline.text(w.text(a.text())), List.of()))
                  .toList()));
    }
    return new Chapter(new Anchor("system"), w.say("① システム構成", "① The system"), blocks);
  }

  private Block figure(Diagram diagram, String caption, String alternative) {
    Drawing drawing = new DiagramDrawer(DiagramLimits.PAGE).draw(diagram, w.languageTag());
    String title =
        drawing.summarised() ? caption + w.say("（区画ごとに要約）", " (summarised by zone)") : caption;
    return new Block.Figure(drawing.picture(), title, alternative, null);
  }

  private Block components() {
    List<Row> rows = new ArrayList<>();
    for (ComponentKind.Part part : ComponentKind.Part.values()) {
      for (Component c : model.components().values()) {
        if (c.kind().part() == part) {
          rows.add(
              new Row(
                  List.of(
                      Cell.of(w.text(c.name())),
                      Cell.of(w.word(part)),
                      Cell.of(w.word(c.kind())),
                      Cell.of(source.zone(c.zone())),
                      Cell.of(source.owner(c)),
                      Cell.of(w.word(c.physicalControl())),
                      Cell.of(w.word(c.update())),
                      Cell.of(w.word(c.scope()))),
                  Anchors.component(c.id())));
        }
      }
    }
    return new Block.Table(
        w.say("構成要素", "Components"),
        List.of(
            Column.key(w.say("名称", "Name"), 20),
            Column.text(w.say("部分", "Part"), 11),
            Column.text(w.say("種別", "Kind"), 14),
            Column.text(w.say("区画", "Zone"), 15),
            Column.text(w.say("運営組織", "Owner"), 13),
            Column.text(w.say("物理的管理", "Physical control"), 12),
            Column.text(w.say("更新", "Update"), 9),
            Column.text(w.say("範囲", "Scope"), 9)),
        rows,
        true,
        null);
  }

  private Block links() {
    List<Row> rows = new ArrayList<>();
    for (Link link : model.links().values()) {
      rows.add(
          Row.of(
              Cell.of(source.component(link.from())),
              Cell.of(source.component(link.to())),
              Cell.of(SystemDiagram.protocol(link)),
              Cell.of(w.word(link.authentication())),
              Cell.of(w.word(link.encryption())),
              Cell.of(w.word(link.strength())),
              Cell.of(source.assets(link.data()))));
    }
    return new Block.Table(
        w.say("通信", "Links"),
        List.of(
            Column.key(w.say("接続元", "From"), 18),
            Column.key(w.say("接続先", "To"), 18),
            Column.text(w.say("プロトコル", "Protocol"), 12),
            Column.text(w.say("認証", "Authentication"), 16),
            Column.text(w.say("暗号化", "Encryption"), 10),
            Column.text(w.say("強度", "Strength"), 9),
            Column.text(w.say("運ぶ資産", "Assets carried"), 22)),
        rows,
        true,
        null);
  }

  private Block interactions() {
    List<Row> rows = new ArrayList<>();
    for (Interaction i : model.interactions().values()) {
      rows.add(
          Row.of(
              Cell.of(w.text(i.name())),
              Cell.of(i.actor().map(source::actor).orElse(w.none())),
              Cell.of(i.over().stream().map(source::link).collect(Collectors.joining(w.comma()))),
              Cell.of(
                  i.entryPoints().stream()
                      .map(source::entryPoint)
                      .collect(Collectors.joining(w.comma())))));
    }
    return new Block.Table(
        w.say("利用場面", "Use of the system"),
        List.of(
            Column.key(w.say("やり取り", "Interaction"), 25),
            Column.text(w.say("登場人物", "Actor"), 15),
            Column.text(w.say("経路", "Over"), 35),
            Column.text(w.say("エントリーポイント", "Entry points"), 25)),
        rows,
        false,
        null);
  }

  private Block actors() {
    List<Row> rows = new ArrayList<>();
    for (Actor actor : model.actors().values()) {
      rows.add(
          Row.of(
              Cell.of(w.text(actor.name())),
              Cell.of(w.word(actor.kind())),
              Cell.of(
                  actor.reaches().stream()
                      .map(
                          id ->
                              model.components().containsKey(id)
                                  ? source.component(id)
                                  : source.entryPoint(id))
                      .collect(Collectors.joining(w.comma())))));
    }
    return new Block.Table(
        w.say("登場人物", "Actors"),
        List.of(
            Column.key(w.say("名称", "Name"), 30),
            Column.text(w.say("立場", "Kind"), 20),
            Column.text(w.say("到達できるもの", "Comes to"), 50)),
        rows,
        false,
        null);
  }

  /** Data and people (AST-07): who makes, sees, changes, carries each asset. */
  private Block people() {
    List<Row> rows = new ArrayList<>();
    for (Asset asset : model.assets().values()) {
      String roles =
          asset.roles().entrySet().stream()
              .map(e -> source.actor(e.getKey()) + "（" + roles(e.getValue()) + "）")
              .collect(Collectors.joining(w.comma()));
      rows.add(Row.of(Cell.of(w.text(asset.name())), Cell.of(roles.isEmpty() ? w.none() : roles)));
    }
    return new Block.Table(
        w.say("守るべきデータと人的環境", "Assets and the people around them"),
        List.of(
            Column.key(w.say("資産", "Asset"), 35),
            Column.text(w.say("関わる人と行為", "Who does what"), 65)),
        rows,
        false,
        null);
  }

  private String roles(Set<Asset.Role> roles) {
    return w.words(roles);
  }
}
