package org.sekisho.gateway.listener;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.sekisho.model.reading.QualityReason;

/** What happened on the field network, counted; thread-safe and cheap on the reading path. */
public final class FieldCounters {
  private final Map<QualityReason, LongAdder> readings = new EnumMap<>(QualityReason.class);
  private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);
  private final Map<ConnectionOutcome, LongAdder> outcomes = new EnumMap<>(ConnectionOutcome.class);
  private final LongAdder throttled = new LongAdder();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger devices = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();

  /** Counters at zero. */
  public FieldCounters() {
    for (QualityReason reason : QualityReason.values()) {
      readings.put(reason, new LongAdder());
    }
    for (Refusal refusal : Refusal.values()) {
      refusals.put(refusal, new LongAdder());
    }
    for (ConnectionOutcome outcome : ConnectionOutcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  /** Shows the counters as {@code sekisho_field_…} in the registry. */
  public void bindTo(MeterRegistry registry) {
    readings.forEach(
        (reason, count) ->
            FunctionCounter.builder("sekisho.field.readings", count, LongAdder::sum)
                .description("Readings committed, by the reason of their quality")
                .tag("reason", reason.word())
                .register(registry));
    refusals.forEach(
        (refusal, count) ->
            FunctionCounter.builder("sekisho.field.refusals", count, LongAdder::sum)
                .description("Messages refused as a whole")
                .tag("reason", refusal.word())
                .register(registry));
    outcomes.forEach(
        (outcome, count) ->
            FunctionCounter.builder("sekisho.field.connections.outcomes", count, LongAdder::sum)
                .description("How connections began and ended")
                .tag("outcome", outcome.word())
                .register(registry));
    FunctionCounter.builder("sekisho.field.throttled", throttled, LongAdder::sum)
        .description("How often a device was not read for a while because of its rate")
        .register(registry);
    Gauge.builder("sekisho.field.connections", connections, AtomicInteger::get).register(registry);
    Gauge.builder("sekisho.field.devices", devices, AtomicInteger::get)
        .description("Devices with a session")
        .register(registry);
    Gauge.builder("sekisho.field.held.bytes", heldBytes, AtomicLong::get)
        .description("Bytes of packets that are incomplete or wait for the journal")
        .register(registry);
  }

  void committed(QualityReason reason) {
    adder(readings, reason).increment();
  }

  void refused(Refusal refusal) {
    adder(refusals, refusal).increment();
  }

  void outcome(ConnectionOutcome outcome) {
    adder(outcomes, outcome).increment();
  }

  void throttle() {
    throttled.increment();
  }

  AtomicInteger openConnections() {
    return connections;
  }

  AtomicInteger openDevices() {
    return devices;
  }

  AtomicLong heldBytes() {
    return heldBytes;
  }

  /** Readings committed with this reason. */
  public long readings(QualityReason reason) {
    return adder(readings, reason).sum();
  }

  /** Messages refused for this reason. */
  public long refusals(Refusal refusal) {
    return adder(refusals, refusal).sum();
  }

  /** Connections with this outcome. */
  public long outcomes(ConnectionOutcome outcome) {
    return adder(outcomes, outcome).sum();
  }

  /** How often a device was not read for a while because of its rate. */
  public long throttled() {
    return throttled.sum();
  }

  /** Open connections, with and without a device. */
  public int connections() {
    return connections.get();
  }

  /** Devices with a session. */
  public int devices() {
    return devices.get();
  }

  private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> counts, E key) {
    LongAdder adder = counts.get(key);
    if (adder == null) {
      throw new IllegalStateException("no counter for " + key);
    }
    return adder;
  }
}
