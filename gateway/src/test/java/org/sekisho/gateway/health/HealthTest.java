package org.sekisho.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.model.Verifies;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.sandbox.Confinement;
import org.sekisho.program.sandbox.Reach;

/** What the gateway notices of itself. */
class HealthTest {
  private static final Path PROC = Path.of("/proc");

  @TempDir Path folder;
  private final List<SecurityEvent> told = new ArrayList<>();
  private final Set<Integer> declared = new HashSet<>();
  private Instant now = Instant.parse("2026-11-22T00:00:00Z");
  private long ns;
  private Path data = Path.of("");
  private Confinement confined = new Confinement(7, true, true, true, Reach.NOTHING, List.of());

  @BeforeEach
  void begin() throws IOException {
    data = folder.resolve("data");
    privately(data);
    privately(data.resolve("keys"));
    privately(data.resolve("identity"));
    secret(data.resolve("identity/identity.key"));
  }

  private static void privately(Path made) throws IOException {
    Files.createDirectory(
        made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static Path secret(Path file) throws IOException {
    return Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private SelfCheck check(Path proc, HealthConfig config, Instant started) {
    return new SelfCheck(
        data, proc, config, () -> declared, confined, told::add, () -> now, started);
  }

  private SelfCheck check() {
    return check(PROC, HealthConfig.USUAL, Instant.now().plusSeconds(60));
  }

  private List<EventKind> kinds() {
    return told.stream().map(SecurityEvent::kind).toList();
  }

  @Test
  @Verifies("SEC-CONF-11")
  void takesRightsOfOthersAwayAndSaysSo() throws Exception {
    Path key = secret(data.resolve("keys/journal.key"));
    Path certificate = secret(data.resolve("identity/identity.pem"));
    Files.setPosixFilePermissions(certificate, PosixFilePermissions.fromString("rw-r--r--"));
    SelfCheck check = check();
    assertThat(check.check().states())
        .containsEntry("files", "good")
        .containsEntry("owners", "good");
    assertThat(kinds()).doesNotContain(EventKind.PERMISSIONS_REPAIRED);

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(
        data.resolve("keys"), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(check.check().states()).containsEntry("files", "good");
    assertThat(Files.getPosixFilePermissions(key))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(data.resolve("keys")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(told)
        .filteredOn(e -> e.kind() == EventKind.PERMISSIONS_REPAIRED)
        .singleElement()
        .satisfies(e -> assertThat(e.detail()).contains("keys/journal.key"));
    told.clear();
    check.check();
    assertThat(kinds())
        .as("repaired: nothing to say")
        .doesNotContain(EventKind.PERMISSIONS_REPAIRED);
  }

  @Test
  void putsFilesThatItMadeItselfRightWithoutAWord() throws Exception {
    Path made = secret(data.resolve("lock"));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
    SelfCheck check = check(PROC, HealthConfig.USUAL, Instant.now().minusSeconds(60));
    check.check();
    assertThat(Files.getPosixFilePermissions(made))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(kinds()).doesNotContain(EventKind.PERMISSIONS_REPAIRED);
    // From then on somebody else has changed it.
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
    check.check();
    assertThat(kinds()).contains(EventKind.PERMISSIONS_REPAIRED);
  }

  @Test
  @Verifies("SEC-STEP-07")
  void tellsThatTheProcessIsNotConfined() {
    confined = Confinement.off("for a measurement");
    SelfCheck check = check();
    assertThat(check.check().states()).containsEntry("sandbox", "off: for a measurement");
    assertThat(told)
        .filteredOn(e -> e.kind() == EventKind.DEFENCE_OFF)
        .singleElement()
        .satisfies(e -> assertThat(e.detail()).contains("for a measurement"));
  }

  @Test
  void tellsOfLinksThatLeadOutOfItsFolder() throws Exception {
    Files.createSymbolicLink(data.resolve("keys/other.key"), Path.of("/etc/passwd"));
    SelfCheck check = check();
    assertThat(check.check().states()).containsEntry("owners", "foreign files");
    assertThat(told)
        .anyMatch(e -> e.rule().equals("file-owner") && e.detail().contains("other.key"));
    Files.delete(data.resolve("keys/other.key"));
    assertThat(check.check().states()).containsEntry("owners", "good");
    assertThat(told)
        .anyMatch(e -> e.kind() == EventKind.FAULT_OVER && e.rule().equals("file-owner"));
  }

  @Test
  @Verifies("SEC-CONF-13")
  void namesAPortThatNobodyDeclared() throws Exception {
    try (var open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      declared.add(open.getLocalPort());
      SelfCheck check = check();
      check.check();
      assertThat(ports()).as("declared").doesNotContain("port-" + open.getLocalPort());
      try (var back = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        String rule = "port-" + back.getLocalPort();
        assertThat(check.check().states().get("ports"))
            .contains(Integer.toString(back.getLocalPort()));
        assertThat(ports()).containsOnlyOnce(rule);
        check.check();
        assertThat(ports()).as("told once").containsOnlyOnce(rule);
      }
    }
  }

  private List<String> ports() {
    return told.stream()
        .filter(e -> e.kind() == EventKind.UNDECLARED_PORT)
        .map(SecurityEvent::rule)
        .toList();
  }

  @Test
  void noticesWeakAddressesALowDiskAWrongClockAndAMissingKey() throws Exception {
    Path proc = folder.resolve("proc");
    Files.createDirectories(proc.resolve("sys/kernel"));
    Files.createDirectories(proc.resolve("self"));
    Path random = proc.resolve("sys/kernel/randomize_va_space");
    Files.writeString(random, "0\n");
    var greedy =
        new HealthConfig(
            Duration.ofHours(1), Long.MAX_VALUE, Duration.ofSeconds(2), 3, 85, folder, List.of());
    Files.delete(data.resolve("identity/identity.key"));
    now = Instant.EPOCH;
    SelfCheck check = check(proc, greedy, Instant.now());
    SelfCheck.Report report = check.check();
    assertThat(report.good()).isFalse();
    assertThat(report.states())
        .containsEntry("address-space", "address-space randomisation is weak")
        .containsEntry("disk", "low")
        .containsEntry("clock", "implausible")
        .containsEntry("key-store", "not as it must be");
    assertThat(told.stream().map(SecurityEvent::rule))
        .contains("address-space", "disk", "clock", "key-store");
    int before = told.size();
    check.check();
    assertThat(told).as("told once").hasSize(before);
    Files.writeString(random, "2\n");
    assertThat(check.check().states()).containsEntry("address-space", "good");
  }

  @Test
  @Verifies("SEC-LOG-06")
  void tellsAJumpOfTheClockFromTwoSecondsOn() {
    var watch = new StateWatch(told::add, () -> now, () -> ns, Duration.ofSeconds(2));
    pass(Duration.ofSeconds(1), Duration.ofMillis(2_999));
    watch.look();
    assertThat(told).as("just under").isEmpty();
    pass(Duration.ofSeconds(1), Duration.ofSeconds(3));
    watch.look();
    assertThat(kinds()).containsExactly(EventKind.CLOCK_STEPPED);
    assertThat(told.getFirst().detail()).contains("+2000 ms");
    told.clear();
    pass(Duration.ofSeconds(1), Duration.ofSeconds(-3_600));
    watch.look();
    assertThat(told.getFirst().detail()).contains("-3601000 ms");
    told.clear();
    pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
    watch.look();
    assertThat(told).isEmpty();
  }

  private void pass(Duration monotonic, Duration wall) {
    ns += monotonic.toNanos();
    now = now.plus(wall);
  }

  @Test
  @Verifies({"SEC-LOG-04", "SEC-RECOV-01"})
  void tellsEachChangeOfALinkAndOfWhatRunsShortOnce() {
    boolean[] up = {false};
    double[] used = {0.79};
    var watch =
        new StateWatch(told::add, () -> now, () -> ns, Duration.ofSeconds(2))
            .link("wan", () -> up[0])
            .resource("journal", () -> used[0]);
    watch.look();
    assertThat(told).as("not up yet is not down").isEmpty();
    up[0] = true;
    watch.look();
    watch.look();
    up[0] = false;
    used[0] = 0.80;
    watch.look();
    watch.look();
    used[0] = 0.75;
    watch.look();
    used[0] = 0.85;
    watch.look();
    assertThat(kinds())
        .containsExactly(EventKind.LINK_UP, EventKind.LINK_DOWN, EventKind.RESOURCE_LOW);
  }

  @Test
  @Verifies("SEC-RECOV-01")
  void tellsOnceThatTheMachineIsTooHotAndOnceThatItIsOver() throws Exception {
    Path zone = Files.createDirectories(folder.resolve("thermal/thermal_zone0"));
    Path broken = Files.createDirectories(folder.resolve("thermal/thermal_zone1"));
    Files.createDirectories(folder.resolve("thermal/cooling_device0"));
    Files.writeString(zone.resolve("type"), "cpu-thermal\n");
    Files.writeString(broken.resolve("temp"), "no number\n");
    var temperatures = new Temperatures(folder.resolve("thermal"), 85, told::add, () -> now);
    for (String milli : List.of("84999", "85000", "91200", "81000", "80000", "-3000", "85001")) {
      Files.writeString(zone.resolve("temp"), milli + "\n");
      temperatures.look();
    }
    assertThat(told.stream().map(SecurityEvent::detail))
        .containsExactly(
            "thermal_zone0 (cpu-thermal) is at 85 °C, health.hottest is 85",
            "thermal_zone0 (cpu-thermal) is at 80 °C again",
            "thermal_zone0 (cpu-thermal) is at 85 °C, health.hottest is 85");
    assertThat(kinds()).containsExactly(EventKind.FAULT, EventKind.FAULT_OVER, EventKind.FAULT);
    assertThat(temperatures.last()).containsExactly(entry("thermal_zone0 (cpu-thermal)", 85.001));
    var without = new Temperatures(folder.resolve("nothing"), 85, told::add, () -> now);
    without.look();
    assertThat(without.last()).isEmpty();
  }

  @Test
  @Verifies({"SEC-RECOV-03", "SEC-LOG-04"})
  void knowsHowTheRunBeforeEnded() throws Exception {
    assertThat(boot("1", "a").started()).isEqualTo(BootRecord.Reason.FIRST_START);
    // Killed: nobody said that it stopped.
    assertThat(boot("1", "a").started()).isEqualTo(BootRecord.Reason.PROCESS_ENDED);
    assertThat(kinds())
        .containsExactly(EventKind.STARTED, EventKind.STOPPED_UNCLEANLY, EventKind.STARTED);
    told.clear();
    BootRecord clean = boot("1", "a");
    clean.started();
    clean.stopped();
    told.clear();
    assertThat(boot("2", "b").started()).isEqualTo(BootRecord.Reason.CLEAN);
    assertThat(kinds())
        .containsExactly(
            EventKind.VERSION_CHANGED, EventKind.CONFIGURATION_CHANGED, EventKind.STARTED);
    // Another boot of the machine.
    Path file = data.resolve("health.json");
    Files.writeString(
        file,
        Files.readString(file).replaceAll("\"machine_boot\":\"[^\"]*\"", "\"machine_boot\":\"x\""));
    assertThat(boot("2", "b").started()).isEqualTo(BootRecord.Reason.MACHINE_RESTARTED);
    // A clock that went back while the gateway was off.
    told.clear();
    now = now.minusSeconds(3_600);
    boot("2", "b").started();
    assertThat(kinds()).contains(EventKind.CLOCK_STEPPED);
    Files.writeString(file, "{");
    assertThat(boot("2", "b").started()).isEqualTo(BootRecord.Reason.UNKNOWN);
  }

  private BootRecord boot(String version, String configuration) {
    return new BootRecord(data, PROC, version, configuration, () -> now, told::add);
  }

  @Test
  @Verifies("THR-01")
  void missesADeviceAfterThreeIntervalsAndSaysWhyAsFarAsItShows() {
    SystemModel model = SystemModelFile.read(Path.of("../examples/home-gateway.yaml"));
    var devices = new FakeDevices();
    var watch = new SensorWatch(model, "home-gw-1", devices, 3, told::add, () -> now, () -> ns);
    var interval =
        new Object() {
          String device = "";
          String point = "";
          Duration of = Duration.ZERO;
        };
    model
        .devicesOf("home-gw-1")
        .forEach(
            device -> {
              var profile = model.profileOf(device.id());
              if (profile != null && interval.device.isEmpty()) {
                profile
                    .points()
                    .forEach(
                        (name, point) ->
                            point
                                .interval()
                                .ifPresent(
                                    i -> {
                                      interval.device = device.id();
                                      interval.point = name;
                                      interval.of = i;
                                    }));
              }
            });
    assertThat(interval.device).as("the example has a sensor with an interval").isNotEmpty();
    devices.expected.add(interval.device);
    devices.connected.add(interval.device);
    watch.look();
    pass(interval.of.multipliedBy(3), Duration.ZERO);
    watch.look();
    assertThat(told).as("just under").isEmpty();
    pass(Duration.ofMillis(1), Duration.ZERO);
    watch.look();
    watch.look();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().kind()).isEqualTo(EventKind.FAULT);
    assertThat(told.getFirst().device()).isEqualTo(interval.device);
    assertThat(told.getFirst().detail()).contains("cause: silent").contains(interval.point);
    assertThat(watch.silent()).containsKey(interval.device);
    devices.count++;
    watch.look();
    assertThat(told.getLast().kind()).isEqualTo(EventKind.FAULT_OVER);
    assertThat(watch.silent()).isEmpty();
    devices.connected.clear();
    pass(interval.of.multipliedBy(4), Duration.ZERO);
    watch.look();
    assertThat(told.getLast().detail()).contains("cause: gone");
  }

  private static final class FakeDevices implements SensorWatch.Devices {
    private final Set<String> expected = new HashSet<>();
    private final Set<String> connected = new HashSet<>();
    private long count;

    @Override
    public Set<String> expected() {
      return expected;
    }

    @Override
    public boolean isConnected(String device) {
      return connected.contains(device);
    }

    @Override
    public long readings(String device, String point) {
      return count;
    }
  }

  @Test
  void asksTheKernelWhetherTheClockIsKeptRight() {
    var clock = new KernelClock(System::nanoTime);
    assertThat(clock.get()).isIn("synchronized", "unsynchronized");
  }

  @Test
  @Verifies("SEC-RECOV-01")
  void tellsSystemdOnlyWhileEveryLoopComesRound() throws Exception {
    try (var systemd = new NotifySocket(folder.resolve("notify"))) {
      Map<String, String> environment = new HashMap<>();
      environment.put("NOTIFY_SOCKET", folder.resolve("notify").toString());
      environment.put("WATCHDOG_USEC", "300000");
      long pid = ProcessHandle.current().pid();
      SystemdNotify notify = SystemdNotify.of(environment, pid);
      assertThat(notify.watchdog()).contains(Duration.ofMillis(300));
      long[] beat = {System.nanoTime()};
      boolean[] beats = {true};
      var health =
          new Health(
                  HealthConfig.USUAL,
                  boot("1", "a"),
                  new StateWatch(
                      told::add, InstantSource.system(), System::nanoTime, Duration.ofSeconds(2)),
                  new SensorWatch(
                      SystemModelFile.read(Path.of("../examples/home-gateway.yaml")),
                      "home-gw-1",
                      new FakeDevices(),
                      3,
                      told::add,
                      InstantSource.system(),
                      System::nanoTime),
                  new Temperatures(folder, 85, told::add, InstantSource.system()),
                  check(),
                  notify,
                  System::nanoTime)
              .loop(
                  "loop",
                  () -> {
                    if (beats[0]) {
                      beat[0] = System.nanoTime();
                    }
                    return beat[0];
                  });
      health.start();
      assertThat(systemd.next()).isEqualTo("READY=1");
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      // The loop hangs: as if it had not come round for longer than the limit.
      beats[0] = false;
      beat[0] = System.nanoTime() - Health.HANGS.toNanos() - 1;
      while (!systemd.quietFor(Duration.ofSeconds(1))) {
        systemd.next();
      }
      beats[0] = true;
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      health.close();
      String last = systemd.next();
      while (last.equals("WATCHDOG=1")) {
        last = systemd.next();
      }
      assertThat(last).isEqualTo("STOPPING=1");
    }
    assertThat(kinds()).contains(EventKind.STOPPED);
  }

  @Test
  void isSilentWithoutSystemd() {
    SystemdNotify notify = SystemdNotify.of(Map.of("NOTIFY_SOCKET", "nonsense"), 1);
    notify.ready();
    assertThat(notify.watchdog()).isEmpty();
    assertThat(
            SystemdNotify.of(
                    Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "2"), 1)
                .watchdog())
        .as("of another process")
        .isEmpty();
  }

  @Test
  @Verifies("SEC-CONF-10")
  void tellsOnceOfFilesThatAreSharedByAnythingOnThisMachine() throws IOException {
    Path proc = folder.resolve("proc");
    Files.createDirectories(proc.resolve("self/net"));
    Path tcp = proc.resolve("self/net/tcp");
    Path udp = proc.resolve("self/net/udp6");
    String listening = "  0: 00000000:%04X 00000000:0000 %s 0:0 0:0 0 0 0 4711 1\n";
    // A connection to somebody else's share is none of this machine's.
    Files.writeString(tcp, listening.formatted(8883, "0A") + listening.formatted(445, "01"));
    SelfCheck check = check(proc, HealthConfig.USUAL, now);
    assertThat(check.check().states()).containsEntry("file-sharing", "good");
    Files.writeString(tcp, listening.formatted(445, "0A") + listening.formatted(2049, "0A"));
    Files.writeString(udp, listening.formatted(69, "07"));
    assertThat(check.check().states())
        .containsEntry("file-sharing", "open: TFTP 69, SMB 445, NFS 2049");
    check.check();
    assertThat(told.stream().filter(e -> e.detail().contains("shares files"))).hasSize(3);
    HealthConfig allowed =
        new HealthConfig(
            HealthConfig.USUAL.checkInterval(),
            HealthConfig.USUAL.minDiskFree(),
            HealthConfig.USUAL.clockStep(),
            HealthConfig.USUAL.missedIntervals(),
            HealthConfig.USUAL.hottest(),
            HealthConfig.USUAL.thermal(),
            List.of(69, 445, 2049));
    assertThat(check(proc, allowed, now).check().states()).containsEntry("file-sharing", "good");
  }
}
