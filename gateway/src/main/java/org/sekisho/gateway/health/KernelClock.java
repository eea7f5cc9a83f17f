package org.sekisho.gateway.health;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel says of the wall clock: whether something (NTP, PTP, a radio clock) keeps it
 * right, by {@code adjtimex(2)}. Thread-safe; asks at most every ten seconds.
 */
public final class KernelClock implements Supplier<String> {
  /** Quality of the wall clock. */
  public enum Quality {
    /** Something keeps it right. */
    SYNCHRONIZED,
    /** Nothing does, or no longer. */
    UNSYNCHRONIZED,
    /** The kernel does not say. */
    UNKNOWN;

    /** The word in logs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(KernelClock.class);
  private static final Path TIMESYNC = Path.of("/run/systemd/timesync/synchronized");
  private static final long HOLD_NS = 10_000_000_000L;

  /** More than any architecture's struct timex. */
  private static final int TIMEX_BYTES = 512;

  /** State TIME_ERROR: the clock is not synchronized. */
  private static final int TIME_ERROR = 5;

  private final LongSupplier nanoTime;
  private final @Nullable MethodHandle adjtimex;
  private volatile Quality known = Quality.UNKNOWN;
  private volatile long askAt;

  /** A clock that is asked through the C library, when it has the call. */
  public KernelClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.askAt = nanoTime.getAsLong();
    this.adjtimex = find();
  }

  // The call by its published form; the program allows native access.
  @SuppressWarnings("restricted")
  private static @Nullable MethodHandle find() {
    try {
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find("adjtimex")
          .map(
              call ->
                  linker.downcallHandle(
                      call, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS)))
          .orElse(null);
    } catch (UnsupportedOperationException | IllegalCallerException e) {
      LOG.debug("no native calls: {}", e.toString());
      return null;
    }
  }

  /** The present quality. */
  public Quality quality() {
    long now = nanoTime.getAsLong();
    if (now - askAt >= 0) {
      askAt = now + HOLD_NS;
      known = ask();
    }
    return known;
  }

  @Override
  public String get() {
    return quality().word();
  }

  private Quality ask() {
    Quality kernel = askKernel();
    // A sandbox may forbid the call; systemd then still says that it has set the clock.
    return kernel == Quality.UNKNOWN && Files.exists(TIMESYNC) ? Quality.SYNCHRONIZED : kernel;
  }

  private Quality askKernel() {
    if (adjtimex == null) {
      return Quality.UNKNOWN;
    }
    try (Arena arena = Arena.ofConfined()) {
      // All zero: modes 0 only reads.
      MemorySegment timex = arena.allocate(TIMEX_BYTES, 8);
      int state = (int) adjtimex.invokeExact(timex);
      if (state < 0) {
        return Quality.UNKNOWN;
      }
      return state == TIME_ERROR ? Quality.UNSYNCHRONIZED : Quality.SYNCHRONIZED;
    } catch (Throwable e) {
      LOG.debug("adjtimex: {}", e.toString());
      return Quality.UNKNOWN;
    }
  }
}
