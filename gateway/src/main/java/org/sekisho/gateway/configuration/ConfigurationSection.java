package org.sekisho.gateway.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.gateway.console.Action;
import org.sekisho.gateway.console.Block;
import org.sekisho.gateway.console.Block.Tone;
import org.sekisho.gateway.console.ConsoleSection;
import org.sekisho.gateway.console.Outcome;
import org.sekisho.gateway.console.Screen;
import org.sekisho.gateway.console.Viewer;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** The page of the maintainer about the two faces of the configuration. */
public final class ConfigurationSection implements ConsoleSection {
  private static final LocalText NOTHING =
      new LocalText("対象の設定がありません。", "There is nothing to do that with.");

  private final ConfigurationKeeper keeper;

  /** A page about what this keeper keeps. */
  public ConfigurationSection(ConfigurationKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public String id() {
    return "configuration";
  }

  @Override
  public LocalText title() {
    return new LocalText("設定", "Configuration");
  }

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public boolean live() {
    return true;
  }

  @Override
  public List<Block> show(Viewer viewer) {
    Map<String, Object> now = keeper.json();
    boolean trying = "trying".equals(now.get("state"));
    List<Block.Row> rows = new ArrayList<>();
    if (now.get("faces") instanceof List<?> faces) {
      for (Object one : faces) {
        if (one instanceof Map<?, ?> face) {
          rows.add(
              new Block.Row(
                  "",
                  List.of(
                      Block.same(text(face, "face")),
                      Block.same(text(face, "version")),
                      Block.same(text(face, "origin")),
                      Block.same(text(face, "at")),
                      Boolean.TRUE.equals(face.get("sound"))
                          ? new LocalText("正常", "sound")
                          : new LocalText("破損", "damaged")),
                  Boolean.TRUE.equals(face.get("sound")) ? Tone.PLAIN : Tone.BAD,
                  List.of()));
        }
      }
    }
    return List.of(
        new Block.Facts(
            List.of(
                Block.fact("動作中の版", "Runs", Block.same(text(now, "version")), Tone.PLAIN),
                Block.fact(
                    "状態",
                    "State",
                    trying
                        ? new LocalText("試行中。確定しなければ自動的に戻ります", "on trial: it goes back by itself")
                        : new LocalText("確定", "confirmed"),
                    trying ? Tone.CARE : Tone.GOOD),
                Block.fact(
                    "前回戻した理由",
                    "Why the last one went back",
                    Block.same(text(now, "last_return")),
                    Tone.PLAIN))),
        new Block.Table(
            List.of(
                new LocalText("面", "Face"),
                new LocalText("版", "Version"),
                new LocalText("由来", "From"),
                new LocalText("日時", "Written"),
                new LocalText("検査", "Check")),
            rows,
            new LocalText("なし", "none")),
        Block.note(
            "新しい設定は sekisho gateway configuration stage で用意します。",
            "A new version is staged by: sekisho gateway configuration stage."),
        new Block.Form("switch"),
        new Block.Form("confirm"),
        new Block.Form("return"));
  }

  @Override
  public List<Action> actions() {
    return List.of(
        Action.proven("switch", "用意した設定を試す", "Try what is staged", EventKind.CONFIGURATION_CHANGED),
        Action.proven(
            "confirm", "試行中の設定を確定する", "Keep what is on trial", EventKind.CONFIGURATION_CHANGED),
        Action.proven("return", "前の設定に戻す", "Go back", EventKind.CONFIGURATION_CHANGED));
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    boolean done =
        switch (action) {
          case "switch" -> keeper.tryStaged();
          case "confirm" -> keeper.confirmed();
          default -> keeper.returned();
        };
    return done ? Outcome.done("実行しました。", "Done.") : Outcome.refused(NOTHING);
  }

  private static String text(Map<?, ?> json, String key) {
    Object value = json.get(key);
    return value == null ? "" : String.valueOf(value);
  }
}
