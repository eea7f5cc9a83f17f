package org.sekisho.gateway.network;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.sekisho.gateway.network.names.NamesConfig;
import org.sekisho.guard.policy.Floor;
import org.sekisho.guard.policy.Mac;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy.PayloadMatch;
import org.sekisho.guard.policy.NetworkPolicy.Port;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Reach;
import org.sekisho.guard.policy.Transport;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.Ids;

/**
 * The section {@code network}: what the system model does not say of the network, such as
 * interfaces, addresses and limits.
 *
 * @param guard the guard's socket; without it the functions of the network defence are off
 * @param interfaces interfaces with their sides, as in the guard's own file
 * @param devices addresses of devices
 * @param onlyKnownDevices whether the field is refused to everybody who is no device of the model
 * @param services what the gateway offers beside its field listeners
 * @param outgoing where the gateway may connect to, beside head-end and management
 * @param flows where devices may connect to through the gateway
 * @param forwards ports of the WAN side that lead inside
 * @param lanToWan whether computers of the LAN may go out
 * @param confirmWithin how long a changed policy holds unconfirmed
 * @param easeMost how long a maintainer may open the filter as far as the guard's file allows
 * @param limits how much is too much
 * @param patches known weaknesses of devices that are blocked here
 * @param names the relay for names, when there is one
 */
public record NetworkConfig(
    Optional<Path> guard,
    List<Port> interfaces,
    List<DeviceAddress> devices,
    boolean onlyKnownDevices,
    List<Door> services,
    List<Target> outgoing,
    List<LinkFlow> flows,
    List<Inward> forwards,
    boolean lanToWan,
    Duration confirmWithin,
    Duration easeMost,
    NetworkLimits limits,
    List<Patch> patches,
    Optional<NamesConfig> names) {
  private static final Duration USUAL_CONFIRM = Duration.ofSeconds(60);
  private static final Duration USUAL_EASE = Duration.ofMinutes(10);
  private static final Reach NOTHING = Reach.parse("tcp/1");

  /** Names and time: what any machine needs. */
  private static final List<Target> USUAL_OUTGOING =
      List.of(
          new Target("dns", Reach.parse("udp/53"), List.of()),
          new Target("dns-tcp", Reach.parse("tcp/53"), List.of()),
          new Target("time", Reach.parse("udp/123"), List.of()));

  /**
   * Where a device of the model is found.
   *
   * @param device component id
   * @param port interface; the first one of the field when absent
   */
  public record DeviceAddress(
      String device, Optional<String> port, Optional<Mac> mac, List<InetAddress> addresses) {}

  /** Something that the gateway offers, and to whom. */
  public record Door(String id, Reach reach, Set<NetworkSide> from, List<Prefix> sources) {}

  /** Where somebody may connect to; anywhere when no target is named. */
  public record Target(String id, Reach reach, List<Prefix> targets) {}

  /**
   * What a link of the model means in the network.
   *
   * @param names where to, by name, with everything below each; the relay resolves them
   */
  public record LinkFlow(
      String link, NetworkSide to, Reach reach, List<Prefix> targets, List<String> names) {}

  /** A port of the WAN side that leads inside. */
  public record Inward(
      String id,
      Transport transport,
      int port,
      InetAddress target,
      int targetPort,
      List<Prefix> sources) {}

  /** A known weakness of a device that is blocked here. */
  public record Patch(
      String id,
      String device,
      Reach reach,
      Optional<PayloadMatch> match,
      String reason,
      LocalDate until) {}

  /** Reads the section; every key has a default. */
  public static NetworkConfig from(Fields network) {
    List<DeviceAddress> devices =
        sections(
            network,
            "devices",
            f ->
                new DeviceAddress(
                    id(f, "id"),
                    f.optionalText("interface"),
                    f.parsed("mac", Mac.ALLOWED, Mac::new),
                    parsed(f, "addresses", "numeric addresses", Prefix::numeric)));
    List<Target> outgoing =
        network.has("outgoing")
            ? sections(
                network,
                "outgoing",
                f -> new Target(id(f, "id"), reach(f, "port"), prefixes(f, "targets")))
            : USUAL_OUTGOING;
    List<Port> interfaces = Floor.readInterfaces(network);
    if (network.has("guard") && interfaces.isEmpty()) {
      network.problem("'interfaces' is missing: the same as in the guard's own file");
    }
    Optional<NamesConfig> names = NamesConfig.from(network);
    return new NetworkConfig(
        network.optionalPath("guard"),
        interfaces,
        devices,
        network.flag("only-known-devices", false),
        sections(
            network,
            "services",
            f -> new Door(id(f, "id"), reach(f, "port"), sides(f), prefixes(f, "sources"))),
        outgoing,
        sections(network, "flows", f -> flow(f, names.isPresent())),
        sections(network, "forwards", NetworkConfig::inward),
        network.flag("lan-to-wan", false),
        network.duration(
            "confirm-within", USUAL_CONFIRM, Duration.ofSeconds(5), Duration.ofMinutes(10)),
        network.duration("ease-most", USUAL_EASE, Duration.ofMinutes(1), Duration.ofMinutes(10)),
        NetworkLimits.read(network.section("limits"), NetworkLimits.USUAL),
        sections(network, "patches", NetworkConfig::patch),
        names);
  }

  private static LinkFlow flow(Fields f, boolean relayed) {
    var flow =
        new LinkFlow(
            id(f, "link"),
            f.choice("to", NetworkSide.WAN),
            reach(f, "port"),
            prefixes(f, "targets"),
            NamesConfig.suffixes(f, "names"));
    boolean byName = !flow.names().isEmpty();
    if (byName && (!flow.targets().isEmpty() || flow.to() != NetworkSide.WAN || !relayed)) {
      f.problem("names", "only with the section 'names', to the WAN, and without 'targets'");
    }
    if (relayed && !byName && flow.to() == NetworkSide.WAN && flow.targets().isEmpty()) {
      f.problem("'names' or 'targets' is missing: with the section 'names' nothing is everywhere");
    }
    return flow;
  }

  private static Inward inward(Fields f) {
    Reach from = reach(f, "port");
    if (from.ports().first() != from.ports().last()) {
      f.problem("port", "must be a single port");
    }
    return new Inward(
        id(f, "id"),
        from.transport(),
        from.ports().first(),
        f.parsed("target", "a numeric address", Prefix::numeric)
            .orElseGet(
                () -> {
                  f.problem("'target' is missing: a numeric address");
                  return InetAddress.getLoopbackAddress();
                }),
        f.integer("target-port", from.ports().first(), 1, 65_535),
        prefixes(f, "sources"));
  }

  private static Patch patch(Fields f) {
    Optional<PayloadMatch> match = Optional.empty();
    if (f.has("bytes")) {
      int offset = f.integer("offset", 0, 0, 1400);
      match =
          f.parsed(
              "bytes",
              "1 to 16 bytes in hexadecimal digits",
              text -> new PayloadMatch(offset, text));
    }
    String reason = f.text("reason");
    if (reason.length() > 200) {
      f.problem("reason", "longer than 200 characters");
    }
    return new Patch(
        id(f, "id"),
        id(f, "device"),
        reach(f, "port"),
        match,
        reason,
        f.optionalDay("until")
            .orElseGet(
                () -> {
                  f.problem("'until' is missing: the day on which somebody looks at it again");
                  return LocalDate.EPOCH;
                }));
  }

  private static <T> List<T> sections(Fields fields, String key, Function<Fields, T> read) {
    return fields.sections(key).stream().map(read).toList();
  }

  private static String id(Fields f, String key) {
    return f.text(key, Ids.FORM, Ids.ALLOWED);
  }

  private static Reach reach(Fields f, String key) {
    if (!f.has(key)) {
      f.problem("'" + key + "' is missing: " + Reach.ALLOWED);
    }
    return f.parsed(key, Reach.ALLOWED, Reach::parse).orElse(NOTHING);
  }

  private static List<Prefix> prefixes(Fields f, String key) {
    return parsed(f, key, Prefix.ALLOWED, Prefix::parse);
  }

  private static Set<NetworkSide> sides(Fields f) {
    Set<NetworkSide> sides = EnumSet.noneOf(NetworkSide.class);
    for (NetworkSide side : NetworkSide.values()) {
      if (f.texts("from").contains(side.word())) {
        sides.add(side);
      }
    }
    if (sides.isEmpty() || f.texts("from").size() != sides.size()) {
      f.problem("'from' must be a list of: wan, field, lan");
    }
    return sides.isEmpty() ? EnumSet.of(NetworkSide.LAN) : sides;
  }

  private static <T> List<T> parsed(
      Fields fields, String key, String allowed, Function<String, T> parse) {
    List<T> found = new ArrayList<>();
    for (String text : fields.texts(key)) {
      try {
        found.add(parse.apply(text));
      } catch (IllegalArgumentException e) {
        fields.problem(key, "'" + text + "' is not allowed: " + allowed);
      }
    }
    return found;
  }
}
