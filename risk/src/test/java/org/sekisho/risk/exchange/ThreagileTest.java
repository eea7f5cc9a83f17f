package org.sekisho.risk.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;

class ThreagileTest {
  private final Imported imported = Samples.imported(ExchangeFormat.THREAGILE);
  private final SystemModel model = Samples.model(imported);

  @Test
  void readsAssetsThatTakeOverFromAnAnchor() {
    Asset commands = model.assets().get("pump-commands");
    assertThat(commands).isNotNull();
    assertThat(model.assets().values())
        .extracting(Asset::id, Asset::confidentiality, Asset::integrity, Asset::availability)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("water-levels", 1, 3, 3),
            org.assertj.core.groups.Tuple.tuple("pump-commands", 2, 3, 3),
            org.assertj.core.groups.Tuple.tuple("public-notices", 0, 1, 1));
    assertThat(lost("data_assets/Water Levels/integrity")).contains("mission-critical → 3");
    assertThat(lost("data_assets/Public Notices/integrity")).contains("archive → 1");
  }

  @Test
  void mapsComponentsAndTellsEachGuess() {
    assertThat(model.components().values())
        .extracting(Component::id, Component::kind, Component::zone, Component::scope)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "level-sensor", ComponentKind.SENSOR, "pump-house", Component.Scope.IN),
            org.assertj.core.groups.Tuple.tuple(
                "field-gateway", ComponentKind.GATEWAY, "pump-house", Component.Scope.IN),
            org.assertj.core.groups.Tuple.tuple(
                "portal", ComponentKind.APPLICATION, "internet", Component.Scope.IN),
            org.assertj.core.groups.Tuple.tuple(
                "citizen-browser", ComponentKind.COMPUTER_APP, "internet", Component.Scope.OUT));
    assertThat(lost("technical_assets/Field Gateway/technology"))
        .contains("gateway → kind gateway");
    assertThat(lost("technical_assets/Field Gateway/tags")).contains("linux");
    assertThat(lost("technical_assets/Citizen/id")).contains("Citizen_Browser → citizen-browser");
    assertThat(lost("technical_assets/Field Gateway/confidentiality"))
        .as("its own rating is more than its assets say")
        .contains("strictly-confidential (3)");
  }

  @Test
  void readsLinksWithWhatTheyCarryAndWhichWay() {
    assertThat(model.links().values())
        .extracting(
            Link::id, Link::protocol, Link::authentication, Link::encryption, Link::direction)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "level-reports",
                Protocol.MQTT,
                Link.Authentication.PASSWORD,
                Link.Encryption.UNKNOWN,
                Link.Direction.FORWARD),
            org.assertj.core.groups.Tuple.tuple(
                "upload",
                Protocol.OTHER,
                Link.Authentication.CERTIFICATE,
                Link.Encryption.VPN,
                Link.Direction.BOTH),
            org.assertj.core.groups.Tuple.tuple(
                "reads",
                Protocol.HTTPS,
                Link.Authentication.TOKEN,
                Link.Encryption.TLS,
                Link.Direction.BACK));
    assertThat(lost("technical_assets/Field Gateway/communication_links/Itself/target"))
        .isPresent();
    assertThat(lost("technical_assets/Citizen/communication_links/To Nowhere/target"))
        .contains("no-such-asset");
    assertThat(lost("technical_assets/Citizen/communication_links/Reads/authentication"))
        .contains("session-id → token");
  }

  @Test
  void nestsBoundariesAndGuessesWhereTheyLie() {
    assertThat(model.zones().values())
        .extracting(Zone::id, Zone::placement, Zone::parent)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "pump-house", Zone.Placement.FIELD, Optional.of("company")),
            org.assertj.core.groups.Tuple.tuple("company", Zone.Placement.CENTRE, Optional.empty()),
            org.assertj.core.groups.Tuple.tuple("internet", Zone.Placement.WAN, Optional.empty()));
  }

  @Test
  void makesEntryPointsUsersAndThreats() {
    assertThat(model.entryPoints().values())
        .extracting(EntryPoint::on)
        .containsExactly("portal", "citizen-browser");
    assertThat(model.actors()).containsKey("users");
    assertThat(model.threats().values())
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.on()).isEqualTo("level-sensor");
              assertThat(t.category()).isEqualTo("tam");
              assertThat(t.frequency()).contains(3);
              assertThat(t.name().en()).isEqualTo("Open Hatch at Level Sensor");
            });
    assertThat(lost("risk_tracking/unencrypted-asset@*")).contains("accepted");
    assertThat(lost("future_field")).contains("something");
  }

  @Test
  void refusesWhatIsNoThreagileWithThePlace() {
    assertThatThrownBy(
            () ->
                ExchangeFormat.THREAGILE
                    .importer()
                    .read("m.yaml", "title: x\ntechnical_assets:\n  A:\n    id: [1]\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("m.yaml:4:9")
        .hasMessageContaining("technical_assets/A/id")
        .hasMessageContaining("must be a text");
    assertThatThrownBy(
            () -> ExchangeFormat.THREAGILE.importer().read("m.yaml", "includes: [a.yaml]\n"))
        .hasMessageContaining("give the merged one");
    assertThatThrownBy(
            () ->
                ExchangeFormat.THREAGILE
                    .importer()
                    .read(
                        "m.yaml",
                        "data_assets:\n  A: {id: a, confidentiality: very, integrity: archive}\n"))
        .hasMessageContaining("'very' is not allowed: one of public");
  }

  private Optional<String> lost(String where) {
    return imported.losses().stream()
        .filter(l -> l.where().equals(where))
        .map(Loss::what)
        .findFirst();
  }
}
