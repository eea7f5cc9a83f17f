package org.sekisho.gateway.network;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.gateway.network.names.DomainSuffixes;
import org.sekisho.gateway.network.names.NameRules;
import org.sekisho.gateway.network.names.NamesConfig;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkPolicy.Device;
import org.sekisho.guard.policy.NetworkPolicy.Flow;
import org.sekisho.guard.policy.NetworkPolicy.Forward;
import org.sekisho.guard.policy.NetworkPolicy.Outgoing;
import org.sekisho.guard.policy.NetworkPolicy.Service;
import org.sekisho.guard.policy.NetworkPolicy.VirtualPatch;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Reach;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.Address;
import org.sekisho.program.StartException;

/**
 * The policy that follows from the system model: a device reaches what its links name, and nothing
 * else. Who has no link has no rule.
 */
public final class PolicyDerivation {
  private PolicyDerivation() {}

  /**
   * A listener of the gateway for devices.
   *
   * @param id dashed words
   * @param protocol the protocol of the links that lead to it
   * @param reach where it listens
   */
  public record FieldDoor(String id, Protocol protocol, Reach reach) {}

  /**
   * A server on the WAN that the gateway needs.
   *
   * @param id dashed words
   * @param address where it is
   */
  public record Centre(String id, Address address) {}

  /** Makes the policy; StartException says what does not fit together. */
  public static NetworkPolicy of(
      NetworkConfig config,
      SystemModel model,
      String gateway,
      List<FieldDoor> doors,
      List<Centre> centres) {
    try {
      return made(config, model, gateway, doors, centres);
    } catch (IllegalArgumentException e) {
      throw new StartException("network: " + e.getMessage(), e);
    }
  }

  private static NetworkPolicy made(
      NetworkConfig config,
      SystemModel model,
      String gateway,
      List<FieldDoor> doors,
      List<Centre> centres) {
    Map<String, Device> devices = devices(config, model, gateway);
    List<Service> services = new ArrayList<>();
    for (FieldDoor door : doors) {
      List<String> linked =
          devices.keySet().stream()
              .filter(id -> linked(model, id, gateway, door.protocol()))
              .toList();
      if (linked.isEmpty()) {
        continue;
      }
      boolean all = linked.stream().allMatch(id -> recognisable(devices, id));
      services.add(
          new Service(
              door.id(),
              door.reach().transport(),
              door.reach().ports(),
              EnumSet.of(NetworkSide.FIELD),
              List.of(),
              all ? linked : List.of()));
    }
    for (NetworkConfig.Door door : config.services()) {
      services.add(
          new Service(
              door.id(),
              door.reach().transport(),
              door.reach().ports(),
              door.from(),
              door.sources(),
              List.of()));
    }
    List<Outgoing> outgoing = new ArrayList<>();
    for (Centre centre : centres) {
      outgoing.add(
          new Outgoing(
              centre.id(),
              org.sekisho.guard.policy.Transport.TCP,
              org.sekisho.guard.policy.PortRange.of(centre.address().port()),
              numeric(centre.address().host())));
    }
    for (NetworkConfig.Target target : config.outgoing()) {
      outgoing.add(
          new Outgoing(
              target.id(), target.reach().transport(), target.reach().ports(), target.targets()));
    }
    config.names().ifPresent(names -> outgoing.addAll(upstream(names)));
    return new NetworkPolicy(
        config.interfaces(),
        List.copyOf(devices.values()),
        config.onlyKnownDevices(),
        services,
        outgoing,
        config.flows().stream().map(f -> flow(f, model, devices)).toList(),
        config.forwards().stream()
            .map(
                f ->
                    new Forward(
                        f.id(), f.transport(), f.port(), f.target(), f.targetPort(), f.sources()))
            .toList(),
        config.lanToWan(),
        config.limits(),
        config.patches().stream()
            .map(
                p ->
                    new VirtualPatch(
                        p.id(),
                        p.device(),
                        p.reach().transport(),
                        p.reach().ports(),
                        p.match(),
                        p.reason(),
                        p.until()))
            .toList(),
        config.names().map(PolicyDerivation::names));
  }

  private static NetworkPolicy.Names names(NamesConfig names) {
    return new NetworkPolicy.Names(
        names.port(),
        names.lan()
            ? EnumSet.of(NetworkSide.FIELD, NetworkSide.LAN)
            : EnumSet.of(NetworkSide.FIELD));
  }

  private static List<Outgoing> upstream(NamesConfig names) {
    List<Outgoing> outgoing = new ArrayList<>();
    int number = 1;
    for (Address server : names.upstream()) {
      for (var transport : org.sekisho.guard.policy.Transport.values()) {
        outgoing.add(
            new Outgoing(
                "names-" + transport.word() + "-" + number,
                transport,
                org.sekisho.guard.policy.PortRange.of(server.port()),
                numeric(server.host())));
      }
      number++;
    }
    return outgoing;
  }

  /** Which device may resolve which names, and the flow that leads to their addresses. */
  public static List<NameRules.Grant> grants(NetworkConfig config, NetworkPolicy policy) {
    return policy.flows().stream()
        .filter(Flow::named)
        .flatMap(
            flow ->
                config.flows().stream()
                    .filter(f -> f.link().equals(flow.id()))
                    .map(
                        f ->
                            new NameRules.Grant(
                                flow.device(), flow.id(), new DomainSuffixes(f.names()))))
        .toList();
  }

  private static Map<String, Device> devices(
      NetworkConfig config, SystemModel model, String gateway) {
    List<String> ports =
        config.interfaces().stream()
            .filter(i -> i.side() == NetworkSide.FIELD)
            .map(NetworkPolicy.Port::name)
            .toList();
    Map<String, NetworkConfig.DeviceAddress> known = new HashMap<>();
    config.devices().forEach(d -> known.put(d.device(), d));
    Map<String, Device> devices = new java.util.LinkedHashMap<>();
    if (ports.isEmpty()) {
      return devices;
    }
    for (Component component : model.devicesOf(gateway)) {
      NetworkConfig.DeviceAddress address = known.remove(component.id());
      devices.put(
          component.id(),
          address == null
              ? new Device(component.id(), ports.getFirst(), Optional.empty(), List.of())
              : new Device(
                  component.id(),
                  address.port().orElse(ports.getFirst()),
                  address.mac(),
                  address.addresses()));
    }
    if (!known.isEmpty()) {
      throw new IllegalArgumentException(
          "devices: the system model has no device of this gateway named "
              + String.join(", ", known.keySet().stream().sorted().toList()));
    }
    return devices;
  }

  private static boolean recognisable(Map<String, Device> devices, String id) {
    Device device = devices.get(id);
    return device != null && device.recognisable();
  }

  private static boolean linked(
      SystemModel model, String device, String gateway, Protocol protocol) {
    return model.links().values().stream()
        .anyMatch(
            l -> l.from().equals(device) && l.to().equals(gateway) && l.protocol() == protocol);
  }

  private static Flow flow(
      NetworkConfig.LinkFlow flow, SystemModel model, Map<String, Device> devices) {
    Link link = model.links().get(flow.link());
    if (link == null || !devices.containsKey(link.from())) {
      throw new IllegalArgumentException(
          "flows: the system model has no link '"
              + flow.link()
              + "' that begins at a device of this gateway");
    }
    return new Flow(
        flow.link(),
        link.from(),
        flow.to(),
        flow.reach().transport(),
        flow.reach().ports(),
        flow.targets(),
        !flow.names().isEmpty());
  }

  /** A name is not looked up: its addresses may change while the rule stands. */
  private static List<Prefix> numeric(String host) {
    try {
      return List.of(Prefix.parse(host));
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }
}
