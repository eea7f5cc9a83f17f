package org.sekisho.gateway.console;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** Stands where a part of the gateway would offer its page, and says that it is not set up. */
record AbsentSection(String id, LocalText title) implements ConsoleSection {
  /** The pages that parts of the gateway offer. */
  static final List<AbsentSection> ALL =
      List.of(
          new AbsentSection("network", new LocalText("ネットワーク", "Network")),
          new AbsentSection("weakening", new LocalText("保護を弱める操作", "Weaken protection")),
          new AbsentSection("updates", new LocalText("プログラム更新", "Updates")),
          new AbsentSection("configuration", new LocalText("設定", "Configuration")),
          new AbsentSection("logs", new LocalText("ログ", "Logs")),
          new AbsentSection("reset", new LocalText("出荷時状態リセット", "Factory reset")));

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public List<Block> show(Viewer viewer) {
    return List.of(
        Block.note("この機能は、この機器では設定されていません。", "This function is not set up on this gateway."));
  }
}
