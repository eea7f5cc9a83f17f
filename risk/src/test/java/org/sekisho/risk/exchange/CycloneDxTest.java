package org.sekisho.risk.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.treatment.Evidence;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CycloneDxTest {
  private static final String MODEL =
      """
      format: sekisho-system/1
      id: small
      name: {ja: 小さなシステム, en: Small}
      zones: [{id: house, name: {ja: 家, en: House}, safety: medium, placement: field}]
      components:
        - {id: gw, kind: gateway, name: {ja: GW, en: Gateway}, zone: house, controls: [secure-boot]}
        - {id: app, kind: application, name: {ja: アプリ, en: App}, zone: house}
      links:
        - {id: app-gw, from: app, to: gw, protocol: https, authentication: token, encryption: tls, controls: [rate-limits]}
      """;

  @Test
  void takesThePartsOfABillOfMaterialsAsSoftware() {
    SystemModel model = Samples.model(Samples.imported(ExchangeFormat.CYCLONEDX));
    Component gateway = model.component("gateway-firmware");
    assertThat(gateway).isNotNull();
    if (gateway != null) {
      assertThat(gateway.kind()).isEqualTo(ComponentKind.GATEWAY);
      assertThat(gateway.software())
          .extracting(Component.Software::name, Component.Software::version)
          .containsExactly(
              tuple("Gateway Firmware", Optional.of("4.2")),
              tuple("openssl", Optional.of("3.0.13")),
              tuple("libcrypto", Optional.of("3.0.13")),
              tuple("org.example/linux", Optional.of("6.6.1")),
              tuple("TPM", Optional.empty()));
    }
    assertThat(model.links().values())
        .extracting(Link::from, Link::to)
        .containsExactly(
            tuple("gateway-firmware", "cloud-api"), tuple("cloud-api", "postgres-database"));
  }

  @Test
  void countsWhatABillOfMaterialsSaysBesides() {
    assertThat(Samples.imported(ExchangeFormat.CYCLONEDX).losses())
        .extracting(Loss::where, Loss::what)
        .contains(
            tuple("*/purl", "1 × purl"),
            tuple("*/licenses", "1 × licenses"),
            tuple("vulnerabilities", "1 item"));
  }

  @Test
  void writesControlsAsClaimsWithTheirEvidence() {
    var passed =
        evidence("boot-1", "secure-boot", EntityKind.COMPONENT, "gw", Evidence.Result.PASSED);
    var failed =
        evidence("rate-1", "rate-limits", EntityKind.LINK, "app-gw", Evidence.Result.FAILED);
    SystemModel model = SystemModelFile.read("small.yaml", MODEL);
    Exported exported =
        ExchangeFormat.CYCLONEDX
            .exporter()
            .write(new Content(model, Optional.empty(), List.of(passed, failed)));
    JsonNode bom = JsonMapper.shared().readTree(exported.text());
    assertThat(bom.path("specVersion").asString()).isEqualTo("1.6");
    JsonNode claims = bom.path("declarations").path("claims");
    assertThat(claims.size()).isEqualTo(2);
    assertThat(claims.get(0).path("target").asString()).isEqualTo("component:gw");
    assertThat(claims.get(0).path("evidence").get(0).asString()).isEqualTo("evidence:boot-1");
    assertThat(claims.get(1).path("counterEvidence").get(0).asString())
        .isEqualTo("evidence:rate-1");
    JsonNode first = bom.path("declarations").path("evidence").get(0);
    assertThat(first.path("created").asString()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(first.path("expires").asString()).isEqualTo("2027-11-01T00:00:00Z");
    assertThat(
            first
                .path("data")
                .get(0)
                .path("contents")
                .path("attachment")
                .path("content")
                .asString())
        .isEqualTo("sha256:" + "0".repeat(64));
    assertThat(exported.losses())
        .extracting(Loss::where)
        .contains("controls/rate-limits@link:app-gw");
  }

  private static Evidence evidence(
      String id, String control, EntityKind kind, String at, Evidence.Result result) {
    return new Evidence(
        id,
        control,
        List.of(new EntityRef(kind, at)),
        result,
        "a-tool",
        Optional.of("1.0"),
        "verify-" + control,
        Optional.of(new Evidence.Artefact(at, "0".repeat(64))),
        Optional.empty(),
        Instant.parse("2026-11-01T00:00:00Z"),
        Instant.parse("2027-11-01T00:00:00Z"),
        Optional.empty(),
        "",
        0);
  }
}
