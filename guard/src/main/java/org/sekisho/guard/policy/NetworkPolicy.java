package org.sekisho.guard.policy;

import java.net.InetAddress;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.sekisho.model.system.Ids;

/**
 * What the network may do; everything else is refused. Bounded, and sound in itself: a value of
 * this type can be made into rules. What the owner of the machine allows at most stands in {@link
 * Floor}.
 *
 * @param interfaces the gateway's network interfaces with their sides; at most 16
 * @param devices field devices; at most 4096
 * @param onlyKnownDevices whether a packet from the field must come from an address or hardware
 *     address of a device
 * @param services what the gateway itself offers; at most 64
 * @param outgoing where the gateway itself may connect to; at most 64
 * @param flows where devices may connect to through the gateway; at most 1024
 * @param forwards ports of the gateway's WAN side that lead inside; at most 64
 * @param lanToWan whether people's computers may connect to the WAN through the gateway
 * @param limits how much is too much
 * @param patches known weaknesses of devices that are blocked here; at most 256
 * @param names the gateway's relay for names, when it has one
 */
public record NetworkPolicy(
    List<Port> interfaces,
    List<Device> devices,
    boolean onlyKnownDevices,
    List<Service> services,
    List<Outgoing> outgoing,
    List<Flow> flows,
    List<Forward> forwards,
    boolean lanToWan,
    NetworkLimits limits,
    List<VirtualPatch> patches,
    Optional<Names> names) {
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");

  public NetworkPolicy {
    interfaces = bounded("interfaces", interfaces, 16, Port::name);
    devices = bounded("devices", devices, 4096, Device::id);
    services = bounded("services", services, 64, Service::id);
    outgoing = bounded("outgoing", outgoing, 64, Outgoing::id);
    flows = bounded("flows", flows, 1024, Flow::id);
    forwards = bounded("forwards", forwards, 64, Forward::id);
    patches = bounded("patches", patches, 256, VirtualPatch::id);
    Set<String> fieldPorts = new HashSet<>();
    for (Port port : interfaces) {
      if (port.side() == NetworkSide.FIELD) {
        fieldPorts.add(port.name());
      }
    }
    Set<InetAddress> addresses = new HashSet<>();
    Set<Mac> macs = new HashSet<>();
    Map<String, Device> known = new HashMap<>();
    for (Device device : devices) {
      known.put(device.id(), device);
      check(
          fieldPorts.contains(device.port()),
          "device " + device.id() + ": its interface is none of the field");
      device.mac().ifPresent(mac -> check(macs.add(mac), "two devices have " + mac));
      for (InetAddress address : device.addresses()) {
        check(addresses.add(address), "two devices have the address " + address.getHostAddress());
      }
    }
    for (Service service : services) {
      for (String device : service.devices()) {
        check(recognised(known, device), "service " + service.id() + ": no address of " + device);
      }
    }
    for (Flow flow : flows) {
      check(
          recognised(known, flow.device()),
          "flow " + flow.id() + ": no address of " + flow.device());
      check(
          !flow.named() || names.map(n -> n.sides().contains(NetworkSide.FIELD)).orElse(false),
          "flow " + flow.id() + ": nobody resolves its names");
    }
    for (VirtualPatch patch : patches) {
      Device device = known.get(patch.device());
      check(
          device != null && !device.addresses().isEmpty(),
          "patch " + patch.id() + ": no address of " + patch.device());
    }
  }

  private static boolean recognised(Map<String, Device> known, String id) {
    Device device = known.get(id);
    return device != null && device.recognisable();
  }

  /**
   * An interface of the gateway.
   *
   * @param name name in the kernel, such as eth0
   * @param side where it lies
   */
  public record Port(String name, NetworkSide side) {
    public Port {
      check(isInterface(name), "name of an interface");
    }
  }

  /**
   * A field device.
   *
   * @param id component id
   * @param port name of the interface behind which it stands
   * @param mac hardware address, when known
   * @param addresses network addresses, when fixed; at most 8
   */
  public record Device(String id, String port, Optional<Mac> mac, List<InetAddress> addresses) {
    public Device {
      Ids.require(id);
      check(isInterface(port), "name of an interface");
      addresses = plain(addresses, 8);
    }

    /** Whether its packets can be told from those of others. */
    public boolean recognisable() {
      return mac.isPresent() || !addresses.isEmpty();
    }
  }

  /**
   * Something the gateway itself offers.
   *
   * @param id dashed words
   * @param transport its transport protocol
   * @param ports where it listens
   * @param from the sides that may reach it; at least one
   * @param sources the peers that may reach it, everybody of those sides when empty; at most 64
   * @param devices the devices that may reach it from the field, everybody there when empty; each
   *     must have an address or a hardware address
   */
  public record Service(
      String id,
      Transport transport,
      PortRange ports,
      Set<NetworkSide> from,
      List<Prefix> sources,
      List<String> devices) {
    public Service {
      Ids.require(id);
      check(!from.isEmpty(), "service " + id + ": nobody may reach it");
      from = Set.copyOf(from);
      sources = atMost("sources", sources, 64);
      devices = atMost("devices", devices, 4096);
    }
  }

  /**
   * Where the gateway itself may connect to on its WAN side.
   *
   * @param id dashed words
   * @param transport transport protocol
   * @param ports ports there
   * @param targets where to, anywhere when empty; at most 64
   */
  public record Outgoing(String id, Transport transport, PortRange ports, List<Prefix> targets) {
    public Outgoing {
      Ids.require(id);
      targets = atMost("targets", targets, 64);
    }
  }

  /**
   * Where a device may connect to through the gateway.
   *
   * @param id dashed words, such as the id of the link
   * @param device id of the device; it must have an address or a hardware address
   * @param to the side on which the target lies
   * @param transport transport protocol
   * @param ports ports there
   * @param targets where to, anywhere on that side when empty; at most 64
   * @param named whether it leads only to addresses that the relay for names has resolved for it;
   *     to the WAN, and without targets of its own
   */
  public record Flow(
      String id,
      String device,
      NetworkSide to,
      Transport transport,
      PortRange ports,
      List<Prefix> targets,
      boolean named) {
    public Flow {
      Ids.require(id);
      Ids.require(device);
      targets = atMost("targets", targets, 64);
      check(
          !named || (to == NetworkSide.WAN && targets.isEmpty()),
          "flow " + id + ": names are those of the WAN, and there is nothing beside them");
    }
  }

  /**
   * The gateway's relay for names. Whoever is on these sides resolves names there and nowhere else.
   *
   * @param port UDP port on which it listens; port 53 of the gateway leads to it
   * @param sides who may ask it: field, LAN or both
   */
  public record Names(int port, Set<NetworkSide> sides) {
    public Names {
      PortRange.of(port);
      check(!sides.isEmpty() && !sides.contains(NetworkSide.WAN), "names: field and LAN may ask");
      sides = Set.copyOf(sides);
    }
  }

  /**
   * A port of the WAN side that leads inside.
   *
   * @param id dashed words
   * @param transport transport protocol
   * @param port port on the WAN side
   * @param target address inside
   * @param targetPort port there
   * @param sources the peers that may use it, everybody when empty; at most 64
   */
  public record Forward(
      String id,
      Transport transport,
      int port,
      InetAddress target,
      int targetPort,
      List<Prefix> sources) {
    public Forward {
      Ids.require(id);
      PortRange.of(port);
      PortRange.of(targetPort);
      target = Prefix.of(target).address();
      sources = atMost("sources", sources, 64);
    }
  }

  /**
   * A rule that keeps a known weakness of a device from being reached.
   *
   * @param id dashed words; the rule in logs is {@code patch-<id>}
   * @param device the device that has the weakness
   * @param transport transport protocol
   * @param ports ports of the device
   * @param match bytes that an attack has in its payload; everything to those ports when absent
   * @param reason one sentence, such as the number of the CVE; at most 200 characters
   * @param until the day on which somebody looks at it again; it holds until it is taken away
   */
  public record VirtualPatch(
      String id,
      String device,
      Transport transport,
      PortRange ports,
      Optional<PayloadMatch> match,
      String reason,
      LocalDate until) {
    public VirtualPatch {
      Ids.require(id);
      Ids.require(device);
      check(reason.length() <= 200, "patch " + id + ": its reason is too long");
    }
  }

  /**
   * Bytes at a place of the payload.
   *
   * @param offset bytes before them, 0 to 1400
   * @param hex 1 to 16 bytes in hexadecimal digits
   */
  public record PayloadMatch(int offset, String hex) {
    public PayloadMatch {
      check(offset >= 0 && offset <= 1400, "offset in the payload");
      check(hex.length() >= 2 && hex.length() <= 32, "1 to 16 bytes of payload");
      hex = HexFormat.of().formatHex(HexFormat.of().parseHex(hex));
    }
  }

  /** The interfaces on one side, in the order of the policy. */
  public List<String> on(NetworkSide side) {
    return interfaces.stream().filter(i -> i.side() == side).map(Port::name).toList();
  }

  /** The device with this id; it must be there. */
  public Device device(String id) {
    return devices.stream().filter(d -> d.id().equals(id)).findFirst().orElseThrow();
  }

  /** Whether anything may pass through the gateway, so that the kernel must route. */
  public boolean routes() {
    return lanToWan || !flows.isEmpty() || !forwards.isEmpty();
  }

  static boolean isInterface(String name) {
    return INTERFACE.matcher(name).matches();
  }

  private static <T> List<T> bounded(String what, List<T> list, int most, Function<T, String> id) {
    List<T> copy = atMost(what, list, most);
    Set<String> seen = new HashSet<>();
    for (T item : copy) {
      check(seen.add(id.apply(item)), what + ": twice " + id.apply(item));
    }
    return copy;
  }

  private static <T> List<T> atMost(String what, List<T> list, int most) {
    check(list.size() <= most, what + ": at most " + most);
    return List.copyOf(list);
  }

  private static List<InetAddress> plain(List<InetAddress> addresses, int most) {
    return atMost("addresses", addresses, most).stream().map(a -> Prefix.of(a).address()).toList();
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
