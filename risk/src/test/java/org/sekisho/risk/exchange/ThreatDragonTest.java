package org.sekisho.risk.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.exchange.Geometry.Divide;
import org.sekisho.risk.exchange.Geometry.Spot;

class ThreatDragonTest {
  private final Imported imported = Samples.imported(ExchangeFormat.THREAT_DRAGON);
  private final SystemModel model = Samples.model(imported);

  @Test
  void findsWhatABoundaryHoldsFromTheDrawing() {
    assertThat(model.components().values())
        .extracting(Component::id, Component::kind, Component::zone)
        .containsExactly(
            tuple("soil-sensor", ComponentKind.SENSOR, "boundary-1"),
            tuple("iot-gateway", ComponentKind.GATEWAY, "greenhouse-field"),
            tuple("history", ComponentKind.DATABASE, "internet"),
            tuple("admin", ComponentKind.COMPUTER_APP, "outside"));
    assertThat(model.zones().values())
        .extracting(Zone::id, Zone::parent)
        .contains(
            tuple("boundary-1", Optional.of("greenhouse-field")),
            tuple("greenhouse-field", Optional.empty()));
    assertThat(imported.losses())
        .filteredOn(l -> l.why().en().contains("lies partly outside"))
        .extracting(Loss::what)
        .containsExactly("outside");
    assertThat(imported.losses())
        .filteredOn(l -> l.why().en().contains("curved boundary"))
        .extracting(Loss::what)
        .containsExactly("internet");
  }

  @Test
  void joinsLooseEndsBesideAnElementAndDropsOthers() {
    assertThat(model.links().values())
        .extracting(Link::id, Link::from, Link::to, Link::protocol, Link::encryption, Link::through)
        .containsExactly(
            tuple(
                "zigbee",
                "soil-sensor",
                "iot-gateway",
                Protocol.ZIGBEE,
                Link.Encryption.LINK_LAYER,
                List.of()),
            tuple(
                "upload",
                "iot-gateway",
                "history",
                Protocol.HTTPS,
                Link.Encryption.TLS,
                List.of("public-network")),
            tuple(
                "admin-iot-gateway",
                "admin",
                "iot-gateway",
                Protocol.OTHER,
                Link.Encryption.UNKNOWN,
                List.of()));
    assertThat(imported.losses())
        .extracting(Loss::what)
        .contains("Loose", "Carrier pigeon → other");
  }

  @Test
  void keepsThreatsAtComponents() {
    assertThat(model.threats().values())
        .extracting(ConcreteThreat::id, ConcreteThreat::on, ConcreteThreat::category)
        .containsExactly(
            tuple("open-console", "iot-gateway", "eop"), tuple("listening", "history", "inf-net"));
  }

  @Test
  void refusesModelsOfVersionOneWithAdvice() {
    String old =
        """
        {"summary": {"title": "Old"}, "detail": {"diagrams": [{"title": "D", "diagramJson": {"cells": []}}]}}
        """;
    assertThatThrownBy(() -> ExchangeFormat.THREAT_DRAGON.importer().read("old.json", old))
        .hasMessageContaining("old.json:1")
        .hasMessageContaining("open it with Threat Dragon 2");
  }

  @Test
  void takesAnElementOfTheSameNameInTwoDiagramsForOne() {
    String cells =
        """
        [{"shape": "process", "id": "%s", "zIndex": 1, "position": {"x": 0, "y": 0}, "size": {"width": 10, "height": 10},
          "data": {"type": "tm.Process", "name": "Server"}}]
        """;
    String text =
        """
        {"version": "2.3.0", "summary": {"title": "Two"}, "detail": {"contributors": [], "reviewer": "", "diagramTop": 0, "threatTop": 0,
          "diagrams": [{"title": "A", "cells": %s}, {"title": "B", "cells": %s}]}}
        """
            .formatted(cells.formatted("a1"), cells.formatted("b1"));
    Imported two = ExchangeFormat.THREAT_DRAGON.importer().read("two.json", text);
    assertThat(Samples.model(two).components()).containsOnlyKeys("server");
  }

  @Test
  void cutsTheDrawingInTwoWithALineThatIsContinued() {
    var line = new Divide(List.of(new Spot(10, 0), new Spot(10, 5), new Spot(10, 10)));
    assertThat(line.between(new Spot(0, 100), new Spot(20, 100))).isTrue();
    assertThat(line.between(new Spot(0, 0), new Spot(5, 50))).isFalse();
    var hook =
        new Divide(List.of(new Spot(0, 100), new Spot(0, 0), new Spot(50, 0), new Spot(50, 100)));
    assertThat(hook.between(new Spot(25, 50), new Spot(25, -50))).isTrue();
    assertThat(hook.between(new Spot(-10, 50), new Spot(60, 50))).isFalse();
    assertThat(new Divide(List.of(new Spot(1, 1), new Spot(1, 1))).pieces()).isZero();
  }
}
