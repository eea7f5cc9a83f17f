package org.sekisho.model.system;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param data data assets by id
 * @param grants grants by application id
 */
public record SystemModel(
    String id,
    LocalText name,
    Map<String, Zone> zones,
    Map<String, Place> places,
    Map<String, Component> components,
    Map<String, Link> links,
    Map<String, Profile> profiles,
    Map<String, DataAsset> data,
    Map<String, Grant> grants) {

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
    return linkedTo(gateway).filter(c -> c.kind().isDevice()).distinct().toList();
  }

  /** Gateways that have a link to this head-end, in the order of the file. */
  public List<Component> gatewaysOf(String headEnd) {
    return linkedTo(headEnd).filter(c -> c.kind() == ComponentKind.GATEWAY).distinct().toList();
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

  private Stream<Component> linkedTo(String target) {
    return components.values().stream()
        .filter(
            c ->
                links.values().stream()
                    .anyMatch(l -> l.from().equals(c.id()) && l.to().equals(target)));
  }
}
