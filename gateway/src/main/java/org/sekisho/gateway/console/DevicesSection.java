package org.sekisho.gateway.console;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.console.Block.Tone;
import org.sekisho.gateway.device.DeviceCredentials;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.listener.FieldSide;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Profile;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.access.AccountRole;

/** The devices of the field network: last contact, credentials. */
final class DevicesSection implements ConsoleSection {
  private static final String ISSUE = "issue";
  private static final String REVOKE = "revoke";
  private static final String REVOKE_ALL = "revoke-all";

  private final SystemModel model;
  private final String gateway;
  private final FieldSide field;

  DevicesSection(SystemModel model, String gateway, FieldSide field) {
    this.model = model;
    this.gateway = gateway;
    this.field = field;
  }

  @Override
  public String id() {
    return "devices";
  }

  @Override
  public LocalText title() {
    return new LocalText("機器", "Devices");
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
        Action.proven(ISSUE, "新しいパスワード", "New password", EventKind.ACCOUNT_CHANGED),
        Action.proven(REVOKE, "無効にする", "Revoke", EventKind.ACCOUNT_CHANGED),
        Action.dangerous(REVOKE_ALL, "すべての機器を無効にする", "Revoke all devices", Risk.REVOKE_ALL));
  }

  @Override
  public List<Block> show(Viewer viewer) {
    Map<String, DeviceCredentials.Issued> issued = new HashMap<>();
    field.credentials().issued().forEach(i -> issued.put(i.device(), i));
    boolean maintainers = viewer.screen() == Screen.MAINTAINERS;
    List<Block.Row> rows = new ArrayList<>();
    for (Component device : model.devicesOf(gateway)) {
      boolean connected = field.devices().connected(device.id());
      Optional<Instant> last = last(device.id());
      DeviceCredentials.Issued credential = issued.get(device.id());
      List<LocalText> cells = new ArrayList<>();
      cells.add(device.name());
      cells.add(
          connected ? new LocalText("接続中", "connected") : new LocalText("切断", "not connected"));
      cells.add(last.map(Pages::time).orElse(new LocalText("まだありません", "none yet")));
      if (maintainers) {
        cells.add(Block.same(device.id()));
        cells.add(credential(credential));
      }
      rows.add(
          new Block.Row(
              device.id(),
              cells,
              connected ? Tone.GOOD : credential == null ? Tone.PLAIN : Tone.CARE,
              !maintainers
                  ? List.of()
                  : credential == null ? List.of(ISSUE) : List.of(ISSUE, REVOKE)));
    }
    List<LocalText> head = new ArrayList<>();
    head.add(new LocalText("名前", "Name"));
    head.add(new LocalText("接続", "Link"));
    head.add(new LocalText("最後の計測", "Last reading"));
    if (maintainers) {
      head.add(Block.same("ID"));
      head.add(new LocalText("認証情報", "Credential"));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Table(head, rows, new LocalText("機器はありません。", "There are no devices.")));
    if (maintainers && viewer.role() == AccountRole.MAINTAINER) {
      blocks.add(new Block.Heading(new LocalText("非常時", "Emergency")));
      blocks.add(new Block.Form(REVOKE_ALL));
    }
    return blocks;
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    String device = input.getOrDefault("key", "");
    if (action.equals(REVOKE_ALL)) {
      long revoked =
          field.credentials().issued().stream()
              .filter(i -> field.credentials().revoke(i.device()))
              .count();
      return Outcome.done(
          revoked + "台の機器を無効にしました。", "The credentials of " + revoked + " devices are void.");
    }
    if (model.devicesOf(gateway).stream().noneMatch(c -> c.id().equals(device))) {
      return Outcome.refused(Outcome.NO_SUCH_THING);
    }
    if (action.equals(ISSUE)) {
      return Outcome.done(
          device + " の新しいパスワードです。機器に設定してください。",
          "The new password of " + device + ". Set it in the device.",
          Optional.of(field.credentials().issuePassword(device)));
    }
    return field.credentials().revoke(device)
        ? Outcome.done(device + " を無効にしました。", "The credential of " + device + " is void.")
        : Outcome.refused(Outcome.NO_SUCH_THING);
  }

  private Optional<Instant> last(String device) {
    Profile profile = model.profileOf(device);
    if (profile == null) {
      return Optional.empty();
    }
    return profile.points().keySet().stream()
        .flatMap(point -> field.devices().latest(new PointId(device, point)).stream())
        .map(reading -> Instant.EPOCH.plus(reading.timeUs(), ChronoUnit.MICROS))
        .max(Instant::compareTo);
  }

  private static LocalText credential(DeviceCredentials.@Nullable Issued issued) {
    if (issued == null) {
      return new LocalText("なし", "none");
    }
    return switch (issued.kind()) {
      case PASSWORD -> new LocalText("パスワード", "password");
      case CERTIFICATE -> new LocalText("証明書", "certificate");
      case AUTHORITY -> new LocalText("追加した認証局の証明書", "certificate of an added authority");
    };
  }
}
