package org.sekisho.gateway.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.sekisho.gateway.console.Block.Tone;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** The gateway at a glance: link, journal, alerts, lamps. */
final class StateSection implements ConsoleSection {
  private static final String UNDO = "undo";

  private final Supplier<Map<String, Object>> status;
  private final AlertBoard alerts;
  private final LampMirror lamps;
  private final Supplier<LocalText> update;
  private final WeakenedBoard weakened;

  StateSection(
      Supplier<Map<String, Object>> status,
      AlertBoard alerts,
      LampMirror lamps,
      Supplier<LocalText> update,
      WeakenedBoard weakened) {
    this.status = status;
    this.alerts = alerts;
    this.lamps = lamps;
    this.update = update;
    this.weakened = weakened;
  }

  @Override
  public String id() {
    return "state";
  }

  @Override
  public LocalText title() {
    return new LocalText("状態", "State");
  }

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(
        Screen.USERS, Screen.USERS.roles(), Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public boolean live() {
    return true;
  }

  @Override
  public List<Action> actions() {
    return List.of(Action.simple(UNDO, "元に戻す", "Undo"));
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    return weakened.undo(input.getOrDefault("key", ""));
  }

  @Override
  public List<Block> show(Viewer viewer) {
    Map<String, Object> now = status.get();
    List<Block> blocks = new ArrayList<>();
    List<WeakenedBoard.Weakened> lowered = weakened.weakened();
    if (!lowered.isEmpty()) {
      blocks.add(
          new Block.Note(
              new LocalText(
                  "保護が弱められています。不要になったら元に戻してください。",
                  "Protection is weakened. Undo it when it is needed no more."),
              Tone.BAD));
      blocks.add(WeakenedBoard.table(lowered, UNDO));
      blocks.add(new Block.Heading(new LocalText("現在の状態", "At present")));
    }
    boolean connected = Boolean.TRUE.equals(in(now, "wan", "connected"));
    long waiting = number(in(now, "journal", "waiting"));
    long open =
        alerts.alerts().stream()
            .filter(a -> a.active() && a.acknowledgedBy().isEmpty())
            .filter(a -> a.severity() != AlertClass.NONE)
            .count();
    List<Block.Fact> facts = new ArrayList<>();
    facts.add(
        Block.fact(
            "上位システムとの接続",
            "Link to the head-end",
            connected
                ? new LocalText("接続中", "connected")
                : new LocalText("切断（データは機器内に保存中）", "down (data is kept here)"),
            connected ? Tone.GOOD : Tone.CARE));
    facts.add(
        Block.fact(
            "送信待ちのデータ",
            "Readings that wait",
            Block.same(Long.toString(waiting)),
            waiting > 0 && !connected ? Tone.CARE : Tone.PLAIN));
    facts.add(
        Block.fact(
            "接続中の機器",
            "Devices connected",
            Block.same(String.valueOf(in(now, "devices", "connected"))),
            Tone.PLAIN));
    facts.add(
        Block.fact(
            "未確認の警報",
            "Alerts not acknowledged",
            Block.same(Long.toString(open)),
            open > 0 ? Tone.BAD : Tone.GOOD));
    facts.add(Block.fact("プログラムの更新", "Program update", update.get(), Tone.PLAIN));
    if (viewer.screen() == Screen.MAINTAINERS) {
      facts.add(
          Block.fact(
              "プログラムの版",
              "Program version",
              Block.same(String.valueOf(now.getOrDefault("version", ""))),
              Tone.PLAIN));
      facts.add(
          Block.fact(
              "証明書の期限", "Certificate ends", moment(in(now, "identity", "not_after")), Tone.PLAIN));
      facts.add(
          Block.fact(
              "保存領域の使用量",
              "Journal on disk",
              Block.same(number(in(now, "journal", "bytes")) / 1024 + " KiB"),
              Tone.PLAIN));
    }
    blocks.add(new Block.Facts(facts));
    blocks.add(new Block.Heading(new LocalText("ランプ", "Lamps")));
    List<Block.Fact> lights = new ArrayList<>();
    for (LampMirror.Lamp lamp : lamps.lamps()) {
      lights.add(
          new Block.Fact(
              lamp.name(),
              new LocalText(
                  lamp.look().ja() + "：" + lamp.meaning().ja(),
                  lamp.look().en() + ": " + lamp.meaning().en()),
              lamp.tone()));
    }
    blocks.add(
        lights.isEmpty()
            ? Block.note("この機器にランプは設定されていません。", "No lamps are set up on this device.")
            : new Block.Facts(lights));
    return blocks;
  }

  private static LocalText moment(Object value) {
    try {
      return Pages.time(Instant.parse(String.valueOf(value)));
    } catch (java.time.format.DateTimeParseException e) {
      return new LocalText("なし", "none");
    }
  }

  private static Object in(Map<String, Object> status, String outer, String inner) {
    return status.get(outer) instanceof Map<?, ?> map && map.get(inner) != null
        ? java.util.Objects.requireNonNull(map.get(inner))
        : "";
  }

  private static long number(Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
