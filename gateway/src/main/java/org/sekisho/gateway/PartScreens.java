package org.sekisho.gateway;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sekisho.gateway.alert.AlertDesk;
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
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.update.Updates;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages that the parts of the gateway offer to the maintainers' screen. */
final class PartScreens {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LOG_LINES = 40;
  private static final int ANSWER_LIMIT_S = 40;
  private static final int MAX_BLOCK_MIN = 1_440;

  /** What the words of the status mean in Japanese; others stand as they are. */
  private static final Map<String, String> JAPANESE =
      Map.ofEntries(
          Map.entry("defence", "ネットワーク防御"),
          Map.entry("since", "いつから"),
          Map.entry("detail", "詳細"),
          Map.entry("policy", "規則の版"),
          Map.entry("off", "働いていない機能"),
          Map.entry("weaknesses", "弱い点"),
          Map.entry("patches", "仮想パッチ"),
          Map.entry("installed", "リリースから設置"),
          Map.entry("version", "版"),
          Map.entry("slot", "区画"),
          Map.entry("release", "リリース"),
          Map.entry("epoch", "安全世代"),
          Map.entry("phase", "段階"),
          Map.entry("last", "前回"),
          Map.entry("reason", "理由"),
          Map.entry("programs", "プログラム"),
          Map.entry("available", "入手できる更新"),
          Map.entry("problem", "問題"),
          Map.entry("asked", "最後の確認"),
          Map.entry("state", "状態"),
          Map.entry("staged", "準備済み"),
          Map.entry("last return", "前回戻した理由"),
          Map.entry("needs confirmation", "人の確認が必要"),
          Map.entry("face", "面"),
          Map.entry("confirmed", "確定"),
          Map.entry("sound", "正常"),
          Map.entry("locked", "遠隔ロック"),
          Map.entry("pending", "消去中"),
          Map.entry("last order", "最後の命令"),
          Map.entry("certificates waiting", "未報告の証明書"));

  private PartScreens() {}

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

  /** The network defence: how it stands, blocks, a policy on trial. */
  static ConsoleSection network(NetworkDefence defence) {
    List<Action> actions =
        List.of(
            Action.proven("apply", "規則を適用し直す", "Apply the rules again", EventKind.OPERATION),
            Action.simple("confirm", "試用中の規則を確定", "Keep the rules on trial"),
            Action.proven("revert", "前の規則に戻す", "Take the rules back", EventKind.OPERATION),
            Action.proven(
                "block",
                "アドレスを遮断",
                "Block an address",
                EventKind.OPERATION,
                new Action.Input("address", new LocalText("IPアドレス", "IP address"), List.of()),
                new Action.Input(
                    "minutes", new LocalText("時間（分、1〜1440）", "Minutes, 1 to 1440"), List.of())),
            Action.proven(
                "unblock",
                "遮断を解除",
                "Unblock an address",
                EventKind.OPERATION,
                new Action.Input("address", new LocalText("IPアドレス", "IP address"), List.of())));
    return new Part(
        "network",
        new LocalText("ネットワーク", "Network"),
        actions,
        _ -> {
          List<Block> blocks = new ArrayList<>(blocks(defence.json()));
          actions.forEach(action -> blocks.add(new Block.Form(action.id())));
          return blocks;
        },
        (action, input, _) -> {
          try {
            return told(
                switch (action) {
                  case "apply" -> defence.applyAgain();
                  case "confirm" -> defence.confirm();
                  case "revert" -> defence.revert();
                  case "block" -> defence.block(address(input), minutes(input));
                  default -> defence.unblock(address(input));
                });
          } catch (IllegalArgumentException e) {
            return Outcome.refused(
                new LocalText("アドレスか時間が正しくありません。", "The address or the minutes are not valid."));
          }
        });
  }

  private static InetAddress address(Map<String, String> input) {
    return Prefix.numeric(input.getOrDefault("address", ""));
  }

  private static Duration minutes(Map<String, String> input) {
    String text = input.getOrDefault("minutes", "").strip();
    int minutes = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (minutes < 1 || minutes > MAX_BLOCK_MIN) {
      throw new IllegalArgumentException("minutes");
    }
    return Duration.ofMinutes(minutes);
  }

  private static Outcome told(CompletableFuture<Answer> coming) {
    try {
      return switch (coming.get(ANSWER_LIMIT_S, TimeUnit.SECONDS)) {
        case Answer.Refused refused ->
            Outcome.refused(new LocalText("拒否されました: " + refused.reason(), refused.reason()));
        case Answer.Applied _, Answer.Done _, Answer.State _ -> Outcome.done("実行しました。", "Done.");
      };
    } catch (ExecutionException | TimeoutException e) {
      return Outcome.refused(new LocalText("防御プログラムが応答しません。", "The guard gives no answer."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.refused(new LocalText("停止中です。", "The gateway stops."));
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
        new LocalText("更新", "Updates"),
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
              ? Outcome.done("受け付けました。しばらくして結果が表示されます。", "Taken; the result shows in a while.")
              : Outcome.refused(new LocalText("今は実行できません。", "It cannot be done now."));
        });
  }

  /** The two faces of the configuration. */
  static ConsoleSection configuration(Supplier<Map<String, Object>> faces) {
    return new Part(
        "configuration",
        new LocalText("設定", "Configuration"),
        List.of(),
        _ -> {
          List<Block> blocks = new ArrayList<>(blocks(faces.get()));
          blocks.add(
              Block.note(
                  "変更は、この機器で「sekisho gateway configuration」を使って行います。",
                  "It is changed on this machine, with: sekisho gateway configuration"));
          return blocks;
        },
        (_, _, _) -> Outcome.refused(Outcome.NO_SUCH_THING));
  }

  /** The newest records of each log. */
  static ConsoleSection logs(LogDesk desk) {
    return new Part(
        "logs",
        new LocalText("ログ", "Logs"),
        List.of(),
        viewer -> {
          var reader = new LogDesk.Reader(viewer.account(), new Endpoint(viewer.source(), 0));
          List<Block> blocks = new ArrayList<>();
          for (EventClass of : EventClass.values()) {
            blocks.add(new Block.Heading(name(of)));
            blocks.add(records(desk.newest(reader, of, LOG_LINES)));
          }
          return blocks;
        },
        (_, _, _) -> Outcome.refused(Outcome.NO_SUCH_THING));
  }

  private static Block records(List<String> lines) {
    List<Block.Row> rows = new ArrayList<>();
    for (String line : lines) {
      JsonNode json = JSON.readTree(line);
      rows.add(
          new Block.Row(
              "",
              List.of(
                  text(json.path("at").asString("")),
                  Block.same(json.path("kind").asString("")),
                  Block.same(json.path("account").asString("")),
                  Block.same(
                      json.path("source").isObject()
                          ? json.path("source").path("address").asString("")
                          : json.path("source").asString("")),
                  Block.same(json.path("action").asString("")),
                  Block.same(json.path("detail").asString(""))),
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
        new Action.Input(
            "confirm",
            new LocalText("確認のためこの機器のIDを入力", "Type this gateway's id to confirm"),
            List.of());
    List<Action> actions =
        List.of(
            Action.dangerous(
                "factory", "工場出荷時に戻す", "Reset to the factory state", Risk.FACTORY_RESET, confirm),
            Action.dangerous(
                "transfer", "所有者を変える", "Hand it to another owner", Risk.FACTORY_RESET, confirm));
    return new Part(
        "reset",
        new LocalText("出荷時に戻す", "Reset"),
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
            case BEGUN ->
                Outcome.done(
                    "消去を始めました。この機器はまもなく再起動します。",
                    "The erasure has begun; the gateway starts again.");
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
        ? new LocalText(version + " を入れられます", version + " is available")
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
    String english =
        words.isEmpty() ? "" : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    return new LocalText(JAPANESE.getOrDefault(words, english), english);
  }

  private static LocalText text(Object value) {
    return switch (value) {
      case Boolean yes -> yes ? new LocalText("はい", "yes") : new LocalText("いいえ", "no");
      case List<?> list ->
          list.isEmpty()
              ? new LocalText("なし", "none")
              : Block.same(list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
      case String text when text.isEmpty() -> Block.same("–");
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
