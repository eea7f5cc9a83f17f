package org.sekisho.model.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.PointId;

/**
 * A description of one IoT system (SYS-02), from which everything else is derived: what a gateway
 * accepts, what an application may see, what an analysis judges. Immutable; all references hold.
 *
 * @param id id of the system
 * @param name name
 * @param zones zones by id
 * @param places places by id
 * @param components components by id
 * @param links links by id
 * @param profiles device profiles by id
 * @param assets assets by id
 * @param grants grants by application id
 * @param useCases the guideline's use cases that it is one of, such as {@code UC1}
 * @param organisations organisations by id
 * @param actors actors by id
 * @param entryPoints entry points by id
 * @param countermeasures countermeasures with their state
 * @param threats threats that the analyst wrote down, by id
 * @param incidents incidents by id
 * @param interactions interactions by id
 * @param assumptions assumptions by id
 * @param systemControls ids of the controls in place for the whole system
 */
public record SystemModel(
    String id,
    LocalText name,
    Map<String, Zone> zones,
    Map<String, Place> places,
    Map<String, Component> components,
    Map<String, Link> links,
    Map<String, Profile> profiles,
    Map<String, Asset> assets,
    Map<String, Grant> grants,
    Set<String> useCases,
    Map<String, Organisation> organisations,
    Map<String, Actor> actors,
    Map<String, EntryPoint> entryPoints,
    List<Countermeasure> countermeasures,
    Map<String, ConcreteThreat> threats,
    Map<String, Incident> incidents,
    Map<String, Interaction> interactions,
    Map<String, Assumption> assumptions,
    Set<String> systemControls) {

  /** The component with this id, or null. */
  public @Nullable Component component(String component) {
    return components.get(component);
  }

  /** Components of one kind, in the order of the file. */
  public List<Component> ofKind(ComponentKind kind) {
    return components.values().stream().filter(c -> c.kind() == kind).toList();
  }

  /** Devices that have a link to this gateway, in the order of the file. */
  public List<Component> devicesOf(String gateway) {
    return linkedTo(gateway).filter(c -> c.kind().isDevice()).toList();
  }

  /** Gateways that have a link to this head-end, in the order of the file. */
  public List<Component> gatewaysOf(String headEnd) {
    return linkedTo(headEnd).filter(c -> c.kind() == ComponentKind.GATEWAY).toList();
  }

  /** The gateway that a device is linked to. */
  public Optional<Component> gatewayOf(String device) {
    return links.values().stream()
        .filter(l -> l.from().equals(device))
        .map(l -> components.get(l.to()))
        .filter(c -> c != null && c.kind() == ComponentKind.GATEWAY)
        .findFirst();
  }

  /** The profile of a device, or null when the id names no device. */
  public @Nullable Profile profileOf(String device) {
    Component component = components.get(device);
    return component == null ? null : component.profile().map(profiles::get).orElse(null);
  }

  /** The point's description, or null when the device or its profile has no such point. */
  public @Nullable Point point(PointId point) {
    Profile profile = profileOf(point.device());
    return profile == null ? null : profile.point(point.point());
  }

  /** Whether the application may see readings of the device. */
  public boolean mayRead(String application, String device) {
    Grant grant = grants.get(application);
    return grant != null && grant.read().contains(device);
  }

  /** Whether the application may command the point. */
  public boolean mayCommand(String application, PointId point) {
    Grant grant = grants.get(application);
    return grant != null && grant.command().contains(point);
  }

  /**
   * The organisation that runs the component: its own, or that of the nearest zone that has one.
   */
  public Optional<String> ownerOf(Component component) {
    return component
        .owner()
        .or(() -> zonesOf(component).stream().flatMap(zone -> zone.owner().stream()).findFirst());
  }

  /** The zone of the component and those around it, the innermost first. */
  public List<Zone> zonesOf(Component component) {
    return zonesAround(component.zone());
  }

  /** The zone and those around it, the innermost first. */
  public List<Zone> zonesAround(String zone) {
    List<Zone> around = new ArrayList<>();
    Zone at = zones.get(zone);
    while (at != null) {
      around.add(at);
      at = at.parent().map(zones::get).orElse(null);
    }
    return around;
  }

  private Stream<Component> linkedTo(String target) {
    Set<String> ends =
        links.values().stream()
            .filter(l -> l.to().equals(target))
            .map(Link::from)
            .collect(Collectors.toUnmodifiableSet());
    return components.values().stream().filter(c -> ends.contains(c.id()));
  }
}
