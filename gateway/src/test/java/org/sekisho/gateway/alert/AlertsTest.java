package org.sekisho.gateway.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.guard.detect.DetectionRule;
import org.sekisho.model.Verifies;
import tools.jackson.databind.json.JsonMapper;

/** Alerts from events, and what the lamp shows of them. */
class AlertsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private final List<Alerts> started = new ArrayList<>();

  private Alerts start(AlertsConfig config) {
    Alerts alerts =
        Alerts.start(folder, config, InstantSource.system(), System::nanoTime, new SecureRandom());
    started.add(alerts);
    return alerts;
  }

  @AfterEach
  void end() {
    started.forEach(Alerts::close);
  }

  private static SecurityEvent event(EventKind kind, String source) {
    return SecurityEvent.of(kind, Instant.now(), "detail").from(new Endpoint(source, 1), "tcp");
  }

  private static void eventually(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private String lamp() throws IOException {
    Path file = folder.resolve("lamp.json");
    return Files.exists(file)
        ? new JsonMapper().readTree(Files.readString(file)).path("lamp").asString("")
        : "";
  }

  @Test
  @Verifies({"SEC-ALERT-01", "SEC-ALERT-04"})
  void theLampTellsAttackFromIntrusionUntilSomebodyAcknowledges() throws Exception {
    Alerts alerts = start(AlertsConfig.USUAL);
    eventually(() -> lamp().equals("quiet"));
    alerts.record(event(EventKind.DENIED_TRAFFIC, "192.0.2.1"));
    alerts.record(event(EventKind.RESOURCE_LOW, ""));
    eventually(() -> lamp().equals("notice"));
    alerts.record(event(EventKind.PORT_SCAN, "192.0.2.1"));
    eventually(() -> lamp().equals("attacked"));
    alerts.record(event(EventKind.UNKNOWN_DEVICE, "02:00:00:00:00:01"));
    eventually(() -> lamp().equals("intruded"));
    assertThat(alerts.all()).hasSize(3);

    // It stays: over a restart, too.
    alerts.close();
    Alerts again = start(AlertsConfig.USUAL);
    eventually(() -> again.all().size() == 3);
    eventually(() -> lamp().equals("intruded"));
    Alert gravest = again.all().getFirst();
    assertThat(gravest.kind()).isEqualTo(EventKind.UNKNOWN_DEVICE);
    assertThat(again.acknowledge(gravest.id(), "owner")).isTrue();
    assertThat(again.acknowledge(gravest.id(), "owner")).as("once").isFalse();
    eventually(() -> lamp().equals("attacked"));
    for (Alert alert : again.all()) {
      again.acknowledge(alert.id(), "owner");
    }
    eventually(() -> lamp().equals("quiet"));
    assertThat(again.all()).allMatch(a -> a.acknowledgedBy().equals("owner"));

    // What happens afterwards is a new alert.
    again.record(event(EventKind.PORT_SCAN, "192.0.2.1"));
    eventually(() -> lamp().equals("attacked"));
    assertThat(again.all()).hasSize(4);
  }

  @Test
  @Verifies("SEC-ALERT-05")
  void tenThousandEqualEventsAreOneAlertWithItsCount() {
    Alerts alerts = start(AlertsConfig.USUAL);
    for (int i = 0; i < 10_000; i++) {
      alerts.record(event(EventKind.SYN_FLOOD, "192.0.2.1"));
    }
    assertThat(alerts.all()).hasSize(1);
    assertThat(alerts.all().getFirst().count()).isEqualTo(10_000);
  }

  @Test
  @Verifies("SEC-ALERT-05")
  void nobodyIsFloodedByEverChangingSources() {
    Alerts alerts = start(AlertsConfig.USUAL);
    for (int i = 0; i < 20_000; i++) {
      alerts.record(event(EventKind.SYN_FLOOD, "10.0." + i / 250 + "." + i % 250));
    }
    alerts.record(event(EventKind.UNDECLARED_PORT, ""));
    assertThat(alerts.all()).hasSize(AlertsConfig.USUAL.open() + 2);
    assertThat(alerts.all().getFirst().kind()).isEqualTo(EventKind.UNDECLARED_PORT);
    assertThat(
            alerts.all().stream()
                .filter(a -> a.kind() == EventKind.SYN_FLOOD)
                .mapToLong(Alert::count)
                .sum())
        .isEqualTo(20_000);
    assertThat(alerts.openByClass()).containsEntry(AlertClass.INTRUDED, 1);
  }

  @Test
  @Verifies("SEC-RECOV-02")
  void aFaultThatIsOverStillWaitsForAPerson() {
    Alerts alerts = start(AlertsConfig.USUAL);
    SecurityEvent silent =
        SecurityEvent.of(EventKind.FAULT, Instant.now(), "no reading")
            .device("sensor-1")
            .ruled("sensor-silent", "");
    alerts.record(silent);
    alerts.record(
        SecurityEvent.of(EventKind.FAULT, Instant.now(), "journal full").ruled("journal", ""));
    alerts.record(
        SecurityEvent.of(EventKind.FAULT_OVER, Instant.now(), "reports")
            .device("sensor-1")
            .ruled("sensor-silent", ""));
    assertThat(alerts.all()).hasSize(2);
    Alert over =
        alerts.all().stream().filter(a -> a.device().equals("sensor-1")).findFirst().orElseThrow();
    assertThat(over.over()).isPresent();
    assertThat(over.isOpen()).isTrue();
    alerts.record(silent);
    assertThat(alerts.find(over.id()).orElseThrow().over()).as("again").isEmpty();
  }

  @Test
  void forgetsAcknowledgedAlertsBeyondItsHistory() throws Exception {
    Alerts alerts =
        start(
            new AlertsConfig(
                200, 5, AlertsConfig.LampKind.OFF, Optional.empty(), true, Duration.ofMinutes(1)));
    for (int i = 0; i < 20; i++) {
      alerts.record(event(EventKind.PORT_SCAN, "192.0.2." + i));
    }
    for (Alert alert : alerts.all()) {
      alerts.told(List.of(alert));
      alerts.acknowledge(alert.id(), "owner");
    }
    eventually(() -> alerts.all().size() == 5);
  }

  @Test
  @Verifies("SEC-ALERT-01")
  void drivesAnLedOfTheKernel() throws Exception {
    Path led = Files.createDirectory(folder.resolve("red:alarm"));
    for (String attribute : List.of("trigger", "delay_on", "delay_off", "brightness")) {
      Files.writeString(led.resolve(attribute), "");
    }
    Alerts alerts =
        start(
            new AlertsConfig(
                200,
                500,
                AlertsConfig.LampKind.LED,
                Optional.of(led),
                true,
                Duration.ofMinutes(1)));
    eventually(() -> Files.readString(led.resolve("brightness")).equals("0"));
    assertThat(Files.readString(led.resolve("trigger"))).isEqualTo("none");
    alerts.record(event(EventKind.PORT_SCAN, "192.0.2.1"));
    eventually(() -> Files.readString(led.resolve("delay_off")).equals("500"));
    assertThat(Files.readString(led.resolve("trigger"))).isEqualTo("timer");
    assertThat(Files.readString(led.resolve("delay_on"))).isEqualTo("500");
    alerts.record(event(EventKind.LOG_ALTERED, ""));
    eventually(() -> Files.readString(led.resolve("delay_off")).equals("100"));
    assertThat(Files.readString(led.resolve("delay_on"))).isEqualTo("100");
  }

  @Test
  void beginsAnewWhenItsFileIsDamaged() throws Exception {
    Files.write(folder.resolve("alerts.db"), new byte[] {1, 2, 3}, StandardOpenOption.CREATE);
    Alerts alerts = start(AlertsConfig.USUAL);
    alerts.record(event(EventKind.PORT_SCAN, "192.0.2.1"));
    alerts.close();
    Alerts again = start(AlertsConfig.USUAL);
    eventually(() -> again.all().size() == 1);
  }

  @Test
  void saysInJapaneseWhatEveryDetectionFound() {
    AlertTexts texts = AlertTexts.load();
    for (DetectionRule rule : DetectionRule.values()) {
      assertThat(texts.detail(rule.id() + " (a limit)", "It was seen.").ja())
          .as(rule.id())
          .endsWith("。（It was seen.）");
      assertThat(texts.detail(rule.id(), "It was seen.").en()).isEqualTo("It was seen.");
    }
    assertThat(texts.detail("unheard-of", "It was seen.").ja()).isEqualTo("It was seen.");
  }

  @Test
  void hasJapaneseAndEnglishWordsForEveryKind() {
    AlertTexts texts = AlertTexts.load();
    for (EventKind kind : EventKind.values()) {
      assertThat(texts.has(kind)).as(kind.word()).isTrue();
      AlertTexts.Text text = texts.of(kind);
      assertThat(text.title().ja()).isNotBlank().isNotEqualTo(text.title().en());
      assertThat(text.title().en()).isNotBlank().matches("[ -~]+").hasSizeLessThan(60);
      assertThat(text.advice().ja()).endsWith("。");
      assertThat(text.advice().en()).endsWith(".");
    }
  }
}
