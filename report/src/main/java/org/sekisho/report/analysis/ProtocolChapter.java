package org.sekisho.report.analysis;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Row;
import org.sekisho.risk.catalogue.ProtocolFacts;
import org.sekisho.risk.catalogue.Protocols;

/**
 * The protocols of the system with what is known to go wrong with each, in the form of the
 * guideline's appendix 1 (PROTO-20); its 15 rows stand first, used or not.
 */
final class ProtocolChapter {
  private final SystemModel model;
  private final Writing w;

  ProtocolChapter(Source source) {
    this.model = source.analysis().model();
    this.w = source.w();
  }

  Chapter chapter() {
    Set<Protocol> used = EnumSet.noneOf(Protocol.class);
    model.links().values().forEach(link -> used.add(link.protocol()));
    model.entryPoints().values().forEach(point -> used.add(point.protocol()));
    List<Row> appendix = new ArrayList<>();
    List<Row> own = new ArrayList<>();
    for (int number = 1; number <= Protocols.APPENDIX_ROWS; number++) {
      for (ProtocolFacts facts : Protocols.shipped().all()) {
        for (ProtocolFacts.Weakness weakness : facts.weaknesses()) {
          if (weakness.row().isPresent() && weakness.row().get() == number) {
            appendix.add(row(Integer.toString(number), facts, weakness, used));
          }
        }
      }
    }
    for (ProtocolFacts facts : Protocols.shipped().all()) {
      if (used.contains(facts.protocol())) {
        for (ProtocolFacts.Weakness weakness : facts.weaknesses()) {
          if (weakness.row().isEmpty()) {
            own.add(row(w.none(), facts, weakness, used));
          }
        }
      }
    }
    return new Chapter(
        new Anchor("protocols"),
        w.say("プロトコルのリスク", "Risks of the protocols"),
        List.of(
            w.paragraph(
                "付録 1 の 15 項目と、本システムで使うプロトコルについて知られている弱点です。",
                "The 15 rows of appendix 1, then what is known of the protocols of this system."),
            table(w.say("付録 1 の項目", "Rows of appendix 1"), appendix),
            table(w.say("使用するプロトコルのその他の弱点", "Further weaknesses of the protocols in use"), own)));
  }

  private Row row(
      String number, ProtocolFacts facts, ProtocolFacts.Weakness weakness, Set<Protocol> used) {
    return Row.of(
        Cell.of(number),
        Cell.of(w.text(facts.name())),
        Cell.of(w.text(weakness.threat().text())),
        Cell.of(w.text(weakness.example())),
        Cell.of(w.text(weakness.effect())),
        Cell.of(String.join(", ", weakness.references())),
        Cell.of(w.yes(used.contains(facts.protocol()))));
  }

  private Block table(String caption, List<Row> rows) {
    return new Block.Table(
        caption,
        List.of(
            Column.key(w.say("項番", "No."), 6),
            Column.text(w.say("プロトコル", "Protocol"), 14),
            Column.text(w.say("想定脅威", "Threat"), 12),
            Column.text(w.say("例", "Example"), 24),
            Column.text(w.say("影響", "Effect"), 22),
            Column.text(w.say("参照", "References"), 14),
            Column.text(w.say("使用", "In use"), 8)),
        rows,
        true,
        null);
  }
}
