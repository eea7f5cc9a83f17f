package org.sekisho.report.analysis;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.SystemModel;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Row;
import org.sekisho.risk.method.Importance;

/** ② What is worth protecting, in the form of the guideline's tables 5-3 and 5-4. */
final class AssetChapter {
  private final Source source;
  private final SystemModel model;
  private final Writing w;

  AssetChapter(Source source) {
    this.source = source;
    this.model = source.analysis().model();
    this.w = source.w();
  }

  Chapter chapter() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        w.paragraph(
            "機密性 (C)、完全性 (I)、可用性 (A) の重要度は 3 段階で、いずれかが 2 以上の資産を保護対象とします。0 は該当なしです。",
            "Confidentiality (C), integrity (I) and availability (A) are rated 1 to 3; an asset"
                + " with 2 or more on any of them is protected. 0 means that it does not matter."));
    blocks.add(
        table(
            w.say("情報資産", "Information assets"),
            model.assets().values().stream().filter(a -> a.kind().isInformation()).toList(),
            false));
    blocks.add(
        table(
            w.say("物理資産・その他の資産", "Physical and other assets"),
            model.assets().values().stream().filter(a -> !a.kind().isInformation()).toList(),
            true));
    return new Chapter(
        new Anchor("assets"), w.say("② 守るべき情報・資産", "② What is to be protected"), blocks);
  }

  private Block table(String caption, List<Asset> assets, boolean things) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.key(w.say("資産", "Asset"), 22));
    columns.add(Column.text(w.say("分類", "Class"), 16));
    columns.add(Column.number("C", 5));
    columns.add(Column.number("I", 5));
    columns.add(Column.number("A", 5));
    columns.add(Column.text(w.say("保護対象", "Protected"), 8));
    columns.add(Column.text(w.say("影響の及ぶ範囲", "Reach of the loss"), 17));
    columns.add(
        things
            ? Column.text(w.say("生成・保持する情報資産", "Holds"), 22)
            : Column.text(w.say("保持する構成要素", "Held by"), 22));
    List<Row> rows = new ArrayList<>();
    for (Asset asset : assets) {
      var importance =
          new Importance(asset.confidentiality(), asset.integrity(), asset.availability());
      rows.add(
          new Row(
              List.of(
                  Cell.of(w.text(asset.name())),
                  Cell.of(w.word(asset.kind())),
                  Cell.of(BigDecimal.valueOf(asset.confidentiality())),
                  Cell.of(BigDecimal.valueOf(asset.integrity())),
                  Cell.of(BigDecimal.valueOf(asset.availability())),
                  Cell.of(w.yes(importance.isProtected())),
                  Cell.of(impact(asset)),
                  Cell.of(
                      things
                          ? source.assets(asset.holds())
                          : asset.in().stream()
                              .map(source::component)
                              .collect(Collectors.joining(w.comma())))),
              Anchors.asset(asset.id())));
    }
    return new Block.Table(caption, columns, rows, false, null);
  }

  private String impact(Asset asset) {
    return asset.impact().isEmpty()
        ? w.none()
        : asset.impact().entrySet().stream()
            .map(e -> w.word(e.getKey()) + w.say("：", ": ") + w.word(e.getValue()))
            .collect(Collectors.joining(w.comma()));
  }
}
