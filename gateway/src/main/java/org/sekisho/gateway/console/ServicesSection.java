package org.sekisho.gateway.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.gateway.console.Block.Tone;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.StartException;
import org.sekisho.program.access.AccountRole;

/** Every service that listens: owner, reason, switch. */
final class ServicesSection implements ConsoleSection {
  private static final String ON = "on";
  private static final String OFF = "off";

  private final Services services;

  ServicesSection(Services services) {
    this.services = services;
  }

  @Override
  public String id() {
    return "services";
  }

  @Override
  public LocalText title() {
    return new LocalText("サービス", "Services");
  }

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public List<Action> actions() {
    return List.of(
        Action.dangerous(ON, "開始", "Switch on", Risk.OPEN_PORT),
        Action.dangerous(OFF, "停止", "Switch off", Risk.SERVICE_OFF));
  }

  @Override
  public List<Block> show(Viewer viewer) {
    List<Block.Row> rows = new ArrayList<>();
    for (Services.Service service : services.all()) {
      boolean on = service.on();
      rows.add(
          new Block.Row(
              service.id(),
              List.of(
                  service.name(),
                  on ? new LocalText("動作中", "on") : new LocalText("停止中", "off"),
                  Block.same(
                      service.protocol()
                          + (on ? " " + service.host() + ":" + service.port().getAsInt() : "")),
                  service.owner(),
                  service.reason()),
              on ? Tone.GOOD : Tone.PLAIN,
              service.onOff().isEmpty() ? List.of() : List.of(on ? OFF : ON)));
    }
    return List.of(
        Block.note(
            "この機器で待ち受けているすべてのサービスです。ここで停止できないものは設定ファイルで停止します。",
            "All services of this gateway that listen. Those without a button are switched off in"
                + " the configuration file."),
        new Block.Table(
            List.of(
                new LocalText("サービス", "Service"),
                new LocalText("状態", "State"),
                new LocalText("プロトコルと待受先", "Protocol and address"),
                new LocalText("責任者", "Owner"),
                new LocalText("理由", "Reason")),
            rows,
            new LocalText("サービスはありません。", "There are no services.")));
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    try {
      return !services.set(input.getOrDefault("key", ""), action.equals(ON))
          ? Outcome.refused(Outcome.NO_SUCH_THING)
          : action.equals(ON)
              ? Outcome.done("開始しました。", "It is on.")
              : Outcome.done("停止しました。", "It is off.");
    } catch (StartException e) {
      return Outcome.refused(
          new LocalText("開始できませんでした。", "It could not be started: " + e.getMessage()));
    }
  }
}
