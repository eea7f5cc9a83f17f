package org.sekisho.benchmarks.network;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, and one thread of this process that lives in it: what that thread opens, and
 * what threads open that it has started, belongs to the namespace. Thread-safe.
 */
public final class Namespace {
  private static final int NEW_NETWORK = 0x4000_0000;
  private static final MethodHandle OPEN =
      Kernel.function(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle SETNS =
      Kernel.function(
          "setns",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      Kernel.function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final String name;
  private final ExecutorService thread;

  Namespace(String name) {
    this.name = name;
    this.thread =
        Executors.newSingleThreadExecutor(
            work ->
                Thread.ofPlatform()
                    .daemon()
                    .name(name)
                    .unstarted(
                        () -> {
                          enter(name);
                          work.run();
                        }));
  }

  /** Its name. */
  String name() {
    return name;
  }

  /** The words that run a command in it. */
  public List<String> words() {
    return List.of("ip", "netns", "exec", name);
  }

  /** Does something in it, and waits. */
  public <T> T call(Callable<T> work) throws InterruptedException {
    try {
      return thread.submit(work).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Begins something in it that goes on by itself, on a thread of its own. */
  public <T> Future<T> begin(Callable<T> work) throws InterruptedException {
    var going = new FutureTask<>(work);
    // A thread is in the namespace of the one that starts it.
    return call(
        () -> {
          Thread.ofPlatform().daemon().name(name + "-work").start(going);
          return going;
        });
  }

  private static void enter(String namespace) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom("/run/netns/" + namespace);
      int file = (int) OPEN.invokeExact(path, 0);
      int done = file < 0 ? file : (int) SETNS.invokeExact(file, NEW_NETWORK);
      int closed = file < 0 ? file : (int) CLOSE.invokeExact(file);
      if (done != 0 || closed != 0) {
        throw new IllegalStateException("no way into " + namespace);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
