package org.sekisho.acceptance.network;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ThreadFactory;

/**
 * Threads of this process that live in the network of a laboratory host: what they open, and what
 * threads started by them open, belongs to that host.
 */
final class NamespaceThread {
  private static final int NEW_NETWORK = 0x4000_0000;
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle SETNS =
      function(
          "setns",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private NamespaceThread() {}

  /** Makes threads that live on this host. */
  static ThreadFactory on(Lab.Host host) {
    return work ->
        Thread.ofPlatform()
            .daemon()
            .unstarted(
                () -> {
                  enter(host.namespace());
                  work.run();
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

  @SuppressWarnings("restricted") // the JDK knows nothing of network namespaces
  static MethodHandle function(String name, FunctionDescriptor form) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form);
  }
}
