package org.sekisho.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.journal.JournalConfig;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Value;
import org.sekisho.model.senml.SenmlRecord;
import org.sekisho.program.TlsIdentity;

@Verifies({"SYS-13", "SYS-14"})
class FieldSideTest {
  private static final String DEVICE = "hand-sensor";
  private static final String TEMPERATURE = "hand-sensor/temperature";

  @TempDir Path data;

  private FieldFixture fixture(Map<String, Integer> changes) {
    return new FieldFixture(data, FieldFixture.settings(changes));
  }

  private FieldFixture fixture() {
    return fixture(Map.of());
  }

  private static void publish(Mqtt5BlockingClient client, String topic, String payload) {
    client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(utf8(payload)).send();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void journalsAReadingBeforeItIsAcknowledged() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient client = fixture.mqtt5(DEVICE);
      client.connect();
      publish(client, "readings/temperature", "21.5");
      assertThat(fixture.readings())
          .containsExactly(
              new SenmlRecord(
                  TEMPERATURE,
                  "",
                  new Value.Numeric(21.5),
                  FieldFixture.NOW.getEpochSecond(),
                  QualityReason.NONE,
                  Clock.GATEWAY));
      client.disconnect();
    }
  }

  @Test
  void takesReadingsFromMqtt311WithEveryQualityOfService() {
    try (FieldFixture fixture = fixture()) {
      Mqtt3BlockingClient client = fixture.mqtt3(DEVICE);
      client.connect();
      for (MqttQos qos : MqttQos.values()) {
        client
            .publishWith()
            .topic("readings/humidity")
            .qos(qos)
            .payload(utf8("4" + qos.getCode()))
            .send();
      }
      FieldFixture.await(() -> fixture.readings().size() == 3);
      assertThat(fixture.readings())
          .extracting(SenmlRecord::value)
          .containsExactly(new Value.Numeric(40), new Value.Numeric(41), new Value.Numeric(42));
      client.disconnect();
    }
  }

  @Test
  void takesPacksOfReadings() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient client = fixture.mqtt5(DEVICE);
      client.connect();
      publish(client, "readings", "{\"temperature\":20,\"humidity\":50}");
      publish(
          client,
          "readings",
          "[{\"bn\":\"hand-sensor/\",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":20.1}]");
      assertThat(fixture.readings())
          .extracting(SenmlRecord::name)
          .containsExactly(TEMPERATURE, "hand-sensor/humidity", TEMPERATURE);
      client.disconnect();
    }
  }

  @Test
  void keepsABadReadingWithItsReason() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient client = fixture.mqtt5(DEVICE);
      client.connect();
      String t = "readings/temperature";
      publish(client, t, "20");
      publish(client, t, "99");
      publish(client, t, "warm");
      publish(client, t, "true");
      publish(client, t, "NaN");
      publish(client, t, "{\"value\":1e999}");
      publish(client, t, "{\"value\":68,\"unit\":\"Far\"}");
      publish(client, t, "{\"value\":20,\"time\":\"2027-03-01T12:00:00Z\"}");
      publish(client, t, "{\"value\":20,\"time\":\"2026-02-01T12:00:00Z\"}");
      publish(client, t, "35");
      publish(client, t, "{broken");
      publish(client, t, "{\"value\":35,\"time\":\"2026-03-01T11:00:00Z\",\"unit\":\"Cel\"}");
      assertThat(fixture.readings())
          .extracting(SenmlRecord::reason)
          .containsExactly(
              QualityReason.NONE,
              QualityReason.OUT_OF_RANGE,
              QualityReason.WRONG_TYPE,
              QualityReason.WRONG_TYPE,
              QualityReason.NOT_A_NUMBER,
              QualityReason.NOT_A_NUMBER,
              QualityReason.WRONG_UNIT,
              QualityReason.CLOCK_AHEAD,
              QualityReason.CLOCK_BEHIND,
              QualityReason.RATE_OF_CHANGE,
              QualityReason.MALFORMED,
              QualityReason.NONE);
      assertThat(fixture.readings())
          .extracting(SenmlRecord::clock)
          .endsWith(Clock.GATEWAY, Clock.DEVICE);
      assertThat(fixture.field.counters().readings(QualityReason.NOT_A_NUMBER)).isEqualTo(2);
      client.disconnect();
    }
  }

  @Test
  void stampsStrictlyRisingTimesPerPoint() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient client = fixture.mqtt5(DEVICE);
      client.connect();
      for (int i = 0; i < 3; i++) {
        publish(client, "readings/temperature", "20");
      }
      long now = FieldFixture.NOW.getEpochSecond();
      assertThat(fixture.readings().stream().map(r -> Math.round((r.timeS() - now) * 1e6)))
          .containsExactly(0L, 1L, 2L);
      client.disconnect();
    }
  }

  @Test
  void refusesWhatTheModelDoesNotAllow() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient client = fixture.mqtt5(DEVICE);
      client.connect();
      for (String topic :
          List.of("readings/pressure", "other", "commands/temperature/result", "$SYS/x")) {
        assertThatThrownBy(() -> publish(client, topic, "1"))
            .isInstanceOfSatisfying(
                Mqtt5PubAckException.class,
                e ->
                    assertThat(e.getMqttMessage().getReasonCode())
                        .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED));
      }
      assertThatThrownBy(() -> publish(client, "readings", "{\"temperature\":1,\"pressure\":2}"))
          .isInstanceOf(Mqtt5PubAckException.class);
      assertThatThrownBy(() -> publish(client, "readings", "{"))
          .isInstanceOfSatisfying(
              Mqtt5PubAckException.class,
              e ->
                  assertThat(e.getMqttMessage().getReasonCode())
                      .isEqualTo(Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID));
      assertThat(fixture.readings()).isEmpty();
      assertThat(fixture.field.counters().refusals(Refusal.UNKNOWN_POINT)).isEqualTo(2);
      assertThat(fixture.field.counters().refusals(Refusal.UNKNOWN_TOPIC)).isEqualTo(3);
      assertThat(fixture.field.counters().refusals(Refusal.MALFORMED)).isEqualTo(1);
      publish(client, "readings/temperature", "20");
      client.disconnect();
    }
  }

  @Test
  void closesAnMqtt311ConnectionWhoseMessageIsRefused() {
    try (FieldFixture fixture = fixture()) {
      Mqtt3BlockingClient client = fixture.mqtt3(DEVICE);
      client.connect();
      assertThatThrownBy(
              () ->
                  client
                      .publishWith()
                      .topic("readings/pressure")
                      .qos(MqttQos.AT_LEAST_ONCE)
                      .payload(utf8("1"))
                      .send())
          .isInstanceOf(RuntimeException.class);
      FieldFixture.await(
          () -> fixture.field.counters().outcomes(ConnectionOutcome.MESSAGE_REFUSED) == 1);
    }
  }

  @Test
  void tellsItsLimitsToMqtt5() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient client = fixture.mqtt5(DEVICE);
      Mqtt5ConnAck ack = client.connectWith().keepAlive(600).send();
      assertThat(ack.getRestrictions().getReceiveMaximum()).isEqualTo(64);
      assertThat(ack.getRestrictions().getMaximumPacketSize()).isEqualTo(256 * 1024);
      assertThat(ack.getServerKeepAlive()).hasValue(120);
      assertThat(ack.isSessionPresent()).isFalse();
      client.disconnect();
    }
  }

  @Test
  void refusesAWrongPasswordAndAnUnknownDeviceAlike() {
    try (FieldFixture fixture = fixture()) {
      fixture.password(DEVICE);
      for (String device : List.of(DEVICE, "nobody", "home-app", "")) {
        Mqtt5BlockingClient client = fixture.mqtt5("bedroom-sensor");
        assertThatThrownBy(
                () ->
                    client
                        .connectWith()
                        .simpleAuth()
                        .username(device)
                        .password(utf8("wrong"))
                        .applySimpleAuth()
                        .send())
            .isInstanceOfSatisfying(
                Mqtt5ConnAckException.class,
                e ->
                    assertThat(e.getMqttMessage().getReasonCode())
                        .isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD));
      }
      FieldFixture.await(
          () -> fixture.field.counters().outcomes(ConnectionOutcome.BAD_CREDENTIAL) == 4);
    }
  }

  @Test
  void locksAnAccountAfterFiveWrongPasswordsButNeverTheDeviceWithTheRightOne() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient device = fixture.mqtt5(DEVICE);
      for (int i = 0; i < 6; i++) {
        assertThatThrownBy(
                () ->
                    device
                        .connectWith()
                        .simpleAuth()
                        .username(DEVICE)
                        .password(utf8("wrong"))
                        .applySimpleAuth()
                        .send())
            .isInstanceOf(Mqtt5ConnAckException.class);
      }
      FieldFixture.await(() -> fixture.field.counters().outcomes(ConnectionOutcome.LOCKED) == 1);
      assertThat(fixture.field.counters().outcomes(ConnectionOutcome.BAD_CREDENTIAL)).isEqualTo(5);
      device.connect();
      device.disconnect();
    }
  }

  @Test
  void acceptsARegisteredCertificateAndNoOther() throws Exception {
    try (FieldFixture fixture = fixture()) {
      KeyPair keys = TlsIdentity.newKeyPair();
      X509Certificate certificate =
          TestCertificates.certificate(keys, "whatever", "urn:example:device");
      fixture.field.credentials().registerCertificate(DEVICE, certificate);
      try (var socket =
          fixture
              .tls(keys, certificate)
              .getSocketFactory()
              .createSocket(java.net.InetAddress.getLoopbackAddress(), fixture.port())) {
        socket.setSoTimeout(120_000);
        socket.getOutputStream().write(RawMqtt.connect311("any", null, null, 60));
        assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
        fixture.field.credentials().revoke(DEVICE);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      FieldFixture.await(() -> fixture.field.counters().outcomes(ConnectionOutcome.REVOKED) == 1);
      KeyPair others = TlsIdentity.newKeyPair();
      X509Certificate other =
          TestCertificates.certificate(others, "whatever", "urn:example:device");
      for (var bad : List.of(fixture.tls(others, other), fixture.tls(keys, certificate))) {
        assertThatThrownBy(
                () -> {
                  try (var socket =
                      bad.getSocketFactory()
                          .createSocket(
                              java.net.InetAddress.getLoopbackAddress(), fixture.port())) {
                    socket.setSoTimeout(120_000);
                    socket.getOutputStream().write(RawMqtt.connect311("any", null, null, 60));
                    if (socket.getInputStream().read() < 0) {
                      throw new java.io.IOException("closed");
                    }
                  }
                })
            .isInstanceOf(java.io.IOException.class);
      }
      FieldFixture.await(
          () -> fixture.field.counters().outcomes(ConnectionOutcome.TLS_FAILED) == 2);
    }
  }

  @Test
  void closesTheFirstSessionWhenTheDeviceConnectsAnew() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient first = fixture.mqtt5(DEVICE);
      first.connect();
      Mqtt5BlockingClient second = fixture.mqtt5(DEVICE);
      second.connect();
      FieldFixture.await(() -> !first.getState().isConnected());
      FieldFixture.await(() -> fixture.field.counters().outcomes(ConnectionOutcome.REPLACED) == 1);
      assertThat(fixture.field.counters().devices()).isEqualTo(1);
      publish(second, "readings/temperature", "20");
      second.disconnect();
      FieldFixture.await(() -> fixture.field.counters().devices() == 0);
    }
  }

  @Test
  void twoDevicesMayUseTheSameClientId() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient one = fixture.mqtt5(DEVICE);
      one.connect();
      Mqtt5BlockingClient other = fixture.mqtt5("bedroom-sensor");
      other.connect();
      publish(one, "readings/temperature", "20");
      publish(other, "readings/temperature", "20");
      assertThat(fixture.field.counters().devices()).isEqualTo(2);
      one.disconnect();
      other.disconnect();
    }
  }

  @Test
  void newPasswordEndsTheSessionAndTheOldPassword() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient client = fixture.mqtt5(DEVICE);
      client.connect();
      fixture.field.credentials().issuePassword(DEVICE);
      FieldFixture.await(() -> !client.getState().isConnected());
      assertThatThrownBy(client::connect).isInstanceOf(Mqtt5ConnAckException.class);
    }
  }

  @Test
  void refusesWhenTheJournalIsFull() {
    JournalConfig tiny = new JournalConfig(4_000, JournalConfig.WhenFull.REFUSE);
    try (FieldFixture fixture =
        new FieldFixture(
            data, FieldFixture.settings(Map.of()), tiny, InstantSource.fixed(FieldFixture.NOW))) {
      Mqtt5BlockingClient client = fixture.mqtt5(DEVICE);
      client.connect();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  publish(client, "readings/temperature", "20");
                }
              })
          .isInstanceOfSatisfying(
              Mqtt5PubAckException.class,
              e ->
                  assertThat(e.getMqttMessage().getReasonCode())
                      .isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED));
      long accepted = fixture.journal.counts().accepted();
      assertThat(fixture.readings()).hasSize((int) accepted);
      fixture.journal.forget(1, accepted);
      publish(client, "readings/temperature", "20");
      client.disconnect();
    }
  }

  @Test
  void keepsOrderAndLosesNothingOfAFastDevice() {
    try (FieldFixture fixture =
        fixture(Map.of("readings-per-second", 1_000_000, "burst", 1_000_000))) {
      Mqtt5AsyncClient client = fixture.mqtt5(DEVICE).toAsync();
      client.connect().join();
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        sent.add(
            client
                .publishWith()
                .topic("readings/illuminance")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(utf8(Integer.toString(i)))
                .send());
      }
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .orTimeout(30, TimeUnit.SECONDS)
          .join();
      List<SenmlRecord> readings = fixture.readings();
      assertThat(readings).hasSize(5_000);
      for (int i = 0; i < 5_000; i++) {
        assertThat(readings.get(i).value()).isEqualTo(new Value.Numeric(i));
      }
      client.disconnect().join();
    }
  }

  @Test
  void slowsADeviceDownToItsRate() {
    try (FieldFixture fixture = fixture(Map.of("readings-per-second", 200, "burst", 10))) {
      Mqtt5AsyncClient client = fixture.mqtt5(DEVICE).toAsync();
      client.connect().join();
      long start = System.nanoTime();
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (int i = 0; i < 210; i++) {
        sent.add(
            client
                .publishWith()
                .topic("readings/illuminance")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(utf8("5"))
                .send());
      }
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .orTimeout(30, TimeUnit.SECONDS)
          .join();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
      assertThat(fixture.field.counters().throttled()).isPositive();
      assertThat(fixture.readings()).hasSize(210);
      client.disconnect().join();
    }
  }

  @Test
  void subscribesOnlyToItsOwnCommands() {
    try (FieldFixture fixture = fixture()) {
      Mqtt5BlockingClient light = fixture.mqtt5("bedroom-light");
      light.connect();
      for (String filter : List.of("commands/+", "commands/#", "commands/switch")) {
        light.subscribeWith().topicFilter(filter).qos(MqttQos.EXACTLY_ONCE).send();
        light.unsubscribeWith().topicFilter(filter).send();
      }
      for (String filter :
          List.of("#", "+/+", "readings/#", "commands/locked", "commands/switch/result")) {
        assertThatThrownBy(() -> light.subscribeWith().topicFilter(filter).send())
            .isInstanceOf(Mqtt5SubAckException.class);
      }
      light.disconnect();
    }
  }

  private static DeviceAnswer deliver(FieldFixture fixture, String device, boolean value) {
    return fixture
        .field
        .devices()
        .deliver(
            UUID.randomUUID(),
            new PointId(device, "switch"),
            new Value.Bool(value),
            FieldFixture.NOW.plusSeconds(30),
            Duration.ofMillis(1_500))
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void deliversACommandAndReadsBack() {
    try (FieldFixture fixture = fixture()) {
      assertThat(deliver(fixture, "bedroom-light", true))
          .isEqualTo(new DeviceAnswer.NotConnected());
      Mqtt5AsyncClient light = fixture.mqtt5("bedroom-light").toAsync();
      light.connect().join();
      assertThat(deliver(fixture, "bedroom-light", true))
          .isEqualTo(new DeviceAnswer.NotSubscribed());
      List<String> answers = new java.util.concurrent.CopyOnWriteArrayList<>();
      light
          .subscribeWith()
          .topicFilter("commands/+")
          .callback(
              command -> {
                String text = new String(command.getPayloadAsBytes(), StandardCharsets.UTF_8);
                String id = text.substring(7, 43);
                assertThat(command.getResponseTopic().orElseThrow().toString())
                    .isEqualTo("commands/switch/result");
                String answer = answers.removeFirst();
                if (!answer.isEmpty()) {
                  var _ =
                      light
                          .publishWith()
                          .topic(
                              answer.startsWith("{") ? "commands/switch/result" : "readings/switch")
                          .qos(MqttQos.AT_LEAST_ONCE)
                          .payload(utf8(answer.replace("$", id)))
                          .send();
                }
              })
          .send()
          .join();
      answers.add("{\"id\":\"$\",\"status\":\"done\",\"value\":true}");
      assertThat(deliver(fixture, "bedroom-light", true))
          .isEqualTo(new DeviceAnswer.Confirmed(new Value.Bool(true)));
      answers.add("{\"id\":\"$\",\"status\":\"failed\",\"reason\":\"lamp-broken\"}");
      assertThat(deliver(fixture, "bedroom-light", true))
          .isEqualTo(new DeviceAnswer.DeviceRefused("lamp-broken"));
      answers.add("false");
      assertThat(deliver(fixture, "bedroom-light", false))
          .isEqualTo(new DeviceAnswer.Confirmed(new Value.Bool(false)));
      answers.add("");
      assertThat(deliver(fixture, "bedroom-light", true)).isEqualTo(new DeviceAnswer.TimedOut());
      light.disconnect().join();
    }
  }
}
