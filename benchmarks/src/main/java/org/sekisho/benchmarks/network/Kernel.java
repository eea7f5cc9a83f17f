package org.sekisho.benchmarks.network;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Functions of the C library. */
final class Kernel {
  private Kernel() {}

  @SuppressWarnings("restricted") // the JDK knows neither network namespaces nor packet sockets
  static MethodHandle function(String name, FunctionDescriptor form) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), form);
  }
}
