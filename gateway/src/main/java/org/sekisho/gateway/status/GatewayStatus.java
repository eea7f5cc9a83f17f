package org.sekisho.gateway.status;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.sekisho.gateway.command.CommandDesk;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.gateway.journal.JournalCounts;
import org.sekisho.gateway.ledger.Ledger;
import org.sekisho.gateway.listener.ConnectionOutcome;
import org.sekisho.gateway.listener.FieldCounters;
import org.sekisho.gateway.listener.Refusal;
import org.sekisho.gateway.uplink.Uplink;
import org.sekisho.gateway.uplink.UplinkStatus;
import org.sekisho.program.TlsIdentity;

/** The gateway at a glance: the JSON of {@code /status} and the gateway's metrics. Thread-safe. */
public final class GatewayStatus {
  private final String id;
  private final String version;
  private final String headEnd;
  private final Instant startedAt;
  private final InstantSource clock;
  private final Supplier<Optional<TlsIdentity>> identity;
  private final Journal journal;
  private final FieldCounters field;
  private final Ledger ledger;
  private final Alarms alarms;
  private final Map<String, Supplier<Map<String, Object>>> parts = new ConcurrentSkipListMap<>();
  private volatile Optional<Uplink> uplink = Optional.empty();
  private volatile Optional<CommandDesk> commands = Optional.empty();

  /** A status of what is there from the beginning. */
  public GatewayStatus(
      String id,
      String version,
      String headEnd,
      InstantSource clock,
      Supplier<Optional<TlsIdentity>> identity,
      Journal journal,
      FieldCounters field,
      Ledger ledger,
      Alarms alarms) {
    this.id = id;
    this.version = version;
    this.headEnd = headEnd;
    this.startedAt = clock.instant();
    this.clock = clock;
    this.identity = identity;
    this.journal = journal;
    this.field = field;
    this.ledger = ledger;
    this.alarms = alarms;
  }

  /** Adds what exists only after enrolment. */
  public void show(Uplink up, CommandDesk desk) {
    uplink = Optional.of(up);
    commands = Optional.of(desk);
  }

  /** Shows one more part under this name; only before anybody asks. */
  public void show(String part, Supplier<Map<String, Object>> json) {
    parts.put(part, json);
  }

  /** The JSON object of {@code /status}. */
  public Map<String, Object> json() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("id", id);
    status.put("kind", "gateway");
    status.put("version", version);
    status.put("uptime_s", Duration.between(startedAt, clock.instant()).toSeconds());
    status.put("identity", identityJson());
    status.put("wan", uplink.map(up -> wanJson(up.status())).orElse(Map.of("state", "waiting")));
    status.put("journal", journalJson(journal.counts()));
    status.put("ledger", ledgerJson(ledger.standing()));
    status.put("devices", fieldJson());
    status.put("refusals", refusalsJson());
    status.put("commands", commands.map(desk -> commandsJson(desk.counts())).orElse(Map.of()));
    parts.forEach((part, json) -> status.put(part, json.get()));
    status.put("alarms", alarmsJson());
    return status;
  }

  /** What the management is told: version and the main states. */
  public Map<String, Object> brief() {
    return ordered(
        "version",
        version,
        "uptime_s",
        Duration.between(startedAt, clock.instant()).toSeconds(),
        "wan",
        uplink.map(up -> up.status().state().word()).orElse("waiting"),
        "waiting",
        journal.counts().waiting(),
        "devices",
        field.devices(),
        "alarms",
        alarms.all().stream()
            .filter(Alarms.Alarm::active)
            .map(alarm -> alarm.kind().word())
            .toList());
  }

  private Map<String, Object> identityJson() {
    return identity
        .get()
        .<Map<String, Object>>map(
            present ->
                ordered(
                    "state",
                    present.notAfter().isAfter(clock.instant()) ? "valid" : "expired",
                    "not_after",
                    present.notAfter().toString()))
        .orElse(Map.of("state", "not-enrolled"));
  }

  private Map<String, Object> wanJson(UplinkStatus wan) {
    return ordered(
        "state",
        wan.state().word(),
        "connected",
        wan.state().connected(),
        "since",
        wan.since().toString(),
        "head_end",
        headEnd,
        "last_end",
        wan.lastEnd(),
        "chain",
        wan.chain(),
        "acked_batch",
        wan.acked(),
        "in_flight",
        wan.inFlight(),
        "backlog",
        Math.min(wan.backlog(), journal.counts().waiting()),
        "batches",
        wan.batches(),
        "readings",
        wan.readings(),
        "resent",
        wan.resent(),
        "refused",
        wan.refused());
  }

  private static Map<String, Object> journalJson(JournalCounts counts) {
    return ordered(
        "accepted",
        counts.accepted(),
        "delivered",
        counts.forgotten(),
        "waiting",
        counts.waiting(),
        "dropped",
        counts.droppedByRule(),
        "lost",
        counts.lost(),
        "bytes",
        counts.bytes());
  }

  private static Map<String, Object> ledgerJson(Ledger.Standing standing) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "state",
        !standing.ownCountsAgree() || standing.gap() != 0
            ? "gap"
            : standing.answer().isPresent() ? "agreed" : "open");
    standing
        .report()
        .ifPresent(
            report -> {
              json.put("at", Instant.ofEpochMilli(report.atMs()).toString());
              json.put("accepted", report.accepted());
              json.put("delivered", report.delivered());
              json.put("waiting", report.waiting());
              json.put("dropped", report.dropped());
            });
    standing
        .answer()
        .ifPresent(
            answer -> {
              json.put("answered_at", Instant.ofEpochMilli(standing.answeredAtMs()).toString());
              json.put("stored", answer.stored());
              json.put("redelivered", answer.redelivered());
              json.put("gap", answer.gap());
            });
    return json;
  }

  private Map<String, Object> fieldJson() {
    return ordered("connected", field.devices(), "connections", field.connections());
  }

  private Map<String, Object> refusalsJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Refusal refusal : Refusal.values()) {
      putIfAny(json, refusal.word(), field.refusals(refusal));
    }
    for (ConnectionOutcome outcome : ConnectionOutcome.values()) {
      switch (outcome) {
        case ACCEPTED, ENDED, REPLACED, STOPPING -> {}
        default -> putIfAny(json, outcome.word(), field.outcomes(outcome));
      }
    }
    return json;
  }

  private static void putIfAny(Map<String, Object> json, String word, long count) {
    if (count > 0) {
      json.put(word, count);
    }
  }

  private static Map<String, Object> commandsJson(CommandDesk.Counts counts) {
    return ordered(
        "received", counts.came(), "passed", counts.passed(), "outcomes", counts.outcomes());
  }

  private List<Map<String, Object>> alarmsJson() {
    List<Map<String, Object>> json = new ArrayList<>();
    for (Alarms.Alarm alarm : alarms.all()) {
      json.add(
          ordered(
              "kind",
              alarm.kind().word(),
              "active",
              alarm.active(),
              "detail",
              alarm.detail(),
              "since",
              alarm.since().toString(),
              "last",
              alarm.last().toString(),
              "count",
              alarm.count()));
    }
    return json;
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** Shows the gateway's numbers as {@code sekisho_gateway_…} in the registry. */
  public void bindTo(MeterRegistry registry) {
    journalCounter(registry, "accepted", JournalCounts::accepted);
    journalCounter(registry, "delivered", JournalCounts::forgotten);
    journalCounter(registry, "dropped", JournalCounts::droppedByRule);
    journalCounter(registry, "lost", JournalCounts::lost);
    gauge(registry, "journal.waiting", s -> s.journal.counts().waiting());
    gauge(registry, "journal.bytes", s -> s.journal.counts().bytes());
    gauge(registry, "wan.connected", s -> s.wan(w -> w.state().connected() ? 1 : 0));
    gauge(registry, "wan.in.flight", s -> s.wan(UplinkStatus::inFlight));
    gauge(registry, "wan.acked.batch", s -> s.wan(UplinkStatus::acked));
    wanCounter(registry, "connections", UplinkStatus::connections);
    wanCounter(registry, "batches", UplinkStatus::batches);
    wanCounter(registry, "readings", UplinkStatus::readings);
    wanCounter(registry, "resent", UplinkStatus::resent);
    wanCounter(registry, "refused", UplinkStatus::refused);
    wanCounter(registry, "chain.restarts", UplinkStatus::restarts);
    gauge(registry, "ledger.gap", s -> s.ledger.standing().gap());
    gauge(registry, "ledger.balanced", s -> s.ledger.standing().ownCountsAgree() ? 1 : 0);
    gauge(registry, "identity.seconds.left", GatewayStatus::identitySecondsLeft);
    for (Alarms.Kind kind : Alarms.Kind.values()) {
      Gauge.builder("sekisho.gateway.alarm", alarms, a -> a.active(kind) ? 1 : 0)
          .description("1 while the alarm stands")
          .tag("kind", kind.word())
          .register(registry);
    }
    FunctionCounter.builder(
            "sekisho.gateway.commands.received",
            this,
            s -> s.commands.map(desk -> desk.counts().came()).orElse(0L))
        .register(registry);
    for (var reason : org.sekisho.gateway.command.Reason.values()) {
      FunctionCounter.builder(
              "sekisho.gateway.commands",
              this,
              s ->
                  s.commands
                      .map(desk -> desk.counts().outcomes().getOrDefault(reason.word(), 0L))
                      .orElse(0L))
          .description("Commands by the reason that ended them")
          .tag("reason", reason.word())
          .register(registry);
    }
  }

  private double wan(ToDoubleFunction<UplinkStatus> value) {
    return uplink.map(up -> value.applyAsDouble(up.status())).orElse(0.0);
  }

  private double identitySecondsLeft() {
    return identity
        .get()
        .map(i -> (double) Duration.between(clock.instant(), i.notAfter()).toSeconds())
        .orElse(0.0);
  }

  private void gauge(MeterRegistry registry, String name, ToDoubleFunction<GatewayStatus> value) {
    Gauge.builder("sekisho.gateway." + name, this, value).register(registry);
  }

  private void journalCounter(
      MeterRegistry registry, String name, ToDoubleFunction<JournalCounts> value) {
    FunctionCounter.builder(
            "sekisho.gateway.journal." + name, journal, j -> value.applyAsDouble(j.counts()))
        .description("Readings of the present journal")
        .register(registry);
  }

  private void wanCounter(
      MeterRegistry registry, String name, ToDoubleFunction<UplinkStatus> value) {
    FunctionCounter.builder("sekisho.gateway.wan." + name, this, s -> s.wan(value))
        .register(registry);
  }
}
