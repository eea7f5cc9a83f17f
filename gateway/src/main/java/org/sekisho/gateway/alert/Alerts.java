package org.sekisho.gateway.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of the gateway: events that belong together are one alert with a count, which stays
 * until a person acknowledges it, and shows on the lamp. Bounded however much happens; survives
 * restarts. Thread-safe; {@link #record} only changes memory.
 */
public final class Alerts implements EventSink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
  private static final long LOOK_MS = 250;
  private static final long COUNTS_KEPT_NS = Duration.ofSeconds(5).toNanos();
  private static final long LAMP_AGAIN_NS = Duration.ofSeconds(60).toNanos();
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  /** What belongs together: a kind with whom it comes from. */
  private record Group(EventKind kind, String who, String rule) {}

  private final Path file;
  private final AlertsConfig config;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Lamp lamp;
  private final Object lock = new Object();
  private final Semaphore wake = new Semaphore(0);
  private final Map<UUID, Alert> alerts = new LinkedHashMap<>();
  private final Map<Group, UUID> open = new HashMap<>();
  private final Set<UUID> changed = new HashSet<>();
  private final Set<UUID> forgotten = new HashSet<>();
  private final Thread keeper;
  private boolean keepSoon;
  private int keeping;
  private volatile boolean stopping;
  private volatile LampPattern shown = LampPattern.QUIET;
  private volatile long beatNs;

  private Alerts(
      Path data,
      AlertsConfig config,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.file = data.resolve("alerts.db");
    this.config = config;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.random = random;
    this.lamp = Lamp.of(config, data);
    this.beatNs = nanoTime.getAsLong();
    this.keeper = Thread.ofPlatform().name("alerts").unstarted(this::keep);
  }

  /**
   * Starts with the alerts of before; they are read by a thread of its own.
   *
   * @param data the program's private directory
   * @param nanoTime the monotonic clock
   */
  public static Alerts start(
      Path data,
      AlertsConfig config,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random) {
    var started = new Alerts(data, config, clock, nanoTime, random);
    started.keeper.start();
    return started;
  }

  @Override
  public void record(SecurityEvent event) {
    synchronized (lock) {
      if (event.kind() == EventKind.FAULT_OVER) {
        end(event);
      } else if (event.kind().alertClass() != AlertClass.NONE) {
        add(event);
      }
    }
  }

  private void add(SecurityEvent event) {
    Group group = group(event);
    UUID known = open.get(group);
    if (known == null && open.size() >= config.open()) {
      group = new Group(event.kind(), "", "");
      known = open.get(group);
    }
    Alert before = known == null ? null : alerts.get(known);
    if (before != null) {
      put(
          before.again(event.at(), event.count(), event.rule(), event.action(), event.detail()),
          false);
      return;
    }
    var id = new UUID(random.nextLong(), random.nextLong());
    boolean alone = !group.who().isEmpty() || !group.rule().isEmpty();
    open.put(group, id);
    put(
        new Alert(
            id,
            event.kind(),
            alone ? event.source().address() : "",
            alone ? event.device() : "",
            alone ? event.account() : "",
            event.rule(),
            event.action(),
            event.detail(),
            event.since(),
            event.at(),
            event.count(),
            Optional.empty(),
            Optional.empty(),
            "",
            1,
            0),
        true);
  }

  private void end(SecurityEvent event) {
    UUID known =
        open.get(
            new Group(
                EventKind.FAULT, who(event.device(), event.source().address()), event.rule()));
    Alert fault = known == null ? null : alerts.get(known);
    if (fault != null && fault.over().isEmpty()) {
      put(fault.ended(event.at()), true);
    }
  }

  private static Group group(SecurityEvent event) {
    return group(event.kind(), event.device(), event.source().address(), event.rule());
  }

  private static Group group(Alert alert) {
    return group(alert.kind(), alert.device(), alert.source(), alert.rule());
  }

  /** An alert that began before those of the file were known. */
  private void join(Alert alert) {
    UUID known = open.get(group(alert));
    Alert before = known == null ? null : alerts.get(known);
    if (before != null && alert.isOpen()) {
      put(
          before.again(alert.last(), alert.count(), alert.rule(), alert.action(), alert.detail()),
          true);
    } else {
      if (alert.isOpen()) {
        open.put(group(alert), alert.id());
      }
      put(alert, true);
    }
  }

  private static Group group(EventKind kind, String device, String source, String rule) {
    // States differ by what they are about, attacks by whom they come from.
    return new Group(kind, who(device, source), kind.logClass() == EventClass.STATE ? rule : "");
  }

  private static String who(String device, String source) {
    return device.isEmpty() ? source : device;
  }

  private void put(Alert alert, boolean soon) {
    alerts.put(alert.id(), alert);
    changed.add(alert.id());
    if (soon) {
      keepSoon = true;
      wake.release();
    }
  }

  /** A person knows of the alert; false when there is no such open alert. */
  public boolean acknowledge(UUID id, String by) {
    synchronized (lock) {
      Alert alert = alerts.get(id);
      if (alert == null || !alert.isOpen()) {
        return false;
      }
      open.values().remove(id);
      put(alert.acknowledged(by, clock.instant()), true);
      return true;
    }
  }

  /** All alerts that are kept: open ones first, the gravest and latest first. */
  public List<Alert> all() {
    List<Alert> all;
    synchronized (lock) {
      all = new ArrayList<>(alerts.values());
    }
    all.sort(
        Comparator.comparing(Alert::isOpen, Comparator.reverseOrder())
            .thenComparing(Alert::alertClass, Comparator.reverseOrder())
            .thenComparing(Alert::last, Comparator.reverseOrder()));
    return all;
  }

  /** How many wait for a person, by class. */
  public Map<AlertClass, Integer> openByClass() {
    Map<AlertClass, Integer> counts = new java.util.EnumMap<>(AlertClass.class);
    synchronized (lock) {
      open.values()
          .forEach(
              id -> {
                Alert alert = alerts.get(id);
                if (alert != null) {
                  counts.merge(alert.alertClass(), 1, Integer::sum);
                }
              });
    }
    return counts;
  }

  /** What the lamp shows, or would show if there were one. */
  public LampPattern lamp() {
    return shown;
  }

  /** When the keeping thread last came round, by the monotonic clock in nanoseconds. */
  public long lastBeat() {
    return beatNs;
  }

  /** Alerts whose present state the management does not know, oldest first. */
  public List<Alert> untold() {
    synchronized (lock) {
      return alerts.values().stream().filter(Alert::isUntold).toList();
    }
  }

  /** Alerts whose present state is not on disk yet. */
  public int unkept() {
    synchronized (lock) {
      return changed.size() + keeping;
    }
  }

  /** The management knows these, as they were when they were sent. */
  public void told(List<Alert> sent) {
    synchronized (lock) {
      for (Alert one : sent) {
        Alert now = alerts.get(one.id());
        if (now != null) {
          put(now.toldUpTo(one.change()), false);
        }
      }
      keepSoon = true;
    }
  }

  private LampPattern pattern() {
    synchronized (lock) {
      return LampPattern.of(
          open.values().stream()
              .map(alerts::get)
              .filter(java.util.Objects::nonNull)
              .map(Alert::alertClass)
              .max(Comparator.naturalOrder())
              .orElse(AlertClass.NONE));
    }
  }

  private void keep() {
    @Nullable AlertStore store = open();
    long keptAt = nanoTime.getAsLong();
    long litAt = keptAt - LAMP_AGAIN_NS;
    @Nullable LampPattern lit = null;
    while (true) {
      boolean last = stopping;
      long now = nanoTime.getAsLong();
      beatNs = now;
      LampPattern pattern = pattern();
      if (pattern != lit || now - litAt >= LAMP_AGAIN_NS) {
        light(pattern);
        lit = pattern;
        litAt = now;
      }
      if (store != null && (last || mustKeep(now, keptAt))) {
        save(store);
        keptAt = now;
      }
      if (last) {
        break;
      }
      pause();
    }
    try {
      if (store != null) {
        store.close();
      }
    } catch (SQLException e) {
      LOG.warn("alerts: {}", e.toString());
    }
  }

  private void pause() {
    try {
      if (wake.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      stopping = true;
    }
  }

  private boolean mustKeep(long now, long keptAt) {
    synchronized (lock) {
      return keepSoon || (!changed.isEmpty() && now - keptAt >= COUNTS_KEPT_NS);
    }
  }

  private void light(LampPattern pattern) {
    int number;
    synchronized (lock) {
      number = open.size();
    }
    try {
      lamp.show(pattern, number, clock.instant());
    } catch (IOException e) {
      LOG.warn("alerts: the lamp cannot be set: {}", e.toString());
    }
    shown = pattern;
  }

  private @Nullable AlertStore open() {
    try {
      AlertStore store = AlertStore.open(file);
      List<Alert> before = store.all();
      synchronized (lock) {
        List<Alert> meanwhile = List.copyOf(alerts.values());
        alerts.clear();
        open.clear();
        changed.clear();
        for (Alert alert : before) {
          alerts.put(alert.id(), alert);
          if (alert.isOpen()) {
            open.put(group(alert), alert.id());
          }
        }
        meanwhile.forEach(this::join);
      }
      return store;
    } catch (SQLException e) {
      LOG.error("alerts: the file is damaged; it is set aside and the alerts begin anew", e);
      try {
        Files.move(
            file, file.resolveSibling("alerts.db.damaged"), StandardCopyOption.REPLACE_EXISTING);
        return AlertStore.open(file);
      } catch (IOException | SQLException again) {
        LOG.error("alerts: are kept in memory only", again);
        return null;
      }
    }
  }

  private void save(AlertStore store) {
    List<Alert> kept;
    List<UUID> gone;
    synchronized (lock) {
      keepSoon = false;
      forgetOldest();
      kept = changed.stream().map(alerts::get).filter(java.util.Objects::nonNull).toList();
      gone = List.copyOf(forgotten);
      changed.clear();
      forgotten.clear();
      keeping = kept.size();
    }
    try {
      store.change(kept, gone);
    } catch (SQLException e) {
      LOG.error("alerts: could not be kept: {}", e.toString());
      synchronized (lock) {
        kept.forEach(alert -> changed.add(alert.id()));
        forgotten.addAll(gone);
      }
    } finally {
      synchronized (lock) {
        keeping = 0;
      }
    }
  }

  /** Acknowledged alerts beyond the history go, those that the management knows first. */
  private void forgetOldest() {
    List<Alert> closed =
        alerts.values().stream()
            .filter(alert -> !alert.isOpen())
            .sorted(Comparator.comparing(Alert::isUntold).thenComparing(Alert::last))
            .toList();
    for (int i = 0; i < closed.size() - config.history(); i++) {
      UUID id = closed.get(i).id();
      alerts.remove(id);
      changed.remove(id);
      forgotten.add(id);
    }
  }

  /** Keeps what has changed and ends. */
  @Override
  public void close() {
    stopping = true;
    wake.release();
    try {
      if (!keeper.join(CLOSE_LIMIT)) {
        LOG.warn("alerts: still being kept when the gateway stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Time that counts of the same alert wait before the management is told again. */
  Duration repeatInterval() {
    return config.repeatInterval();
  }

  /** The alert of that id. */
  public Optional<Alert> find(UUID id) {
    synchronized (lock) {
      return Optional.ofNullable(alerts.get(id));
    }
  }
}
