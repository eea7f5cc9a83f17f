package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Measure;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.method.Disagreement;

/** An analysis made by hand around findings made by hand. */
public final class SampleAnalysis {
  /** A gateway that talks to a head-end. */
  public static final String MODEL =
      """
      format: sekisho-system/1
      id: s
      name: {ja: 例, en: Example}
      zones:
        - {id: home, name: {ja: 家, en: Home}, safety: medium, placement: field}
        - {id: cloud, name: {ja: 雲, en: Cloud}, safety: high, placement: centre}
      components:
        - {id: gw, kind: gateway, name: {ja: 門, en: Gateway}, zone: home}
        - {id: he, kind: head-end, name: {ja: 頭, en: Head-end}, zone: cloud}
      links:
        - {id: gw-he, from: gw, to: he, protocol: mqtt, authentication: certificate, encryption: tls, data: [state]}
      actors:
        - {id: user, name: {ja: 住人, en: Resident}, kind: user, reaches: [gw]}
      assets:
        - {id: state, kind: readings, name: {ja: 状態, en: State}, confidentiality: 3, integrity: 3, availability: 2, in: [gw], roles: {user: [sees]}}
        - {id: key, kind: security, name: {ja: 鍵, en: Key}, confidentiality: 3, integrity: 3, availability: 2, in: [gw]}
        - {id: body, kind: device, name: {ja: 本体, en: Body}, confidentiality: 1, integrity: 3, availability: 2, in: [gw], holds: [state]}
      entry-points:
        - {id: api, name: {ja: 口, en: API}, on: he, kind: web-interface, reach: internet}
      interactions:
        - {id: n1, name: {ja: 閲覧, en: Look}, actor: user, over: [gw-he], entry-points: [api]}
      """;

  private SystemModel model = SystemModelFile.read("s.yaml", MODEL);
  private Catalogue catalogue =
      catalogue(List.of(SampleFinding.rule("link-read", 4)), control("tls"), control("iot-lock"));
  private LocalDate on = LocalDate.of(2026, 11, 1);
  private final List<Finding> findings = new ArrayList<>();
  private final List<ModelNote> notes = new ArrayList<>();
  private List<StepState> steps = List.of();

  /** With findings. */
  public static SampleAnalysis of(SampleFinding... findings) {
    var sample = new SampleAnalysis();
    Arrays.stream(findings).map(SampleFinding::build).forEach(sample.findings::add);
    return sample;
  }

  /** Of another model. */
  public SampleAnalysis model(String text) {
    model = SystemModelFile.read("s.yaml", text);
    return this;
  }

  /** With another catalogue. */
  public SampleAnalysis catalogue(Catalogue other) {
    catalogue = other;
    return this;
  }

  /** On another day. */
  public SampleAnalysis on(LocalDate day) {
    on = day;
    return this;
  }

  /** With a note. */
  public SampleAnalysis note(ModelNote note) {
    notes.add(note);
    return this;
  }

  /** With steps. */
  public SampleAnalysis steps(List<StepState> other) {
    steps = other;
    return this;
  }

  /** The analysis. */
  public Analysis build() {
    Plan plan = Plan.of(findings, catalogue);
    return new Analysis(
        model,
        "0".repeat(64),
        catalogue,
        on,
        List.copyOf(findings),
        List.copyOf(notes),
        List.of(),
        List.of(),
        List.of(),
        steps,
        List.of(),
        plan.items(),
        plan.uncovered(),
        new Disagreement(List.of(), List.of(), 0));
  }

  /** A catalogue of rules and controls. */
  public static Catalogue catalogue(List<Rule> rules, Control... controls) {
    var text = new LocalText("通信路暗号化", "Encryption on the path");
    var comenc =
        new Measure(
            "comenc", "CM-14", text, text, true, List.of(1), List.of(4), List.of(), List.of());
    Map<String, Rule> byId = new LinkedHashMap<>();
    rules.forEach(r -> byId.put(r.id(), r));
    Map<String, Control> controlById = new LinkedHashMap<>();
    Arrays.stream(controls).forEach(c -> controlById.put(c.id(), c));
    return new Catalogue(
        Map.of("comenc", comenc),
        Map.of(ThreatClass.INF_NET, List.of("comenc")),
        controlById,
        byId);
  }

  /** A control on links, with a requirement and a test. */
  public static Control control(String id) {
    return control(id, List.of("SEC-CONF-01"), "verify-" + id);
  }

  /** A control on links. */
  public static Control control(String id, List<String> requirements, String test) {
    var text = new LocalText(id, id);
    return new Control(
        id,
        text,
        text,
        List.of("comenc"),
        Set.of(EntityKind.LINK),
        Optional.empty(),
        requirements,
        List.of(),
        new Control.Verification(
            Control.Method.NEGATIVE_TEST, Control.Tool.PROTOCOL_CLIENT, test, text),
        1,
        id.startsWith("iot") ? Control.Origin.IOT_SPECIFIC : Control.Origin.IT_COMMON);
  }
}
