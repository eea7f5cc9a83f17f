package org.sekisho.gateway;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sekisho.gateway.alert.AlertDesk;
import org.sekisho.gateway.alert.AlertTexts;
import org.sekisho.gateway.console.Action;
import org.sekisho.gateway.console.Block;
import org.sekisho.gateway.console.ConsoleSection;
import org.sekisho.gateway.console.LampMirror;
import org.sekisho.gateway.console.Outcome;
import org.sekisho.gateway.console.Risk;
import org.sekisho.gateway.console.Screen;
import org.sekisho.gateway.console.Viewer;
import org.sekisho.gateway.disposal.DisposalDesk;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.log.LogDesk;
import org.sekisho.gateway.update.Updates;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages that the parts of the gateway offer to the maintainers' screen. */
final class PartScreens {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LOG_LINES = 40;

  /** Names of the status's words: Japanese and English. */
  private static final Map<String, LocalText> NAMES =
      names(
          "installed",
          "リリースからの設置",
          "Installed from a release",
          "version",
          "版",
          "Version",
          "slot",
          "動作中の区画",
          "Running slot",
          "release",
          "動作中のリリース",
          "Running release",
          "epoch",
          "セキュリティ世代",
          "Security epoch",
          "confirmed slot",
          "確定した区画",
          "Confirmed slot",
          "other slot",
          "もう一方の区画の版",
          "Version in the other slot",
          "phase",
          "更新の段階",
          "Phase of the update",
          "last",
          "前回の更新",
          "Last update",
          "reason",
          "その理由（英語）",
          "Its reason",
          "programs",
          "プログラムの改ざん検査",
          "Programs",
          "available",
          "入手できる更新",
          "Available update",
          "fetched bytes",
          "受信済み（バイト）",
          "Fetched bytes",
          "size bytes",
          "大きさ（バイト）",
          "Size in bytes",
          "problem",
          "問題（英語）",
          "Problem",
          "asked",
          "最後に確認した時刻",
          "Last asked",
          "state",
          "状態",
          "State",
          "needs confirmation",
          "人による確定が必要",
          "Needs a person's confirmation",
          "at",
          "時刻",
          "At",
          "locked",
          "遠隔ロック",
          "Remote lock",
          "pending",
          "消去中",
          "Erasure under way",
          "last order",
          "最後の遠隔命令の番号",
          "Number of the last remote order",
          "certificates waiting",
          "未報告の消去証明書",
          "Certificates of erasure to be reported",
          "last erasure id",
          "前回の消去の番号",
          "Last erasure",
          "last erasure cause",
          "前回の消去の理由",
          "Its cause",
          "last erasure at",
          "前回の消去の時刻",
          "Its time",
          "last erasure result",
          "前回の消去の検査結果",
          "Its verification");

  /** Values of the status that are words. */
  private static final Map<String, LocalText> VALUES =
      names(
          "idle",
          "なし",
          "nothing under way",
          "downloading",
          "受信中",
          "downloading",
          "installing",
          "検査と書き込み中",
          "being verified and written",
          "staged",
          "準備済み",
          "staged",
          "trying",
          "試用中",
          "on trial",
          "confirmed",
          "確定済み",
          "confirmed",
          "returned",
          "前の版に戻した",
          "taken back",
          "refused",
          "拒否した",
          "refused",
          "as-signed",
          "署名のとおり（改ざんなし）",
          "as signed",
          "altered",
          "署名と異なる（改ざんの疑い）",
          "altered",
          "file",
          "設定ファイル",
          "the file",
          "reset",
          "出荷時状態リセット",
          "factory reset",
          "button",
          "本体のボタン",
          "the button",
          "remote",
          "管理システムからの命令",
          "order of the management",
          "tamper",
          "分解の検知",
          "the case was opened",
          "ownership-transfer",
          "所有者の変更",
          "transfer to another owner",
          "decommission",
          "廃棄",
          "decommissioning",
          "passed",
          "合格",
          "passed",
          "failed",
          "不合格",
          "failed",
          "done",
          "実行",
          "done",
          "shown",
          "表示",
          "shown",
          "drop",
          "破棄",
          "drop",
          "pass",
          "通過",
          "pass",
          "limit",
          "制限",
          "limit",
          "none",
          "なし",
          "none",
          "repaired",
          "修復",
          "repaired",
          "off",
          "停止",
          "off",
          "development",
          "開発版",
          "development");

  private PartScreens() {}

  private static Map<String, LocalText> names(String... words) {
    Map<String, LocalText> names = new HashMap<>();
    for (int i = 0; i < words.length; i += 3) {
      names.put(words[i], new LocalText(words[i + 1], words[i + 2]));
    }
    return Map.copyOf(names);
  }

  /** Does what a page offers. */
  private interface Acting {
    Outcome act(String action, Map<String, String> input, Viewer viewer);
  }

  private record Part(
      String id,
      LocalText title,
      List<Action> actions,
      Function<Viewer, List<Block>> shown,
      Acting acting)
      implements ConsoleSection {
    @Override
    public Map<Screen, Set<AccountRole>> readers() {
      return Map.of(Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
    }

    @Override
    public List<Block> show(Viewer viewer) {
      return shown.apply(viewer);
    }

    @Override
    public Outcome act(String action, Map<String, String> input, Viewer viewer) {
      return acting.act(action, input, viewer);
    }
  }

  /** Releases: what runs, what is offered, what is on trial. */
  static ConsoleSection updates(Updates updates) {
    List<Action> actions =
        List.of(
            Action.simple("check", "更新を確認", "Look for an update"),
            Action.proven("install", "更新を入れる", "Install what is offered", EventKind.OPERATION),
            Action.proven("confirm", "試用中の版を確定", "Keep what is on trial", EventKind.OPERATION),
            Action.proven(
                "return", "前の版に戻す", "Go back to the version before", EventKind.OPERATION));
    return new Part(
        "updates",
        new LocalText("プログラム更新", "Updates"),
        actions,
        _ -> {
          List<Block> blocks = new ArrayList<>(blocks(updates.json()));
          if (updates.installed()) {
            actions.forEach(action -> blocks.add(new Block.Form(action.id())));
          } else {
            blocks.add(
                Block.note(
                    "リリースから設置されていないため、ここからは更新できません。",
                    "This gateway was not installed from a release, so it cannot be updated"
                        + " here."));
            blocks.add(new Block.Form("check"));
          }
          return blocks;
        },
        (action, _, _) -> {
          Updates.Wish wish =
              switch (action) {
                case "check" -> Updates.Wish.CHECK;
                case "install" -> Updates.Wish.INSTALL;
                case "confirm" -> Updates.Wish.CONFIRM;
                default -> Updates.Wish.RETURN;
              };
          boolean can = wish == Updates.Wish.CHECK || updates.installed();
          return can && updates.ask(wish)
              ? Outcome.done(
                  "受け付けました。結果はしばらくしてこの画面に表示されます。",
                  "It was taken; the result shows here in a while.")
              : Outcome.refused(
                  new LocalText(
                      "今は実行できません（リリースから設置されていないか、前の操作が終わっていません）。",
                      "It cannot be done now: this gateway was not installed from a release, or"
                          + " what was asked before is not done yet."));
        });
  }

  /** The newest records of each log. */
  static ConsoleSection logs(LogDesk desk, AlertTexts texts) {
    return new Part(
        "logs",
        new LocalText("ログ", "Logs"),
        List.of(),
        viewer -> {
          var reader = new LogDesk.Reader(viewer.account(), new Endpoint(viewer.source(), 0));
          List<Block> blocks = new ArrayList<>();
          for (EventClass of : EventClass.values()) {
            blocks.add(new Block.Heading(name(of)));
            blocks.add(records(desk.newest(reader, of, LOG_LINES), texts));
          }
          return blocks;
        },
        (_, _, _) -> Outcome.refused(Outcome.NO_SUCH_THING));
  }

  private static Block records(List<String> lines, AlertTexts texts) {
    List<Block.Row> rows = new ArrayList<>();
    for (String line : lines) {
      JsonNode json = JSON.readTree(line);
      rows.add(
          new Block.Row(
              "",
              List.of(
                  text(json.path("at").asString("")),
                  kind(json.path("kind").asString(""), texts),
                  Block.same(json.path("account").asString("")),
                  Block.same(
                      json.path("source").isObject()
                          ? json.path("source").path("address").asString("")
                          : json.path("source").asString("")),
                  text(json.path("action").asString("")),
                  LogWords.of(json)),
              Block.Tone.PLAIN,
              List.of()));
    }
    return new Block.Table(
        List.of(
            new LocalText("時刻", "Time"),
            new LocalText("種類", "Kind"),
            new LocalText("アカウント", "Account"),
            new LocalText("相手", "Source"),
            new LocalText("処置", "Action"),
            new LocalText("内容", "What")),
        rows,
        new LocalText("記録はありません。", "There are no records."));
  }

  private static LocalText kind(String word, AlertTexts texts) {
    return Arrays.stream(EventKind.values())
        .filter(k -> k.word().equals(word))
        .findFirst()
        .map(k -> texts.of(k).title())
        .orElse(Block.same(word));
  }

  /** What the lamp shows, on the screen. */
  static LampMirror lamps(AlertDesk alerts) {
    return () -> {
      LocalText look =
          switch (alerts.lamp()) {
            case QUIET -> new LocalText("消灯", "off");
            case NOTICE -> new LocalText("2秒に1回短く点灯", "a short flash every two seconds");
            case ATTACKED -> new LocalText("1秒周期で点滅", "half a second on, half a second off");
            case INTRUDED -> new LocalText("速い点滅", "flickers");
          };
      return List.of(
          switch (alerts.lamp()) {
            case QUIET ->
                lamp(look, new LocalText("異常なし", "nothing waits for you"), Block.Tone.GOOD);
            case NOTICE ->
                lamp(look, new LocalText("お知らせあり", "there is a notice"), Block.Tone.CARE);
            case ATTACKED ->
                lamp(look, new LocalText("攻撃を受けた", "somebody tries to attack"), Block.Tone.BAD);
            case INTRUDED ->
                lamp(look, new LocalText("侵入のおそれ", "somebody may be in"), Block.Tone.BAD);
          });
    };
  }

  private static LampMirror.Lamp lamp(LocalText look, LocalText meaning, Block.Tone tone) {
    return new LampMirror.Lamp(new LocalText("警報ランプ", "Alert lamp"), look, meaning, tone);
  }

  private static LocalText name(EventClass of) {
    return switch (of) {
      case SECURITY -> new LocalText("セキュリティ", "Security");
      case AUTHENTICATION -> new LocalText("認証", "Authentication");
      case OPERATION -> new LocalText("操作", "Operations");
      case STATE -> new LocalText("状態", "State");
    };
  }

  /** Factory reset and transfer to another owner. */
  static ConsoleSection reset(String gateway, DisposalDesk desk) {
    var confirm =
        Action.Input.text("confirm", "確認のため、この機器のIDを入力", "Type this gateway's id to confirm");
    List<Action> actions =
        List.of(
            Action.dangerous(
                "factory", "出荷時状態リセット", "Reset to the factory state", Risk.FACTORY_RESET, confirm),
            Action.dangerous(
                "transfer", "所有者を変える", "Hand it to another owner", Risk.FACTORY_RESET, confirm));
    return new Part(
        "reset",
        new LocalText("出荷時状態リセット", "Factory reset"),
        actions,
        _ -> {
          List<Block> blocks = new ArrayList<>(blocks(desk.status()));
          actions.forEach(action -> blocks.add(new Block.Form(action.id())));
          return blocks;
        },
        (action, input, viewer) -> {
          if (!input.getOrDefault("confirm", "").equals(gateway)) {
            return Outcome.refused(
                new LocalText("この機器のIDと違います。", "That is not the id of this gateway."));
          }
          return switch (action.equals("transfer")
              ? desk.transfer(viewer.account())
              : desk.reset(viewer.account())) {
            case BEGUN -> {
              desk.takeEffectSoon("reset on the maintainers' screen");
              yield Outcome.done(
                  "消去を始めました。この機器はまもなく再起動し、出荷時の状態に戻ります。",
                  "The erasure has begun; the gateway starts again in its factory state.");
            }
            case BUSY ->
                Outcome.refused(new LocalText("すでに消去中です。", "An erasure has begun already."));
            case LOCKED ->
                Outcome.refused(
                    new LocalText(
                        "管理システムによりロックされています。", "The management has locked this gateway."));
          };
        });
  }

  /** What the users' state page says of updates. */
  static LocalText available(Updates updates) {
    Map<String, Object> json = updates.json();
    String version = String.valueOf(json.getOrDefault("available", ""));
    return !version.isEmpty()
        ? new LocalText(version + " に更新できます", version + " is available")
        : json.containsKey("asked")
            ? new LocalText("最新です", "up to date")
            : new LocalText("まだ確認していません", "not looked for yet");
  }

  /** A status of one level as facts; lists of objects as tables. */
  static List<Block> blocks(Map<String, Object> json) {
    List<Block.Fact> facts = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Facts(facts));
    json.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map) {
            map.forEach((inner, its) -> facts.add(fact(key + " " + inner, its)));
          } else if (value instanceof List<?> list && rows(list)) {
            blocks.add(new Block.Heading(name(key)));
            blocks.add(table(list));
          } else {
            facts.add(fact(key, value));
          }
        });
    return blocks;
  }

  private static boolean rows(List<?> list) {
    return !list.isEmpty() && list.stream().allMatch(Map.class::isInstance);
  }

  private static Block table(List<?> list) {
    List<String> columns =
        list.stream()
            .flatMap(row -> ((Map<?, ?>) row).keySet().stream())
            .map(String::valueOf)
            .distinct()
            .toList();
    List<Block.Row> rows = new ArrayList<>();
    for (Object row : list) {
      Map<?, ?> map = (Map<?, ?>) row;
      List<LocalText> cells = new ArrayList<>();
      for (String column : columns) {
        cells.add(text(Optional.<Object>ofNullable(map.get(column)).orElse("")));
      }
      rows.add(new Block.Row("", cells, Block.Tone.PLAIN, List.of()));
    }
    return new Block.Table(columns.stream().map(PartScreens::name).toList(), rows, Block.same(""));
  }

  private static Block.Fact fact(String key, Object value) {
    return new Block.Fact(name(key), text(value), Block.Tone.PLAIN);
  }

  private static LocalText name(String key) {
    String words = key.replace('_', ' ');
    return NAMES.getOrDefault(words, Block.same(words));
  }

  private static LocalText text(Object value) {
    return switch (value) {
      case Boolean yes -> yes ? new LocalText("はい", "yes") : new LocalText("いいえ", "no");
      case List<?> list ->
          list.isEmpty()
              ? new LocalText("なし", "none")
              : Block.same(list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
      case String text when text.isEmpty() -> Block.same("–");
      case String text when text.startsWith("java.net.ConnectException") ->
          new LocalText("更新サーバに接続できません", "the update server cannot be reached");
      case String text when VALUES.containsKey(text) -> VALUES.getOrDefault(text, Block.same(text));
      case String text -> moment(text);
      default -> Block.same(value.toString());
    };
  }

  private static LocalText moment(String text) {
    if (!text.endsWith("Z")) {
      return Block.same(text);
    }
    try {
      return Block.time(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Block.same(text);
    }
  }
}
