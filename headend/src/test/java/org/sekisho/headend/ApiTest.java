package org.sekisho.headend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.headend.ScriptedGateway.SUCCESS;
import static org.sekisho.headend.ScriptedGateway.temperatures;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.model.command.CommandResult;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.program.Pem;
import org.sekisho.wan.message.WanMessage;
import tools.jackson.databind.JsonNode;

/** The API over real HTTPS, with one gateway behind it. */
class ApiTest {
  private static final String RANGE = "&from=2026-11-18T00:00:00Z&to=2026-11-20T00:00:00Z";
  @TempDir static Path folder;
  private static HeadEndFixture world;
  private static ScriptedGateway gateway;
  private static String token;
  private static String readerToken;

  @BeforeAll
  static void start() throws Exception {
    world = new HeadEndFixture(folder);
    gateway = world.gateway(1);
    gateway.begin();
    token = world.token("home-app", HeadEndFixture.ALL_SCOPES);
    readerToken = world.token("reader", HeadEndFixture.ALL_SCOPES);
    List<Reading> readings = new ArrayList<>(temperatures(0, 300));
    readings.add(
        new Reading(
            new PointId("front-door-lock", "locked"),
            new Value.Bool(true),
            HeadEndFixture.START_US,
            Clock.GATEWAY,
            QualityReason.NONE));
    readings.add(
        new Reading(
            new PointId("living-room-sensor", "temperature"),
            new Value.Numeric(999),
            HeadEndFixture.START_US + 500_000,
            Clock.DEVICE,
            QualityReason.OUT_OF_RANGE));
    assertThat(gateway.sendNext(readings)).isEqualTo(SUCCESS);
    assertThat(gateway.sendNext(temperatures(300, 50))).isEqualTo(SUCCESS);
    world.settle();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    world.close();
  }

  @Test
  @Verifies("SYS-10")
  void listsWhatTheGrantGives() throws Exception {
    JsonNode gateways = world.ok("/v1/gateways", token).path("gateways");
    assertThat(gateways).hasSize(1);
    assertThat(gateways.get(0).path("connected").asBoolean()).isTrue();
    assertThat(world.ok("/v1/devices", token).path("devices")).hasSize(10);
    assertThat(world.ok("/v1/devices", readerToken).path("devices")).hasSize(4);
    JsonNode points = world.ok("/v1/points", readerToken).path("points");
    List<String> writable = new ArrayList<>();
    points.forEach(
        p -> {
          if (p.path("writable").asBoolean()) {
            writable.add(p.path("device").asString() + "/" + p.path("point").asString());
          }
        });
    assertThat(writable).containsExactly("living-room-light/switch");
  }

  @Test
  void givesQualityAndOriginWithEveryValue() throws Exception {
    JsonNode page = world.ok("/v1/readings?device=living-room-sensor&limit=2" + RANGE, token);
    assertThat(page.path("readings").get(1).toString())
        .isEqualTo(
            "{\"gateway\":\"home-gw-1\",\"device\":\"living-room-sensor\",\"point\":\"temperature\","
                + "\"value\":999.0,\"unit\":\"Cel\",\"time\":\"2026-11-18T11:06:40.500000Z\","
                + "\"quality\":\"bad\",\"reason\":\"out-of-range\",\"origin\":"
                + page.path("readings").get(1).path("origin")
                + "}");
    assertThat(page.path("readings").get(1).path("origin").path("clock").asString())
        .isEqualTo("device");
  }

  @Test
  void givesLatestValuesOfGrantedDevicesOnly() throws Exception {
    JsonNode all = world.ok("/v1/latest", token).path("readings");
    assertThat(all).hasSizeGreaterThanOrEqualTo(2);
    JsonNode readers = world.ok("/v1/latest", readerToken).path("readings");
    assertThat(readers.toString()).contains("living-room-sensor").doesNotContain("front-door-lock");
    assertThat(world.get("/v1/latest?device=front-door-lock", readerToken).statusCode())
        .isEqualTo(404);
    assertThat(world.ok("/v1/latest?gateway=other-gw", token).path("readings")).isEmpty();
  }

  @Test
  @Verifies("SYS-10")
  void pagesThroughHistory() throws Exception {
    int seen = 0;
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page =
          world.ok("/v1/readings?device=living-room-sensor&limit=100" + RANGE + cursor, token);
      seen += page.path("readings").size();
      pages++;
      JsonNode next = page.path("next");
      cursor = next.isNull() ? "" : "&cursor=" + next.asString();
    } while (!cursor.isEmpty());
    assertThat(seen).isGreaterThanOrEqualTo(351);
    assertThat(pages).isGreaterThanOrEqualTo(4);
  }

  @Test
  void downsamplesWithoutBadReadings() throws Exception {
    JsonNode buckets =
        world
            .ok(
                "/v1/readings?device=living-room-sensor&point=temperature&bucket=PT1M"
                    + "&from=2026-11-18T11:06:00Z&to=2026-11-18T11:09:00Z",
                token)
            .path("buckets");
    assertThat(buckets).hasSize(3);
    assertThat(buckets.get(0).path("count").asInt()).isEqualTo(20);
    assertThat(buckets.get(0).path("bad").asInt()).isEqualTo(1);
    assertThat(buckets.get(0).path("max").asDouble()).isEqualTo(29);
    assertThat(buckets.get(0).path("mean").asDouble()).isEqualTo(24.5);
    assertThat(buckets.get(1).path("count").asInt()).isEqualTo(60);
  }

  @Test
  void refusesWhatTheDescriptionDoesNotAllow() throws Exception {
    for (String path :
        List.of(
            "/v1/readings?limit=0",
            "/v1/readings?limit=10001",
            "/v1/readings?limit=x",
            "/v1/readings?cursor=not-a-cursor",
            "/v1/readings?from=yesterday",
            "/v1/readings?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
            "/v1/readings?bucket=PT1M",
            "/v1/readings?device=living-room-sensor&point=temperature&bucket=PT0.5S",
            "/v1/readings?device=living-room-sensor&point=temperature&bucket=PT1S",
            "/v1/readings?device=front-door-lock&point=locked&bucket=PT1M",
            "/v1/readings?device=A%27B",
            "/v1/readings?unknown=1",
            "/v1/latest?device=hand-sensor&device=hand-sensor",
            "/v1/batches",
            "/v1/commands/not-a-uuid")) {
      HttpResponse<String> answer = world.get(path, token);
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
      assertThat(answer.body()).as(path).doesNotContain("unknown").doesNotContain("not-a-cursor");
    }
    assertThat(world.get("/v1/nothing", token).statusCode()).isEqualTo(404);
    assertThat(world.get("/v1//latest", token).statusCode()).isEqualTo(404);
    assertThat(world.get("/v1/latest/", token).statusCode()).isEqualTo(404);
    assertThat(
            world
                .send(
                    HttpRequest.newBuilder(world.uri("/v1/latest"))
                        .header("Authorization", "Bearer " + token)
                        .DELETE())
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void refusesTokensThatDoNotHold() throws Exception {
    Instant later = Instant.now().plusSeconds(60);
    String good = world.token("home-app", "readings:read");
    for (String bad :
        List.of(
            "",
            "x",
            good.substring(0, good.length() - 4) + "AAAA",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJob21lLWFwcCJ9.",
            world.token("home-app", "readings:read", "urn:other", "head-end", later),
            world.token("home-app", "readings:read", HeadEndFixture.ISSUER, "other", later),
            world.token(
                "home-app",
                "readings:read",
                HeadEndFixture.ISSUER,
                "head-end",
                Instant.now().minusSeconds(60)),
            world.token("nobody", "readings:read"),
            world.token("home-gw-1", "readings:read"))) {
      assertThat(world.get("/v1/latest", bad).statusCode()).as(bad).isEqualTo(401);
    }
    assertThat(world.get("/v1/latest", good).statusCode()).isEqualTo(200);
    assertThat(world.keyFetches.get()).isLessThanOrEqualTo(3);
  }

  @Test
  @Verifies("PROTO-07")
  void cutsOversizedRequests() throws Exception {
    assertThat(world.get("/v1/latest?point=" + "a".repeat(9_000), token).statusCode())
        .isIn(400, 414, 431);
    assertThat(
            world
                .send(
                    HttpRequest.newBuilder(world.uri("/v1/latest"))
                        .header("Authorization", "Bearer " + token)
                        .header("X-Big", "b".repeat(40_000)))
                .statusCode())
        .isEqualTo(431);
    var many = HttpRequest.newBuilder(world.uri("/v1/latest"));
    for (int i = 0; i < 120; i++) {
      many.header("X-" + i, "1");
    }
    assertThat(world.send(many).statusCode()).isEqualTo(431);
    assertThat(
            world.command(token, "big", "{\"device\":\"" + "c".repeat(20_000) + "\"}").statusCode())
        .isEqualTo(413);
  }

  @Test
  @Verifies("SYS-14")
  void carriesACommandToTheGatewayAndItsResultBack() throws Exception {
    String body =
        "{\"device\":\"living-room-light\",\"point\":\"switch\",\"value\":true,\"expires_in_s\":60}";
    HttpResponse<String> taken = world.command(token, "key-1", body);
    assertThat(taken.statusCode()).isEqualTo(202);
    String id = HeadEndFixture.json(taken.body()).path("id").asString();
    var order = gateway.await(WanMessage.Order.class).command();
    assertThat(order.id()).hasToString(id);
    assertThat(order.application()).isEqualTo("home-app");
    assertThat(order.point()).isEqualTo(new PointId("living-room-light", "switch"));
    assertThat(order.value()).isEqualTo(new Value.Bool(true));
    HeadEndFixture.await("sent", () -> status(id).equals("sent"));
    assertThat(
            gateway.send(
                gateway.topics.result(),
                new WanMessage.Result(
                    new CommandResult(
                        order.id(),
                        CommandResult.Status.DONE,
                        "none",
                        Optional.of(new Value.Bool(true)),
                        Instant.now()))))
        .isEqualTo(SUCCESS);
    JsonNode done = world.ok("/v1/commands/" + id, token);
    assertThat(done.path("status").asString()).isEqualTo("done");
    assertThat(done.path("read_back").asBoolean()).isTrue();

    HttpResponse<String> again = world.command(token, "key-1", body);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(HeadEndFixture.json(again.body()).path("id").asString()).isEqualTo(id);
    assertThat(world.command(token, "key-1", body.replace("true", "false")).statusCode())
        .isEqualTo(422);
    assertThat(world.get("/v1/commands/" + id, readerToken).statusCode()).isEqualTo(404);
    assertThat(world.headEnd().commands().auditTrail(100).toString())
        .contains("home-app, command, " + id)
        .contains("gateway:home-gw-1, command, " + id + " living-room-light/switch, done none");
  }

  private static String status(String id) {
    try {
      return world.ok("/v1/commands/" + id, token).path("status").asString();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Verifies("SYS-14")
  void refusesCommandsBeforeTheyAreSent() throws Exception {
    String light = "{\"device\":\"living-room-light\",\"point\":\"switch\",\"value\":true}";
    record Case(String token, String body, int status) {}
    int key = 0;
    for (Case one :
        List.of(
            new Case(readerToken, light.replace("living-room", "bedroom"), 403),
            new Case(token, light.replace("living-room-light", "living-room-sensor"), 403),
            new Case(token, light.replace("switch", "nothing"), 403),
            new Case(token, light.replace("true", "1"), 422),
            new Case(token, light.replace("true", "\"on\""), 422),
            new Case(
                token,
                "{\"device\":\"living-room-aircon\",\"point\":\"set-point\",\"value\":31}",
                422),
            new Case(token, light.replace("true", "null"), 400),
            new Case(token, light.replace("true", "{}"), 400),
            new Case(token, light.replace("}", ",\"expires_in_s\":0}"), 400),
            new Case(token, light.replace("}", ",\"expires_in_s\":301}"), 400),
            new Case(token, light.replace("}", ",\"more\":1}"), 400),
            new Case(token, light.replace("}", ",\"value\":false}"), 400),
            new Case(token, "[]", 400),
            new Case(token, "", 400),
            new Case(token, "{", 400),
            new Case(world.token("home-app", "readings:read"), light, 403))) {
      HttpResponse<String> answer = world.command(one.token, "refused-" + key++, one.body);
      assertThat(answer.statusCode()).as(one.body).isEqualTo(one.status);
    }
    assertThat(
            world
                .send(
                    HttpRequest.newBuilder(world.uri("/v1/commands"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(light)))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  @Verifies("SYS-17")
  void verifiesAStoredBatchAnew() throws Exception {
    String path = "/v1/batches/home-gw-1/" + gateway.chain().id.hex() + "/1";
    JsonNode found = world.ok(path + "/verification", token);
    assertThat(found.path("signature").asString()).isEqualTo("valid");
    assertThat(found.path("chain").asString()).isEqualTo("linked");
    assertThat(found.path("previous").asString()).isEqualTo("first");
    assertThat(found.path("next").asString()).isEqualTo("linked");
    assertThat(found.path("stored").asString()).isEqualTo("matches");
    assertThat(found.path("readings").asInt()).isEqualTo(302);
    assertThat(world.ok("/v1/batches?gateway=home-gw-1", token).path("batches"))
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(world.ok(path, token).has("cose")).isTrue();
    assertThat(world.ok(path, readerToken).has("cose")).isFalse();
    assertThat(world.get(path.replace("home-gw-1", "other"), token).statusCode()).isEqualTo(404);
    assertThat(world.get(path.replaceAll("1$", "999"), token).statusCode()).isEqualTo(404);
    assertThat(world.ok("/v1/ledger", token).path("ledger").get(0).path("stored").asInt())
        .isGreaterThanOrEqualTo(352);
    assertThat(world.ok("/v1/alarms", token).path("alarms").isArray()).isTrue();
  }

  @Test
  @Verifies("SYS-10")
  void streamsReadingsAndCommandStatesToWhoMaySeeThem() throws Exception {
    BlockingQueue<String> app = stream("/v1/stream?device=living-room-sensor", token);
    BlockingQueue<String> reader = stream("/v1/stream?point=locked", readerToken);
    awaitLine(app, ": stream");
    awaitLine(reader, ": stream");
    List<Reading> readings = new ArrayList<>(temperatures(1000, 1));
    readings.add(
        new Reading(
            new PointId("front-door-lock", "locked"),
            new Value.Bool(false),
            HeadEndFixture.START_US + 5,
            Clock.GATEWAY,
            QualityReason.NONE));
    assertThat(gateway.sendNext(readings)).isEqualTo(SUCCESS);
    awaitLine(app, "event: reading");
    String data = awaitLine(app, "data: ");
    assertThat(data).contains("\"device\":\"living-room-sensor\"").contains("\"quality\":\"good\"");
    world.command(
        token,
        "streamed",
        "{\"device\":\"kitchen-outlet\",\"point\":\"switch\",\"value\":false,\"expires_in_s\":1}");
    awaitLine(app, "event: command");
    assertThat(awaitLine(app, "data: ")).contains("kitchen-outlet");
    awaitLine(app, ": ");
    awaitLine(reader, ": ");
    assertThat(reader.toString()).doesNotContain("event:");
    gateway.await(WanMessage.Order.class);
  }

  @Test
  @Verifies("SEC-CONF-12")
  void keepsOneRecordOfEachReadingWithWhoWhatAndHowMany() throws Exception {
    assertThat(gateway.sendNext(temperatures(2000, 7))).isEqualTo(SUCCESS);
    String point = "device=living-room-sensor&point=temperature";
    long before = reads().size();
    JsonNode given =
        world
            .ok(
                "/v1/readings?"
                    + point
                    + "&from=2026-11-18T00:00:00Z&to=2026-11-19T00:00:00Z&limit=5",
                token)
            .path("readings");
    assertThat(given).isNotEmpty();
    assertThat(reads()).hasSize((int) before + 1);
    assertThat(reads().getFirst())
        .satisfies(
            access -> {
              assertThat(access.application()).isEqualTo("home-app");
              assertThat(access.source()).isEqualTo("127.0.0.1");
              assertThat(access.operation()).isEqualTo("readings");
              assertThat(access.selection())
                  .isEqualTo(
                      "device=living-room-sensor from=2026-11-18T00:00:00Z limit=5"
                          + " point=temperature to=2026-11-19T00:00:00Z");
              assertThat(access.status()).isEqualTo(200);
              assertThat(access.values()).isEqualTo(given.size());
            });

    // What is refused is recorded too; what asks for no value is not.
    assertThat(world.get("/v1/latest?device=nobodys-sensor", token).statusCode()).isEqualTo(404);
    world.ok("/v1/devices", token);
    assertThat(world.get("/v1/readings?limit=0", token).statusCode()).isEqualTo(400);
    assertThat(reads()).hasSize((int) before + 2);
    assertThat(reads().getFirst().toString()).contains("operation=latest").contains("status=404");

    BlockingQueue<String> lines =
        stream(
            "/v1/stream?" + point,
            world.token(
                "home-app",
                "readings:read",
                HeadEndFixture.ISSUER,
                "head-end",
                Instant.now().plusSeconds(3)));
    awaitLine(lines, ": stream");
    assertThat(gateway.sendNext(temperatures(3000, 4))).isEqualTo(SUCCESS);
    awaitLine(lines, ": the token has expired");
    HeadEndFixture.await(
        "the stream's end is recorded",
        () -> reads().getFirst().operation().equals("stream ended"));
    assertThat(reads().getFirst().values()).isEqualTo(4);
    assertThat(reads().get(1).operation()).isEqualTo("stream begun");
  }

  private static List<org.sekisho.headend.access.Access> reads() {
    return world.headEnd().accesses().newest(1_000, java.util.Optional.empty());
  }

  @Test
  void endsAStreamWhenTheTokenExpires() throws Exception {
    BlockingQueue<String> lines =
        stream(
            "/v1/stream",
            world.token(
                "home-app",
                "readings:read",
                HeadEndFixture.ISSUER,
                "head-end",
                Instant.now().plusMillis(1500)));
    awaitLine(lines, ": the token has expired");
  }

  private static BlockingQueue<String> stream(String path, String token) {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                world
                    .http
                    .send(
                        HttpRequest.newBuilder(world.uri(path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                        HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .forEach(lines::add);
              } catch (java.io.IOException | java.io.UncheckedIOException e) {
                lines.add("closed");
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    return lines;
  }

  private static String awaitLine(BlockingQueue<String> lines, String start) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (System.nanoTime() < end) {
      String line = lines.poll(100, TimeUnit.MILLISECONDS);
      if (line != null && line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("no line " + start);
  }

  @Test
  void cutsAStreamThatIsNotRead() throws Exception {
    var context = world.pki.trust().context(null);
    // A small window, set before the connection, so that the kernel does not read in our place.
    var plain = new Socket();
    plain.setReceiveBufferSize(8 * 1024);
    plain.connect(new InetSocketAddress("localhost", world.headEnd().apiPort()));
    try (var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true)) {
      socket
          .getOutputStream()
          .write(
              ("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                      + world.token("home-app", "readings:read")
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      // More than the queue and every buffer on the way can hold.
      for (int i = 0; i < 60; i++) {
        assertThat(gateway.sendNext(temperatures(10_000 + i * 1000L, 1000))).isEqualTo(SUCCESS);
      }
      socket.setSoTimeout(120_000);
      assertThat(endsWithin(socket, Duration.ofMinutes(2))).isTrue();
    }
  }

  /** A stream that goes on sends a comment every 200 ms, and never ends by itself. */
  private static boolean endsWithin(SSLSocket socket, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    byte[] buffer = new byte[64 * 1024];
    try {
      while (System.nanoTime() < end) {
        if (socket.getInputStream().read(buffer) < 0) {
          return true;
        }
      }
      return false;
    } catch (java.io.IOException e) {
      return true;
    }
  }

  @Test
  void servesCurl() throws Exception {
    Path root = folder.resolve("root.pem");
    Files.writeString(root, Pem.certificates(world.pki.trust().roots()));
    Process curl =
        new ProcessBuilder(
                "curl",
                "-sS",
                "--cacert",
                root.toString(),
                "-H",
                "Authorization: Bearer " + token,
                world.uri("/v1/latest?device=living-room-sensor").toString())
            .redirectErrorStream(true)
            .start();
    String out;
    try (var in =
        new BufferedReader(new InputStreamReader(curl.getInputStream(), StandardCharsets.UTF_8))) {
      out = in.readLine();
    }
    assertThat(curl.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(HeadEndFixture.json(out).path("readings").get(0).path("unit").asString())
        .isEqualTo("Cel");
  }
}
