package org.sekisho.report.render;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sekisho.report.diagram.Diagram;
import org.sekisho.report.diagram.DiagramDrawer;
import org.sekisho.report.diagram.DiagramLimits;
import org.sekisho.report.diagram.Edge;
import org.sekisho.report.diagram.Group;
import org.sekisho.report.diagram.Marker;
import org.sekisho.report.diagram.Node;
import org.sekisho.report.diagram.NodeKind;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Block;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Chapter;
import org.sekisho.report.document.Column;
import org.sekisho.report.document.Inline;
import org.sekisho.report.document.KeyValue;
import org.sekisho.report.document.Metadata;
import org.sekisho.report.document.ReportDocument;
import org.sekisho.report.document.Row;
import org.sekisho.report.document.Shape;
import org.sekisho.report.document.Tone;

/** Reports to try the renderers with. */
final class Sample {
  static final Instant MADE = Instant.parse("2026-04-01T03:04:05Z");

  /** Texts of somebody who wishes the reader ill. */
  static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "</style></title><img src=x onerror=alert(1)>",
          "\"><svg/onload=alert(1)>",
          "=HYPERLINK(\"http://evil.example\",\"x\")",
          "+1+cmd|' /C calc'!A0",
          "-2+3",
          "@SUM(A1:A9)",
          "\t=1+1",
          "| a | b |",
          "[click](javascript:alert(1))",
          "![](http://evil.example/x.png)",
          "# heading\n- item\n1. point\n***\n<b>bold</b>",
          "`code` ``more``",
          "&lt;b&gt; &amp; &#60;",
          "turned \u202Eround\u2066 text",
          "null \0 bell \u0007 half \uD800 end",
          "]]> <!-- comment --> <![CDATA[x]]>",
          "_x0041_ 'quoted' \"double\"",
          "emoji \uD83D\uDE00 \uD842\uDFB7野家 ✔ ⚠ 𝔘 한국어",
          "https://evil.example/ www.evil.example :smile: $x$ ~~gone~~ #1 @who",
          "{{template}} ${jndi:ldap://x} %s %n");

  private static final List<Tone> TONES =
      List.of(Tone.LOW, Tone.MEDIUM, Tone.HIGH, Tone.CRITICAL, Tone.MUTED, Tone.GOOD);

  private Sample() {}

  static Diagram house(boolean japanese) {
    List<Group> groups =
        List.of(
            new Group("home", japanese ? "宅内（フィールドネットワーク）" : "Home (field network)", null),
            new Group("living", japanese ? "居間" : "Living room", "home"),
            new Group("entrance", japanese ? "玄関" : "Entrance", "home"),
            new Group("wan", japanese ? "広域ネットワーク" : "Wide area network", null),
            new Group("centre", japanese ? "センター" : "Centre", null));
    List<Node> nodes =
        List.of(
            node(
                "th",
                japanese ? "温湿度センサ" : "Temperature sensor",
                "sensor",
                NodeKind.DEVICE,
                "living"),
            node(
                "ac", japanese ? "エアコン" : "Air conditioner", "actuator", NodeKind.DEVICE, "living"),
            node(
                "lock",
                japanese ? "電気錠コントローラー（玄関・勝手口）" : "Electric lock",
                "actuator",
                NodeKind.DEVICE,
                "entrance",
                new Marker("AS1", Tone.CRITICAL, new Anchor("AS1")),
                new Marker("9.3", Tone.CRITICAL, null)),
            node(
                "gw",
                japanese ? "IoT ゲートウェイ" : "IoT gateway",
                "home-gw-1",
                NodeKind.GATEWAY,
                "home",
                new Marker("AS2", Tone.HIGH, new Anchor("AS2")),
                new Marker("AS3", Tone.MEDIUM, new Anchor("AS3"))),
            node("net", japanese ? "インターネット" : "Internet", "", NodeKind.OTHER, "wan"),
            node("he", japanese ? "ヘッドエンドシステム" : "Head-end", "head-end", NodeKind.SERVER, "centre"),
            node(
                "mg",
                japanese ? "IoT-GW 管理" : "Management",
                "management",
                NodeKind.SERVER,
                "centre"),
            node(
                "app",
                japanese ? "見守りアプリケーション" : "Home application",
                "application",
                NodeKind.APPLICATION,
                null),
            node("user", japanese ? "利用者" : "User", "", NodeKind.OTHER, null));
    List<Edge> edges =
        List.of(
            Edge.of("th", "gw", "MQTT/TLS"),
            both("ac", "gw", "MQTT/TLS"),
            new Edge(
                "lock",
                "gw",
                "BLE",
                Edge.Arrows.BOTH,
                Shape.Dash.DOTTED,
                Tone.HIGH,
                List.of(new Marker("AS4", Tone.HIGH, new Anchor("AS4")))),
            new Edge(
                "gw",
                "net",
                "MQTT 5 / TLS 1.3",
                Edge.Arrows.BOTH,
                Shape.Dash.SOLID,
                Tone.NONE,
                List.of(new Marker("AS5", Tone.MEDIUM, new Anchor("AS5")))),
            both("net", "he", ""),
            both("net", "mg", "HTTPS"),
            both("he", "app", "HTTPS API"),
            both("app", "user", ""));
    return new Diagram(groups, nodes, edges);
  }

  private static Node node(
      String id,
      String label,
      String detail,
      NodeKind kind,
      @Nullable String group,
      Marker... markers) {
    return new Node(id, label, detail, kind, group, List.of(markers));
  }

  private static Edge both(String from, String to, String label) {
    return new Edge(from, to, label, Edge.Arrows.BOTH, Shape.Dash.SOLID, Tone.NONE, List.of());
  }

  static ReportDocument report(boolean japanese) {
    return japanese ? japanese() : english();
  }

  private static Cell score(String value, Tone tone) {
    return Cell.of(new BigDecimal(value)).with(tone);
  }

  private static Block.Table surfaces(boolean japanese) {
    List<Row> rows = new ArrayList<>();
    String[] scores = {"9.3", "8.1", "5.4", "7.6", "4.8"};
    Tone[] tones = {Tone.CRITICAL, Tone.HIGH, Tone.MEDIUM, Tone.HIGH, Tone.MEDIUM};
    for (int i = 0; i < 5; i++) {
      rows.add(
          new Row(
              List.of(
                  Cell.of("AS" + (i + 1)),
                  Cell.of(
                      japanese
                          ? "電気錠コントローラーの無線インターフェース（BLE）に対する、近接した第三者による不正なコマンドの送信"
                          : "Commands sent by a stranger close to the electric lock's radio"
                              + " interface"),
                  Cell.of(
                      List.of(
                          new Inline.Code(
                              "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:H/SA:N"))),
                  score(scores[i], tones[i])),
              new Anchor("AS" + (i + 1))));
    }
    return new Block.Table(
        japanese ? "攻撃面の一覧" : "Attack surfaces",
        List.of(
            Column.key(japanese ? "番号" : "No.", 8),
            Column.text(japanese ? "内容" : "What", 44),
            Column.text(japanese ? "ベクトル" : "Vector", 36),
            Column.number(japanese ? "値" : "Score", 12)),
        rows,
        false,
        new Anchor("surfaces"));
  }

  private static Block.Table threats(boolean japanese, int count) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.key(japanese ? "脅威" : "Threat", 8));
    columns.add(Column.text(japanese ? "攻撃面" : "Surface", 6));
    columns.add(Column.text(japanese ? "事業への影響" : "Impact", 20));
    columns.add(Column.text(japanese ? "対策" : "Countermeasure", 24));
    columns.add(Column.number("CVSS", 6));
    columns.add(Column.number("ETSI", 6));
    columns.add(Column.text(japanese ? "判定" : "Decision", 10));
    columns.add(Column.text(japanese ? "残留リスク" : "Residual", 12));
    List<Row> rows = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Tone tone = TONES.get(i % TONES.size());
      rows.add(
          Row.of(
              Cell.of("T-" + i),
              Cell.of(
                  List.of(
                      new Inline.Reference("AS" + (1 + i % 5), new Anchor("AS" + (1 + i % 5))))),
              Cell.of(
                  japanese
                      ? "利用者の生命・身体に影響が及ぶおそれがある。サービスの停止は最長で４８時間（推定）。"
                      : "Users may come to harm; the service may be down for 48 hours."),
              Cell.of(
                  japanese
                      ? "ゲートウェイで許可されていないコマンドを拒否し、相互認証（TLS 1.3）を必須とする。ログは署名付きで保存し、改ざんを検知する。"
                      : "The gateway refuses commands that are not allowed and asks for mutual"
                          + " authentication."),
              score(i % 10 + "." + i % 7, tone),
              score(Integer.toString(i % 9), Tone.NONE),
              Cell.of(tone.name()).with(tone),
              Cell.of(japanese ? "受容（監視を継続）" : "Accepted")));
    }
    return new Block.Table(japanese ? "脅威の一覧（全件）" : "All threats", columns, rows, true, null);
  }

  private static ReportDocument japanese() {
    DiagramDrawer drawer = new DiagramDrawer(DiagramLimits.PAGE);
    Block.Figure figure =
        new Block.Figure(
            drawer.draw(house(true), "ja").picture(),
            "対象システムの構成と攻撃面",
            "宅内の機器がゲートウェイにつながり、広域ネットワークを経てセンターに至る。",
            new Anchor("figure-system"));
    Chapter first =
        new Chapter(
            new Anchor("scope"),
            "1. 分析の対象",
            List.of(
                new Block.Paragraph(
                    List.of(
                        new Inline.Text(
                            "本書は、IoT ゲートウェイを中心とするシステムのリスク分析の結果をまとめたものである。"
                                + "分析の手順は「IoT セキュリティガイドライン」に従い、"),
                        new Inline.Strong("攻撃面、脅威、リスク値、対策"),
                        new Inline.Text("の順に示す。詳細は"),
                        new Inline.Reference("表「攻撃面の一覧」", new Anchor("surfaces")),
                        new Inline.Text("および"),
                        new Inline.Reference("図1", new Anchor("figure-system")),
                        new Inline.Text("を参照のこと。用語の定義は"),
                        Inline.link("ISO/IEC 27000", "https://www.iso.org/standard/73906.html"),
                        new Inline.Text("による。"))),
                new Block.Heading(1, "1.1 システムの構成", new Anchor("system")),
                figure,
                new Block.Note(
                    Block.Note.Weight.WARNING,
                    Inline.text("この図はシステムモデルから自動で作られる。モデルにない通信は、ゲートウェイが拒否する。")),
                new Block.Heading(1, "1.2 前提", new Anchor("premises")),
                new Block.Points(
                    true,
                    List.of(
                        new Block.Item(Inline.text("攻撃者は、宅内のネットワークに物理的に接続できる。"), List.of()),
                        new Block.Item(
                            Inline.text("次の機器は対象外とする。"),
                            List.of(
                                new Block.Item(Inline.text("利用者のスマートフォン"), List.of()),
                                new Block.Item(Inline.text("通信事業者の設備"), List.of()))))),
                new Block.KeyValues(
                    List.of(
                        KeyValue.of("対象", "home-gw-1（居間・玄関）"),
                        new KeyValue("モデル", List.of(new Inline.Code("home-gateway.yaml"))),
                        KeyValue.of("版", "第3版（2026年4月1日）")))));
    Chapter second =
        new Chapter(
            new Anchor("risks"),
            "2. リスクの評価",
            List.of(
                Block.Paragraph.of(
                    "リスク値は、CVSS v4.0 の基本値（Base）と脅威値（Threat）から求めた。"
                        + "「、」や「。」が行頭に来ないこと、また開き括弧（「『【など）が行末に来ないこと、"
                        + "さらに小書きの仮名（っ・ゃ・ュ・ョ）と長音符（ー）が行頭に来ないことを、"
                        + "コンピューター・セキュリティー・インターフェース・マネージャーという長い語で確かめる。"),
                surfaces(true),
                new Block.Note(
                    Block.Note.Weight.INFORMATION, Inline.text("値が 7.0 以上のものは、対策を必須とする。")),
                new Block.Table(
                    "受容したリスク",
                    List.of(Column.text("番号", 1), Column.text("理由", 3)),
                    List.of(),
                    false,
                    null)));
    Chapter third =
        new Chapter(
            new Anchor("all"),
            "3. 脅威の一覧",
            List.of(
                Block.Paragraph.of("すべての脅威を示す。"), threats(true, 40), Block.Paragraph.of("以上。")));
    return new ReportDocument(
        "リスク分析報告書：ホームゲートウェイ",
        "ja",
        new Metadata(
            MADE,
            "Sekisho",
            "ホームゲートウェイのリスク分析",
            List.of(
                KeyValue.of("対象システム", "ホームゲートウェイ実証環境"),
                KeyValue.of("作成日", "2026年4月1日"),
                KeyValue.of("文書番号", "SK-RA-0042"))),
        List.of(first, second, third));
  }

  private static ReportDocument english() {
    DiagramDrawer drawer = new DiagramDrawer(DiagramLimits.PAGE);
    return new ReportDocument(
        "Risk analysis: home gateway",
        "en",
        new Metadata(
            MADE,
            "Sekisho",
            "Risk analysis of a home gateway",
            List.of(KeyValue.of("System", "Home gateway"))),
        List.of(
            new Chapter(
                new Anchor("scope"),
                "1. Scope",
                List.of(
                    Block.Paragraph.of(
                        "This report tells what can go wrong in a system around an IoT gateway, "
                            + "how likely and how bad it is, and what is done about it."),
                    new Block.Figure(
                        drawer.draw(house(false), "en").picture(),
                        "The system and its attack surfaces",
                        "Devices at home reach the centre through the gateway.",
                        null),
                    surfaces(false))),
            new Chapter(new Anchor("all"), "2. Threats", List.of(threats(false, 30)))));
  }

  /** A report in which every place for text holds every hostile text. */
  static ReportDocument hostile() {
    List<Chapter> chapters = new ArrayList<>();
    for (int i = 0; i < HOSTILE.size(); i++) {
      String text = HOSTILE.get(i);
      Anchor anchor = Anchor.of("c-", text);
      Diagram diagram =
          new Diagram(
              List.of(new Group("g", text, null)),
              List.of(
                  new Node(
                      "a",
                      text,
                      text,
                      NodeKind.DEVICE,
                      "g",
                      List.of(new Marker(text, Tone.HIGH, anchor))),
                  new Node("b", text, "", NodeKind.SERVER, null, List.of())),
              List.of(Edge.of("a", "b", text)));
      chapters.add(
          new Chapter(
              anchor,
              text,
              List.of(
                  new Block.Heading(1, text, Anchor.of("h-", text)),
                  new Block.Heading(2, text, null),
                  new Block.Paragraph(
                      List.of(
                          new Inline.Text(text),
                          new Inline.Strong(text),
                          new Inline.Code(text),
                          new Inline.Reference(text, anchor),
                          Inline.link(text, "javascript:alert(1)"),
                          Inline.link(text, "https://example.org/?a=1&b=<2>"),
                          Inline.link(text, "https://example.org/?a=1&b=%22|2"))),
                  Block.Points.of(text, text),
                  new Block.KeyValues(List.of(KeyValue.of(text, text))),
                  new Block.Note(Block.Note.Weight.WARNING, Inline.text(text)),
                  new Block.Table(
                      text,
                      List.of(Column.key(text, 1), Column.text(text, 1)),
                      List.of(Row.of(Cell.of(text), Cell.of(List.of(new Inline.Code(text))))),
                      false,
                      null),
                  new Block.Figure(
                      new DiagramDrawer(DiagramLimits.PAGE).draw(diagram, "en").picture(),
                      text,
                      text,
                      null))));
    }
    String all = String.join(" ", HOSTILE);
    return new ReportDocument(
        all, "en", new Metadata(MADE, all, all, List.of(KeyValue.of(all, all))), chapters);
  }
}
