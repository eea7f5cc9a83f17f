package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;

/**
 * The rules of the guard in the real kernel, looked at from outside: from the WAN, from devices and
 * from the maintainer's network, over IPv4 and IPv6.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkDefenceTest {
  private static final Pattern OPEN = Pattern.compile("(?m)^(\\d+)/(tcp|udp) +open +");
  private static final List<String> GATEWAY_V4_V6 = List.of(Lab.GATEWAY_WAN_V4, Lab.GATEWAY_WAN_V6);

  @TempDir static Path folder;
  private DefendedLab lab;
  private Lab.Host far;

  @BeforeAll
  void defend() throws Exception {
    Lab.requires("nmap", "ping", "bash");
    lab = DefendedLab.open(folder);
    far = lab.lab().addFarHost();
    lab.listen(far, "tcp:443", "tcp:80");
    lab.listen(
        lab.lab().gateway(), "tcp:22", "tcp:1883", "tcp:7451", "tcp:8883", "udp:53", "udp:5683");
    assertThat(scan(lab.lab().wan(), Lab.GATEWAY_WAN_V4, "-p", "1-10000"))
        .as("without the guard everything that listens is open")
        .contains(22, 1883, 7451, 8883);
    lab.startGuard();
    assertThat(scan(lab.lab().wan(), Lab.GATEWAY_WAN_V4, "-p", "1-10000"))
        .as("the guard alone lets nobody in")
        .isEmpty();
    lab.hold(DefendedLab.NETWORK);
  }

  @AfterAll
  void end() {
    if (lab != null) {
      lab.close();
    }
  }

  private static Set<Integer> scan(Lab.Host from, String target, String... options) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "nmap",
                "-n",
                "-Pn",
                "-T5",
                "--max-retries",
                "1",
                "--min-rate",
                "10000",
                "--max-rtt-timeout",
                "100ms"));
    if (target.contains(":")) {
      command.add("-6");
    }
    command.addAll(List.of(options));
    command.add(target);
    Lab.Result result = from.run(Await.PATIENCE, command.toArray(String[]::new));
    assertThat(result.output()).contains("Nmap done");
    Set<Integer> open = new TreeSet<>();
    Matcher line = OPEN.matcher(result.output());
    while (line.find()) {
      open.add(Integer.parseInt(line.group(1)));
    }
    return open;
  }

  /** As {@link DefendedLab#NETWORK}, with limits that a fast scan does not reach. */
  private static String unlimited() {
    return DefendedLab.NETWORK
        + "  limits: {packets-per-source: 1000000, packets-per-interface: 1000000, syn-per-source:"
        + " 1000000, connections-per-source: 100000}\n";
  }

  @Test
  @LongRun
  @Verifies({"SEC-CONF-15", "SEC-CONF-04", "THR-05"})
  @Shows(control = "firewall-default-deny", tool = "nmap")
  void showsTheWanNoOpenPortAmongAllThereAre() throws Exception {
    lab.hold(unlimited());
    nothingOpenToTheWan(65_535);
    lab.hold(DefendedLab.NETWORK);
  }

  private void nothingOpenToTheWan(int last) throws Exception {
    long before = lab.counted("wan-in-denied");
    for (String gateway : GATEWAY_V4_V6) {
      assertThat(scan(lab.lab().wan(), gateway, "-sS", "-p", "1-" + last)).isEmpty();
    }
    // No probe was lost on the way: what is not open was refused.
    lab.awaitCounted("wan-in-denied", before + 2L * last - 1);
  }

  @Test
  @Verifies({"SEC-CONF-15", "SEC-CONF-04", "THR-05"})
  @Shows(control = "firewall-default-deny", tool = "nmap")
  void showsTheWanNoOpenPort() throws Exception {
    lab.hold(unlimited());
    nothingOpenToTheWan(10_000);
    assertThat(scan(lab.lab().wan(), Lab.GATEWAY_WAN_V4, "-sU", "-p", "53,67,68,123,5683"))
        .isEmpty();
    for (String kind : List.of("-sF", "-sN", "-sX", "-sA")) {
      assertThat(scan(lab.lab().wan(), Lab.GATEWAY_WAN_V4, kind, "-p", "1-1000"))
          .as("scan " + kind)
          .isEmpty();
    }
    for (String rule :
        List.of("wan-in-denied", "scan-flags-null", "scan-flags-xmas", "scan-flags-fin")) {
      lab.awaitCounted(rule, 100);
    }
    lab.hold(DefendedLab.NETWORK);
  }

  @Test
  @Verifies({"SEC-CONF-15", "FEAT-01"})
  @Shows(control = "firewall-default-deny", tool = "nmap")
  void showsADeviceWhatItsLinksNameAndNothingElse() throws Exception {
    lab.hold(unlimited());
    oneOpenToADevice(10_000);
    assertThat(scan(lab.lab().maintainer(), Lab.GATEWAY_LAN_V4, "-sS", "-p", "1-10000"))
        .containsExactly(7451);
    assertThat(scan(lab.lab().device1(), Lab.GATEWAY_WAN_V4, "-sS", "-p", "22,7451"))
        .as("the address of another side is no way around")
        .isEmpty();
    lab.hold(DefendedLab.NETWORK);
  }

  @Test
  @LongRun
  @Verifies({"SEC-CONF-15", "FEAT-01"})
  @Shows(control = "firewall-default-deny", tool = "nmap")
  void showsADeviceOnePortAmongAllThereAre() throws Exception {
    lab.hold(unlimited());
    oneOpenToADevice(65_535);
    lab.hold(DefendedLab.NETWORK);
  }

  private void oneOpenToADevice(int last) throws Exception {
    for (String gateway : List.of(Lab.GATEWAY_FIELD_V4, Lab.GATEWAY_FIELD_V6)) {
      assertThat(scan(lab.lab().device1(), gateway, "-sS", "-p", "1-" + last))
          .containsExactly(8883);
    }
  }

  @Test
  @Verifies({"FEAT-01", "THR-06"})
  @Shows(control = "network-segmentation")
  void letsNobodyIntoTheFieldListenersButDevices() throws Exception {
    // With the addresses of devices known, the listener is theirs alone.
    var first = new DefendedLab.Try(lab.lab().device1(), Lab.GATEWAY_FIELD_V4, 8883);
    var second = new DefendedLab.Try(lab.lab().device2(), Lab.GATEWAY_FIELD_V6, 8883);
    var intruder = new DefendedLab.Try(lab.lab().intruder(), Lab.GATEWAY_FIELD_V4, 8883);
    var other = new DefendedLab.Try(lab.lab().intruder(), Lab.GATEWAY_FIELD_V6, 8883);
    assertThat(lab.reached(first, second, intruder, other)).containsExactly(first, second);
    lab.hold(DefendedLab.NETWORK + "  only-known-devices: true\n");
    long before = lab.counted("unknown-device");
    assertThat(lab.reached(first, second, intruder, other)).containsExactly(first, second);
    lab.awaitCounted("unknown-device", before);
    lab.hold(DefendedLab.NETWORK);
  }

  @Test
  @Verifies("SEC-CONF-14")
  @Shows(control = "address-translation")
  void hidesDevicesBehindTheGatewaysAddress() throws Exception {
    assertThat(lab.client(lab.lab().device1(), "put", Lab.FAR_V4, "443", "100000"))
        .contains("you are " + Lab.GATEWAY_WAN_V4)
        .contains("got 100000");
    assertThat(lab.client(lab.lab().device1(), "put", Lab.FAR_V6, "443", "100000"))
        .contains("you are 2001:db8:1:0:0:0:0:1")
        .contains("got 100000");
  }

  @Test
  @Verifies({"SEC-CONF-14", "SEC-CONF-15", "THR-05"})
  @Shows(control = "firewall-default-deny")
  void letsNobodyOpenAWayInward() throws Exception {
    lab.listen(lab.lab().device1(), "tcp:2323");
    assertThat(lab.reaches(lab.lab().device2(), Lab.fieldV4(11), 2323)).isTrue();
    lab.lab().wan().must("ip", "route", "replace", "10.77.0.0/24", "via", Lab.GATEWAY_WAN_V4);
    lab.lab().wan().must("ip", "-6", "route", "replace", "fd77::/64", "via", Lab.GATEWAY_WAN_V6);
    long before = lab.counted("wan-forward-denied");
    assertThat(
            lab.reached(
                new DefendedLab.Try(lab.lab().wan(), Lab.fieldV4(11), 2323),
                new DefendedLab.Try(lab.lab().wan(), Lab.fieldV6(11), 2323)))
        .isEmpty();
    lab.awaitCounted("wan-forward-denied", before + 1);
    lab.lab().wan().must("ip", "route", "del", "10.77.0.0/24");
    lab.lab().wan().must("ip", "-6", "route", "del", "fd77::/64");
  }

  @Test
  @Verifies("SEC-CONF-14")
  void leadsADeclaredPortInward() throws Exception {
    lab.listen(lab.lab().device2(), "tcp:8080");
    lab.hold(
        DefendedLab.NETWORK
            + """
              forwards:
                - {id: view, port: tcp/8090, target: 10.77.0.12, target-port: 8080, sources: [198.51.100.0/24]}
                - {id: view-6, port: tcp/8096, target: "fd77::c", target-port: 8080}
            """);
    assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 8090)).isTrue();
    assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V6, 8096)).isTrue();
    assertThat(lab.reaches(far, Lab.GATEWAY_WAN_V4, 8090))
        .as("not from where nobody said")
        .isFalse();
    lab.hold(DefendedLab.NETWORK);
    assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 8090)).isFalse();
  }

  @Test
  @Verifies("SEC-STEP-06")
  @Shows(control = "icmp-limits", tool = "ping")
  void isSilentToPingOnTheWanAndAnswersSomeOnTheField() {
    for (String gateway : GATEWAY_V4_V6) {
      assertThat(
              lab.lab().wan().run(Await.PATIENCE, "ping", "-c5", "-i0.2", "-W1", gateway).output())
          .contains(" 0 received");
    }
    for (String gateway : List.of(Lab.GATEWAY_FIELD_V4, Lab.GATEWAY_FIELD_V6)) {
      long begin = System.nanoTime();
      String output =
          lab.lab()
              .device1()
              .run(Await.PATIENCE, "ping", "-q", "-c100", "-i0.01", "-W1", gateway)
              .output();
      Matcher received = Pattern.compile(" (\\d+) received").matcher(output);
      assertThat(received.find()).isTrue();
      int seconds = (int) Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 1;
      // 10 at once and 5 in each second that it took.
      assertThat(Integer.parseInt(received.group(1))).isBetween(10, 10 + 5 * seconds);
    }
  }

  @Test
  @Verifies("SEC-STEP-06")
  @Shows(control = "icmp-limits")
  void letsMessagesOfPathMtuDiscoveryPass() throws Exception {
    // The way to the far host narrows to 1300 octets behind the next router, which says so.
    for (String target : List.of(Lab.FAR_V4, Lab.FAR_V6)) {
      assertThat(lab.client(lab.lab().gateway(), "put", target, "443", "300000"))
          .contains("got 300000");
      assertThat(
              lab.lab()
                  .gateway()
                  .run(
                      Await.PATIENCE,
                      "ip",
                      target.contains(":") ? "-6" : "-4",
                      "route",
                      "get",
                      target)
                  .output())
          .contains("mtu 1300");
      assertThat(lab.client(lab.lab().device1(), "put", target, "443", "300000"))
          .contains("got 300000");
    }
  }

  @Test
  @Verifies("SEC-STEP-08")
  @Shows(control = "egress-limits")
  void letsADeviceOutOnlyWhereItsLinksLead() throws Exception {
    long before = lab.counted("egress-not-allowed");
    var device = new DefendedLab.Try(lab.lab().device1(), Lab.FAR_V4, 443);
    var gateway = new DefendedLab.Try(lab.lab().gateway(), Lab.FAR_V4, 443);
    assertThat(
            lab.reached(
                device,
                gateway,
                new DefendedLab.Try(lab.lab().device1(), Lab.FAR_V4, 80),
                new DefendedLab.Try(lab.lab().device2(), Lab.FAR_V4, 443),
                new DefendedLab.Try(lab.lab().device2(), Lab.FAR_V6, 443),
                new DefendedLab.Try(lab.lab().intruder(), Lab.FAR_V4, 443),
                new DefendedLab.Try(lab.lab().gateway(), Lab.FAR_V4, 80)))
        .as("the gateway itself, too, goes only where it has something to do")
        .containsExactly(device, gateway);
    lab.awaitCounted("egress-not-allowed", before + 3);
  }

  @Test
  @Verifies({"SEC-STEP-08", "THR-03"})
  @Shows(control = "address-spoof-guard")
  void letsNoSpoofedSourceLeave() throws Exception {
    Path seen = lab.listen(lab.lab().wan(), "udp:123");
    long before = lab.counted("spoofed-source");
    // As somebody elsewhere, and as the other device; the address is its own in its own eyes.
    for (String source :
        List.of("203.0.113.99", Lab.fieldV4(12), "2001:db8:9::9", Lab.fieldV6(12))) {
      boolean v6 = source.contains(":");
      lab.lab().device1().must("ip", "addr", "add", source + (v6 ? "/128" : "/32"), "dev", "lo");
      assertThat(
              lab.client(
                  lab.lab().device1(),
                  "datagrams",
                  v6 ? Lab.WAN_V6 : Lab.WAN_V4,
                  "123",
                  "5",
                  "50",
                  source))
          .contains("sent 5");
      lab.lab().device1().must("ip", "addr", "del", source + (v6 ? "/128" : "/32"), "dev", "lo");
    }
    lab.awaitCounted("spoofed-source", before + 19);
    assertThat(Files.readString(seen)).doesNotContain("datagrams");
    assertThat(lab.client(lab.lab().device1(), "datagrams", Lab.WAN_V4, "123", "5", "50"))
        .contains("sent 5");
    Await.until("its own address passes", () -> Files.readString(seen).contains("datagrams 5"));
  }

  @Test
  @Verifies({"SEC-STEP-08", "THR-03", "SEC-STEP-01"})
  @Shows(control = "egress-limits")
  void holdsAHijackedDevicesFloodWhereALivelyOneIsNotTouched() throws Exception {
    Path seen = lab.listen(far, "udp:123");
    // Just under 200 a second: silent.
    long before = lab.counted("egress-over-limit");
    lab.client(lab.lab().device1(), "datagrams", Lab.FAR_V4, "123", "400", "180");
    Await.until("all arrive", () -> Files.readString(seen).contains("datagrams 400"));
    assertThat(lab.counted("egress-over-limit")).isEqualTo(before);
    // Far over: no more leave than the limit lets.
    long begin = System.nanoTime();
    lab.client(lab.lab().device1(), "datagrams", Lab.FAR_V4, "123", "6000", "3000");
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds() + 1;
    lab.awaitCounted("egress-over-limit", before + 1000);
    // 200 at once and 200 in each of the seconds that it took.
    Await.until("what may leave arrives", () -> lastCount(seen) >= 600);
    assertThat(lastCount(seen) - 400).isLessThanOrEqualTo(200 + 200 * seconds);
  }

  private static long lastCount(Path seen) throws IOException {
    Matcher last = Pattern.compile("datagrams (\\d+)\\R").matcher(Files.readString(seen));
    long total = 0;
    while (last.find()) {
      total = Long.parseLong(last.group(1));
    }
    return total;
  }

  @Test
  @Verifies({"SEC-STEP-01", "THR-05"})
  @Shows(control = "rate-limits")
  void keepsAnHonestDeviceServedWhileAnotherFloods() throws Exception {
    long before = lab.counted("packets-over-limit");
    Process flood =
        lab.background(
            lab.lab().device2(), "datagrams", Lab.GATEWAY_FIELD_V4, "8883", "20000", "5000");
    try {
      lab.awaitCounted("packets-over-limit", before + 500);
      for (int i = 0; i < 5; i++) {
        assertThat(lab.reaches(lab.lab().device1(), Lab.GATEWAY_FIELD_V4, 8883)).isTrue();
      }
    } finally {
      flood.destroyForcibly();
    }
  }

  @Test
  @Verifies("PROTO-05")
  @Shows(control = "packet-length-checks")
  void dropsEveryDatagramWhoseLengthIsNotThatOfItsPacket() throws Exception {
    Path seen = lab.listen(lab.lab().gateway(), "udp:6000");
    lab.hold(
        DefendedLab.NETWORK.replace(
            "services: [", "services: [{id: open, port: udp/6000, from: [lan]}, "));
    long before = lab.counted("udp-length");
    int right = 0;
    int wrong = 0;
    List<byte[]> frames = new java.util.ArrayList<>();
    String mac = lab.lab().maintainer().read("/sys/class/net/eth0/address");
    String gateway = lab.lab().gateway().read("/sys/class/net/" + Lab.LAN_PORT + "/address");
    // Around the places where the low octet of a length goes over, and far from them.
    for (int data : new int[] {1, 20, 219, 220, 227, 228, 229, 247, 248, 249, 500, 1_000, 1_440}) {
      for (int off : new int[] {0, -1, 1, -256, 256, -20, 20, 0}) {
        int claimed = 8 + data + off;
        if (claimed < 8) {
          continue;
        }
        frames.add(
            RawLink.frame(
                gateway,
                mac,
                0x0800,
                Frames.ip(
                    Lab.MAINTAINER_V4,
                    Lab.GATEWAY_LAN_V4,
                    17,
                    1,
                    0x4000,
                    Frames.udp(5, 6000, claimed, data))));
        right += off == 0 ? 1 : 0;
        wrong += off == 0 ? 0 : 1;
        if (off != 0) {
          frames.add(
              RawLink.frame(
                  gateway,
                  mac,
                  0x86dd,
                  Frames.ip6(
                      Lab.MAINTAINER_V6,
                      Lab.GATEWAY_LAN_V6,
                      17,
                      Frames.udp(5, 6000, claimed, data))));
          wrong++;
        }
      }
    }
    RawLink.send(lab.lab().maintainer(), frames);
    int all = right;
    Await.until(
        "every right one arrives", () -> Files.readString(seen).contains("datagrams " + all));
    lab.awaitCounted("udp-length", before + wrong - 1);
    assertThat(lab.counted("udp-length")).isEqualTo(before + wrong);
    assertThat(
            lab.client(lab.lab().maintainer(), "datagrams", Lab.GATEWAY_LAN_V6, "6000", "5", "50"))
        .contains("sent 5");
    Await.until("and over IPv6", () -> Files.readString(seen).contains("datagrams " + (all + 5)));
    assertThat(lab.counted("udp-length")).isEqualTo(before + wrong);
    lab.hold(DefendedLab.NETWORK);
  }

  @Test
  @Verifies({"THR-10", "CM-10"})
  @Shows(control = "virtual-patch", on = "component:home-gw-1")
  void blocksAKnownWeaknessOfALineThatKeepsRunning() throws Exception {
    lab.listen(lab.lab().device2(), "echo:9444");
    String open =
        DefendedLab.NETWORK
            + "  forwards: [{id: line, port: tcp/9444, target: 10.77.0.12, target-port: 9444}]\n";
    lab.hold(open);
    try (var line = new Line(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 9444)) {
      Await.until("the line runs", () -> line.answers() > 5);
      assertThat(lab.client(lab.lab().wan(), "say", Lab.GATEWAY_WAN_V4, "9444", "00000000deadbeef"))
          .as("the weakness can be reached")
          .contains("echo 8");
      long began = System.nanoTime();
      lab.hold(
          open
              + """
                patches:
                  - {id: line-length, device: device-2, port: tcp/9444, offset: 4, bytes: deadbeef, reason: a length that overflows, until: 2099-03-31}
              """);
      assertThat(lab.client(lab.lab().wan(), "say", Lab.GATEWAY_WAN_V4, "9444", "00000000deadbeef"))
          .doesNotContain("echo 8");
      lab.awaitCounted("patch-line-length", 0);
      System.out.println(
          "virtual patch of a running line: %d ms from the configuration to the first blocked attack, longest gap of the line %d ms"
              .formatted(
                  Duration.ofNanos(System.nanoTime() - began).toMillis(),
                  line.longestGap().toMillis()));
      int answers = line.answers();
      Await.until("the line still runs", () -> line.answers() > answers + 10);
      assertThat(line.connections()).as("it is the same connection").isEqualTo(1);
    }
    lab.hold(DefendedLab.NETWORK);
  }

  @Test
  @Verifies({"CM-10", "FEAT-04"})
  @Shows(control = "virtual-patch", on = "component:home-gw-1")
  void blocksAKnownWeaknessAndNothingElse() throws Exception {
    lab.listen(lab.lab().device2(), "tcp:9443", "tcp:9023");
    String open =
        """
          forwards:
            - {id: a, port: tcp/9443, target: 10.77.0.12, target-port: 9443}
            - {id: b, port: tcp/9023, target: 10.77.0.12, target-port: 9023}
        """;
    lab.hold(
        DefendedLab.NETWORK
            + open
            + """
              patches:
                - {id: length, device: device-2, port: tcp/9443, offset: 4, bytes: deadbeef, reason: a length that overflows, until: 2099-03-31}
                - {id: console, device: device-2, port: tcp/9023, reason: CVE-2017-7649, until: 2099-03-31}
            """);
    long before = lab.counted("patch-length");
    assertThat(lab.client(lab.lab().wan(), "send", Lab.GATEWAY_WAN_V4, "9443", "00000000aaaaaaaa"))
        .contains("got 8");
    assertThat(lab.counted("patch-length")).isEqualTo(before);
    assertThat(lab.client(lab.lab().wan(), "send", Lab.GATEWAY_WAN_V4, "9443", "00000000deadbeef"))
        .doesNotContain("got 8");
    lab.awaitCounted("patch-length", before);
    assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 9023)).isFalse();
    lab.awaitCounted("patch-console", 0);
    lab.hold(DefendedLab.NETWORK);
  }
}
