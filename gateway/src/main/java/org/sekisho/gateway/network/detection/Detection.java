package org.sekisho.gateway.network.detection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.CounterReport;
import org.sekisho.guard.channel.NeighbourReport;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.guard.channel.PolicyReport;
import org.sekisho.guard.channel.Report;
import org.sekisho.guard.detect.DetectionRule;
import org.sekisho.guard.detect.Detectors;
import org.sekisho.guard.detect.Finding;
import org.sekisho.guard.detect.Incidents;
import org.sekisho.guard.detect.Surroundings;
import org.sekisho.guard.policy.Prefix;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the detectors over what the guard reports, on one thread of its own, and turns what they
 * find into events and blocks. {@link #accept} may be called by any thread and never blocks: when
 * more comes than can be looked at, reports are counted and let go, and the kernel's counters still
 * tell how many packets there were.
 */
public final class Detection implements Consumer<Report>, AutoCloseable {
  /** Most reports that wait. */
  public static final int MAX_WAITING = 8_192;

  private static final Logger LOG = LoggerFactory.getLogger(Detection.class);
  private static final long TICK_MS = 200;
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long STOP_MS = 2_000;
  private static final long BLOCK_MS = 1_000;

  /** A report that claims to be older than this came through a clock that was set. */
  private static final long OLDEST_NS = 5 * SECOND_NS;

  private record Waiting(Report report, long atNs) {}

  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final DetectionConfig config;
  private final SourceBlocks blocks;
  private final EventSink events;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final KernelTables tables;
  private final Thread thread = Thread.ofPlatform().name("detection").unstarted(this::run);
  private final Detectors detectors;
  private Optional<Neighbourhood> learns = Optional.empty();
  private volatile boolean closing;
  private volatile int remembered;
  private volatile int blocked;
  private volatile long forgotten;
  private volatile long overlapping;
  private long tickedNs;
  private long lookedNs;
  private long latestNs = Long.MIN_VALUE;

  /**
   * @param surroundings what is known of the network
   * @param blocks who blocks sources
   * @param clock for the times of events
   * @param nanos for the detectors: a clock that is never set
   */
  public Detection(
      DetectionConfig config,
      Surroundings surroundings,
      SourceBlocks blocks,
      EventSink events,
      InstantSource clock,
      LongSupplier nanos) {
    this(config, surroundings, blocks, events, clock, nanos, KernelTables.OWN);
  }

  Detection(
      DetectionConfig config,
      Surroundings surroundings,
      SourceBlocks blocks,
      EventSink events,
      InstantSource clock,
      LongSupplier nanos,
      Path tables) {
    this.config = config;
    this.blocks = blocks;
    this.events = events;
    this.clock = clock;
    this.nanos = nanos;
    this.tables = new KernelTables(tables);
    detectors = new Detectors(config.limits(), surroundings);
    tickedNs = nanos.getAsLong();
    lookedNs = tickedNs;
  }

  /**
   * The detection of a gateway's defence: hears its reports, and has it block sources.
   *
   * @param centres hosts that are never blocked, as names or numbers
   */
  public static Detection beside(
      NetworkDefence defence,
      DetectionConfig config,
      List<String> centres,
      EventSink events,
      InstantSource clock) {
    var surroundings = new Surroundings(defence.policy(), Set.of(), config.neverBlock());
    var detection =
        new Detection(
            config,
            surroundings,
            (address, seconds) -> blocked(defence, address, seconds),
            events,
            clock,
            System::nanoTime);
    detection.learns = Optional.of(new Neighbourhood(surroundings, config.neverBlock(), centres));
    defence.onReport(detection);
    return detection;
  }

  private static boolean blocked(NetworkDefence defence, InetAddress address, int seconds) {
    try {
      return defence
              .block(address, Duration.ofSeconds(seconds))
              .get(BLOCK_MS, TimeUnit.MILLISECONDS)
          instanceof Answer.Done;
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("a block was not done: {}", e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Begins to look. */
  public void start() {
    learns.ifPresent(Neighbourhood::start);
    thread.start();
  }

  /** Takes a report; never blocks. */
  @Override
  public void accept(Report report) {
    taken.incrementAndGet();
    if (!waiting.offer(new Waiting(report, time(report)))) {
      lost.incrementAndGet();
    }
  }

  /** Reports that were let go because too many waited. */
  public long lost() {
    return lost.get();
  }

  /** Sources that are blocked at present. */
  public int blocked() {
    return blocked;
  }

  /** Shows its counts. */
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("sekisho.detection.reports", taken, AtomicLong::get).register(registry);
    Gauge.builder("sekisho.detection.reports.lost", lost, AtomicLong::get).register(registry);
    Gauge.builder("sekisho.detection.remembered", this, d -> d.remembered).register(registry);
    Gauge.builder("sekisho.detection.forgotten", this, d -> d.forgotten).register(registry);
    Gauge.builder("sekisho.detection.fragments.overlapping", this, d -> d.overlapping)
        .register(registry);
    Gauge.builder("sekisho.detection.blocked", this, d -> d.blocked).register(registry);
  }

  @Override
  public void close() {
    closing = true;
    learns.ifPresent(Neighbourhood::close);
    try {
      thread.join(STOP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** When it happened on the scale of the detectors, however the wall clock is set meanwhile. */
  private long time(Report report) {
    long now = nanos.getAsLong();
    if (!(report instanceof PacketReport packet)) {
      return now;
    }
    long age = clock.millis() * 1_000_000L - packet.atNanos();
    return now - Math.clamp(age, 0, OLDEST_NS);
  }

  private void run() {
    while (!closing) {
      try {
        Waiting next = waiting.poll(TICK_MS, TimeUnit.MILLISECONDS);
        long now = nanos.getAsLong();
        if (next != null) {
          take(next);
        }
        if (now - tickedNs >= TICK_MS * 1_000_000) {
          tick(forward(now));
          tickedNs = now;
        }
        for (Finding finding : detectors.drain()) {
          tell(finding);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("detection: a report was not looked at", e);
      }
    }
  }

  private void take(Waiting next) {
    long at = forward(next.atNs);
    switch (next.report) {
      case PacketReport packet -> detectors.packet(packet, at);
      case CounterReport counters -> detectors.counters(counters, at);
      case NeighbourReport neighbour -> detectors.neighbour(neighbour, at);
      case PolicyReport _ -> {}
    }
  }

  private void tick(long now) {
    if (now - lookedNs >= SECOND_NS) {
      lookedNs = now;
      tables.received().forEach((name, packets) -> detectors.received(name, packets, now));
      detectors.halfOpen(tables.halfOpen(), now);
    }
    detectors.tick(now);
    remembered = detectors.remembered();
    forgotten = detectors.forgotten();
    overlapping = detectors.overlapping();
    blocked = detectors.blocked();
  }

  /**
   * Reports of two threads may come a little out of order; the detectors' time does not go back.
   */
  private long forward(long ns) {
    latestNs = Math.max(latestNs, ns);
    return latestNs;
  }

  private void tell(Finding finding) {
    events.record(
        switch (finding) {
          case Finding.Attack attack -> attack(attack);
          case Finding.Unblocked over ->
              SecurityEvent.of(
                      EventKind.SOURCE_UNBLOCKED, instant(over.atNs()), "The block has run out.")
                  .from(new Endpoint(over.address().toString(), 0), "");
          case Finding.Refused refused ->
              SecurityEvent.of(
                      EventKind.DENIED_TRAFFIC,
                      instant(refused.atNs()),
                      "%d packets refused by %s".formatted(refused.packets(), refused.rule()))
                  .times(refused.packets(), instant(refused.sinceNs()))
                  .ruled(refused.rule(), "dropped");
        });
  }

  private SecurityEvent attack(Finding.Attack attack) {
    String source = attack.source().equals(Incidents.MANY) ? "" : attack.source();
    String action = action(attack);
    String detail =
        attack.first()
            ? attack.what()
            : "%s; %d in all since %s"
                .formatted(attack.what(), attack.total(), instant(attack.beganNs()));
    return SecurityEvent.of(kind(attack.rule()), instant(attack.atNs()), detail)
        .times(attack.count(), instant(attack.sinceNs()))
        .from(new Endpoint(source, attack.sourcePort()), attack.protocol())
        .to(new Endpoint(attack.target(), attack.targetPort()))
        .device(attack.device())
        .ruled(attack.rule().id() + " (" + attack.limit() + ")", action);
  }

  private String action(Finding.Attack attack) {
    Finding.@Nullable Block block = attack.block();
    if (block == null) {
      return attack.refrained().isEmpty() ? "watched" : "not blocked: " + attack.refrained();
    }
    if (!blocks.block(Prefix.addressOf(block.address().bytes()), block.seconds())) {
      return "not blocked: the guard did not do it";
    }
    String time = block.seconds() % 60 == 0 ? block.seconds() / 60 + "m" : block.seconds() + "s";
    events.record(
        SecurityEvent.of(
                EventKind.SOURCE_BLOCKED,
                instant(attack.atNs()),
                "Blocked for %s: %s".formatted(time, attack.what()))
            .from(new Endpoint(block.address().toString(), 0), attack.protocol())
            .ruled(attack.rule().id(), "blocked " + time));
    return "blocked " + time;
  }

  private Instant instant(long ns) {
    return clock.instant().minusNanos(Math.max(0, nanos.getAsLong() - ns));
  }

  /** How a detection is called in the log. */
  static EventKind kind(DetectionRule rule) {
    return switch (rule) {
      case PACKET_FLOOD, INTERFACE_FLOOD, JOINT_FLOOD -> EventKind.PACKET_FLOOD;
      case SYN_FLOOD, CONNECTION_FLOOD -> EventKind.SYN_FLOOD;
      case ECHO_FLOOD -> EventKind.ECHO_FLOOD;
      case PORT_SCAN, SLOW_SCAN -> EventKind.PORT_SCAN;
      case HOST_SWEEP -> EventKind.HOST_SWEEP;
      case FRAGMENT_ATTACK -> EventKind.FRAGMENT_ATTACK;
      case OVERSIZE -> EventKind.OVERSIZE;
      case MALFORMED -> EventKind.MALFORMED_PACKET;
      case SPOOFED_SOURCE -> EventKind.SPOOFED_SOURCE;
      case UNKNOWN_DEVICE -> EventKind.UNKNOWN_DEVICE;
      case ADDRESS_CONFLICT, ROGUE_DHCP, ROGUE_ROUTER -> EventKind.ADDRESS_CONFLICT;
      case EGRESS_VIOLATION, NAME_BYPASS, EGRESS_FLOOD, GATEWAY_EGRESS ->
          EventKind.EGRESS_VIOLATION;
      case VIRTUAL_PATCH -> EventKind.VIRTUAL_PATCH_HIT;
    };
  }
}
