package org.sekisho.acceptance.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of network namespaces on this machine, cut off from everything else: a WAN host, a
 * gateway, a field network with devices on one switch, and a maintainer's LAN. Addresses of both
 * families are set, nothing filters, nothing routes: that is what the tested programs do.
 *
 * <pre>
 *   wan ── wan0 [gateway] field0 ── switch ── device-1, device-2, intruder, …
 *                  lan0 ── maintainer
 * </pre>
 *
 * Needs root and the command {@code ip}; without them the calling test is skipped with a word that
 * says so. Everything is removed by {@link #close()}, and at the end of the process, and what a
 * killed process left behind is removed by the next one.
 */
public final class Lab implements AutoCloseable {
  /** The gateway's interface on the WAN. */
  public static final String WAN_PORT = "wan0";

  /** The gateway's interface on the field network. */
  public static final String FIELD_PORT = "field0";

  /** The gateway's interface on the maintainer's network. */
  public static final String LAN_PORT = "lan0";

  public static final String GATEWAY_WAN_V4 = "198.51.100.1";
  public static final String GATEWAY_WAN_V6 = "2001:db8:1::1";
  public static final String GATEWAY_FIELD_V4 = "10.77.0.1";
  public static final String GATEWAY_FIELD_V6 = "fd77::1";
  public static final String GATEWAY_LAN_V4 = "192.168.77.1";
  public static final String GATEWAY_LAN_V6 = "fd78::1";
  public static final String WAN_V4 = "198.51.100.2";
  public static final String WAN_V6 = "2001:db8:1::2";
  public static final String MAINTAINER_V4 = "192.168.77.2";
  public static final String MAINTAINER_V6 = "fd78::2";

  /** The host behind the WAN host: see {@link #addFarHost}. */
  public static final String FAR_V4 = "203.0.113.2";

  public static final String FAR_V6 = "2001:db8:2::2";

  private static final String PREFIX = "sekisho-";
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Duration SHORT = Duration.ofSeconds(20);

  private final String run = PREFIX + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement();
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final List<Process> processes = new ArrayList<>();
  private final Thread atEnd = new Thread(this::remove, "lab-removal");
  private boolean closed;
  private int links;

  private Lab() {}

  /** Builds the network; skips the test when this machine cannot. */
  public static Lab open() {
    Assumptions.assumeTrue(isRoot(), "needs root: the test makes network namespaces");
    Assumptions.assumeTrue(has("ip"), "needs the command 'ip' (package iproute2)");
    removeLeftOvers();
    var lab = new Lab();
    Runtime.getRuntime().addShutdownHook(lab.atEnd);
    try {
      lab.build();
      return lab;
    } catch (RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  /** Skips the test when a command is not installed. */
  public static void requires(String... commands) {
    for (String command : commands) {
      Assumptions.assumeTrue(has(command), "needs the command '" + command + "'");
    }
  }

  private void build() {
    Host gateway = host("gateway");
    Host wan = host("wan");
    Host maintainer = host("maintainer");
    Host fabric = host("switch");
    connect(gateway, WAN_PORT, wan, "eth0");
    connect(gateway, LAN_PORT, maintainer, "eth0");
    must(fabric, "ip", "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
    must(fabric, "ip", "link", "set", "br0", "up");
    connect(gateway, FIELD_PORT, fabric, "gw");
    must(fabric, "ip", "link", "set", "gw", "master", "br0");
    address(gateway, WAN_PORT, GATEWAY_WAN_V4 + "/24", GATEWAY_WAN_V6 + "/64");
    address(gateway, FIELD_PORT, GATEWAY_FIELD_V4 + "/24", GATEWAY_FIELD_V6 + "/64");
    address(gateway, LAN_PORT, GATEWAY_LAN_V4 + "/24", GATEWAY_LAN_V6 + "/64");
    address(wan, "eth0", WAN_V4 + "/24", WAN_V6 + "/64");
    address(maintainer, "eth0", MAINTAINER_V4 + "/24", MAINTAINER_V6 + "/64");
    must(maintainer, "ip", "route", "add", "default", "via", GATEWAY_LAN_V4);
    must(maintainer, "ip", "-6", "route", "add", "default", "via", GATEWAY_LAN_V6);
    must(gateway, "ip", "route", "add", "default", "via", WAN_V4);
    must(gateway, "ip", "-6", "route", "add", "default", "via", WAN_V6);
    addFieldHost("device-1", 11);
    addFieldHost("device-2", 12);
    addFieldHost("intruder", 66);
  }

  /**
   * Plugs a host into the field network: its addresses end in this number, its hardware address is
   * {@link #fieldMac}, its way out is the gateway.
   *
   * @param number 2 to 254
   */
  public Host addFieldHost(String name, int number) {
    Host host = host(name);
    Host fabric = host("switch");
    String port = "p" + number;
    connect(host, "eth0", fabric, port);
    must(fabric, "ip", "link", "set", port, "master", "br0");
    must(host, "ip", "link", "set", "eth0", "address", fieldMac(number));
    address(host, "eth0", fieldV4(number) + "/24", fieldV6(number) + "/64");
    must(host, "ip", "route", "add", "default", "via", GATEWAY_FIELD_V4);
    must(host, "ip", "-6", "route", "add", "default", "via", GATEWAY_FIELD_V6);
    return host;
  }

  /**
   * A host behind the WAN host, which routes; the way there narrows to 1300 octets. It listens on
   * nothing yet.
   */
  public Host addFarHost() {
    Host wan = host("wan");
    Host far = host("far");
    connect(wan, "far0", far, "eth0");
    address(wan, "far0", "203.0.113.1/24", "2001:db8:2::1/64");
    address(far, "eth0", FAR_V4 + "/24", FAR_V6 + "/64");
    must(far, "ip", "route", "add", "default", "via", "203.0.113.1");
    must(far, "ip", "-6", "route", "add", "default", "via", "2001:db8:2::1");
    must(wan, "ip", "link", "set", "far0", "mtu", "1300");
    wan.write("/proc/sys/net/ipv4/ip_forward", "1");
    wan.write("/proc/sys/net/ipv6/conf/all/forwarding", "1");
    return far;
  }

  /** IPv4 address of the field host with this number. */
  public static String fieldV4(int number) {
    return "10.77.0." + number;
  }

  /** IPv6 address of the field host with this number. */
  public static String fieldV6(int number) {
    return "fd77::" + Integer.toHexString(number);
  }

  /** Hardware address of the field host with this number. */
  public static String fieldMac(int number) {
    return "02:00:5e:10:00:%02x".formatted(number);
  }

  /** The host on the WAN; it knows no way to the field network. */
  public Host wan() {
    return host("wan");
  }

  /** The machine that the gateway and the guard run on. */
  public Host gateway() {
    return host("gateway");
  }

  /** A device on the field network: number 11. */
  public Host device1() {
    return host("device-1");
  }

  /** Another device on the field network: number 12. */
  public Host device2() {
    return host("device-2");
  }

  /** Somebody who plugged himself into the field network: number 66. */
  public Host intruder() {
    return host("intruder");
  }

  /** The maintainer's computer on the LAN. */
  public Host maintainer() {
    return host("maintainer");
  }

  private Host host(String name) {
    return hosts.computeIfAbsent(
        name,
        _ -> {
          var made = new Host(run + "-" + name);
          must(null, "ip", "netns", "add", made.namespace);
          // Addresses can be used at once, without asking whether somebody else has them.
          made.write("/proc/sys/net/ipv6/conf/default/accept_dad", "0");
          made.write("/proc/sys/net/ipv6/conf/all/accept_dad", "0");
          must(made, "ip", "link", "set", "lo", "up");
          return made;
        });
  }

  private void connect(Host a, String portA, Host b, String portB) {
    String left = "sk" + ProcessHandle.current().pid() % 100_000 + "a" + links;
    String right = "sk" + ProcessHandle.current().pid() % 100_000 + "b" + links;
    links++;
    must(
        null,
        "ip",
        "link",
        "add",
        left,
        "netns",
        a.namespace,
        "type",
        "veth",
        "peer",
        "name",
        right,
        "netns",
        b.namespace);
    must(a, "ip", "link", "set", left, "name", portA);
    must(b, "ip", "link", "set", right, "name", portB);
    must(a, "ip", "link", "set", portA, "up");
    must(b, "ip", "link", "set", portB, "up");
  }

  private void address(Host host, String port, String v4, String v6) {
    must(host, "ip", "addr", "add", v4, "dev", port);
    must(host, "ip", "-6", "addr", "add", v6, "dev", port, "nodad");
  }

  private void must(@Nullable Host host, String... command) {
    Result result = host == null ? execute(SHORT, List.of(command)) : host.run(SHORT, command);
    if (result.exit() != 0) {
      throw new IllegalStateException(
          String.join(" ", command) + " answered " + result.exit() + ": " + result.output());
    }
  }

  private Result execute(Duration limit, List<String> command) {
    try {
      Path output = Files.createTempFile("sekisho-lab", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        return new Result(ended ? process.exitValue() : Result.TOOK_TOO_LONG, text);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends every process in the network and removes the network. */
  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook has nothing left to do.
    }
  }

  private synchronized void remove() {
    if (closed) {
      return;
    }
    closed = true;
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    for (Host host : hosts.values()) {
      removeNamespace(host.namespace);
    }
  }

  private static void removeNamespace(String namespace) {
    try {
      // Only what runs in this namespace, which this test made.
      new ProcessBuilder(
              "sh",
              "-c",
              "ip netns pids \"$1\" | xargs -r kill -9; ip netns del \"$1\"",
              "sh",
              namespace)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeLeftOvers() {
    Path all = Path.of("/run/netns");
    if (!Files.isDirectory(all)) {
      return;
    }
    try (Stream<Path> namespaces = Files.list(all)) {
      for (Path namespace : namespaces.toList()) {
        String[] parts = namespace.getFileName().toString().split("-", 4);
        if (parts.length == 4
            && parts[0].equals("sekisho")
            && parts[1].matches("[0-9]{1,9}")
            && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()) {
          removeNamespace(namespace.getFileName().toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .anyMatch(line -> line.matches("Uid:\\s+0\\s+0\\s.*"));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean has(String command) {
    String path = System.getenv("PATH");
    return Stream.concat(
            Arrays.stream((path == null ? "" : path).split(":", -1)),
            Stream.of("/usr/sbin", "/sbin"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  /**
   * What a command said.
   *
   * @param exit its exit code, or {@link #TOOK_TOO_LONG}
   * @param output everything it wrote
   */
  public record Result(int exit, String output) {
    /** The command was ended because its time was over. */
    public static final int TOOK_TOO_LONG = -1;

    /** Whether it ended with 0. */
    public boolean ok() {
      return exit == 0;
    }
  }

  /** One machine of the network: a namespace. */
  public final class Host {
    private final String namespace;

    private Host(String namespace) {
      this.namespace = namespace;
    }

    /** Name of the namespace. */
    public String namespace() {
      return namespace;
    }

    /** The words that run a command on this machine. */
    public List<String> prefix() {
      return List.of("ip", "netns", "exec", namespace);
    }

    /** Runs a command to its end, or ends it when its time is over. */
    public Result run(Duration limit, String... command) {
      List<String> all = new ArrayList<>(prefix());
      all.addAll(List.of(command));
      return execute(limit, all);
    }

    /** Runs a command of which nothing but success is expected. */
    public void must(String... command) {
      Lab.this.must(this, command);
    }

    /** Starts a command; it ends with the network at the latest. */
    public Process start(Path output, String... command) {
      List<String> all = new ArrayList<>(prefix());
      all.addAll(List.of(command));
      try {
        Process process =
            new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        processes.add(process);
        return process;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Writes a kernel setting of this machine. */
    public void write(String file, String value) {
      Lab.this.must(this, "sh", "-c", "echo \"$1\" > \"$2\"", "sh", value, file);
    }

    /** Reads a kernel setting or another file as this machine sees it. */
    public String read(String file) {
      return run(SHORT, "cat", file).output().strip();
    }
  }
}
