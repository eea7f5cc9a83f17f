package org.sekisho.gateway.update;

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
import org.sekisho.gateway.update.Updates.Wish;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** The page of the maintainer about releases: what runs, what is offered, how the last one went. */
public final class UpdatesSection implements ConsoleSection {
  private static final LocalText NO_SLOTS =
      new LocalText(
          "この機器は更新用の二つの領域に導入されていないため、ここからは更新できません。",
          "This gateway was not installed in two slots: it cannot be updated from here.");
  private static final LocalText BUSY =
      new LocalText("処理中です。しばらくしてからもう一度お試しください。", "It is busy: try again in a while.");

  private final Updates updates;

  /** A page about these updates. */
  public UpdatesSection(Updates updates) {
    this.updates = updates;
  }

  /** One line for everybody: whether a newer program waits (SEC-MAINT-05). */
  public static LocalText line(Updates updates) {
    String waiting = String.valueOf(updates.json().get("available"));
    return waiting.isEmpty()
        ? new LocalText("新しい版はありません", "no newer version")
        : new LocalText(
            "新しい版 " + waiting + " があります。保守者が更新してください",
            "version " + waiting + " is available: a maintainer should install it");
  }

  @Override
  public String id() {
    return "updates";
  }

  @Override
  public LocalText title() {
    return new LocalText("更新", "Updates");
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
    Map<String, Object> now = updates.json();
    boolean offered = !text(now, "available").isEmpty();
    return List.of(
        new Block.Facts(
            List.of(
                Block.fact("動作中の版", "Runs", Block.same(text(now, "version")), Tone.PLAIN),
                Block.fact("新しい版", "Available", line(updates), offered ? Tone.CARE : Tone.GOOD),
                Block.fact(
                    "もう一方の領域", "Other slot", Block.same(text(now, "other_slot")), Tone.PLAIN),
                Block.fact("状態", "Phase", Block.same(text(now, "phase")), Tone.PLAIN),
                Block.fact(
                    "前回の結果の理由", "Why it ended so", Block.same(text(now, "reason")), Tone.PLAIN),
                Block.fact("最終確認", "Last asked", Block.same(text(now, "asked")), Tone.PLAIN),
                Block.fact(
                    "問題",
                    "Problem",
                    Block.same(text(now, "problem")),
                    text(now, "problem").isEmpty() ? Tone.PLAIN : Tone.CARE))),
        new Block.Form("check"),
        new Block.Form("install"),
        new Block.Form("return"));
  }

  @Override
  public List<Action> actions() {
    return List.of(
        Action.simple("check", "更新を確認する", "Ask for updates"),
        Action.proven("install", "新しい版を導入する", "Install what is offered", EventKind.OPERATION),
        Action.proven("return", "前の版に戻す", "Return to the other slot", EventKind.OPERATION));
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    Wish wish =
        switch (action) {
          case "install" -> Wish.INSTALL;
          case "return" -> Wish.RETURN;
          default -> Wish.CHECK;
        };
    if (wish != Wish.CHECK && !updates.installed()) {
      return Outcome.refused(NO_SLOTS);
    }
    return updates.ask(wish)
        ? Outcome.done("受け付けました。結果はこの画面に表示されます。", "It is under way; this page shows how it goes.")
        : Outcome.refused(BUSY);
  }

  private static String text(Map<String, Object> json, String key) {
    return String.valueOf(json.getOrDefault(key, ""));
  }
}
