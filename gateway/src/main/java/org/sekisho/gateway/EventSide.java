package org.sekisho.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sekisho.gateway.alert.AlertDelivery;
import org.sekisho.gateway.alert.AlertDesk;
import org.sekisho.gateway.alert.AlertTexts;
import org.sekisho.gateway.alert.Alerts;
import org.sekisho.gateway.console.AlertBoard;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.health.BootRecord;
import org.sekisho.gateway.health.Health;
import org.sekisho.gateway.health.KernelClock;
import org.sekisho.gateway.health.SelfCheck;
import org.sekisho.gateway.health.SensorWatch;
import org.sekisho.gateway.health.StateWatch;
import org.sekisho.gateway.health.SystemdNotify;
import org.sekisho.gateway.health.Temperatures;
import org.sekisho.gateway.log.LogDesk;
import org.sekisho.gateway.log.LogException;
import org.sekisho.gateway.log.SecurityLog;
import org.sekisho.gateway.status.GatewayStatus;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.StartException;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.logbook.LogVerification;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.sekisho.program.sandbox.Confinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens and who hears of it, put together: the log first, then the alerts with lamp and
 * delivery, the gateway's health, and the operator's view of all.
 */
public final class EventSide implements AutoCloseable {
  /** The account under which the operator of this machine stands in the log. */
  public static final String MAINTENANCE = "maintenance";

  private static final Logger LOG = LoggerFactory.getLogger(EventSide.class);
  private static final Path PROC = Path.of("/proc");
  private static final long BEAT_MS = 1_000;
  private static final long VERIFY_MS = Duration.ofDays(1).toMillis();
  private static final int USUAL_ROWS = 50;

  private final GatewayConfig config;
  private final Confinement confinement;
  private final InstantSource clock;
  private final Instant started;
  private final SecurityLog log;
  private final Alerts alerts;
  private final EventSink sink;
  private final LogDesk logDesk;
  private final AlertDesk alertDesk;
  private final AlertTexts texts;
  private final BootRecord boot;
  private final AtomicLong loopBeat = new AtomicLong(System.nanoTime());
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private volatile Optional<LogVerification.Judgement> judgement = Optional.empty();

  private EventSide(Launch launch, InstantSource clock, SecureRandom random) {
    this.config = launch.config();
    this.confinement = launch.confinement();
    this.clock = clock;
    this.started =
        ProcessHandle.current().info().startInstant().orElse(clock.instant()).minusSeconds(1);
    Path data = config.data();
    this.log =
        SecurityLog.start(
            data,
            config.id(),
            config.log(),
            clock,
            System::nanoTime,
            new KernelClock(System::nanoTime),
            random);
    this.alerts = Alerts.start(data, config.alerts(), clock, System::nanoTime, random);
    this.sink = EventSink.all(log, alerts);
    log.tell(sink);
    this.texts = AlertTexts.load();
    this.logDesk = new LogDesk(log, sink, random);
    this.alertDesk = new AlertDesk(alerts, texts, sink, clock);
    this.boot = new BootRecord(data, PROC, Gateway.version(), fingerprint(launch), clock, sink);
  }

  /** Starts log and alerts, and records why the gateway starts. */
  static EventSide start(Launch launch, InstantSource clock, SecureRandom random) {
    var side = new EventSide(launch, clock, random);
    GatewayConfig config = launch.config();
    side.boot.started();
    if (!config.log().authentication()) {
      side.sink.record(
          SecurityEvent.of(
                  EventKind.OPERATION,
                  clock.instant(),
                  "logins are not recorded: " + config.log().authenticationReason())
              .ruled("log.logins", "off"));
    }
    return side;
  }

  /** Where all parts of the gateway tell what happens. */
  public EventSink sink() {
    return sink;
  }

  /** Where people read the log. */
  public LogDesk logDesk() {
    return logDesk;
  }

  /** Where people see alerts and acknowledge them. */
  public AlertDesk alertDesk() {
    return alertDesk;
  }

  /** The alerts as the gateway's pages show them. */
  AlertBoard board() {
    return new AlertScreen(alerts, texts, alertDesk);
  }

  /** The log is signed with this identity. */
  void signWith(Supplier<Optional<TlsIdentity>> identity) {
    log.signWith(identity);
  }

  /** Tells the management of alerts from now on, and verifies the log, now and each day. */
  void deliver(
      Vertx vertx, URI management, Supplier<Optional<TlsIdentity>> identity, PeerTrust trust) {
    try {
      log.awaitOpen();
    } catch (LogException e) {
      throw new StartException("data: " + e.getMessage(), e);
    }
    long beat = vertx.setPeriodic(BEAT_MS, _ -> loopBeat.set(System.nanoTime()));
    closing.push(() -> vertx.cancelTimer(beat));
    verify(trust);
    long daily = vertx.setPeriodic(VERIFY_MS, _ -> verify(trust));
    closing.push(() -> vertx.cancelTimer(daily));
    if (config.alerts().deliver()) {
      var delivery =
          new AlertDelivery(
              vertx,
              alerts,
              texts,
              management,
              identity,
              trust.trustManager(),
              log::anchor,
              System::nanoTime);
      delivery.start();
      closing.push(delivery::close);
    }
  }

  private void verify(PeerTrust trust) {
    Thread.ofPlatform()
        .daemon()
        .name("log-verification")
        .start(
            () -> {
              try {
                judgement = Optional.of(logDesk.verify(trust));
              } catch (LogException e) {
                LOG.warn("log: not verified: {}", e.toString());
              }
            });
  }

  /** Starts to look after the gateway's health. */
  Health health(
      SystemModel model,
      SensorWatch.Devices devices,
      Consumer<StateWatch> watched,
      Supplier<Set<Integer>> declaredPorts) {
    var states = new StateWatch(sink, clock, System::nanoTime, config.health().clockStep());
    watched.accept(states);
    var health =
        new Health(
            config.health(),
            boot,
            states,
            new SensorWatch(
                model,
                config.id(),
                devices,
                config.health().missedIntervals(),
                sink,
                clock,
                System::nanoTime),
            new Temperatures(config.health().thermal(), config.health().hottest(), sink, clock),
            new SelfCheck(
                config.data(),
                PROC,
                config.health(),
                declaredPorts,
                confinement,
                sink,
                clock,
                started),
            SystemdNotify.of(System.getenv(), ProcessHandle.current().pid()),
            System::nanoTime);
    health
        .loop("log", log::lastBeat)
        .loop("alerts", alerts::lastBeat)
        .loop("event loop", loopBeat::get);
    health.start();
    return health;
  }

  /** Adds what the operator of this machine may see and do. */
  void addTo(MaintenanceListener listener) {
    listener
        .route("GET", "/alerts", _ -> showAlerts())
        .route("POST", "/alerts/{id}/acknowledgement", this::acknowledge)
        .route("GET", "/log", this::showLog)
        .route("GET", "/log/accounts", this::showAccounts)
        .route("POST", "/log/exports", this::export)
        .route("GET", "/log/exports/{id}", this::page);
  }

  private static LogDesk.Reader reader(Request request) {
    return new LogDesk.Reader(MAINTENANCE, new Endpoint(request.source(), 0));
  }

  private Answer showAlerts() {
    return Answer.json(200, Map.of("lamp", alertDesk.lamp().word(), "alerts", alertDesk.all()));
  }

  private Answer acknowledge(Request request) {
    return alertDesk.acknowledge(
            request.parameter("id"), MAINTENANCE, new Endpoint(request.source(), 0))
        ? Answer.empty(204)
        : Answer.problem(404, "there is no such alert that waits");
  }

  private Answer showLog(Request request) {
    Optional<EventClass> of = eventClass(request.query().getOrDefault("class", "security"));
    if (of.isEmpty()) {
      return Answer.problem(400, "class must be security, authentication, operation or state");
    }
    int limit = (int) number(request.query().get("limit"), USUAL_ROWS);
    return Answer.json(200, Map.of("lines", logDesk.newest(reader(request), of.get(), limit)));
  }

  private Answer showAccounts(Request request) {
    return Answer.json(200, Map.of("accounts", logDesk.accounts(reader(request))));
  }

  private Answer export(Request request) {
    LogDesk.Begun begun = logDesk.export(reader(request));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", begun.id());
    json.put("head", begun.head());
    json.put("parts", begun.parts());
    json.put("end", begun.end());
    return Answer.json(201, json);
  }

  private Answer page(Request request) {
    return logDesk
        .page(
            request.parameter("id"),
            request.query().getOrDefault("class", ""),
            number(request.query().get("from"), 1))
        .map(page -> Answer.json(200, page))
        .orElseGet(() -> Answer.problem(404, "there is no such export, or it has expired"));
  }

  private static long number(@org.jspecify.annotations.Nullable String text, long otherwise) {
    try {
      return text == null ? otherwise : Math.max(1, Long.parseLong(text));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static Optional<EventClass> eventClass(String word) {
    return Arrays.stream(EventClass.values())
        .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  /** Shows alerts and log in the status and the metrics. */
  void show(GatewayStatus status, MeterRegistry registry) {
    status.show("alerts", this::alertsJson);
    status.show("log", this::logJson);
    for (AlertClass one : AlertClass.values()) {
      if (one != AlertClass.NONE) {
        Gauge.builder(
                "sekisho.gateway.alerts.open",
                alerts,
                a -> a.openByClass().getOrDefault(one, 0).doubleValue())
            .description("Alerts that wait for a person")
            .tag("class", one.name().toLowerCase(Locale.ROOT))
            .register(registry);
      }
    }
    for (EventClass one : EventClass.values()) {
      Gauge.builder("sekisho.gateway.log.bytes", log, l -> l.counts(one).bytes())
          .tag("class", one.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    counter(registry, "events", () -> log.counts().events());
    counter(registry, "records", () -> log.counts().recorded());
    counter(registry, "overflowed", () -> log.counts().overflowed());
    counter(registry, "failed", () -> log.counts().failed());
    counter(registry, "removed", () -> log.counts().removed());
  }

  private void counter(MeterRegistry registry, String name, Supplier<Long> value) {
    FunctionCounter.builder("sekisho.gateway.log." + name, log, _ -> value.get())
        .register(registry);
  }

  private Map<String, Object> alertsJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("lamp", alertDesk.lamp().word());
    Map<AlertClass, Integer> open = alerts.openByClass();
    for (AlertClass one : List.of(AlertClass.INTRUDED, AlertClass.ATTACKED, AlertClass.NOTICE)) {
      json.put(one.name().toLowerCase(Locale.ROOT), open.getOrDefault(one, 0));
    }
    json.put("not_yet_told", alerts.untold().size());
    json.put("not_yet_on_disk", alerts.unkept());
    return json;
  }

  private Map<String, Object> logJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("start", log.boot());
    json.put("failing", log.isFailing());
    judgement.ifPresent(
        j ->
            json.put(
                "verified",
                j.whole()
                    ? "whole"
                    : j.signatures() == 0 ? "not signed yet" : j.found() + " findings"));
    SecurityLog.Counts counts = log.counts();
    json.put("events", counts.events());
    json.put("records", counts.recorded());
    json.put("not_queued", counts.overflowed());
    json.put("removed", counts.removed());
    Map<String, Object> classes = new LinkedHashMap<>();
    for (EventClass one : EventClass.values()) {
      SecurityLog.ClassCounts of = log.counts(one);
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("records", of.records());
      part.put("bytes", of.bytes());
      part.put("max_bytes", of.maxBytes());
      of.oldest().ifPresent(t -> part.put("oldest", t.toString()));
      classes.put(one.name().toLowerCase(Locale.ROOT), part);
    }
    json.put("classes", classes);
    return json;
  }

  /**
   * What changes when the text of the configuration or of the model does. Not the records' own
   * text: making that takes a quarter of a second of a start.
   */
  private static String fingerprint(Launch launch) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] text = launch.text().getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
      digest.update(text);
      digest.update(Files.readAllBytes(launch.config().model()));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
    boot.notStarted();
    alerts.close();
    log.close();
  }
}
