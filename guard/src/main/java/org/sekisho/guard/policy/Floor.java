package org.sekisho.guard.policy;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.document.Fields;

/**
 * What the owner of the machine allows at most: written in the guard's own configuration, which the
 * gateway cannot write. No policy goes below it, however it came to be.
 *
 * @param interfaces the interfaces that are filtered, with their sides
 * @param wanServices what a policy may open to the WAN
 * @param wanDhcp whether the gateway gets its WAN address by DHCP
 * @param fieldToWan whether a policy may let devices out to the WAN
 * @param lanToWan whether a policy may let people's computers out to the WAN
 * @param portForwards whether a policy may lead ports of the WAN side inside
 * @param most the greatest limits that a policy may set
 * @param neverBlock addresses that cannot be blocked
 */
public record Floor(
    List<NetworkPolicy.Port> interfaces,
    Set<Opening> wanServices,
    boolean wanDhcp,
    boolean fieldToWan,
    boolean lanToWan,
    boolean portForwards,
    NetworkLimits most,
    List<Prefix> neverBlock) {
  /** The greatest limits when nothing else is said. */
  public static final NetworkLimits USUAL_MOST =
      new NetworkLimits(
          20_000,
          200_000,
          200,
          2000,
          1000,
          5000,
          NetworkLimits.LARGEST_DATAGRAM,
          50,
          100,
          1000,
          2000,
          12_500_000,
          20_000,
          2000,
          500,
          1000);

  private static final int MOST_OPEN_FLOWS = 1024;
  private static final int MOST_OPEN_SERVICES = 60;

  public Floor {
    interfaces = List.copyOf(interfaces);
    wanServices = Set.copyOf(wanServices);
    neverBlock = List.copyOf(neverBlock);
  }

  /**
   * Something that may be opened.
   *
   * @param transport transport protocol
   * @param port port
   */
  public record Opening(Transport transport, int port) {
    /** What a setting of this kind may say, for error texts. */
    public static final String ALLOWED = "tcp/<port> or udp/<port>";

    public Opening {
      PortRange.of(port);
    }

    /** Reads {@code tcp/8883}; anything else is IllegalArgumentException. */
    public static Opening parse(String text) {
      for (Transport one : Transport.values()) {
        if (text.startsWith(one.word() + "/")) {
          return new Opening(one, Integer.parseInt(text.substring(one.word().length() + 1)));
        }
      }
      throw new IllegalArgumentException(text);
    }
  }

  /** Reads the interfaces and the section {@code floor} of the guard's configuration. */
  public static Floor read(Fields root) {
    List<NetworkPolicy.Port> interfaces = readInterfaces(root);
    if (interfaces.isEmpty()) {
      root.problem("interfaces", "at least one interface must be named");
    }
    Fields floor = root.section("floor");
    return new Floor(
        interfaces,
        Set.copyOf(parsed(floor, "wan-services", Opening.ALLOWED, Opening::parse)),
        floor.flag("wan-dhcp", false),
        floor.flag("field-to-wan", false),
        floor.flag("lan-to-wan", false),
        floor.flag("port-forwards", false),
        NetworkLimits.read(floor.section("most"), USUAL_MOST),
        parsed(floor, "never-block", Prefix.ALLOWED, Prefix::parse));
  }

  /** Reads the mapping {@code interfaces}: side to names. */
  public static List<NetworkPolicy.Port> readInterfaces(Fields root) {
    Fields sides = root.section("interfaces");
    Map<NetworkSide, List<String>> read = new EnumMap<>(NetworkSide.class);
    for (NetworkSide side : NetworkSide.values()) {
      read.put(side, sides.texts(side.word()));
    }
    List<NetworkPolicy.Port> ports = new java.util.ArrayList<>();
    read.forEach(
        (side, names) ->
            names.forEach(
                name -> {
                  if (!NetworkPolicy.isInterface(name)) {
                    sides.problem(side.word(), "'" + name + "' is no name of an interface");
                  } else if (ports.size() == 16) {
                    sides.problem(side.word(), "more than 16 interfaces");
                  } else if (ports.stream().anyMatch(p -> p.name().equals(name))) {
                    sides.problem(side.word(), "'" + name + "' is named twice");
                  } else {
                    ports.add(new NetworkPolicy.Port(name, side));
                  }
                }));
    return ports;
  }

  static <T> List<T> parsed(
      Fields fields, String key, String allowed, java.util.function.Function<String, T> parse) {
    List<T> found = new java.util.ArrayList<>();
    for (String text : fields.texts(key)) {
      try {
        found.add(parse.apply(text));
      } catch (IllegalArgumentException e) {
        fields.problem(key, "'" + text + "' is not allowed: " + allowed);
      }
    }
    return found;
  }

  /** The policy that holds before there is any other: nothing but answers. */
  public NetworkPolicy least() {
    return new NetworkPolicy(
        interfaces,
        List.of(),
        false,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false,
        NetworkLimits.USUAL,
        List.of(),
        Optional.empty());
  }

  /**
   * All that this floor lets through at all: every port of the gateway from the field and the LAN,
   * to the WAN what the file lists, the greatest limits, no virtual patch.
   *
   * @param present says which devices there are, and what already leads inside
   */
  public NetworkPolicy widest(NetworkPolicy present) {
    List<NetworkPolicy.Service> services = new java.util.ArrayList<>();
    List<NetworkPolicy.Outgoing> outgoing = new java.util.ArrayList<>();
    PortRange all = new PortRange(1, 65_535);
    for (Transport transport : Transport.values()) {
      services.add(
          new NetworkPolicy.Service(
              "open-" + transport.word(),
              transport,
              all,
              Set.of(NetworkSide.FIELD, NetworkSide.LAN),
              List.of(),
              List.of()));
      outgoing.add(
          new NetworkPolicy.Outgoing("open-" + transport.word(), transport, all, List.of()));
    }
    wanServices.stream()
        .sorted(java.util.Comparator.comparing(Opening::transport).thenComparingInt(Opening::port))
        .limit(MOST_OPEN_SERVICES)
        .forEach(
            o ->
                services.add(
                    new NetworkPolicy.Service(
                        "open-wan-" + o.transport().word() + "-" + o.port(),
                        o.transport(),
                        PortRange.of(o.port()),
                        Set.of(NetworkSide.WAN),
                        List.of(),
                        List.of())));
    List<NetworkPolicy.Flow> flows = new java.util.ArrayList<>();
    if (fieldToWan) {
      for (NetworkPolicy.Device device : present.devices()) {
        for (Transport transport : Transport.values()) {
          if (device.recognisable() && flows.size() < MOST_OPEN_FLOWS) {
            flows.add(
                new NetworkPolicy.Flow(
                    "open-" + flows.size(),
                    device.id(),
                    NetworkSide.WAN,
                    transport,
                    all,
                    List.of(),
                    false));
          }
        }
      }
    } else {
      flows.addAll(present.flows());
    }
    return new NetworkPolicy(
        interfaces,
        present.devices(),
        false,
        services,
        outgoing,
        flows,
        present.forwards(),
        lanToWan,
        most,
        List.of(),
        present.names());
  }

  /** What in the policy is below this floor, if anything: one sentence. */
  public Optional<Remark> objection(NetworkPolicy policy) {
    if (!Set.copyOf(interfaces).equals(Set.copyOf(policy.interfaces()))) {
      return Optional.of(Remark.of(Remark.Code.OTHER_INTERFACES));
    }
    for (NetworkPolicy.Service service : policy.services()) {
      if (!service.from().contains(NetworkSide.WAN)) {
        continue;
      }
      for (int port = service.ports().first(); port <= service.ports().last(); port++) {
        if (!wanServices.contains(new Opening(service.transport(), port))) {
          return Optional.of(
              Remark.of(
                  Remark.Code.WAN_SERVICE, service.id(), service.transport().word() + "/" + port));
        }
      }
    }
    if (!fieldToWan && policy.flows().stream().anyMatch(f -> f.to() == NetworkSide.WAN)) {
      return Optional.of(Remark.of(Remark.Code.FIELD_TO_WAN));
    }
    if (!lanToWan && policy.lanToWan()) {
      return Optional.of(Remark.of(Remark.Code.LAN_TO_WAN));
    }
    if (!portForwards && !policy.forwards().isEmpty()) {
      return Optional.of(Remark.of(Remark.Code.PORT_FORWARD));
    }
    Map<String, Integer> greatest = most.figures();
    for (Map.Entry<String, Integer> limit : policy.limits().figures().entrySet()) {
      if (limit.getValue() > greatest.getOrDefault(limit.getKey(), 0)) {
        return Optional.of(
            Remark.of(
                Remark.Code.LIMIT,
                limit.getKey(),
                limit.getValue(),
                greatest.getOrDefault(limit.getKey(), 0)));
      }
    }
    return Optional.empty();
  }

  /** Whether the address may be blocked. */
  public boolean mayBlock(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && neverBlock.stream().noneMatch(prefix -> prefix.contains(address));
  }
}
