package org.sekisho.gateway.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.gateway.console.Block.Tone;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** What somebody must look at, with the button that says that somebody has. */
final class AlertsSection implements ConsoleSection {
  private static final String ACKNOWLEDGE = "acknowledge";

  private final AlertBoard board;

  AlertsSection(AlertBoard board) {
    this.board = board;
  }

  @Override
  public String id() {
    return "alerts";
  }

  @Override
  public LocalText title() {
    return new LocalText("警報", "Alerts");
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
    return List.of(
        new Action(
            ACKNOWLEDGE,
            new LocalText("確認した", "Acknowledge"),
            Set.of(AccountRole.GENERAL_USER, AccountRole.MAINTAINER),
            Action.Asks.NOTHING,
            Optional.empty(),
            List.of(),
            EventKind.OPERATION));
  }

  @Override
  public List<Block> show(Viewer viewer) {
    List<Block.Row> rows = new ArrayList<>();
    for (AlertBoard.Alert alert : board.alerts()) {
      boolean open = alert.acknowledgedBy().isEmpty();
      rows.add(
          new Block.Row(
              alert.id(),
              List.of(
                  severity(alert.severity()),
                  alert.title(),
                  alert.detail(),
                  Pages.time(alert.last()),
                  Block.same(Long.toString(alert.count())),
                  alert.acknowledgedBy().map(Block::same).orElse(new LocalText("未確認", "not yet"))),
              !open ? Tone.PLAIN : alert.severity() == AlertClass.NOTICE ? Tone.CARE : Tone.BAD,
              open ? List.of(ACKNOWLEDGE) : List.of()));
    }
    return List.of(
        new Block.Table(
            List.of(
                new LocalText("種類", "Kind"),
                new LocalText("内容", "What"),
                new LocalText("詳細", "Detail"),
                new LocalText("最新", "Last"),
                new LocalText("回数", "Count"),
                new LocalText("確認", "Acknowledged")),
            rows,
            new LocalText("警報はありません。", "There are no alerts.")));
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    return board.acknowledge(input.getOrDefault("key", ""), viewer.account())
        ? Outcome.done("確認済みにしました。", "Acknowledged.")
        : Outcome.refused(Outcome.NO_SUCH_THING);
  }

  private static LocalText severity(AlertClass severity) {
    return switch (severity) {
      case NONE -> new LocalText("記録", "Record");
      case NOTICE -> new LocalText("お知らせ", "Notice");
      case ATTACKED -> new LocalText("攻撃を受けた", "Attacked");
      case INTRUDED -> new LocalText("侵入のおそれ", "Intruded");
    };
  }
}
