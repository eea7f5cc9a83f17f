package org.sekisho.gateway.health;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.sekisho.gateway.health.SelfCheck.Report;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks after the gateway's health: states each second, itself at the start and
 * each interval, and the watchdog, which is told only while every watched loop really comes round.
 */
public final class Health implements AutoCloseable {
  /** A loop that did not come round for this long hangs. */
  public static final Duration HANGS = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final long LOOK_MS = 1_000;
  private static final long HEAT_NS = Duration.ofSeconds(10).toNanos();
  private static final long ALIVE_NS = Duration.ofSeconds(30).toNanos();

  private final BootRecord boot;
  private final StateWatch states;
  private final SensorWatch sensors;
  private final Temperatures temperatures;
  private final SelfCheck check;
  private final SystemdNotify systemd;
  private final LongSupplier nanoTime;
  private final long checkNs;
  private final Map<String, LongSupplier> loops = new LinkedHashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<Report> report = Optional.empty();
  private volatile Map<String, String> silent = Map.of();
  private boolean toldHang;

  /**
   * The gateway's health; nothing runs before {@link #start}.
   *
   * @param nanoTime the monotonic clock
   */
  public Health(
      HealthConfig config,
      BootRecord boot,
      StateWatch states,
      SensorWatch sensors,
      Temperatures temperatures,
      SelfCheck check,
      SystemdNotify systemd,
      LongSupplier nanoTime) {
    this.boot = boot;
    this.states = states;
    this.sensors = sensors;
    this.temperatures = temperatures;
    this.check = check;
    this.systemd = systemd;
    this.nanoTime = nanoTime;
    this.checkNs = config.checkInterval().toNanos();
    this.thread = Thread.ofPlatform().name("health").unstarted(this::run);
  }

  /** Watches a loop that says when it last came round, in nanoseconds. Before the start only. */
  public Health loop(String name, LongSupplier lastBeat) {
    loops.put(name, lastBeat);
    return this;
  }

  /** Begins, and tells systemd that the gateway is ready. */
  public void start() {
    thread.start();
    systemd.ready();
  }

  private void run() {
    long begun = nanoTime.getAsLong();
    long checkAt = begun;
    long heatAt = begun;
    long aliveAt = begun + ALIVE_NS;
    long pingNs = systemd.watchdog().map(w -> w.toNanos() / 3).orElse(Long.MAX_VALUE);
    long pingAt = begun;
    long wait = Math.min(LOOK_MS, Math.max(1, pingNs / 1_000_000));
    try {
      do {
        long now = nanoTime.getAsLong();
        try {
          states.look();
          sensors.look();
          silent = sensors.silent();
          if (now >= heatAt) {
            heatAt = now + HEAT_NS;
            temperatures.look();
          }
          if (now >= checkAt) {
            checkAt = now + checkNs;
            report = Optional.of(check.check());
          }
          if (now >= aliveAt) {
            aliveAt = now + ALIVE_NS;
            boot.alive();
          }
        } catch (RuntimeException e) {
          LOG.error("health: a look failed", e);
        }
        if (systemd.watchdog().isPresent() && now >= pingAt && allComeRound(now)) {
          pingAt = now + pingNs;
          systemd.alive();
        }
      } while (!stop.await(wait, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean allComeRound(long now) {
    for (Map.Entry<String, LongSupplier> loop : loops.entrySet()) {
      if (now - loop.getValue().getAsLong() > HANGS.toNanos()) {
        if (!toldHang) {
          LOG.error("health: {} hangs; the watchdog is no longer told", loop.getKey());
        }
        toldHang = true;
        return false;
      }
    }
    toldHang = false;
    return true;
  }

  /** The last check; empty before the first. */
  public Optional<Report> report() {
    return report;
  }

  /** Why the gateway started, and how it does, for the status. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("last_end", boot.reason().word());
    report.ifPresent(
        r -> {
          json.put("checked_at", r.at().toString());
          json.put("checks", r.states());
        });
    json.put("silent_devices", silent);
    json.put("temperatures_celsius", temperatures.last());
    return json;
  }

  /** Tells systemd that the gateway stops, and that it stopped as it should. */
  @Override
  public void close() {
    systemd.stopping();
    stop.countDown();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boot.stopped();
  }
}
