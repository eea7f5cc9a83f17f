package org.sekisho.benchmarks.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sekisho.benchmarks.plant.ProgramKind;
import org.sekisho.benchmarks.plant.Site;

/**
 * Four network namespaces, cut off from everything else and joined by veth pairs. Gateway and guard
 * run in the first, management and head-end on its WAN; all devices are one machine with an address
 * for each, on a switch that a stranger is plugged into, too.
 *
 * <pre>
 *   wan: eth0 ── wan0 [gateway] field0 ── gw: br0 [field] ── eth0: stranger
 * </pre>
 *
 * Needs root, {@code ip} and {@code nft}. {@link #close} removes everything, and so does the end of
 * the process; what a killed one left is removed by the next.
 */
public final class DefendedSite implements Site, AutoCloseable {
  /** The gateway on the WAN. */
  public static final String GATEWAY_ON_WAN = "198.51.100.1";

  /** Management and head-end. */
  public static final String CENTRE = "198.51.100.2";

  /** The gateway on the field network, a /16. */
  public static final String GATEWAY_ON_FIELD = "10.77.0.1";

  /** The gateway's hardware address on the field network. */
  public static final String FIELD_MAC = "02:00:5e:77:00:01";

  /** The gateway's hardware address on the WAN. */
  public static final String WAN_MAC = "02:00:5e:77:00:02";

  private static final int FIELD_PORT = 8883;
  private static final String PREFIX = "sekisho-bench-";
  private static final Pattern MADE = Pattern.compile(PREFIX + "([0-9]{1,9})-[a-z]+");
  private static final List<String> NAMES = List.of("gateway", "field", "wan", "stranger");
  private static final int COMMAND_S = 20;

  private final String prefix = PREFIX + ProcessHandle.current().pid() + "-";
  private final Thread atEnd = new Thread(this::remove, "site-removal");
  private final Namespace gateway = new Namespace(prefix + "gateway");
  private final Namespace field = new Namespace(prefix + "field");
  private final Namespace wan = new Namespace(prefix + "wan");
  private final Namespace stranger = new Namespace(prefix + "stranger");

  private DefendedSite() {}

  /** Why this machine cannot have one; empty when it can. */
  public static String missing() {
    try {
      if (Files.readAllLines(Path.of("/proc/self/status")).stream()
          .noneMatch(line -> line.matches("Uid:\\s+0\\s+0\\s.*"))) {
        return "it makes network namespaces and packet rules: run it as root";
      }
    } catch (IOException e) {
      return "no Linux: " + e.getMessage();
    }
    for (String command : List.of("ip", "nft")) {
      try {
        run(List.of(command, command.equals("ip") ? "-V" : "-v"));
      } catch (IllegalStateException e) {
        return "the command '" + command + "' is missing (apt install iproute2 nftables)";
      }
    }
    return "";
  }

  /**
   * Builds it.
   *
   * @param devices addresses of devices on the field network, {@link #device} of 1 and up
   */
  public static DefendedSite open(int devices) {
    removeLeftOvers();
    var site = new DefendedSite();
    Runtime.getRuntime().addShutdownHook(site.atEnd);
    try {
      site.build(devices);
      return site;
    } catch (RuntimeException e) {
      site.close();
      throw e;
    }
  }

  private void build(int devices) {
    for (String name : NAMES) {
      ip("netns", "add", prefix + name);
      ip("-n", prefix + name, "link", "set", "lo", "up");
    }
    veth("wan0", gateway, "eth0", wan);
    veth("field0", gateway, "gw", field);
    veth("port1", field, "eth0", stranger);
    ip("-n", gateway.name(), "link", "set", "wan0", "address", WAN_MAC);
    ip("-n", gateway.name(), "link", "set", "field0", "address", FIELD_MAC);
    ip("-n", field.name(), "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
    for (String port : List.of("gw", "port1")) {
      ip("-n", field.name(), "link", "set", port, "master", "br0");
      ip("-n", field.name(), "link", "set", port, "up");
    }
    for (String port : List.of("wan0", "field0")) {
      ip("-n", gateway.name(), "link", "set", port, "up");
    }
    ip("-n", wan.name(), "link", "set", "eth0", "up");
    ip("-n", field.name(), "link", "set", "br0", "up");
    ip("-n", stranger.name(), "link", "set", "eth0", "up");
    address(gateway, "wan0", GATEWAY_ON_WAN + "/24");
    address(wan, "eth0", CENTRE + "/24");
    address(gateway, "field0", GATEWAY_ON_FIELD + "/16");
    for (int i = 1; i <= devices; i++) {
      address(field, "br0", device(i) + "/16");
    }
    ip("-n", gateway.name(), "route", "add", "default", "via", CENTRE);
  }

  private static void veth(String left, Namespace a, String right, Namespace b) {
    ip(
        "-n", a.name(), "link", "add", left, "type", "veth", "peer", "name", right, "netns",
        b.name());
  }

  private static void address(Namespace at, String port, String address) {
    ip("-n", at.name(), "addr", "add", address, "dev", port);
  }

  /** Address of a device, counted from 1 to 250. */
  public static String device(int number) {
    return "10.77.1." + number;
  }

  /** Gives the stranger other addresses on the field network, and takes the former ones away. */
  public void strangerIs(String address, String mac) {
    ip("-n", stranger.name(), "addr", "flush", "dev", "eth0");
    ip("-n", stranger.name(), "link", "set", "eth0", "address", mac);
    address(stranger, "eth0", address + "/16");
  }

  /** Gives somebody on the WAN this address, too. */
  public void alsoOnWan(String address) {
    address(wan, "eth0", address + "/24");
  }

  /** Takes every packet rule away. */
  public void dropRules() {
    List<String> command = new ArrayList<>(gateway.words());
    command.addAll(List.of("nft", "flush", "ruleset"));
    run(command);
  }

  /** Where gateway and guard are. */
  public Namespace gateway() {
    return gateway;
  }

  /** Where the devices are. */
  public Namespace devices() {
    return field;
  }

  /** Where management, head-end and the attackers from outside are. */
  public Namespace wan() {
    return wan;
  }

  /** Somebody who plugged himself into the field network. */
  public Namespace stranger() {
    return stranger;
  }

  private Namespace of(ProgramKind kind) {
    return switch (kind) {
      case GATEWAY, GUARD -> gateway;
      case HEAD_END, MANAGEMENT -> wan;
    };
  }

  @Override
  public List<String> words(ProgramKind kind) {
    return of(kind).words();
  }

  @Override
  public String centre() {
    return CENTRE;
  }

  @Override
  public String field() {
    return GATEWAY_ON_FIELD;
  }

  @Override
  public int fieldPort() {
    return FIELD_PORT;
  }

  @Override
  public <T> T at(ProgramKind kind, Work<T> work) throws IOException, InterruptedException {
    return of(kind).call(work::run);
  }

  private static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(COMMAND_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (IOException e) {
      throw new IllegalStateException(command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void removeLeftOvers() {
    Path all = Path.of("/run/netns");
    if (!Files.isDirectory(all)) {
      return;
    }
    try (Stream<Path> found = Files.list(all)) {
      for (Path one : found.toList()) {
        Matcher made = MADE.matcher(String.valueOf(one.getFileName()));
        if (made.matches() && ProcessHandle.of(Long.parseLong(made.group(1))).isEmpty()) {
          ip("netns", "del", made.group());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remove() {
    for (String name : NAMES) {
      if (Files.exists(Path.of("/run/netns", prefix + name))) {
        ip("netns", "del", prefix + name);
      }
    }
  }

  /** Removes the namespaces; every program in them has ended. */
  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook has nothing left to do.
    }
  }
}
