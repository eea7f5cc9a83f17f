package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.network.NetworkConfig;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.network.PolicyDerivation;
import org.sekisho.gateway.network.detection.Detection;
import org.sekisho.gateway.network.detection.DetectionConfig;
import org.sekisho.gateway.network.names.NameRelay;
import org.sekisho.gateway.network.names.NameRules;
import org.sekisho.gateway.network.names.NamesConfig;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;

/**
 * Devices resolve names by the gateway's relay and reach what it resolved for them, and nothing
 * else: with the real guard in the kernel, a name server on the WAN, and clients on the devices.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NamesTest {
  private static final String BRIEF_V4 = "203.0.113.3";
  private static final String OTHER_V4 = "203.0.113.4";

  private static final String NETWORK =
      """
      network:
        guard: guard.sock
        interfaces: {wan: [wan0], field: [field0], lan: [lan0]}
        devices:
          - {id: device-1, mac: "02:00:5e:10:00:0b", addresses: [10.77.0.11, "fd77::b"]}
          - {id: device-2, mac: "02:00:5e:10:00:0c", addresses: [10.77.0.12, "fd77::c"]}
        names:
          listen: ["10.77.0.1:5300", "[fd77::1]:5300", "192.168.77.1:5300"]
          upstream: ["198.51.100.2:53"]
          deny: [listed.maker.example]
          lan: true
          shortest: 1s
        flows:
          - {link: device-1-maker, to: wan, port: tcp/443, names: [maker.example]}
      """;

  @TempDir static Path folder;
  private DefendedLab lab;
  private NameServer server;
  private NameRelay relay;
  private Detection detection;

  @BeforeAll
  void defend() throws Exception {
    Lab.requires("bash", "nft");
    lab = DefendedLab.open(folder);
    Lab.Host far = lab.lab().addFarHost();
    for (String more : List.of(BRIEF_V4, OTHER_V4)) {
      far.must("ip", "addr", "add", more + "/24", "dev", "eth0");
    }
    lab.listen(far, "tcp:443", "tcp:80");
    server =
        on(
            lab.lab().wan(),
            () ->
                new NameServer(Lab.WAN_V4, 53)
                    .with("maker.example", Lab.FAR_V4, 300)
                    .with("maker.example", Lab.FAR_V6, 300)
                    .with("brief.maker.example", BRIEF_V4, 3)
                    .with("inside.maker.example", Lab.fieldV4(12), 300)
                    .with("listed.maker.example", OTHER_V4, 300)
                    .with("evil.example", OTHER_V4, 300));
    lab.startGuard();
    NetworkDefence defence = lab.hold(NETWORK);
    var fields = Document.read("gateway.yaml", NETWORK).section("network");
    NetworkConfig config = NetworkConfig.from(fields);
    NamesConfig names = config.names().orElseThrow();
    detection =
        Detection.beside(
            defence,
            DetectionConfig.from(Document.read("test", "{}").section("detection")),
            List.of(),
            lab.sink(),
            InstantSource.system());
    detection.start();
    relay =
        on(
            lab.lab().gateway(),
            () -> {
              var made =
                  new NameRelay(
                      names,
                      defence.policy(),
                      new NameRules(
                          PolicyDerivation.grants(config, defence.policy()), names.deny()),
                      defence::open,
                      lab.sink(),
                      InstantSource.system(),
                      System::nanoTime,
                      new SimpleMeterRegistry());
              made.start();
              return made;
            });
  }

  @AfterAll
  void end() {
    for (AutoCloseable one : new AutoCloseable[] {relay, detection, server, lab}) {
      try {
        if (one != null) {
          one.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What a thread of this host makes lives on this host. */
  private static <T> T on(Lab.Host host, Supplier<T> make) throws Exception {
    var made = new CompletableFuture<T>();
    NamespaceThread.on(host)
        .newThread(
            () -> {
              try {
                made.complete(make.get());
              } catch (RuntimeException | Error e) {
                made.completeExceptionally(e);
              }
            })
        .start();
    return made.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private String resolve(Lab.Host host, String server, String name, String type) {
    return lab.client(host, "resolve", server, "53", name, type);
  }

  private SecurityEvent told(EventKind kind, Predicate<SecurityEvent> wanted) throws Exception {
    Await.until(
        kind + " is told",
        () -> lab.events().stream().anyMatch(e -> e.kind() == kind && wanted.test(e)));
    return lab.events().stream()
        .filter(e -> e.kind() == kind && wanted.test(e))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Verifies({"CM-06", "SEC-STEP-08"})
  @Shows(control = "dns-filter")
  void letsADeviceReachWhatTheRelayResolvedForItAndNothingElse() throws Exception {
    Lab.Host device = lab.lab().device1();
    assertThat(lab.reaches(device, OTHER_V4, 443)).as("nobody resolved it").isFalse();
    assertThat(resolve(device, Lab.GATEWAY_FIELD_V4, "maker.example", "A"))
        .startsWith("code 0 " + Lab.FAR_V4 + " ");
    var resolved = new DefendedLab.Try(device, Lab.FAR_V4, 443);
    assertThat(
            lab.reached(
                resolved,
                new DefendedLab.Try(device, Lab.FAR_V4, 80),
                new DefendedLab.Try(device, OTHER_V4, 443),
                new DefendedLab.Try(device, Lab.FAR_V6, 443),
                new DefendedLab.Try(lab.lab().device2(), Lab.FAR_V4, 443)))
        .as("no other port, address, family or device")
        .containsExactly(resolved);
    assertThat(resolve(device, Lab.GATEWAY_FIELD_V6, "maker.example", "AAAA"))
        .startsWith("code 0 2001:db8:2:0:0:0:0:2 ");
    assertThat(lab.reaches(device, Lab.FAR_V6, 443)).isTrue();
  }

  @Test
  @Verifies("CM-06")
  @Shows(control = "dns-filter")
  void closesTheWayWhenTheAnswersLifeIsOver() throws Exception {
    Lab.Host device = lab.lab().device1();
    for (int round = 0; round < 2; round++) {
      assertThat(resolve(device, Lab.GATEWAY_FIELD_V4, "brief.maker.example", "A"))
          .startsWith("code 0 " + BRIEF_V4);
      Await.until(
          "it is reachable",
          () -> {
            if (lab.reaches(device, BRIEF_V4, 443)) {
              return true;
            }
            // A busy machine needed longer than the answer lived.
            resolve(device, Lab.GATEWAY_FIELD_V4, "brief.maker.example", "A");
            return false;
          });
      Await.until("it is closed again", () -> !lab.reaches(device, BRIEF_V4, 443));
    }
  }

  @Test
  @Verifies("CM-06")
  @Shows(control = "dns-filter")
  void refusesListedAndUnlistedNamesAndTells() throws Exception {
    Lab.Host device = lab.lab().device1();
    int before = server.asked().size();
    for (String name : List.of("listed.maker.example", "evil.example")) {
      assertThat(resolve(device, Lab.GATEWAY_FIELD_V4, name, "A")).startsWith("code 3");
    }
    assertThat(resolve(lab.lab().device2(), Lab.GATEWAY_FIELD_V4, "maker.example", "A"))
        .as("a device without names")
        .startsWith("code 3");
    assertThat(server.asked().subList(before, server.asked().size()))
        .doesNotContain("listed.maker.example", "evil.example");
    assertThat(resolve(device, Lab.GATEWAY_FIELD_V4, "inside.maker.example", "A"))
        .as("an answer that leads to another device")
        .startsWith("code 3");
    assertThat(
            told(EventKind.NAME_REFUSED, e -> e.rule().equals("name-denied")).kind().alertClass())
        .isEqualTo(AlertClass.INTRUDED);
    assertThat(told(EventKind.NAME_REFUSED, e -> e.detail().contains("evil.example")).device())
        .isEqualTo("device-1");
    told(EventKind.NAME_REFUSED, e -> e.device().equals("device-2"));
    told(EventKind.NAME_REFUSED, e -> e.rule().equals("name-rebinding"));
    assertThat(resolve(lab.lab().intruder(), Lab.GATEWAY_FIELD_V4, "maker.example", "A"))
        .startsWith("code 5");
    told(EventKind.UNKNOWN_DEVICE, e -> e.source().address().equals(Lab.fieldV4(66)));
  }

  @Test
  @Verifies({"CM-06", "SEC-STEP-08"})
  @Shows(control = "dns-filter")
  void letsNobodyResolveNamesElsewhere() throws Exception {
    Lab.Host device = lab.lab().device1();
    long before = lab.counted("name-bypass");
    assertThat(resolve(device, Lab.WAN_V4, "maker.example", "A")).startsWith("no answer");
    lab.awaitCounted("name-bypass", before);
    SecurityEvent bypass =
        told(EventKind.EGRESS_VIOLATION, e -> e.rule().startsWith("name-bypass"));
    assertThat(bypass.device()).isEqualTo("device-1");
    assertThat(bypass.detail()).contains("a name server that is not the gateway's");
    long tls = lab.counted("name-bypass");
    assertThat(lab.reaches(device, Lab.WAN_V4, 853)).isFalse();
    lab.awaitCounted("name-bypass", tls);
  }

  @Test
  @Verifies("CM-06")
  @Shows(control = "dns-filter")
  void refusesListedNamesToAComputerOfTheLan() throws Exception {
    Lab.Host computer = lab.lab().maintainer();
    assertThat(resolve(computer, Lab.GATEWAY_LAN_V4, "evil.example", "A"))
        .as("what is not listed is a person's own affair")
        .startsWith("code 0 " + OTHER_V4);
    assertThat(resolve(computer, Lab.GATEWAY_LAN_V4, "listed.maker.example", "A"))
        .startsWith("code 3");
    assertThat(resolve(computer, Lab.WAN_V4, "evil.example", "A")).startsWith("no answer");
  }
}
