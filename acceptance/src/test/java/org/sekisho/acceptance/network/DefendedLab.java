package org.sekisho.acceptance.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.ProgramProcess;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.network.NetworkConfig;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.network.PolicyDerivation;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.CounterReport;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.Reach;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.Address;

/**
 * The laboratory with the real guard on the gateway's machine, and the gateway's own client of the
 * guard in this process. What the gateway offers is played by {@link Ports}.
 */
final class DefendedLab implements AutoCloseable {
  private static final ProgramProcess.Kind GUARD =
      new ProgramProcess.Kind(
          "guard", "guard", "org.sekisho.guard.GuardProgram", List.of("-Xmx48m"));

  /** What every policy of the stories says of interfaces and devices. */
  static final String NETWORK =
      """
      network:
        guard: guard.sock
        interfaces: {wan: [wan0], field: [field0], lan: [lan0]}
        devices:
          - {id: device-1, mac: "02:00:5e:10:00:0b", addresses: [10.77.0.11, "fd77::b"]}
          - {id: device-2, mac: "02:00:5e:10:00:0c", addresses: [10.77.0.12, "fd77::c"]}
        services: [{id: console, port: tcp/7451, from: [lan]}]
        outgoing: [{id: maker, port: tcp/443}]
        flows:
          - {link: device-1-maker, to: wan, port: tcp/443}
          - {link: device-1-time, to: wan, port: udp/123}
      """;

  private static final String CLASSES =
      Path.of(Ports.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();

  private final Lab lab;
  private final Path folder;
  private final List<Closing> opened = new ArrayList<>();
  private final Map<String, CounterReport.Count> counters = new ConcurrentHashMap<>();
  private final List<PacketReport> reports = new CopyOnWriteArrayList<>();
  private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
  private @Nullable ProgramProcess guard;
  private @Nullable NetworkDefence defence;
  private int outputs;

  private interface Closing {
    void close() throws Exception;
  }

  private DefendedLab(Lab lab, Path folder) {
    this.lab = lab;
    this.folder = folder;
  }

  /** Builds the laboratory; no guard runs yet, and every port is as open as its listener. */
  static DefendedLab open(Path folder) throws Exception {
    Lab lab = Lab.open();
    try {
      Files.copy(
          DefendedLab.class.getResourceAsStream("/system/defence.yaml"),
          folder.resolve("system.yaml"));
      Files.writeString(
          folder.resolve("guard.yaml"),
          """
          data: guard
          socket: guard.sock
          gateway-user: root
          interfaces: {wan: [wan0], field: [field0], lan: [lan0]}
          floor:
            field-to-wan: true
            port-forwards: true
            most: {packets-per-source: 1000000, packets-per-interface: 1000000, syn-per-source: 1000000, connections-per-source: 100000}
          """);
      return new DefendedLab(lab, folder);
    } catch (Exception | Error e) {
      lab.close();
      throw e;
    }
  }

  Lab lab() {
    return lab;
  }

  /** Starts the guard, or starts it again. */
  void startGuard() throws Exception {
    startGuard(List.of());
  }

  /** Starts the guard by a command that takes privilege from it. */
  void startGuard(List<String> by) throws Exception {
    List<String> prefix = new ArrayList<>(lab.gateway().prefix());
    prefix.addAll(by);
    guard =
        ProgramProcess.start(
            GUARD,
            folder.resolve("guard.yaml"),
            folder.resolve("guard"),
            folder.resolve("guard.log"),
            prefix,
            Map.of());
    try {
      guard.awaitReady();
    } catch (IllegalStateException e) {
      throw new IllegalStateException(guard.log(), e);
    }
  }

  /** Ends the guard as a crash would. */
  void killGuard() throws InterruptedException {
    if (guard != null) {
      guard.kill();
    }
  }

  /** Applies a policy and keeps it. */
  NetworkDefence hold(String network) throws Exception {
    NetworkDefence present = propose(network);
    if (present.standing() == NetworkDefence.Standing.ON_TRIAL) {
      Answer answer = present.confirm().get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!(answer instanceof Answer.Done)) {
        throw new AssertionError(answer);
      }
    }
    return present;
  }

  /** Applies a policy and leaves it on trial. */
  NetworkDefence propose(String network) throws Exception {
    if (defence != null) {
      defence.close();
    }
    Fields fields = Document.read(folder.resolve("gateway.yaml").toString(), network);
    NetworkConfig config = NetworkConfig.from(fields.section("network"));
    fields.finish();
    SystemModel model = SystemModelFile.read(folder.resolve("system.yaml"));
    NetworkPolicy policy =
        PolicyDerivation.of(
            config,
            model,
            "gw-1",
            List.of(new PolicyDerivation.FieldDoor("mqtt", Protocol.MQTT, Reach.parse("tcp/8883"))),
            List.of(new PolicyDerivation.Centre("head-end", new Address(Lab.WAN_V4, 7883))));
    NetworkDefence made =
        new NetworkDefence(config, policy, events::add, InstantSource.system())
            .onReport(
                report -> {
                  switch (report) {
                    case CounterReport counted -> counters.putAll(counted.counters());
                    case PacketReport packet -> reports.add(packet);
                    default -> {}
                  }
                });
    defence = made;
    made.start();
    Await.until(
        "the policy is applied",
        () ->
            switch (made.standing()) {
              case ON, ON_TRIAL, REVERTED -> true;
              case REFUSED -> throw new AssertionError(made.json());
              case OFF, UNREACHABLE, EASED -> false;
            });
    return made;
  }

  /** Packets that a rule has counted, as the guard last told; 0 when it told nothing. */
  long counted(String rule) {
    CounterReport.Count count = counters.get(rule);
    return count == null ? 0 : count.packets();
  }

  /** Waits until the guard told that a rule has counted more than so many packets. */
  void awaitCounted(String rule, long moreThan) throws Exception {
    Await.until(rule + " counts more than " + moreThan, () -> counted(rule) > moreThan);
  }

  /** Where other parts of the gateway tell what happens. */
  EventSink sink() {
    return events::add;
  }

  /** What the kernel told of single packets. */
  List<PacketReport> reports() {
    return List.copyOf(reports);
  }

  /** Id of the guard's process. */
  long guardPid() {
    return java.util.Objects.requireNonNull(guard, "start the guard first").pid();
  }

  List<SecurityEvent> events() {
    return List.copyOf(events);
  }

  /** Opens listeners on a machine; answers the file that they write to. */
  Path listen(Lab.Host host, String... ports) throws Exception {
    Path output = folder.resolve("listen-" + outputs++ + ".txt");
    List<String> command = new ArrayList<>(java("listen"));
    command.addAll(List.of(ports));
    Process process = host.start(output, command.toArray(String[]::new));
    opened.add(process::destroyForcibly);
    Await.until(
        "listeners are open",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(Files.readString(output));
          }
          return Files.readString(output).contains("ready");
        });
    return output;
  }

  /** Runs a client on a machine; answers what it printed. */
  String client(Lab.Host host, String... words) {
    List<String> command = new ArrayList<>(java(words));
    return host.run(Await.PATIENCE, command.toArray(String[]::new)).output();
  }

  /** Starts a client on a machine and does not wait for it. */
  Process background(Lab.Host host, String... words) {
    return host.start(
        folder.resolve("client-" + outputs++ + ".txt"), java(words).toArray(String[]::new));
  }

  /** Whether a TCP connection can be opened and greets, within two seconds of a fast machine. */
  boolean reaches(Lab.Host host, String address, int port) {
    long began = System.nanoTime();
    host.must("bash", "-c", ":");
    // What does nothing takes a hundredth of a second; where it takes longer, all does.
    double limitS = 2 + 20 * (System.nanoTime() - began) / 1e9;
    return host.run(
            Await.PATIENCE,
            "timeout",
            Double.toString(limitS),
            "bash",
            "-c",
            "exec 3<>\"/dev/tcp/$0/$1\" && head -c 7 <&3",
            address,
            Integer.toString(port))
        .output()
        .startsWith("you are");
  }

  /** Somebody who tries to reach something. */
  record Try(Lab.Host host, String address, int port) {}

  /** Which of these reach it; all try at once, because each that does not needs its time. */
  List<Try> reached(Try... tries) throws Exception {
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> coming = new ArrayList<>();
      for (Try one : tries) {
        coming.add(all.submit(() -> reaches(one.host, one.address, one.port)));
      }
      List<Try> reached = new ArrayList<>();
      for (int i = 0; i < tries.length; i++) {
        if (coming.get(i).get()) {
          reached.add(tries[i]);
        }
      }
      return reached;
    }
  }

  private static List<String> java(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx48m",
                "-cp",
                CLASSES,
                Ports.class.getName()));
    command.addAll(List.of(words));
    return command;
  }

  /** What the guard wrote. */
  String guardLog() throws IOException {
    return Files.readString(folder.resolve("guard.log"));
  }

  @Override
  public void close() {
    if (defence != null) {
      defence.close();
    }
    for (Closing one : opened) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (guard != null) {
      guard.close();
    }
    lab.close();
  }
}
