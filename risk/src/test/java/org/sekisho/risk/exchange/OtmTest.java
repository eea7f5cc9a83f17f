package org.sekisho.risk.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;

class OtmTest {
  private final Imported imported = Samples.imported(ExchangeFormat.OTM);
  private final SystemModel model = Samples.model(imported);

  @Test
  void putsValuesFromZeroToHundredOnFourSteps() {
    assertThat(model.assets().values())
        .extracting(Asset::id, Asset::confidentiality, Asset::integrity, Asset::availability)
        .containsExactly(tuple("access-keys", 3, 3, 0), tuple("door-state", 1, 2, 1));
    assertThat(imported.losses())
        .extracting(Loss::where, Loss::what)
        .contains(tuple("assets/access-keys/risk/integrity", "80 → 3"));
  }

  @Test
  void givesReadableIdsInsteadOfUuids() {
    assertThat(model.id()).isEqualTo("door-lock");
    assertThat(model.zones().values())
        .extracting(Zone::id, Zone::safety, Zone::placement, Zone::parent)
        .containsExactly(
            tuple("internet", Zone.Safety.LOW, Zone.Placement.WAN, Optional.empty()),
            tuple("house", Zone.Safety.MEDIUM, Zone.Placement.FIELD, Optional.empty()),
            tuple("hall", Zone.Safety.MEDIUM, Zone.Placement.CENTRE, Optional.of("house")),
            tuple("outside", Zone.Safety.LOW, Zone.Placement.CENTRE, Optional.empty()));
  }

  @Test
  void putsComponentsInComponentsIntoTheirZone() {
    assertThat(model.components().values())
        .extracting(Component::id, Component::kind, Component::zone, Component::scope)
        .containsExactly(
            tuple("lock", ComponentKind.ACTUATOR, "hall", Component.Scope.IN),
            tuple("firmware", ComponentKind.SERVER, "hall", Component.Scope.IN),
            tuple("phone", ComponentKind.MOBILE_APP, "internet", Component.Scope.OUT),
            tuple("lost", ComponentKind.SERVER, "outside", Component.Scope.IN));
    assertThat(imported.losses())
        .extracting(Loss::where)
        .contains("components/firmware/parent/component", "components/lost/parent");
  }

  @Test
  void leavesUnknownWhatTheFormatDoesNotSay() {
    assertThat(model.links().values())
        .extracting(Link::id, Link::protocol, Link::encryption, Link::authentication)
        .containsExactly(
            tuple("phone-lock", Protocol.HTTPS, Link.Encryption.TLS, Link.Authentication.UNKNOWN),
            tuple(
                "update", Protocol.UNKNOWN, Link.Encryption.UNKNOWN, Link.Authentication.UNKNOWN));
  }

  @Test
  void readsYamlAsJson() {
    String yaml =
        new OtmExporter(true).write(model).text().replace("otmVersion", "# a note\notmVersion");
    assertThat(Samples.model(ExchangeFormat.OTM.importer().read("m.yaml", yaml))).isEqualTo(model);
  }

  @Test
  void dropsWhatRefersToAComponentThatSomebodyRemovedInTheOtherTool() {
    String text =
        """
        {"otmVersion": "0.2.0",
         "project": {"name": "P", "id": "p", "attributes": {
           "sekisho.entry-points": [{"id": "usb", "name": {"ja": "USB", "en": "USB"}, "on": "gone", "kind": "physical-port", "reach": "physical"}],
           "sekisho.actors": [{"id": "u", "name": {"ja": "u", "en": "u"}, "kind": "user", "reaches": ["gone", "gw"]}]}},
         "trustZones": [{"id": "z", "name": "Z", "risk": {"trustRating": 50}}],
         "components": [{"id": "gw", "name": "Gateway", "type": "gateway", "parent": {"trustZone": "z"}}],
         "dataflows": []}
        """;
    Imported read = ExchangeFormat.OTM.importer().read("p.json", text);
    SystemModel changed = Samples.model(read);
    assertThat(changed.entryPoints()).isEmpty();
    assertThat(changed.actors().values())
        .singleElement()
        .satisfies(a -> assertThat(a.reaches()).containsExactly("gw"));
    assertThat(read.losses()).extracting(Loss::what).contains("gone");
  }

  @Test
  void namesTheLineOfACarriedValueThatIsWrong() {
    String text =
        """
        {"otmVersion": "0.2.0", "project": {"name": "P", "id": "p"},
         "trustZones": [{"id": "z", "name": "Z", "risk": {"trustRating": 50}}],
         "components": [
           {"id": "gw", "name": "Gateway", "type": "gateway", "parent": {"trustZone": "z"},
            "attributes": {"sekisho.update": "now and then"}}]}
        """;
    assertThatThrownBy(() -> ExchangeFormat.OTM.importer().read("p.json", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("p.json:4: makes no valid system model: 'update'");
  }
}
