package org.sekisho.risk.lint;

import static org.sekisho.model.system.ComponentKind.Part.NETWORK;
import static org.sekisho.model.system.ComponentKind.Part.SERVER;
import static org.sekisho.model.system.ComponentKind.Part.SERVICE;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Assumption;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Point;
import org.sekisho.model.system.Profile;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.fact.EntityKind;

/** Checks of components. */
final class ComponentChecks {
  private final SystemModel model;
  private final Notes notes;
  private final Map<String, List<Link>> links = new HashMap<>();
  private final Set<String> withEntryPoint = new HashSet<>();
  private final Set<String> behindGateway = new HashSet<>();

  ComponentChecks(SystemModel model, Notes notes) {
    this.model = model;
    this.notes = notes;
    for (Link link : model.links().values()) {
      links.computeIfAbsent(link.from(), _ -> new ArrayList<>()).add(link);
      links.computeIfAbsent(link.to(), _ -> new ArrayList<>()).add(link);
    }
    model.entryPoints().values().stream().map(EntryPoint::on).forEach(withEntryPoint::add);
    findBehindGateway();
  }

  /** Gateways, and what is linked to them directly or over other parts of the field network. */
  private void findBehindGateway() {
    Deque<Component> next = new ArrayDeque<>(model.ofKind(ComponentKind.GATEWAY));
    while (!next.isEmpty()) {
      Component at = next.removeFirst();
      if (behindGateway.add(at.id())) {
        for (Link link : linksOf(at)) {
          Component other = model.component(other(link, at));
          if (other != null && (other.kind().isDevice() || other.kind().part() == NETWORK)) {
            next.add(other);
          }
        }
      }
    }
  }

  void run() {
    model.components().values().forEach(this::component);
    life();
  }

  private void component(Component c) {
    if (linksOf(c).isEmpty()) {
      at(Check.COMPONENT_WITHOUT_LINK, c, "");
    }
    if (c.kind().isDevice()) {
      device(c);
    }
    if (c.kind() == ComponentKind.GATEWAY) {
      gateway(c);
    }
    if (!model.organisations().isEmpty() && model.ownerOf(c).isEmpty()) {
      at(Check.OWNER_MISSING, c, "");
    }
    if (c.scope() == Component.Scope.IN) {
      inScope(c);
    } else if (!assumed(c)) {
      at(Check.OUT_OF_SCOPE_WITHOUT_ASSUMPTION, c, "scope");
    }
  }

  private void device(Component c) {
    if (!behindGateway.isEmpty() && !behindGateway.contains(c.id())) {
      at(Check.DEVICE_WITHOUT_GATEWAY, c, "");
    }
    // A model without profiles is for analysis only: no gateway can run on it.
    if (c.profile().isEmpty() && !model.profiles().isEmpty()) {
      at(Check.DEVICE_WITHOUT_PROFILE, c, "");
    }
    if (placement(c).filter(p -> p == Zone.Placement.CENTRE).isPresent()) {
      at(Check.DEVICE_IN_CENTRE, c, "zone", c.zone());
    }
    if (c.scope() == Component.Scope.IN && c.capability() == Component.Capability.UNKNOWN) {
      at(Check.CAPABILITY_UNKNOWN, c, "capability");
    }
  }

  private void gateway(Component c) {
    if (placement(c).filter(p -> p != Zone.Placement.FIELD).isPresent()) {
      at(Check.GATEWAY_NOT_IN_FIELD, c, "zone", c.zone());
    }
    boolean centre =
        linksOf(c).stream()
            .map(l -> model.component(other(l, c)))
            .anyMatch(
                o ->
                    o != null
                        && (o.kind().part() == SERVER
                            || o.kind().part() == SERVICE
                            || o.kind().part() == NETWORK));
    if (!centre) {
      at(Check.GATEWAY_WITHOUT_CENTRE, c, "");
    }
  }

  private void inScope(Component c) {
    boolean field = placement(c).filter(p -> p == Zone.Placement.FIELD).isPresent();
    if (field && c.physicalControl() == Component.PhysicalControl.UNKNOWN) {
      at(Check.PHYSICAL_CONTROL_UNKNOWN, c, "physical-control");
    }
    if (c.update() == Component.Update.UNKNOWN) {
      at(Check.UPDATE_UNKNOWN, c, "update");
    }
    if (c.kind().part() == ComponentKind.Part.ENDPOINT && c.supportEnd().isEmpty()) {
      at(Check.SUPPORT_END_MISSING, c, "");
    }
    if (!withEntryPoint.contains(c.id())) {
      linksOf(c).stream()
          .filter(l -> l.to().equals(c.id()) && SystemChecks.crossesZone(model, l))
          .findFirst()
          .ifPresent(l -> at(Check.NO_ENTRY_POINT, c, "", l.id()));
    }
  }

  /** FEAT-03: what moves things may hurt people; one note for the first such device is enough. */
  private void life() {
    boolean judged =
        model.assets().values().stream().anyMatch(Asset::touchesLife)
            || SystemChecks.isSaidAbsent(model, Asset.Kind.LIFE);
    if (!judged) {
      model.components().values().stream()
          .filter(this::moves)
          .findFirst()
          .ifPresent(c -> at(Check.ACTUATOR_WITHOUT_LIFE, c, "kind"));
    }
  }

  private boolean moves(Component c) {
    Profile profile = model.profileOf(c.id());
    return c.kind() == ComponentKind.ACTUATOR
        || c.kind() == ComponentKind.CONTROLLER
        || (profile != null && profile.points().values().stream().anyMatch(Point::writable));
  }

  private boolean assumed(Component c) {
    for (Assumption assumption : model.assumptions().values()) {
      if (assumption.id().equals("out-of-scope-" + c.id())
          || assumption.text().ja().contains(c.name().ja())
          || assumption.text().en().contains(c.name().en())) {
        return true;
      }
    }
    return false;
  }

  private List<Link> linksOf(Component c) {
    return links.getOrDefault(c.id(), List.of());
  }

  private static String other(Link link, Component c) {
    return link.from().equals(c.id()) ? link.to() : link.from();
  }

  private Optional<Zone.Placement> placement(Component c) {
    return Optional.ofNullable(model.zones().get(c.zone())).map(Zone::placement);
  }

  private void at(Check check, Component c, String key, String... details) {
    notes.at(check, EntityKind.COMPONENT, c.id(), key, details);
  }
}
