package org.sekisho.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sekisho.cli.CommandFailure;

/**
 * Three network namespaces, cut off from the machine's own network: the house with all programs,
 * somebody on its WAN side, somebody who plugged himself into its field network. Needs root and
 * {@code ip}; {@link #close} removes them, and with them every packet rule.
 */
final class AttackNetwork implements AutoCloseable {
  /** The house's interface on the WAN side. */
  static final String WAN_PORT = "wan0";

  /** The house's interface on the field side. */
  static final String FIELD_PORT = "field0";

  static final String HOUSE_ON_WAN = "198.51.100.1";
  static final String HOUSE_ON_FIELD = "10.77.0.1";
  static final String STRANGER = "198.51.100.66";
  static final String FLOODER = "198.51.100.67";
  static final String HAND_SENSOR = "10.77.0.11";
  static final String HIJACKED = "10.77.0.12";
  static final String INTRUDER = "10.77.0.66";

  private static final int COMMAND_S = 20;
  private static final String PREFIX = "sekisho-demo-";
  private static final Pattern MADE = Pattern.compile(PREFIX + "([0-9]{1,9})-[a-z]+");

  private final String prefix;

  private AttackNetwork(String prefix) {
    this.prefix = prefix;
  }

  /** Why this machine cannot have one; empty when it can. */
  static String missing() {
    try {
      if (Files.readAllLines(Path.of("/proc/self/status")).stream()
          .noneMatch(line -> line.matches("Uid:\\s+0\\s+0\\s.*"))) {
        return "not root";
      }
      new ProcessBuilder("ip", "-V")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return "";
    } catch (IOException e) {
      return "no command 'ip' (package iproute2)";
    }
  }

  /** Builds it; removes what a demonstration left behind that was killed. */
  static AttackNetwork open() throws IOException, InterruptedException {
    removeLeftOvers();
    var network = new AttackNetwork(PREFIX + ProcessHandle.current().pid() + "-");
    try {
      for (String name : List.of("house", "wan", "field")) {
        ip("netns", "add", network.prefix + name);
        ip("-n", network.prefix + name, "link", "set", "lo", "up");
      }
      network.connect("wan", WAN_PORT, HOUSE_ON_WAN, STRANGER);
      ip("-n", network.prefix + "wan", "addr", "add", FLOODER + "/24", "dev", "eth0");
      network.connect("field", FIELD_PORT, HOUSE_ON_FIELD, INTRUDER);
      ip("-n", network.prefix + "field", "addr", "add", HAND_SENSOR + "/24", "dev", "eth0");
      ip("-n", network.prefix + "field", "addr", "add", HIJACKED + "/24", "dev", "eth0");
      return network;
    } catch (CommandFailure | InterruptedException e) {
      network.close();
      throw e;
    }
  }

  private static void removeLeftOvers() throws IOException {
    Path all = Path.of("/run/netns");
    if (!Files.isDirectory(all)) {
      return;
    }
    List<String> names;
    try (Stream<Path> found = Files.list(all)) {
      names = found.map(n -> String.valueOf(n.getFileName())).toList();
    }
    for (String name : names) {
      Matcher made = MADE.matcher(name);
      if (made.matches() && ProcessHandle.of(Long.parseLong(made.group(1))).isEmpty()) {
        new AttackNetwork(PREFIX + made.group(1) + "-").close();
      }
    }
  }

  private void connect(String side, String port, String house, String other)
      throws InterruptedException {
    String inHouse = prefix + "house";
    String outside = prefix + side;
    ip(
        "-n", inHouse, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns",
        outside);
    ip("-n", inHouse, "addr", "add", house + "/24", "dev", port);
    ip("-n", outside, "addr", "add", other + "/24", "dev", "eth0");
    ip("-n", inHouse, "link", "set", port, "up");
    ip("-n", outside, "link", "set", "eth0", "up");
    ip("-n", outside, "route", "add", "default", "via", house);
  }

  /** What makes a command run in the house. */
  List<String> inHouse() {
    return inside(prefix, "house");
  }

  /** How another process names this network. */
  String name() {
    return prefix;
  }

  /** What makes a command run at that place: house, wan or field. */
  static List<String> inside(String network, String place) {
    return List.of("ip", "netns", "exec", network + place);
  }

  private static void ip(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(COMMAND_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new CommandFailure(String.join(" ", command) + ": " + said.strip());
      }
    } catch (IOException e) {
      throw new CommandFailure(String.join(" ", command) + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    for (String name : List.of("house", "wan", "field")) {
      try {
        if (Files.exists(Path.of("/run/netns", prefix + name))) {
          ip("netns", "del", prefix + name);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (CommandFailure e) {
        System.err.println("sekisho: " + e.getMessage());
      }
    }
  }
}
