package org.sekisho.guard.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/** Runs a test on a thread that has a network of its own; it is gone when the thread is. */
@SuppressWarnings("restricted") // a system call that Java does not have
public final class OwnNetwork {
  private static final int NEW_NETWORK = 0x4000_0000;

  private OwnNetwork() {}

  /** What is done there. */
  @FunctionalInterface
  public interface Steps {
    /** Does it. */
    void run() throws Exception;
  }

  /** Runs the steps; the test is skipped where a network cannot be made or nftables is missing. */
  public static void run(Steps steps) throws Exception {
    try {
      Nftables.open().close();
    } catch (UnsupportedOperationException e) {
      Assumptions.abort(String.valueOf(e.getMessage()));
    }
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("own-network")
            .start(
                () -> {
                  try {
                    unshare();
                    steps.run();
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    thread.join();
    Throwable e = failure.get();
    switch (e) {
      case null -> {}
      case Error error -> throw error;
      case Exception exception -> throw exception;
      default -> throw new IllegalStateException(e);
    }
  }

  private static void unshare() {
    Linker linker = Linker.nativeLinker();
    int code;
    try {
      code =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("unshare"),
                      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                  .invokeExact(NEW_NETWORK);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (code != 0) {
      throw new TestAbortedException("needs root: a network namespace cannot be made");
    }
  }
}
