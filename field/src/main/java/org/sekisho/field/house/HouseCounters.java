package org.sekisho.field.house;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of the devices' messages. Thread-safe. */
public final class HouseCounters {
  private static final Logger LOG = LoggerFactory.getLogger(HouseCounters.class);

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong commands = new AtomicLong();
  private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

  /** Messages that the gateway acknowledged. */
  public long acknowledgedCount() {
    return acknowledged.get();
  }

  /** Messages that were refused or lost their connection before they were acknowledged. */
  public long failedCount() {
    return failed.get();
  }

  /** Commands that were carried out. */
  public long commandCount() {
    return commands.get();
  }

  boolean admit(String device, int most) {
    AtomicInteger now = inFlight.computeIfAbsent(device, _ -> new AtomicInteger());
    if (now.incrementAndGet() > most) {
      now.decrementAndGet();
      return false;
    }
    sent.incrementAndGet();
    return true;
  }

  void finished(String device, @Nullable Throwable fault) {
    inFlight.computeIfAbsent(device, _ -> new AtomicInteger()).decrementAndGet();
    if (fault == null) {
      acknowledged.incrementAndGet();
    } else if (Long.bitCount(failed.incrementAndGet()) == 1) {
      LOG.warn("{}: a message was not accepted: {}", device, fault.getMessage());
    }
  }

  void skipped() {
    skipped.incrementAndGet();
  }

  void carriedOut() {
    commands.incrementAndGet();
  }

  @Override
  public String toString() {
    return "sent=%d acknowledged=%d failed=%d skipped=%d commands=%d"
        .formatted(sent.get(), acknowledged.get(), failed.get(), skipped.get(), commands.get());
  }
}
