package org.sekisho.gateway.console;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.intake.IntakeLimits;
import org.sekisho.gateway.journal.JournalConfig;
import org.sekisho.gateway.journal.SqliteJournal;
import org.sekisho.gateway.listener.FieldConfig;
import org.sekisho.gateway.listener.FieldSide;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.Address;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import org.sekisho.program.Secret;
import org.sekisho.program.access.AccountRole;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.access.LockoutLimits;
import org.sekisho.program.access.Session;
import org.sekisho.program.access.Sessions;
import org.sekisho.program.access.Totp;

/** A console over a real field side, with real HTTPS; time passes when the test says so. */
final class ConsoleFixture implements AutoCloseable {
  static final Secret GOOD = Secret.of("brown teapot climbs mountain");
  private static final String GATEWAY = "home-gw-1";

  final SecureRandom random = new SecureRandom();
  final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
  final Board alerts = new Board();
  final LockoutEngine doors;
  final Services services;
  final FieldSide field;
  final Console console;
  final HttpClient http;
  private final Path data;
  private final Vertx vertx = Vertx.vertx();
  private final SqliteJournal journal;
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  ConsoleFixture(Path data) throws IOException {
    this(data, List.of());
  }

  ConsoleFixture(Path data, List<ConsoleSection> offered) throws IOException {
    this.data = data;
    InstantSource clock = () -> now;
    SystemModel model = SystemModelFile.read(Path.of("../examples/home-gateway.yaml"));
    this.doors = LockoutEngine.inMemory(LockoutLimits.USUAL, clock, random);
    doors.listen(new DoorEvents(events::add));
    this.journal = SqliteJournal.open(data, JournalConfig.USUAL, random);
    var usual = FieldConfig.Mqtt.USUAL;
    this.field =
        new FieldSide(
            new FieldConfig(
                new FieldConfig.Mqtt(
                    new Address("127.0.0.1", 0),
                    1,
                    usual.maxConnections(),
                    usual.maxConnectionsPerSource(),
                    usual.maxPending(),
                    usual.connectTimeout(),
                    usual.firstPacketBytes(),
                    usual.maxPacketBytes(),
                    usual.packetTimeout(),
                    usual.maxInFlight(),
                    usual.readingsPerSecond(),
                    usual.burst(),
                    usual.keepAliveMax(),
                    usual.maxHeldBytes()),
                IntakeLimits.USUAL),
            data,
            model,
            GATEWAY,
            () -> {
              throw new IllegalStateException("no device connects here");
            },
            journal,
            doors,
            clock,
            random,
            new SimpleMeterRegistry());
    field.start();
    this.services = new Services(data.resolve("services-off"));
    services.add(
        new Services.Service(
            "field-mqtt",
            Block.same("MQTT"),
            Block.same("owner"),
            Block.same("reason"),
            "MQTT / TLS",
            "127.0.0.1",
            field::mqttPort,
            Optional.of(
                new Services.Switch() {
                  @Override
                  public void start() {
                    field.start();
                  }

                  @Override
                  public void stop() {
                    field.stop();
                  }
                })));
    this.console =
        new Console(
            new ConsoleConfig(
                new Address("127.0.0.1", 0),
                new Address("127.0.0.1", 0),
                false,
                Duration.ofMinutes(15),
                Duration.ofHours(8),
                Duration.ofMinutes(5),
                List.of("SN-4711-0815")),
            data,
            GATEWAY,
            model,
            field,
            new Address("127.0.0.1", 1),
            services,
            doors,
            events::add,
            clock,
            random,
            vertx,
            () -> Map.of("version", "1", "wan", Map.of("connected", true)),
            alerts);
    offered.forEach(console::offer);
    console.start();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(
                PeerTrust.of(
                        Pem.readCertificates(data.resolve("console").resolve("certificate.pem")))
                    .context(null))
            .build();
  }

  /** Alerts that the test raises. */
  static final class Board implements AlertBoard {
    private final Map<String, Alert> all = new ConcurrentHashMap<>();

    void raise(String id, String ja, String en, String detail, Instant at) {
      all.put(
          id,
          new Alert(
              id,
              AlertClass.ATTACKED,
              new LocalText(ja, en),
              new LocalText(detail, detail),
              at,
              at,
              1,
              true,
              Optional.empty()));
    }

    @Override
    public List<Alert> alerts() {
      return List.copyOf(all.values());
    }

    @Override
    public boolean acknowledge(String id, String account) {
      return all.computeIfPresent(
              id,
              (_, a) ->
                  new Alert(
                      id,
                      a.severity(),
                      a.title(),
                      a.detail(),
                      a.since(),
                      a.last(),
                      a.count(),
                      a.active(),
                      Optional.of(account)))
          != null;
    }
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  Instant now() {
    return now;
  }

  /** A TLS connection without HTTP. */
  SSLSocket socket(Screen screen) throws IOException {
    return (SSLSocket)
        http.sslContext().getSocketFactory().createSocket("localhost", console.port(screen));
  }

  Secret firstPassword(String account) throws IOException {
    return Files.readAllLines(firstPasswords()).stream()
        .filter(line -> line.startsWith(account + " "))
        .map(line -> Secret.of(line.substring(account.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  Path firstPasswords() {
    return data.resolve("console").resolve("first-passwords");
  }

  List<SecurityEvent> events(EventKind kind) {
    return events.stream().filter(e -> e.kind() == kind).toList();
  }

  /** A browser on one screen: keeps the cookie and the CSRF token. */
  final class Browser {
    final Screen screen;
    String cookie = "";
    String csrf = "";

    Browser(Screen screen) {
      this.screen = screen;
    }

    /** A browser with a session that was begun without a login. */
    Browser signedIn(String account, AccountRole role, boolean unfinished) {
      Sessions.Begun begun = console.sessions(screen).begin(account, role, unfinished);
      Session session = begun.session();
      cookie = screen.cookie() + "=" + begun.token().reveal();
      csrf = session.csrf().reveal();
      return this;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return send("GET", path, null, Map.of());
    }

    HttpResponse<String> post(String path, String... fields)
        throws IOException, InterruptedException {
      List<String> all = new ArrayList<>(List.of(fields));
      if (!csrf.isEmpty()) {
        all.add("csrf");
        all.add(csrf);
      }
      return send("POST", path, form(all), Map.of());
    }

    HttpResponse<String> send(
        String method, String path, @Nullable String body, Map<String, String> headers)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create("https://localhost:" + console.port(screen)).resolve("/"))
              .uri(URI.create("https://localhost:" + console.port(screen) + path))
              .timeout(Duration.ofSeconds(60))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .method(
                  method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      if (!cookie.isEmpty()) {
        request.header("Cookie", cookie);
      }
      headers.forEach(request::header);
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      answer
          .headers()
          .firstValue("set-cookie")
          .filter(c -> c.startsWith(screen.cookie()))
          .ifPresent(c -> cookie = c.substring(0, c.indexOf(';')));
      int at = answer.body().indexOf("name=\"csrf\" value=\"");
      if (at >= 0) {
        int from = at + "name=\"csrf\" value=\"".length();
        csrf = answer.body().substring(from, answer.body().indexOf('"', from));
      }
      return answer;
    }
  }

  static String form(List<String> fields) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.size(); i += 2) {
      pairs.add(fields.get(i) + "=" + URLEncoder.encode(fields.get(i + 1), StandardCharsets.UTF_8));
    }
    return pairs.stream().collect(Collectors.joining("&"));
  }

  Browser browser(Screen screen) {
    return new Browser(screen);
  }

  /** A maintainer with password and second factor, logged in; answers the shared secret. */
  byte[] maintainer(String name) {
    console.accounts().create(name, AccountRole.MAINTAINER);
    console.accounts().choosePassword(name, GOOD);
    byte[] secret = Totp.newSecret(random);
    var _ = console.accounts().setSecondFactor(name, secret, code(secret));
    pass(Duration.ofSeconds(Totp.STEP_S));
    return secret;
  }

  String code(byte[] secret) {
    return Totp.code(secret, Totp.step(now));
  }

  @Override
  public void close() {
    console.close();
    field.close();
    journal.close();
    doors.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
