package org.sekisho.gateway.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.gateway.status.Alarms;
import org.sekisho.model.system.LocalText;

/** The alarms of the data path as an alert board. Thread-safe. */
final class AlarmBoard implements AlertBoard {
  private final Alarms alarms;
  private final Map<String, String> seen = new HashMap<>();

  /** Shows the alarms. */
  AlarmBoard(Alarms alarms) {
    this.alarms = alarms;
  }

  @Override
  public List<Alert> alerts() {
    List<Alert> alerts = new ArrayList<>();
    for (Alarms.Alarm alarm : alarms.all()) {
      String id = id(alarm);
      Optional<String> by;
      synchronized (seen) {
        by = Optional.ofNullable(seen.get(id));
      }
      alerts.add(
          new Alert(
              id,
              AlertClass.NOTICE,
              title(alarm.kind()),
              Block.same(alarm.detail()),
              alarm.since(),
              alarm.last(),
              alarm.count(),
              alarm.active(),
              by));
    }
    alerts.sort(Comparator.comparing(Alert::last).reversed());
    return alerts;
  }

  @Override
  public boolean acknowledge(String id, String account) {
    List<String> ids = alarms.all().stream().map(AlarmBoard::id).toList();
    synchronized (seen) {
      seen.keySet().retainAll(ids);
      if (!ids.contains(id)) {
        return false;
      }
      seen.putIfAbsent(id, account);
      return true;
    }
  }

  /** One that is raised again after its end is another one. */
  private static String id(Alarms.Alarm alarm) {
    return alarm.kind().word() + "@" + alarm.since().toEpochMilli();
  }

  private static LocalText title(Alarms.Kind kind) {
    return switch (kind) {
      case LEDGER_GAP -> new LocalText("データの件数が合いません", "Counts of readings do not agree");
      case JOURNAL_FULL -> new LocalText("保存領域がいっぱいです", "The journal is full");
      case JOURNAL_DAMAGED -> new LocalText("保存領域の一部が壊れました", "Part of the journal is damaged");
      case DISK_FAILING -> new LocalText("ディスクに書き込めません", "The disk does not take data");
      case WAN_REFUSED -> new LocalText("上位システムに拒否されました", "The head-end refuses this gateway");
      case CHAIN_RESTARTED -> new LocalText("送信の連番をやり直しました", "The chain of batches began anew");
      case IDENTITY_EXPIRING -> new LocalText("証明書の期限が近づいています", "The certificate ends soon");
    };
  }
}
