package org.sekisho.program.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.Optional;

/** System calls of Linux by number, for what the C library has no function for. */
final class LinuxCalls {
  static final int EPERM = 1;
  static final int EACCES = 13;

  private static final int ARGUMENTS = 6;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final Processor processor;
  private final MethodHandle syscall;
  private final VarHandle errno;
  private final MemoryLayout state;

  /** A kind of processor whose numbers of calls are known. */
  enum Processor {
    X86_64(0xC000003E),
    AARCH64(0xC00000B7);

    private final int audit;

    Processor(int audit) {
      this.audit = audit;
    }

    /** The kernel's number for it (AUDIT_ARCH). */
    int audit() {
      return audit;
    }
  }

  @SuppressWarnings("restricted") // system calls are what this class is for
  private LinuxCalls(Processor processor) {
    this.processor = processor;
    Linker linker = Linker.nativeLinker();
    syscall =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));
    state = Linker.Option.captureStateLayout();
    errno = state.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  }

  /** The calls of this machine; empty when it is no Linux, or a processor that is not known. */
  static Optional<LinuxCalls> here() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    try {
      return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
        case "amd64", "x86_64" -> Optional.of(new LinuxCalls(Processor.X86_64));
        case "aarch64" -> Optional.of(new LinuxCalls(Processor.AARCH64));
        default -> Optional.empty();
      };
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }

  Processor processor() {
    return processor;
  }

  /** Calls; answers the result, or the negative error number. */
  long call(Call call, long... arguments) {
    return call(call.number(processor), arguments);
  }

  /** Calls by number; answers the result, or the negative error number. */
  long call(int number, long... arguments) {
    long[] a = new long[ARGUMENTS];
    System.arraycopy(arguments, 0, a, 0, arguments.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = arena.allocate(state);
      long result =
          (long) syscall.invokeExact(captured, (long) number, a[0], a[1], a[2], a[3], a[4], a[5]);
      return result == -1 ? -(int) errno.get(captured, 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a system call threw", e);
    }
  }
}
