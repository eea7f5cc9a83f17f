package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.fact.EntityKind;

/**
 * Writes an Open Threat Model 0.2.0, as JSON or YAML; what it has no field for travels in {@code
 * attributes} whose names begin with {@code sekisho.}. Findings of an analysis become threats.
 */
final class OtmExporter implements Exporter {
  private static final LocalText PRIORITY =
      new LocalText(
          "優先度を 0〜100 の影響として書きました。相手の形式に優先度も CVSS もありません。",
          "The priority stands as an impact from 0 to 100: the format has neither priority nor"
              + " CVSS.");

  private final boolean yaml;

  OtmExporter(boolean yaml) {
    this.yaml = yaml;
  }

  /** The value from 0 to 100 of an importance 0 to 3. */
  static int value(int importance) {
    return switch (importance) {
      case 0 -> 0;
      case 1 -> 33;
      case 2 -> 66;
      default -> 100;
    };
  }

  /** The trust rating of a safety level. */
  static int trust(Zone.Safety safety) {
    return switch (safety) {
      case LOW -> 20;
      case MEDIUM -> 50;
      case HIGH -> 100;
    };
  }

  @Override
  public Exported write(Content content) {
    return new Writing(content.model(), content.analysis()).text(yaml);
  }

  /** One file while it is written. */
  private static final class Writing {
    private final SystemModel model;
    private final Optional<Analysis> analysis;
    private final Neighbours near;
    private final CarriedNotes notes = new CarriedNotes("attributes " + OtmImporter.MARK + "*");
    private final Map<String, Map<String, @Nullable Object>> threats = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> mitigations = new LinkedHashMap<>();
    private final Map<String, List<Object>> at = new LinkedHashMap<>();

    Writing(SystemModel model, Optional<Analysis> analysis) {
      this.model = model;
      this.analysis = analysis;
      this.near = new Neighbours(model);
    }

    Exported text(boolean yaml) {
      analysis.ifPresent(
          a -> a.findings().stream().filter(Finding::inScope).forEach(this::finding));
      model.threats().values().forEach(this::threat);
      Map<String, Object> tree = ModelTree.of(model);
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("otmVersion", "0.2.0");
      Map<String, Object> project = new LinkedHashMap<>();
      project.put("name", model.name().en());
      project.put("id", model.id());
      Map<String, Object> whole = new LinkedHashMap<>();
      whole.put("name", tree.get("name"));
      List<String> lists = new ArrayList<>(Carried.WHOLE);
      lists.addAll(List.of(Draft.ORGANISATIONS, Draft.ACTORS));
      lists.stream().filter(tree::containsKey).forEach(k -> whole.put(k, tree.get(k)));
      project.put("attributes", attributes("", whole));
      root.put("project", project);
      root.put("assets", model.assets().values().stream().map(this::asset).toList());
      root.put("trustZones", model.zones().values().stream().map(this::zone).toList());
      root.put("components", model.components().values().stream().map(this::component).toList());
      root.put("dataflows", model.links().values().stream().map(this::flow).toList());
      root.put("threats", List.copyOf(threats.values()));
      root.put("mitigations", List.copyOf(mitigations.values()));
      return new Exported(yaml ? YamlText.of(root) : JsonText.of(root), notes.losses());
    }

    private Map<String, Object> attributes(String section, Map<String, Object> fields) {
      Map<String, Object> attributes = new LinkedHashMap<>();
      fields.forEach(
          (key, value) -> {
            attributes.put(OtmImporter.MARK + key, value);
            notes.carried(section, key);
          });
      return attributes;
    }

    private Map<String, Object> asset(Asset a) {
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("name", a.name().en());
      f.put("id", a.id());
      Map<String, Object> risk = new LinkedHashMap<>();
      risk.put("confidentiality", value(a.confidentiality()));
      risk.put("integrity", value(a.integrity()));
      risk.put("availability", value(a.availability()));
      f.put("risk", risk);
      f.put(
          "attributes",
          attributes(
              Draft.ASSETS,
              Carried.without(
                  ModelTree.asset(a),
                  List.of("id", "confidentiality", "integrity", "availability"))));
      return f;
    }

    private Map<String, Object> zone(Zone z) {
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("name", z.name().en());
      f.put("id", z.id());
      f.put("type", Dashed.of(z.placement()));
      Map<String, Object> risk = new LinkedHashMap<>();
      risk.put("trustRating", trust(z.safety()));
      f.put("risk", risk);
      z.parent().ifPresent(p -> f.put("parent", Map.of("trustZone", p)));
      f.put(
          "attributes",
          attributes(
              Draft.ZONES, Carried.without(ModelTree.zone(z), List.of("id", "safety", "parent"))));
      return f;
    }

    private Map<String, Object> component(Component c) {
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("name", c.name().en());
      f.put("id", c.id());
      f.put("type", Dashed.of(c.kind()));
      f.put("parent", Map.of("trustZone", c.zone()));
      List<String> stored = near.held(c.id()).stream().map(Asset::id).toList();
      Set<String> processed = near.processed(c.id());
      Map<String, Object> assets = new LinkedHashMap<>();
      assets.put("processed", List.copyOf(processed));
      assets.put("stored", stored);
      f.put("assets", assets);
      threats(f, EntityKind.COMPONENT, c.id());
      f.put(
          "attributes",
          attributes(
              Draft.COMPONENTS,
              Carried.without(ModelTree.component(c), List.of("id", "kind", "zone"))));
      return f;
    }

    private Map<String, Object> flow(Link l) {
      boolean back = l.direction() == Link.Direction.BACK;
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("name", l.id());
      f.put("id", l.id());
      f.put("source", back ? l.to() : l.from());
      f.put("destination", back ? l.from() : l.to());
      f.put("bidirectional", l.direction() == Link.Direction.BOTH);
      f.put("assets", l.data());
      threats(f, EntityKind.LINK, l.id());
      f.put(
          "attributes",
          attributes(
              Draft.LINKS,
              Carried.without(ModelTree.link(l), List.of("id", "from", "to", "data"))));
      return f;
    }

    private void threats(Map<String, Object> f, EntityKind kind, String id) {
      List<Object> found = at.get(kind.list() + "/" + id);
      if (found != null) {
        f.put("threats", found);
      }
    }

    private void threat(ConcreteThreat t) {
      Map<String, @Nullable Object> f = new LinkedHashMap<>();
      f.put("name", t.name().en());
      f.put("id", t.id());
      f.put("categories", ThreatClass.of(t.category()).map(c -> c.text().en()).stream().toList());
      f.put("cwes", List.of());
      Map<String, @Nullable Object> risk = new LinkedHashMap<>();
      risk.put("likelihood", t.frequency().map(n -> n * 25).orElse(null));
      risk.put("impact", 100);
      f.put("risk", risk);
      f.put(
          "attributes",
          attributes(Draft.THREATS, Carried.without(ModelTree.threat(t), List.of("id", "on"))));
      notes.loss("threats/" + t.id(), "impact 100", Why.NOT_SAID);
      threats.put(t.id(), f);
      Map<String, Object> instance = new LinkedHashMap<>();
      instance.put("threat", t.id());
      instance.put("state", "exposed");
      instance.put("mitigations", List.of());
      at.computeIfAbsent(Draft.COMPONENTS + "/" + t.on(), p -> new ArrayList<>()).add(instance);
    }

    private void finding(Finding finding) {
      String place = finding.at().kind().list() + "/" + finding.at().id();
      boolean flow = finding.at().kind().list().equals(Draft.LINKS);
      if (!flow && finding.at().kind() != EntityKind.COMPONENT) {
        var entryPoint = model.entryPoints().get(finding.at().id());
        if (finding.at().kind() != EntityKind.ENTRY_POINT || entryPoint == null) {
          notes.loss("findings/" + finding.id(), finding.title().en(), Why.NO_PLACE_THERE);
          return;
        }
        place = Draft.COMPONENTS + "/" + entryPoint.on();
      }
      Map<String, @Nullable Object> threat = new LinkedHashMap<>();
      threat.put("name", finding.title().en());
      threat.put("id", finding.id());
      threat.put("description", finding.explanation().en());
      threat.put("categories", List.of(finding.threatClass().text().en()));
      List<String> cwes =
          finding.rule().stream()
              .flatMap(r -> r.references().stream())
              .filter(r -> r.startsWith("cwe:"))
              .map(r -> "CWE-" + r.substring(4))
              .toList();
      threat.put("cwes", cwes);
      Map<String, @Nullable Object> risk = new LinkedHashMap<>();
      risk.put("likelihood", null);
      risk.put("impact", Math.clamp(100L - 20L * (finding.priority() - 1), 0, 100));
      threat.put("risk", risk);
      threat.put("attributes", Map.of(OtmImporter.MARK + "finding", finding.id()));
      threats.put(finding.id(), threat);
      notes.loss("findings/" + finding.id(), "impact from its priority", PRIORITY);
      List<Object> answers = new ArrayList<>();
      for (ControlState control : finding.controls()) {
        mitigations.computeIfAbsent(control.control(), this::mitigation);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mitigation", control.control());
        answer.put("state", Dashed.of(control.state()));
        answers.add(answer);
      }
      Map<String, Object> instance = new LinkedHashMap<>();
      instance.put("threat", finding.id());
      instance.put("state", finding.open() ? "exposed" : "mitigated");
      instance.put("mitigations", answers);
      at.computeIfAbsent(place, p -> new ArrayList<>()).add(instance);
    }

    private Map<String, Object> mitigation(String control) {
      Map<String, Object> f = new LinkedHashMap<>();
      f.put("name", control);
      f.put("id", control);
      f.put("riskReduction", 50);
      f.put("attributes", Map.of(OtmImporter.MARK + "control", control));
      return f;
    }
  }
}
