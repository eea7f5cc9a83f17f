package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.catalogue.MeasureFile;
import org.sekisho.risk.treatment.Decisions;
import org.sekisho.risk.treatment.Evidence;

/** A small system and a small catalogue for tests. */
final class Small {
  static final LocalDate DAY = LocalDate.of(2026, 11, 1);

  static final String MODEL =
      """
      format: sekisho-system/1
      id: small
      name: {ja: 小, en: Small}
      organisations:
        - {id: home-owner, name: {ja: 家主, en: Owner}}
        - {id: operator, name: {ja: 運営者, en: Operator}}
      zones:
        - {id: house, name: {ja: 宅内, en: House}, safety: medium, placement: field, owner: home-owner}
        - {id: centre, name: {ja: センタ, en: Centre}, safety: high, placement: centre, owner: operator}
      components:
        - {id: meter, kind: sensor, name: {ja: 計器, en: Meter}, zone: house}
        - {id: heater, kind: actuator, name: {ja: ヒータ, en: Heater}, zone: house, scope: out}
        - id: gw
          kind: gateway
          name: {ja: ゲートウェイ, en: Gateway}
          zone: house
          support-end: 2026-12-01
          controls: [secure-boot]
        - {id: head, kind: head-end, name: {ja: ヘッドエンド, en: Head-end}, zone: centre}
      links:
        - {id: meter-gw, from: meter, to: gw, protocol: mqtt, authentication: password, encryption: tls, data: [readings], direction: forward}
        - id: gw-head
          from: gw
          to: head
          protocol: mqtt
          authentication: none
          encryption: none
          data: [readings]
        - {id: heater-gw, from: heater, to: gw, protocol: mqtt, authentication: none, encryption: none}
      assets:
        - {id: readings, kind: readings, name: {ja: 計測値, en: Readings}, confidentiality: 3, integrity: 2, availability: 1, in: [meter]}
        - {id: health, kind: life, name: {ja: 健康, en: Health}, confidentiality: 0, integrity: 3, availability: 3, in: [heater]}
      actors:
        - {id: resident, name: {ja: 住人, en: Resident}, kind: user, reaches: [meter]}
      entry-points:
        - {id: gw-web, name: {ja: 設定画面, en: Settings page}, on: gw, kind: web-interface, reach: field, protocol: http, assets: [readings]}
        - {id: gw-debug, name: {ja: デバッグ口, en: Debug port}, on: gw, kind: debug-port, reach: physical, enabled: false}
      """;

  static final String MEASURES =
      """
      format: sekisho-measures/1
      measures:
        - {id: comenc, requirement: CM-14, name: {ja: 通信路暗号化, en: Encryption}, purpose: {ja: 守る, en: protects}}
        - {id: srvauth, requirement: CM-05, name: {ja: サーバ認証, en: Server authentication}, purpose: {ja: 守る, en: protects}}
      suggestions:
        inf-net: [comenc, srvauth]
      """;

  static final String CONTROLS =
      "format: sekisho-controls/1\ncontrols:\n"
          + control("transport-encryption", "comenc", "[link]", 2)
          + "    implied-by: {fact: encryption, in: [tls, dtls]}\n"
          + control("gateway-tunnel", "comenc", "[component]", 3)
          + control("data-minimisation", "comenc", "[component]", 1)
          + control("secure-boot", "srvauth", "[component]", 4);

  static final String RULES =
      """
      format: sekisho-rules/1
      rules:
        - id: link-read-on-the-way
          name: {ja: 傍受, en: Content read on the way}
          over: link
          when:
            - {fact: encryption, in: [none, unknown]}
            - {fact: confidentiality, at-least: 2}
            - any: [{fact: to.kind, is: head-end}, {fact: to.kind, is: gateway}]
          explanation:
            ja: "{from} から {to} への {protocol} が {encryption}"
            en: "{protocol} from {from} to {to.zone} with {encryption}, until {to.support-end}"
          class: inf-net
          threats: [8]
          references: [cwe:319]
          affects: [confidentiality]
          frequency: 3
          attack: {time: 1-day, expertise: layman, knowledge: public, opportunity: easy, equipment: standard}
          cvss31: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
          cvss40: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
          answers:
            - {control: transport-encryption, at: self, strength: blocks}
            - {control: gateway-tunnel, at: gateway, strength: reduces}
            - {control: data-minimisation, at: from, strength: limits}
          false-alarm: {ja: 公開情報のみ, en: nothing but open data}
          origin: it-common
        - id: link-taken-over
          name: {ja: 乗っ取り, en: Link taken over}
          over: link
          when: {fact: authentication, is: none}
          explanation: {ja: 認証なし, en: no authentication}
          class: spo
          references: [cwe:306]
          affects: [integrity, availability]
          frequency: 2
          answers: [{control: secure-boot, at: both-ends, strength: reduces}]
          false-alarm: {ja: なし, en: never}
          origin: it-common
      """;

  private Small() {}

  static String control(String id, String measure, String on, int effort) {
    return """
      - id: %s
        name: {ja: %s, en: %s}
        description: {ja: 説明, en: text}
        measures: [%s]
        on: %s
        verification: {method: negative-test, tool: protocol-client, test: verify-%s, steps: {ja: 手順, en: steps}}
        effort: %d
        origin: it-common
    """
        .formatted(id, id, id, measure, on, id, effort);
  }

  static Catalogue catalogue(String... rules) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("controls.yaml", CONTROLS);
    for (int i = 0; i < rules.length; i++) {
      texts.put("rules-" + i + ".yaml", rules[i]);
    }
    return CatalogueFiles.of(MeasureFile.read("measures.yaml", MEASURES), texts);
  }

  static LocatedModel model(String text) {
    return SystemModelFile.readLocated("small.yaml", text);
  }

  static Analysis analyse(String model) {
    return analyse(model, catalogue(RULES), Decisions.NONE, List.of());
  }

  static Analysis analyse(
      String model, Catalogue catalogue, Decisions decisions, List<Evidence> evidence) {
    return Analyst.analyse(
        new AnalysisInput(model(model), "00", catalogue, decisions, evidence, DAY, Limits.DEFAULT));
  }

  static Finding finding(Analysis analysis, String id) {
    return analysis
        .finding(id)
        .orElseThrow(
            () ->
                new AssertionError(
                    id
                        + " is not among "
                        + analysis.findings().stream().map(Finding::id).toList()));
  }
}
