package org.sekisho.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.alert.AlertTexts;
import org.sekisho.gateway.command.CommandBook;
import org.sekisho.gateway.command.CommandDesk;
import org.sekisho.gateway.command.CommandGate;
import org.sekisho.gateway.console.Console;
import org.sekisho.gateway.console.DoorEvents;
import org.sekisho.gateway.console.Manual;
import org.sekisho.gateway.console.Screen;
import org.sekisho.gateway.console.Services;
import org.sekisho.gateway.disposal.DisposalDesk;
import org.sekisho.gateway.disposal.DisposalRoutes;
import org.sekisho.gateway.disposal.OrderClient;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.health.Health;
import org.sekisho.gateway.health.SensorWatch;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.gateway.journal.JournalException;
import org.sekisho.gateway.journal.SqliteJournal;
import org.sekisho.gateway.ledger.Ledger;
import org.sekisho.gateway.listener.FieldSide;
import org.sekisho.gateway.listener.Refusal;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.network.NetworkRoutes;
import org.sekisho.gateway.network.PolicyDerivation;
import org.sekisho.gateway.network.detection.Detection;
import org.sekisho.gateway.network.names.NameRelay;
import org.sekisho.gateway.network.names.NameRules;
import org.sekisho.gateway.network.names.NamesConfig;
import org.sekisho.gateway.status.AlarmWatch;
import org.sekisho.gateway.status.Alarms;
import org.sekisho.gateway.status.GatewayStatus;
import org.sekisho.gateway.status.InventoryReporter;
import org.sekisho.gateway.uplink.TlsDialer;
import org.sekisho.gateway.uplink.Uplink;
import org.sekisho.gateway.weakening.WeakeningDesk;
import org.sekisho.gateway.weakening.WeakeningSection;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.Reach;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Problem;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.Address;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Program;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.Role;
import org.sekisho.program.StartException;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.enrolment.EstClient;
import org.sekisho.program.enrolment.IdentityKeeper;
import org.sekisho.program.https.Answer;
import org.sekisho.program.maintenance.MaintenanceListener;

/**
 * The gateway put together. Order of the start: journal and identity beside each other, the field
 * listener as soon as both are there, then the operator's door, then the way up; a device is heard
 * before anything else is awaited. It works without head-end and management once it is enrolled.
 */
public final class Gateway implements Program.Service {
  /** How long a first start waits for its certificate before it gives up. */
  private static final Duration ENROLMENT_LIMIT = Duration.ofMinutes(10);

  private static final long WATCH_MS = 1_000;
  private static final String MQTT = "field-mqtt";

  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final Map<String, Object> ready = new LinkedHashMap<>();
  private @Nullable Services listed;
  private @Nullable Console pages;

  private Gateway() {}

  /** Starts the gateway on its data directory, with this configuration as it is. */
  public static Gateway start(GatewayConfig config) {
    return start(
        Launch.of(config),
        new RestartableProgram.Frame() {
          @Override
          public void again(String why) {}

          @Override
          public void end(int code, String why) {}
        });
  }

  /** Starts the gateway on its data directory. */
  public static Gateway start(Launch launch, RestartableProgram.Frame frame) {
    var gateway = new Gateway();
    try {
      gateway.begin(launch, frame);
      return gateway;
    } catch (RuntimeException | Error e) {
      gateway.close();
      throw e;
    }
  }

  private void begin(Launch launch, RestartableProgram.Frame frame) {
    GatewayConfig config = launch.config();
    InstantSource clock = InstantSource.system();
    var random = new SecureRandom();
    Path data = config.data();

    // What was begun before a restart or a power cut goes before anything is opened.
    DisposalDesk.finish(data, clock);

    // The identity's key is tried out, and the journal's database library takes its time to load:
    // beside everything else.
    CompletableFuture<Identified> identifying =
        beside("identity", () -> identified(config, clock, random));
    EventSide events = closedAtEnd(EventSide.start(launch, clock, random));
    CompletableFuture<Journal> opening =
        beside(
            "journal-opening", () -> SqliteJournal.open(config.data(), config.journal(), random));
    closedAtEnd(() -> opening.thenAccept(Journal::close).join());
    SystemModel model = model(config);
    PeerTrust trust = joined(identifying).trust();
    IdentityKeeper keeper = closedAtEnd(joined(identifying).keeper());
    Supplier<TlsIdentity> identity =
        () ->
            keeper
                .present()
                .orElseThrow(() -> new IllegalStateException("there is no certificate yet"));
    Vertx vertx = vertx();
    closedAtEnd(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
    Journal journal = joined(opening);
    events.signWith(keeper::present);
    keeper.start();
    DisposalDesk disposal =
        closedAtEnd(disposal(config, keeper, events.sink(), clock, frame)).start();
    closedAtEnd(orders(config, trust, keeper, disposal)).start();
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    LockoutEngine doors =
        closedAtEnd(LockoutEngine.open(config.access(), clock, random, data.resolve("lockout")));
    doors.listen(new DoorEvents(events.sink()));
    FieldSide field =
        closedAtEnd(
            new FieldSide(
                config.field(),
                data,
                model,
                config.id(),
                identity,
                journal,
                doors,
                clock,
                random,
                metrics));
    // A guard that knows no policy lets nothing out: it must hear of the management before
    // enrolment. Only a port that the system chooses is not known by then.
    int door = config.field().mqtt().listen().port();
    Optional<Defended> early =
        door == 0
            ? Optional.empty()
            : Optional.of(defend(config, model, door, field, events.sink(), clock, metrics));
    awaitIdentity(keeper);
    disposal.prepare();

    var services = new Services(data.resolve("services-off"));
    listed = services;
    services.add(mqttService(config, field));
    if (!services.isOff(MQTT)) {
      field.start();
    }
    ready.put("field", field.mqttPort());

    Defended defended =
        early.orElseGet(
            () -> defend(config, model, field.mqttPort(), field, events.sink(), clock, metrics));
    NetworkDefence defence = defended.defence();
    WeakeningDesk weakening = defended.weakening();
    config
        .network()
        .names()
        .ifPresent(
            names -> {
              openRelay(names, config, defence, events.sink(), clock, metrics);
              services.add(nameService(names));
            });

    var alarms = new Alarms(clock, events.sink());
    var ledger = new Ledger(alarms, clock);
    var status =
        new GatewayStatus(
            config.id(),
            launch.installed().flatMap(Installed::version).orElse(version()),
            config.headEnd().toString(),
            clock,
            keeper::present,
            journal,
            field.counters(),
            ledger,
            alarms);
    var watch =
        new AlarmWatch(
            alarms,
            journal,
            config.journal(),
            () -> field.counters().refusals(Refusal.JOURNAL_FULL),
            () -> field.counters().refusals(Refusal.JOURNAL_FAILED),
            keeper::present,
            clock);
    vertx.setPeriodic(WATCH_MS, _ -> watch.look());

    var peers = trust.trustManager();
    var uplink =
        new Uplink(
            config.id(),
            config.uplink(),
            config.ledgerInterval(),
            journal,
            new TlsDialer(
                vertx,
                config.headEnd(),
                config.uplink(),
                headEnds(model, config.id()),
                identity,
                peers),
            ledger,
            alarms,
            clock,
            random);
    var desk =
        new CommandDesk(
            config.commands(),
            new CommandGate(config.id(), model, config.commands().perMinute()),
            CommandBook.open(data.resolve("gateway.db")),
            field.devices(),
            uplink::send,
            alarms,
            clock,
            System::nanoTime);
    desk.start();
    closedAtEnd(desk);
    uplink.onCommand(delivery -> desk.take(delivery.payload(), delivery::acknowledge));
    uplink.onResultDelivered(desk::reported);
    uplink.onSending(desk::reconnected);
    keeper.onChange(_ -> uplink.identityChanged());
    uplink.start();
    closedAtEnd(uplink);
    status.show(uplink, desk);
    status.show("network", defence::json);
    status.show("disposal", disposal::status);
    status.show("sandbox", launch.confinement()::json);
    status.bindTo(metrics);

    var reporter =
        new InventoryReporter(
            vertx, config.enrolment().management(), identity, peers, status::brief);
    reporter.start();
    closedAtEnd(reporter);

    var maintenance =
        new MaintenanceListener(
                vertx, config.maintenance(), data, clock, random, status::json, metrics)
            .guardedBy(doors);
    new OperatorRoutes(model, config.id(), field, desk, events.sink(), clock).addTo(maintenance);
    events.addTo(maintenance);
    new NetworkRoutes(defence).addTo(maintenance);
    new DisposalRoutes(config.id(), disposal).addTo(maintenance);
    var renewal =
        new Renewal(
            launch,
            frame,
            identity,
            trust,
            field,
            () -> services.isOff(MQTT),
            journal,
            uplink,
            events.sink(),
            clock);
    closedAtEnd(renewal);
    renewal.addTo(maintenance, status);
    services.add(maintenanceService(config, maintenance));
    Manual manual = UsageRisks.manual(config, services, defence, weakening);
    maintenance.route(
        "GET",
        "/manual/{language}",
        request ->
            switch (request.parameter("language")) {
              case "ja", "en" ->
                  Answer.json(200, Map.of("text", manual.markdown(request.parameter("language"))));
              default -> Answer.problem(404, "ja or en");
            });
    config
        .console()
        .ifPresent(
            pages ->
                openConsole(
                    offered(
                        new Console(
                            pages,
                            data,
                            config.id(),
                            model,
                            field,
                            config.headEnd(),
                            services,
                            doors,
                            events.sink(),
                            clock,
                            random,
                            vertx,
                            status::json,
                            events.board()),
                        config,
                        model,
                        defence,
                        weakening,
                        manual,
                        disposal,
                        renewal,
                        events),
                    maintenance));
    maintenance.start();
    closedAtEnd(maintenance);
    renewal.start();
    ready.put("maintenance", maintenance.port());

    events.deliver(vertx, config.enrolment().management(), keeper::present, trust);
    events.show(status, metrics);
    status.show("health", closedAtEnd(health(config, model, events, field, journal, uplink))::json);
  }

  /** The desk that destroys secrets; also of a locked gateway. */
  static DisposalDesk disposal(
      GatewayConfig config,
      IdentityKeeper keeper,
      EventSink events,
      InstantSource clock,
      RestartableProgram.Frame frame) {
    var desk =
        new DisposalDesk(
            config.id(),
            config.data(),
            config.enrolment().codeFile(),
            config.disposal(),
            keeper::present,
            events,
            clock,
            frame::again);
    keeper.onChange(_ -> desk.prepare());
    return desk;
  }

  /** What asks the management for orders to that desk. */
  static OrderClient orders(
      GatewayConfig config, PeerTrust trust, IdentityKeeper keeper, DisposalDesk desk) {
    return new OrderClient(
        config.enrolment().management(), trust, keeper::present, config.id(), desk);
  }

  /** Started last: what it finds open and connected is what the gateway has opened. */
  private Health health(
      GatewayConfig config,
      SystemModel model,
      EventSide events,
      FieldSide field,
      Journal journal,
      Uplink uplink) {
    var devices =
        new SensorWatch.Devices() {
          @Override
          public Set<String> expected() {
            return field.credentials().issued().stream()
                .map(issued -> issued.device())
                .collect(Collectors.toSet());
          }

          @Override
          public boolean isConnected(String device) {
            return field.devices().connected(device);
          }

          @Override
          public long readings(String device, String point) {
            return field.readings(device, point);
          }
        };
    return events.health(
        model,
        devices,
        states ->
            states
                .link("wan", () -> uplink.status().state().connected())
                .resource(
                    "journal",
                    () -> journal.counts().bytes() / (double) config.journal().maxBytes()),
        () ->
            // The field's own: it may have been switched on since.
            Stream.concat(ready.values().stream(), Stream.of(field.mqttPort()))
                .filter(Integer.class::isInstance)
                .map(Integer.class::cast)
                .collect(Collectors.toSet()));
  }

  /** Every service that listens. */
  Services services() {
    return java.util.Objects.requireNonNull(listed);
  }

  /** Its own pages, which the configuration has switched on. */
  Console console() {
    return java.util.Objects.requireNonNull(pages);
  }

  private static Console offered(
      Console console,
      GatewayConfig config,
      SystemModel model,
      NetworkDefence defence,
      WeakeningDesk weakening,
      Manual manual,
      DisposalDesk disposal,
      Renewal renewal,
      EventSide events) {
    renewal.show(console);
    return console
        .lamps(PartScreens.lamps(events.alertDesk()))
        .weakened(weakening)
        .offer(manual)
        .offer(new NetworkScreen(defence))
        .offer(
            new WeakeningSection(
                weakening, config.network().easeMost(), model.devicesOf(config.id())))
        .offer(PartScreens.logs(events.logDesk(), AlertTexts.load()))
        .offer(PartScreens.reset(config.id(), disposal));
  }

  private void openConsole(Console console, MaintenanceListener maintenance) {
    closedAtEnd(console);
    console.start();
    pages = console;
    for (Screen screen : Screen.values()) {
      ready.put("console-" + screen.word(), console.port(screen));
    }
    maintenance.route(
        "POST",
        "/console/accounts/{name}/reset",
        request ->
            console
                .recover(request.parameter("name"))
                .map(code -> Answer.json(201, Map.of("first_password", code.reveal())))
                .orElseGet(() -> Answer.problem(404, "there is no such account")));
  }

  private static Services.Service nameService(NamesConfig names) {
    return new Services.Service(
        "names",
        new LocalText("名前解決の中継", "Relay for names"),
        new LocalText("設置者", "the installer"),
        new LocalText(
            "機器に、許された相手の名前だけを引かせる", "to resolve for devices the names that they may reach"),
        "DNS / UDP",
        names.listen().getFirst().host(),
        names::port,
        Optional.empty());
  }

  private static Services.Service mqttService(GatewayConfig config, FieldSide field) {
    return new Services.Service(
        MQTT,
        new LocalText("機器の接続口", "Door of the devices"),
        new LocalText("設置者", "the installer"),
        new LocalText("センサの値を受け取り、操作を伝える", "to take readings and hand out commands"),
        "MQTT / TLS",
        config.field().mqtt().listen().host(),
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
            }));
  }

  private static Services.Service maintenanceService(
      GatewayConfig config, MaintenanceListener maintenance) {
    return new Services.Service(
        "maintenance",
        new LocalText("この機器の操作口", "Operator's door"),
        new LocalText("この機器の管理者", "the administrator of this machine"),
        new LocalText(
            "コマンド sekisho のため（この機器の中からのみ）", "for the command sekisho, from this machine only"),
        "HTTPS",
        config.maintenance().listen().host(),
        maintenance::port,
        Optional.empty());
  }

  @Override
  public Map<String, Object> ready() {
    return Map.copyOf(ready);
  }

  /** Stops in the opposite order of the start, so that nothing is taken that cannot be kept. */
  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception e) {
        org.slf4j.LoggerFactory.getLogger(Gateway.class).warn("stop: {}", e.toString());
      }
    }
  }

  private <T extends AutoCloseable> T closedAtEnd(T part) {
    closing.push(part);
    return part;
  }

  /** Whom the gateway trusts, and who it is itself. */
  private record Identified(PeerTrust trust, IdentityKeeper keeper) {}

  private static Identified identified(
      GatewayConfig config, InstantSource clock, SecureRandom random) {
    PeerTrust trust = trust(config);
    return new Identified(
        trust,
        new IdentityKeeper(
            new Peer(Role.GATEWAY, config.id()),
            config.data(),
            config.enrolment().codeFile(),
            new EstClient(config.enrolment().management(), trust, clock),
            clock,
            random));
  }

  private static <T> CompletableFuture<T> beside(String name, Supplier<T> part) {
    var made = new CompletableFuture<T>();
    Thread.ofPlatform()
        .name(name)
        .start(
            () -> {
              try {
                made.complete(part.get());
              } catch (RuntimeException | Error e) {
                made.completeExceptionally(e);
              }
            });
    return made;
  }

  private static <T> T joined(CompletableFuture<T> part) {
    try {
      return part.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case JournalException cause ->
            throw new StartException(
                "data: the journal cannot be opened: " + cause.getMessage(), e);
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private static void awaitIdentity(IdentityKeeper keeper) {
    // One that has expired opens the field listener, too: devices may look at it less strictly
    // than the head-end does, and readings are kept meanwhile.
    if (keeper.present().isPresent()) {
      return;
    }
    try {
      keeper.await(ENROLMENT_LIMIT);
    } catch (TimeoutException e) {
      throw new StartException("enrolment: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("enrolment: interrupted", e);
    }
  }

  static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(2));
  }

  private static SystemModel model(GatewayConfig config) {
    SystemModel model = SystemModelFile.read(config.model());
    Component own = model.component(config.id());
    if (own == null || own.kind() != ComponentKind.GATEWAY) {
      throw new DocumentException(
          java.util.List.of(
              new Problem(
                  config.model().toString(),
                  0,
                  0,
                  "has no gateway '"
                      + config.id()
                      + "' (the configuration's 'id'); there is "
                      + model.ofKind(ComponentKind.GATEWAY).stream()
                          .map(Component::id)
                          .collect(Collectors.joining(", ")))));
    }
    return model;
  }

  static PeerTrust trust(GatewayConfig config) {
    try {
      return PeerTrust.read(config.enrolment().trust());
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          "enrolment.trust: " + config.enrolment().trust() + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  /** The client of the guard, and what of its policy a maintainer has weakened. */
  private record Defended(NetworkDefence defence, WeakeningDesk weakening) {}

  /** Starts the client of the guard, and the detection beside it. */
  private Defended defend(
      GatewayConfig config,
      SystemModel model,
      int mqttPort,
      FieldSide field,
      EventSink events,
      InstantSource clock,
      PrometheusMeterRegistry metrics) {
    NetworkDefence defence = closedAtEnd(defence(config, model, mqttPort, events, clock));
    Detection detection =
        closedAtEnd(
            Detection.beside(
                defence,
                config.detection(),
                List.of(config.headEnd().host(), config.enrolment().management().getHost()),
                events,
                clock));
    detection.bindTo(metrics);
    detection.start();
    var weakening =
        new WeakeningDesk(config.data().resolve("weakened.json"), defence, field, clock).restore();
    defence.start();
    return new Defended(defence, weakening);
  }

  private static NetworkDefence defence(
      GatewayConfig config,
      SystemModel model,
      int mqttPort,
      EventSink events,
      InstantSource clock) {
    URI management = config.enrolment().management();
    int port = management.getPort() < 0 ? 443 : management.getPort();
    NetworkPolicy policy =
        PolicyDerivation.of(
            config.network(),
            model,
            config.id(),
            List.of(
                new PolicyDerivation.FieldDoor(
                    "mqtt", Protocol.MQTT, Reach.parse("tcp/" + mqttPort))),
            List.of(
                new PolicyDerivation.Centre("head-end", config.headEnd()),
                new PolicyDerivation.Centre(
                    "management", new Address(management.getHost(), port))));
    return new NetworkDefence(config.network(), policy, events, clock);
  }

  private void openRelay(
      NamesConfig names,
      GatewayConfig config,
      NetworkDefence defence,
      EventSink events,
      InstantSource clock,
      PrometheusMeterRegistry metrics) {
    var rules =
        new NameRules(PolicyDerivation.grants(config.network(), defence.policy()), names.deny());
    closedAtEnd(
            new NameRelay(
                names,
                defence.policy(),
                rules,
                defence::open,
                events,
                clock,
                System::nanoTime,
                metrics))
        .start();
  }

  private static Set<String> headEnds(SystemModel model, String gateway) {
    return model.ofKind(ComponentKind.HEAD_END).stream()
        .map(Component::id)
        .filter(id -> model.gatewaysOf(id).stream().anyMatch(g -> g.id().equals(gateway)))
        .collect(Collectors.toSet());
  }

  static String version() {
    @Nullable String version = Gateway.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
