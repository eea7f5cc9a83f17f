package org.sekisho.risk.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.analysis.Proof;
import org.sekisho.risk.analysis.Query;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.treatment.Treatment;

/** Finds out why findings came, changed or went. */
final class Causes {
  private static final int MAX_MODEL = 10;
  private static final String PRESENT = "present";

  private final Analysis before;
  private final Analysis after;
  private final List<ModelChange> model;
  private final Query asked;
  private final Query asks;
  private final Map<String, List<ModelChange>> byItem = new HashMap<>();
  private final Map<String, List<ModelChange>> byControl = new HashMap<>();
  private final List<ModelChange> ofSystem = new ArrayList<>();
  private final Map<String, Optional<Cause>> rules = new HashMap<>();
  private final Around around;

  Causes(Analysis before, Analysis after, List<ModelChange> model, Query asked, Query asks) {
    this.before = before;
    this.after = after;
    this.model = model;
    this.asked = asked;
    this.asks = asks;
    for (ModelChange change : model) {
      byItem.computeIfAbsent(change.list() + "/" + change.id(), _ -> new ArrayList<>()).add(change);
      if (change.list().equals("countermeasures")) {
        String control = change.id().substring(0, change.id().indexOf('@'));
        byControl.computeIfAbsent(control, _ -> new ArrayList<>()).add(change);
      } else if (change.place().equals("controls")) {
        ofSystem.add(change);
      }
    }
    this.around = new Around(before.model(), after.model(), model);
  }

  List<Cause> ofAdded(Finding finding) {
    Set<Cause> causes = new LinkedHashSet<>();
    rule(finding, causes);
    facts(finding.proof(), causes);
    return whole(causes, finding);
  }

  List<Cause> ofRemoved(Finding finding) {
    return ofAdded(finding);
  }

  List<Cause> ofChanged(Finding was, Finding is) {
    Set<Cause> causes = new LinkedHashSet<>();
    rule(is, causes);
    facts(is.proof(), causes);
    controls(was, is, causes);
    if (!said(was.treatment()).equals(said(is.treatment()))) {
      causes.add(
          new Cause(
              Cause.Kind.DECISION,
              is.id(),
              Described.treatment(was.treatment()),
              Described.treatment(is.treatment())));
    } else if (was.treatment().state() != is.treatment().state()
        && is.treatment().state() == Treatment.State.EXPIRED) {
      day(causes);
    }
    boolean rated = !was.values().inherent().scores().equals(is.values().inherent().scores());
    boolean placed = was.priority() != is.priority();
    List<ModelChange> near = near(is);
    if ((rated || placed) && causes.isEmpty() && near.isEmpty()) {
      causes.add(new Cause(Cause.Kind.RATING, is.id(), "", ""));
    }
    return whole(causes, is);
  }

  /** A decision without its state: the state follows from the day and from the risk. */
  private static Treatment said(Treatment t) {
    return new Treatment(
        t.kind(),
        t.owner(),
        t.reason(),
        t.decided(),
        t.expires(),
        t.snapshot(),
        Treatment.State.HOLDS);
  }

  private void rule(Finding finding, Set<Cause> causes) {
    finding
        .rule()
        .flatMap(rule -> rules.computeIfAbsent(rule.id(), this::ruleChange))
        .ifPresent(causes::add);
  }

  private Optional<Cause> ruleChange(String id) {
    String was = written(before.catalogue(), id);
    String is = written(after.catalogue(), id);
    return was.equals(is)
        ? Optional.empty()
        : Optional.of(
            new Cause(
                Cause.Kind.RULE,
                id,
                was.isEmpty() ? "" : PRESENT,
                is.isEmpty() ? "" : was.isEmpty() ? PRESENT : "changed"));
  }

  /** A rule with the controls that answer it; where it stands in a file does not matter. */
  private static String written(Catalogue catalogue, String id) {
    Rule rule = catalogue.rules().get(id);
    if (rule == null) {
      return "";
    }
    Map<String, String> keys = Written.keys(rule, Set.of("answers"));
    keys.remove("file");
    keys.remove("line");
    var text = new StringBuilder(Written.text(keys));
    for (Rule.Answer answer : rule.answers()) {
      Control control = catalogue.controls().get(answer.control());
      text.append('\n').append(control == null ? "" : Written.text(control.impliedBy()));
    }
    return text.toString();
  }

  private void facts(Proof proof, Set<Cause> causes) {
    for (Proof.Matched fact : proof.facts()) {
      Optional<String> was = asked.value(fact.entity(), fact.fact());
      Optional<String> is = asks.value(fact.entity(), fact.fact());
      if (!was.equals(is)) {
        causes.add(
            new Cause(
                Cause.Kind.FACT, fact.entity() + " " + fact.fact(), was.orElse(""), is.orElse("")));
      }
    }
  }

  private void controls(Finding was, Finding is, Set<Cause> causes) {
    Map<String, ControlState> old = new HashMap<>();
    was.controls().forEach(c -> old.put(c.control(), c));
    for (ControlState control : is.controls()) {
      ControlState other = old.get(control.control());
      if (other == null || other.equals(control)) {
        continue;
      }
      boolean shown =
          !other.evidence().equals(control.evidence()) || shows(other) || shows(control);
      if (other.state() != control.state() || !other.evidence().equals(control.evidence())) {
        causes.add(
            new Cause(
                shown ? Cause.Kind.EVIDENCE : Cause.Kind.CONTROL,
                control.control() + "@" + control.foundAt().or(other::foundAt).orElse(is.at()).id(),
                Described.state(other),
                Described.state(control)));
        if (shown && other.evidence().equals(control.evidence())) {
          day(causes);
        }
      }
    }
  }

  private static boolean shows(ControlState control) {
    return control.state() == ControlState.State.VERIFIED
        || control.state() == ControlState.State.REFUTED;
  }

  private void day(Set<Cause> causes) {
    if (!before.on().equals(after.on())) {
      causes.add(new Cause(Cause.Kind.DAY, "day", before.on().toString(), after.on().toString()));
    }
  }

  /** The causes with what changed in the model near by; when nothing explains it, anywhere. */
  private List<Cause> whole(Set<Cause> causes, Finding finding) {
    List<ModelChange> near = near(finding);
    List<ModelChange> told = near.isEmpty() && causes.isEmpty() ? model : near;
    told.stream()
        .limit(MAX_MODEL)
        .forEach(c -> causes.add(new Cause(Cause.Kind.MODEL, c.place(), c.before(), c.after())));
    if (causes.isEmpty()) {
      day(causes);
    }
    return List.copyOf(causes);
  }

  private List<ModelChange> near(Finding finding) {
    Set<String> items = new LinkedHashSet<>();
    Set<EntityRef> entities = new LinkedHashSet<>();
    entities.add(finding.at());
    finding.proof().facts().forEach(f -> entities.add(f.entity()));
    finding.controls().forEach(c -> c.foundAt().ifPresent(entities::add));
    entities.forEach(e -> items.addAll(around.items(e)));
    finding.assets().forEach(a -> items.add("assets/" + a));
    if (finding.id().startsWith("threat@")) {
      items.add("threats/" + finding.id().substring("threat@".length()));
    }
    List<ModelChange> found = new ArrayList<>();
    items.forEach(item -> found.addAll(byItem.getOrDefault(item, List.of())));
    Set<String> controls = new TreeSet<>();
    finding.controls().forEach(c -> controls.add(c.control()));
    controls.forEach(c -> found.addAll(byControl.getOrDefault(c, List.of())));
    found.addAll(ofSystem);
    return found;
  }

  /** The items of a model on which an entity's facts hang, before or after. */
  private static final class Around {
    private final List<SystemModel> models;
    private final Map<String, Set<String>> touching = new HashMap<>();

    /** Of what touches a component only what changed is of interest, and a few of many. */
    Around(SystemModel before, SystemModel after, List<ModelChange> changes) {
      this.models = List.of(before, after);
      for (SystemModel model : models) {
        for (ModelChange change : changes) {
          touch(model, change);
        }
      }
    }

    private void touch(SystemModel model, ModelChange change) {
      String item = change.list() + "/" + change.id();
      if (change.list().equals("links")) {
        Link link = model.links().get(change.id());
        if (link != null) {
          touch(link.from(), item);
          touch(link.to(), item);
        }
      } else if (change.list().equals("entry-points")) {
        EntryPoint point = model.entryPoints().get(change.id());
        if (point != null) {
          touch(point.on(), item);
        }
      }
    }

    private void touch(String component, String item) {
      Set<String> items = touching.computeIfAbsent(component, _ -> new LinkedHashSet<>());
      if (items.size() < MAX_MODEL) {
        items.add(item);
      }
    }

    Set<String> items(EntityRef entity) {
      Set<String> items = new LinkedHashSet<>();
      items.add(entity.kind().list() + "/" + entity.id());
      for (SystemModel model : models) {
        switch (entity.kind()) {
          case COMPONENT -> component(model, entity.id(), items, true);
          case LINK, CROSSING -> {
            Link link = model.links().get(entity.id());
            if (link != null) {
              component(model, link.from(), items, false);
              component(model, link.to(), items, false);
            }
          }
          case ENTRY_POINT -> {
            EntryPoint point = model.entryPoints().get(entity.id());
            if (point != null) {
              component(model, point.on(), items, false);
            }
          }
          case ZONE -> model.zonesAround(entity.id()).forEach(z -> items.add("zones/" + z.id()));
          case SYSTEM, ASSET, PATH, ACTOR -> {}
        }
      }
      return items;
    }

    private void component(SystemModel model, String id, Set<String> items, boolean whole) {
      Component component = model.component(id);
      if (component != null) {
        items.add("components/" + id);
        model.zonesOf(component).forEach(z -> items.add("zones/" + z.id()));
        component.profile().ifPresent(p -> items.add("profiles/" + p));
        if (whole) {
          items.addAll(touching.getOrDefault(id, Set.of()));
        }
      }
    }
  }
}
