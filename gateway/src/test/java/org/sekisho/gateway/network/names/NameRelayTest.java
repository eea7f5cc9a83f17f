package org.sekisho.gateway.network.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;

/** The relay with real datagrams: devices are addresses of the loopback network. */
class NameRelayTest {
  private static final String CAMERA = "127.0.0.11";
  private static final String METER = "127.0.0.12";
  private static final String STRANGER = "127.0.0.66";
  private static final int A = 1;
  private static final int TXT = 16;
  private static final int NOERROR = 0;
  private static final int SERVFAIL = 2;
  private static final int NXDOMAIN = 3;
  private static final int NOTIMP = 4;
  private static final int REFUSED = 5;

  private record Opened(String flow, List<InetAddress> addresses, int seconds) {}

  private record Reply(int code, List<String> addresses, int octets, int lifeS) {}

  private final NameServer server =
      new NameServer()
          .address("cloud.example", 300, "203.0.113.2", "203.0.113.3")
          .address("v6.cloud.example", 300, "2001:db8:2::2")
          .address("brief.cloud.example", 1, "203.0.113.4")
          .address("lasting.cloud.example", 86_400, "203.0.113.5")
          .address("inside.cloud.example", 300, "203.0.113.6", "192.168.1.1")
          .address("loopback.cloud.example", 300, "127.0.0.1")
          .address("evil.example", 300, "203.0.113.66")
          .alias("www.cloud.example", "edge.example", 60, "203.0.113.7")
          .alias("cloak.cloud.example", "tracker.listed.example", 60, "203.0.113.8");
  private final List<Opened> opened = new CopyOnWriteArrayList<>();
  private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private boolean opens = true;
  private int port;
  private NameRelay relay = relay("queries-per-second: 1000\n");

  private NameRelay relay(String more) {
    try (var free = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Fields network =
        Document.read(
            "gateway.yaml",
            """
            names:
              listen: ["127.0.0.1:%d"]
              upstream: ["127.0.0.1:%d"]
              deny: [listed.example]
              %s\
            """
                .formatted(port, server.port(), more));
    NamesConfig config = NamesConfig.from(network).orElseThrow();
    network.finish();
    var policy =
        new NetworkPolicy(
            List.of(new NetworkPolicy.Port("none0", NetworkSide.FIELD)),
            List.of(device("camera", CAMERA), device("meter", METER)),
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            NetworkLimits.USUAL,
            List.of(),
            Optional.empty());
    var made =
        new NameRelay(
            config,
            policy,
            new NameRules(
                List.of(
                    new NameRules.Grant(
                        "camera", "camera-cloud", new DomainSuffixes(List.of("cloud.example")))),
                config.deny()),
            (flow, addresses, seconds) -> {
              opened.add(new Opened(flow, addresses, seconds));
              return CompletableFuture.completedFuture(opens);
            },
            events::add,
            InstantSource.system(),
            System::nanoTime,
            metrics);
    made.start();
    return made;
  }

  private static NetworkPolicy.Device device(String id, String address) {
    return new NetworkPolicy.Device(
        id, "none0", Optional.empty(), List.of(InetAddress.ofLiteral(address)));
  }

  @AfterEach
  void close() {
    relay.close();
    server.close();
  }

  private Reply ask(String from, String name, int type) throws IOException {
    return persistently(from, query(name, type));
  }

  /** As every client does: a datagram may be lost where many come at once. */
  private Reply persistently(String from, byte[] query) throws IOException {
    for (int i = 0; i < 4; i++) {
      Optional<Reply> reply = send(from, query, 5_000);
      if (reply.isPresent()) {
        return reply.get();
      }
    }
    throw new AssertionError("no answer");
  }

  private Optional<Reply> send(String from, byte[] query, int patienceMs) throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.ofLiteral(from))) {
      socket.setSoTimeout(patienceMs);
      socket.send(
          new DatagramPacket(
              query, query.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      var packet = new DatagramPacket(new byte[2048], 2048);
      socket.receive(packet);
      return Optional.of(read(Arrays.copyOf(packet.getData(), packet.getLength())));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  private static byte[] query(String name, int type) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    for (String label : name.split("\\.", -1)) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
    return bytes.toByteArray();
  }

  private static Reply read(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    assertThat(in.getShort()).isEqualTo((short) 0x1234);
    int flags = in.getShort();
    int questions = in.getShort();
    int answers = in.getShort();
    in.getInt();
    for (int i = 0; i < questions; i++) {
      skipName(in);
      in.getInt();
    }
    List<String> addresses = new ArrayList<>();
    int lifeS = 0;
    for (int i = 0; i < answers; i++) {
      skipName(in);
      in.getInt();
      lifeS = in.getInt();
      byte[] address = new byte[in.getShort()];
      in.get(address);
      addresses.add(InetAddress.getByAddress(address).getHostAddress());
    }
    return new Reply(flags & 15, addresses, bytes.length, lifeS);
  }

  private static void skipName(ByteBuffer in) {
    for (int length = in.get(); length > 0; length = in.get()) {
      in.position(in.position() + length);
    }
  }

  private double counted(String outcome) {
    return metrics.counter("sekisho.names.queries", "outcome", outcome).count();
  }

  @Test
  @Verifies("CM-06")
  void opensTheWayOfAPermittedNameBeforeItAnswers() throws Exception {
    Reply reply = ask(CAMERA, "CLOUD.example", A);
    assertThat(reply.code()).isEqualTo(NOERROR);
    assertThat(reply.addresses()).containsExactly("203.0.113.2", "203.0.113.3");
    assertThat(reply.lifeS()).isBetween(298, 300);
    assertThat(opened)
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.flow()).isEqualTo("camera-cloud");
              assertThat(o.addresses()).hasSize(2);
              assertThat(o.seconds()).isEqualTo(reply.lifeS() + 2);
            });
    assertThat(ask(CAMERA, "v6.cloud.example", 28).addresses())
        .containsExactly("2001:db8:2:0:0:0:0:2");
    assertThat(events).isEmpty();
  }

  @Test
  void remembersAnswersAndAsksNobodyTwice() throws Exception {
    ask(CAMERA, "cloud.example", A);
    Reply again = ask(CAMERA, "cloud.example", A);
    assertThat(again.addresses()).hasSize(2);
    assertThat(server.asked()).hasSize(1);
    assertThat(opened).as("the way is open already").hasSize(1);
    assertThat(counted("remembered")).isEqualTo(1);
  }

  @Test
  @Verifies("CM-06")
  void makesShortAndLongLivesFit() throws Exception {
    assertThat(ask(CAMERA, "brief.cloud.example", A).lifeS()).isBetween(28, 30);
    assertThat(ask(CAMERA, "lasting.cloud.example", A).lifeS()).isBetween(3598, 3600);
  }

  @Test
  @Verifies("CM-06")
  void refusesWhatADeviceIsNotPermittedAndTellsItOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(ask(CAMERA, "evil.example", A).code()).isEqualTo(NXDOMAIN);
    }
    assertThat(ask(CAMERA, "notcloud.example", A).code()).isEqualTo(NXDOMAIN);
    assertThat(ask(METER, "cloud.example", A).code())
        .as("a device without any permitted name")
        .isEqualTo(NXDOMAIN);
    assertThat(server.asked()).as("nothing of it goes upstream").isEmpty();
    assertThat(opened).isEmpty();
    assertThat(events)
        .hasSize(3)
        .allSatisfy(e -> assertThat(e.kind()).isEqualTo(EventKind.NAME_REFUSED));
    assertThat(events.getFirst().device()).isEqualTo("camera");
    assertThat(events.getFirst().rule()).isEqualTo("name-not-permitted");
    assertThat(events.getFirst().detail())
        .isEqualTo(
            "camera asks for the address of evil.example, which it is not permitted to resolve");
  }

  @Test
  @Verifies("CM-06")
  void refusesWhoeverIsNoDeviceAsSuch() throws Exception {
    assertThat(ask(STRANGER, "cloud.example", A).code()).isEqualTo(REFUSED);
    assertThat(events)
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.kind()).isEqualTo(EventKind.UNKNOWN_DEVICE);
              assertThat(e.source().address()).isEqualTo(STRANGER);
              assertThat(e.rule()).isEqualTo("name-unknown-device");
            });
  }

  @Test
  @Verifies("CM-06")
  void refusesDeniedNamesBehindPermittedOnes() throws Exception {
    assertThat(ask(CAMERA, "www.cloud.example", A).addresses()).containsExactly("203.0.113.7");
    assertThat(ask(CAMERA, "cloak.cloud.example", A).code()).isEqualTo(NXDOMAIN);
    assertThat(events).singleElement().extracting(SecurityEvent::rule).isEqualTo("name-denied");
    assertThat(opened).hasSize(1);
  }

  @Test
  @Verifies("CM-06")
  void refusesAnAnswerThatLeadsInside() throws Exception {
    for (String name : List.of("inside.cloud.example", "loopback.cloud.example")) {
      assertThat(ask(CAMERA, name, A).code()).isEqualTo(NXDOMAIN);
    }
    assertThat(opened).isEmpty();
    assertThat(events).hasSize(2).allSatisfy(e -> assertThat(e.rule()).isEqualTo("name-rebinding"));
  }

  @Test
  @Verifies("CM-06")
  void letsNothingBeCarriedOutInOtherQuestions() throws Exception {
    Reply text = ask(CAMERA, "secret.cloud.example", TXT);
    assertThat(text.code()).isEqualTo(NOERROR);
    assertThat(text.addresses()).isEmpty();
    assertThat(server.asked()).isEmpty();
    byte[] chaos = query("version.cloud.example", TXT);
    chaos[chaos.length - 1] = 3;
    assertThat(persistently(CAMERA, chaos).code()).isEqualTo(NOTIMP);
  }

  @Test
  void answersNothingThatTheGuardDidNotOpen() throws Exception {
    opens = false;
    assertThat(ask(CAMERA, "cloud.example", A).code()).isEqualTo(SERVFAIL);
  }

  @Test
  void saysThatItFailedWhenNoServerAnswers() throws Exception {
    relay.close();
    relay = relay("patience: 100ms\n");
    server.close();
    assertThat(ask(CAMERA, "cloud.example", A).code()).isEqualTo(SERVFAIL);
    assertThat(counted("failed")).isEqualTo(1);
  }

  @Test
  void answersWithNoMoreOctetsThanEveryClientTakes() throws Exception {
    String name = "a".repeat(63) + "." + "b".repeat(60) + ".cloud.example";
    String[] many = new String[6];
    for (int i = 0; i < many.length; i++) {
      many[i] = "2001:db8:2::" + Integer.toHexString(i + 1);
    }
    server.address(name, 300, many);
    Reply reply = ask(CAMERA, name, 28);
    assertThat(reply.octets()).isLessThanOrEqualTo(512);
    assertThat(reply.addresses()).isNotEmpty();
    assertThat(opened.getFirst().addresses())
        .as("what is not told is not opened")
        .hasSameSizeAs(reply.addresses());
  }

  @Test
  void holdsADeviceToItsRateWhileOthersAreServed() throws Exception {
    relay.close();
    relay = relay("queries-per-second: 5\n");
    int answers = 0;
    try (var socket = new DatagramSocket(0, InetAddress.ofLiteral(METER))) {
      socket.setSoTimeout(500);
      byte[] query = query("cloud.example", A);
      for (int i = 0; i < 200; i++) {
        socket.send(
            new DatagramPacket(
                query,
                query.length,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      }
      while (true) {
        socket.receive(new DatagramPacket(new byte[512], 512));
        answers++;
      }
    } catch (SocketTimeoutException e) {
      // All that come have come.
    }
    assertThat(answers).isBetween(10, 40);
    assertThat(counted("over-limit")).isGreaterThan(50);
    assertThat(ask(CAMERA, "cloud.example", A).code()).isEqualTo(NOERROR);
  }

  @Test
  void answersAQueryAfterAnyBytes() throws Exception {
    var random = new Random(53);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = query("cloud.example", A);
      for (int k = random.nextInt(6); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      try (var socket = new DatagramSocket(0, InetAddress.ofLiteral(CAMERA))) {
        socket.send(
            new DatagramPacket(
                cut, cut.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      }
    }
    assertThat(ask(CAMERA, "cloud.example", A).addresses()).hasSize(2);
    assertThat(counted("malformed")).isGreaterThan(50);
  }
}
