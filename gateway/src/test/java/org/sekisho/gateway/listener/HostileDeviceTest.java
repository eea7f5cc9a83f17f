package org.sekisho.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.QualityReason;

/** What bad peers do on the wire, and the named outcome of each. */
@Verifies("THR-03")
class HostileDeviceTest {
  private static final String DEVICE = "hand-sensor";

  @TempDir Path data;

  private FieldFixture fixture(Map<String, Integer> changes) {
    return new FieldFixture(data, FieldFixture.settings(changes));
  }

  private static long outcomes(FieldFixture fixture, ConnectionOutcome outcome) {
    return fixture.field.counters().outcomes(outcome);
  }

  private static void awaitOutcome(FieldFixture fixture, ConnectionOutcome outcome) {
    FieldFixture.await(() -> outcomes(fixture, outcome) >= 1);
  }

  /** Reads until the gateway closes; a reset is a close, too. */
  private static byte[] untilClosed(SSLSocket socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        all.write(b);
      }
    } catch (SocketException | javax.net.ssl.SSLException e) {
      // closed hard
    }
    return all.toByteArray();
  }

  private static void send(SSLSocket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // the gateway may have closed already: that is what the tests look at
    }
  }

  private static SSLSocket seated(FieldFixture fixture, int keepAliveS) throws IOException {
    SSLSocket socket = fixture.raw();
    send(socket, RawMqtt.connect311("raw", DEVICE, fixture.password(DEVICE), keepAliveS));
    assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
    return socket;
  }

  private static byte[] hex(String hex) {
    return java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @ParameterizedTest
  @CsvSource({
    // PINGREQ, PUBLISH, DISCONNECT, type 0 and type 15 as the first packet
    "c000, FIRST_NOT_CONNECT",
    "30050001612121, FIRST_NOT_CONNECT",
    "e000, FIRST_NOT_CONNECT",
    "0000, FIRST_NOT_CONNECT",
    "f000, FIRST_NOT_CONNECT",
    // CONNECT that announces 4 097, 200 000 and 268 435 455 bytes, and a length of five digits
    "10fe1f, FIRST_TOO_LARGE",
    "10c09a0c, FIRST_TOO_LARGE",
    "10ffffff7f, FIRST_TOO_LARGE",
    "10ffffffff7f, FIRST_TOO_LARGE",
    // CONNECT with a wrong protocol name, with MQTT 3.1, with level 6, with reserved flag set
    "100c00044d515458 04 02 003c 0000, UNSUPPORTED_VERSION",
    "100f00064d514973647003 02 003c 0001 61, UNSUPPORTED_VERSION",
    "100c00044d515454 06 02 003c 0000, UNSUPPORTED_VERSION",
    // CONNECT that ends in the middle of its fields
    "100a00044d515454 04 c2 003c, MALFORMED",
    "100200 04, MALFORMED"
  })
  void closesOnABadFirstPacket(String first, ConnectionOutcome outcome) throws IOException {
    try (FieldFixture fixture = fixture(Map.of());
        SSLSocket socket = fixture.raw()) {
      send(socket, hex(first));
      untilClosed(socket);
      FieldFixture.await(() -> outcomes(fixture, outcome) == 1);
      assertThat(fixture.field.counters().heldBytes()).hasValue(0);
    }
  }

  @Test
  void closesOnBytesThatAreNotTls() throws IOException {
    try (FieldFixture fixture = fixture(Map.of());
        Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), fixture.port())) {
      socket.getOutputStream().write(RawMqtt.connect311("raw", DEVICE, "x", 60));
      socket.setSoTimeout(120_000);
      socket.getInputStream().readAllBytes();
      awaitOutcome(fixture, ConnectionOutcome.TLS_FAILED);
    }
  }

  @Test
  void closesConnectionsThatSayNothing() throws IOException {
    try (FieldFixture fixture = fixture(Map.of("connect-timeout-ms", 500));
        Socket plain = new Socket(java.net.InetAddress.getLoopbackAddress(), fixture.port());
        SSLSocket tls = fixture.raw()) {
      plain.setSoTimeout(120_000);
      assertThat(plain.getInputStream().readAllBytes()).isEmpty();
      untilClosed(tls);
      FieldFixture.await(() -> fixture.field.counters().connections() == 0);
      assertThat(
              outcomes(fixture, ConnectionOutcome.CONNECT_TIMEOUT)
                  + outcomes(fixture, ConnectionOutcome.TLS_FAILED))
          .isEqualTo(2);
    }
  }

  @Test
  void closesADribblingConnect() throws IOException {
    try (FieldFixture fixture = fixture(Map.of("connect-timeout-ms", 700));
        SSLSocket socket = fixture.raw()) {
      byte[] connect = RawMqtt.connect311("raw", DEVICE, "x", 60);
      send(socket, Arrays.copyOf(connect, connect.length - 3));
      untilClosed(socket);
      FieldFixture.await(() -> outcomes(fixture, ConnectionOutcome.CONNECT_TIMEOUT) == 1);
    }
  }

  @Test
  void boundsConnectionsPerSourceAndPending() throws IOException {
    try (FieldFixture fixture =
        fixture(Map.of("max-connections-per-source", 3, "connect-timeout-ms", 20_000))) {
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        open.add(new Socket(java.net.InetAddress.getLoopbackAddress(), fixture.port()));
      }
      FieldFixture.await(() -> fixture.field.counters().connections() == 3);
      for (int i = 0; i < 500; i++) {
        try (Socket more = new Socket(java.net.InetAddress.getLoopbackAddress(), fixture.port())) {
          more.setSoTimeout(120_000);
          assertThat(closedAtOnce(more)).isTrue();
        } catch (SocketException e) {
          // reset while connecting: refused as well
        }
      }
      assertThat(fixture.field.counters().connections()).isEqualTo(3);
      assertThat(outcomes(fixture, ConnectionOutcome.TOO_MANY_FROM_SOURCE)).isGreaterThan(400);
      for (Socket socket : open) {
        socket.close();
      }
      FieldFixture.await(() -> fixture.field.counters().connections() == 0);
      seated(fixture, 60).close();
    }
  }

  @Test
  void keepsRoomForDevicesWhileConnectionsWithoutConnectPileUp() throws IOException {
    try (FieldFixture fixture = fixture(Map.of("max-pending", 2, "connect-timeout-ms", 1_000))) {
      SSLSocket device = seated(fixture, 60);
      List<Socket> flood = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        flood.add(new Socket(java.net.InetAddress.getLoopbackAddress(), fixture.port()));
      }
      FieldFixture.await(() -> outcomes(fixture, ConnectionOutcome.TOO_MANY_PENDING) == 18);
      send(
          device,
          RawMqtt.publish("readings/temperature", 7, "20".getBytes(StandardCharsets.US_ASCII)));
      assertThat(device.getInputStream().readNBytes(4)).containsExactly(0x40, 2, 0, 7);
      for (Socket socket : flood) {
        socket.close();
      }
      device.close();
    }
  }

  private static boolean closedAtOnce(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return e instanceof SocketException;
    }
  }

  @Test
  void closesOnAPacketOfTenMegabytesWithoutTakingItsMemory() throws IOException {
    try (FieldFixture fixture = fixture(Map.of());
        SSLSocket socket = seated(fixture, 60)) {
      byte[] publish = RawMqtt.publish("readings", 1, new byte[10 << 20]);
      Thread sender = Thread.ofVirtual().start(() -> send(socket, publish));
      untilClosed(socket);
      FieldFixture.await(() -> outcomes(fixture, ConnectionOutcome.PACKET_TOO_LARGE) == 1);
      assertThat(fixture.field.counters().heldBytes()).hasValue(0);
      sender.interrupt();
    }
  }

  @Test
  void acceptsAPacketOfTheLargestSizeButNotItsContent() throws IOException {
    try (FieldFixture fixture = fixture(Map.of());
        SSLSocket socket = seated(fixture, 60)) {
      send(socket, RawMqtt.publish("readings/temperature", 1, new byte[256 * 1024 - 100]));
      assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x40, 2, 0, 1);
      assertThat(fixture.readings())
          .singleElement()
          .extracting(r -> r.reason())
          .isEqualTo(QualityReason.MALFORMED);
      assertThat(fixture.field.counters().heldBytes()).hasValue(0);
    }
  }

  @Test
  void closesASlowSender() throws IOException {
    try (FieldFixture fixture = fixture(Map.of("packet-timeout-ms", 1_000));
        SSLSocket socket = seated(fixture, 60)) {
      byte[] publish = RawMqtt.publish("readings", 1, new byte[100_000]);
      send(socket, Arrays.copyOf(publish, 50_000));
      FieldFixture.await(() -> fixture.field.counters().heldBytes().get() > 100_000);
      untilClosed(socket);
      FieldFixture.await(() -> outcomes(fixture, ConnectionOutcome.SLOW_SENDER) == 1);
      FieldFixture.await(() -> fixture.field.counters().heldBytes().get() == 0);
    }
  }

  @Test
  void doesNotReadMoreThanTheSharedMemoryAllows() throws IOException {
    try (FieldFixture fixture = fixture(Map.of("max-held", 150_000, "packet-timeout-ms", 60_000))) {
      byte[] publish = RawMqtt.publish("readings/temperature", 1, new byte[100_000]);
      SSLSocket first = seated(fixture, 60);
      send(first, Arrays.copyOf(publish, 50_000));
      FieldFixture.await(() -> fixture.field.counters().heldBytes().get() > 100_000);
      SSLSocket second = fixture.raw();
      send(
          second,
          RawMqtt.connect311("b", "bedroom-sensor", fixture.password("bedroom-sensor"), 60));
      assertThat(second.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
      Thread sender = Thread.ofVirtual().start(() -> send(second, publish));
      FieldFixture.await(() -> fixture.field.counters().heldBytes().get() <= 150_000);
      send(first, Arrays.copyOfRange(publish, 50_000, publish.length));
      assertThat(first.getInputStream().readNBytes(4)).containsExactly(0x40, 2, 0, 1);
      assertThat(second.getInputStream().readNBytes(4)).containsExactly(0x40, 2, 0, 1);
      assertThat(sender.isInterrupted()).isFalse();
      first.close();
      second.close();
    }
  }

  @Test
  void closesADeviceThatFallsSilent() throws IOException {
    try (FieldFixture fixture = fixture(Map.of());
        SSLSocket socket = seated(fixture, 1)) {
      untilClosed(socket);
      FieldFixture.await(() -> outcomes(fixture, ConnectionOutcome.KEEP_ALIVE) == 1);
    }
  }

  @Test
  void capsTheKeepAliveOfMqtt311() throws IOException {
    try (FieldFixture fixture = fixture(Map.of("keep-alive-max-s", 1));
        SSLSocket socket = seated(fixture, 0)) {
      untilClosed(socket);
      FieldFixture.await(() -> outcomes(fixture, ConnectionOutcome.KEEP_ALIVE) == 1);
    }
  }

  @Test
  void answersPingsAndStaysOpen() throws IOException {
    try (FieldFixture fixture = fixture(Map.of());
        SSLSocket socket = seated(fixture, 60)) {
      send(socket, hex("c000"));
      assertThat(socket.getInputStream().readNBytes(2)).containsExactly(0xd0, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // a second CONNECT, CONNACK, SUBACK, PINGRESP, AUTH from a client
    "100c00044d515454 04 02 003c 0000, PROTOCOL_ERROR",
    "20020000, PROTOCOL_ERROR",
    "9003000100, PROTOCOL_ERROR",
    "d000, PROTOCOL_ERROR",
    // PUBLISH of quality 3, with a topic longer than the packet, with packet id 0
    "3605000161 0001, MALFORMED",
    "3205 ffff 61 0001, MALFORMED",
    "3205000161 0000, MALFORMED",
    // a topic with a wildcard, SUBSCRIBE without a filter, UTF-8 that is none
    "30030001 23, MALFORMED",
    "82020001, MALFORMED"
  })
  void closesOnAPacketThatDoesNotBelongThere(String packet, ConnectionOutcome outcome)
      throws IOException {
    try (FieldFixture fixture = fixture(Map.of());
        SSLSocket socket = seated(fixture, 60)) {
      send(socket, hex(packet));
      untilClosed(socket);
      assertThat(
              outcomes(fixture, outcome)
                  + (outcome == ConnectionOutcome.MALFORMED
                      ? outcomes(fixture, ConnectionOutcome.PROTOCOL_ERROR)
                      : 0))
          .isEqualTo(1);
    }
  }

  @Test
  void givesAMessageOfQualityTwoOneEffect() throws IOException {
    try (FieldFixture fixture = fixture(Map.of());
        SSLSocket socket = seated(fixture, 60)) {
      byte[] value = "20".getBytes(StandardCharsets.US_ASCII);
      InputStream in = socket.getInputStream();
      send(socket, RawMqtt.publish(0x34, "readings/temperature", 9, value));
      assertThat(in.readNBytes(4)).containsExactly(0x50, 2, 0, 9);
      send(socket, RawMqtt.publish(0x3c, "readings/temperature", 9, value));
      assertThat(in.readNBytes(4)).containsExactly(0x50, 2, 0, 9);
      send(socket, hex("62020009"));
      assertThat(in.readNBytes(4)).containsExactly(0x70, 2, 0, 9);
      assertThat(fixture.readings()).hasSize(1);
      send(socket, RawMqtt.publish(0x34, "readings/temperature", 9, value));
      assertThat(in.readNBytes(4)).containsExactly(0x50, 2, 0, 9);
      assertThat(fixture.readings()).hasSize(2);
    }
  }

  @Test
  void endsASessionThatNeverReleasesItsMessagesOfQualityTwo() throws IOException {
    try (FieldFixture fixture = fixture(Map.of("max-in-flight", 8));
        SSLSocket socket = seated(fixture, 60)) {
      for (int id = 1; id <= 20; id++) {
        send(
            socket,
            RawMqtt.publish(
                0x34, "readings/temperature", id, "20".getBytes(StandardCharsets.US_ASCII)));
      }
      untilClosed(socket);
      FieldFixture.await(() -> outcomes(fixture, ConnectionOutcome.PROTOCOL_ERROR) == 1);
      FieldFixture.await(() -> fixture.field.counters().heldBytes().get() == 0);
    }
  }

  @Test
  void takesManyPacketsInOneWriteAndPacketsCutIntoBytes() throws IOException {
    try (FieldFixture fixture = fixture(Map.of("max-in-flight", 4));
        SSLSocket socket = seated(fixture, 60)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int id = 1; id <= 300; id++) {
        all.writeBytes(
            RawMqtt.publish(
                "readings/illuminance",
                id,
                Integer.toString(id).getBytes(StandardCharsets.US_ASCII)));
      }
      send(socket, all.toByteArray());
      for (int id = 1; id <= 300; id++) {
        assertThat(socket.getInputStream().readNBytes(4))
            .containsExactly(0x40, 2, id >> 8, id & 0xFF);
      }
      for (byte b :
          RawMqtt.publish("readings/illuminance", 301, "5".getBytes(StandardCharsets.US_ASCII))) {
        send(socket, new byte[] {b});
      }
      assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x40, 2, 1, 45);
      assertThat(fixture.readings()).hasSize(301);
    }
  }

  @Test
  void survivesRandomPackets() throws IOException {
    try (FieldFixture fixture =
        fixture(Map.of("readings-per-second", 1_000_000, "burst", 1_000_000))) {
      byte[] valid =
          RawMqtt.publish("readings/temperature", 5, "20.5".getBytes(StandardCharsets.US_ASCII));
      for (long seed = 0; seed < 150; seed++) {
        Random random = new Random(seed);
        try (SSLSocket socket = seed % 2 == 0 ? fixture.raw() : seated(fixture, 60)) {
          byte[] bytes = Arrays.copyOf(valid, valid.length + random.nextInt(40));
          for (int i = 0; i < 1 + random.nextInt(8); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          }
          send(socket, bytes);
        }
      }
      FieldFixture.await(() -> fixture.field.counters().connections() == 0);
      assertThat(fixture.field.counters().heldBytes()).hasValue(0);
      assertThat(fixture.field.counters().devices()).isZero();
      seated(fixture, 60).close();
    }
  }
}
