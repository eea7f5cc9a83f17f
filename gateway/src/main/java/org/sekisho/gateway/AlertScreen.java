package org.sekisho.gateway;

import java.util.List;
import org.sekisho.gateway.alert.AlertDesk;
import org.sekisho.gateway.alert.AlertTexts;
import org.sekisho.gateway.alert.Alerts;
import org.sekisho.gateway.console.AlertBoard;
import org.sekisho.gateway.event.Endpoint;

/** The gateway's alerts as its pages show them. Thread-safe. */
record AlertScreen(Alerts all, AlertTexts texts, AlertDesk desk) implements AlertBoard {
  @Override
  public List<AlertBoard.Alert> alerts() {
    return all.all().stream().map(this::shown).toList();
  }

  private AlertBoard.Alert shown(org.sekisho.gateway.alert.Alert alert) {
    return new AlertBoard.Alert(
        alert.id().toString(),
        alert.alertClass(),
        texts.of(alert.kind()).title(),
        texts.detail(alert.rule(), alert.detail()),
        alert.since(),
        alert.last(),
        alert.count(),
        alert.over().isEmpty(),
        alert.acknowledged().map(_ -> alert.acknowledgedBy()));
  }

  @Override
  public boolean acknowledge(String id, String account) {
    return desk.acknowledge(id, account, Endpoint.NONE);
  }
}
