package org.sekisho.guard.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * The library {@code libnftables} (version 1): the same that the command {@code nft} is made of, so
 * that a text means here what it means there. One context; not thread-safe.
 */
@SuppressWarnings("restricted") // a C library is called on purpose
public final class Nftables implements AutoCloseable {
  /** Names under which the library is looked for. */
  private static final List<String> NAMES = List.of("libnftables.so.1", "libnftables.so");

  private static final int OUTPUT_JSON = 1 << 4;
  private static final int OUTPUT_NUMERIC_PROTO = 1 << 7;
  private static final long MAX_OUTPUT = 16L * 1024 * 1024;

  private final MethodHandle run;
  private final MethodHandle free;
  private final MethodHandle output;
  private final MethodHandle error;
  private final MethodHandle dryRun;
  private final MemorySegment context;

  /**
   * What a text of commands did.
   *
   * @param ok whether all of it was done; otherwise nothing was
   * @param output what was listed
   * @param error what the library says is wrong
   */
  public record Result(boolean ok, String output, String error) {}

  private Nftables(SymbolLookup library) throws Throwable {
    Linker linker = Linker.nativeLinker();
    var pointer = ValueLayout.ADDRESS;
    var number = ValueLayout.JAVA_INT;
    MethodHandle make =
        handle(linker, library, "nft_ctx_new", FunctionDescriptor.of(pointer, number));
    free = handle(linker, library, "nft_ctx_free", FunctionDescriptor.ofVoid(pointer));
    run =
        handle(
            linker,
            library,
            "nft_run_cmd_from_buffer",
            FunctionDescriptor.of(number, pointer, pointer));
    output =
        handle(
            linker, library, "nft_ctx_get_output_buffer", FunctionDescriptor.of(pointer, pointer));
    error =
        handle(
            linker, library, "nft_ctx_get_error_buffer", FunctionDescriptor.of(pointer, pointer));
    dryRun =
        handle(
            linker,
            library,
            "nft_ctx_set_dry_run",
            FunctionDescriptor.ofVoid(pointer, ValueLayout.JAVA_BOOLEAN));
    context = (MemorySegment) make.invokeExact(0);
    if (context.equals(MemorySegment.NULL)) {
      throw new IllegalStateException("libnftables gives no context");
    }
    var one = FunctionDescriptor.of(number, pointer);
    if ((int) handle(linker, library, "nft_ctx_buffer_output", one).invokeExact(context) != 0
        || (int) handle(linker, library, "nft_ctx_buffer_error", one).invokeExact(context) != 0) {
      throw new IllegalStateException("libnftables gives no buffers");
    }
    handle(linker, library, "nft_ctx_output_set_flags", FunctionDescriptor.ofVoid(pointer, number))
        .invokeExact(context, OUTPUT_JSON | OUTPUT_NUMERIC_PROTO);
  }

  /** Loads the library; UnsupportedOperationException says why it cannot be used here. */
  public static Nftables open() {
    try {
      return new Nftables(library());
    } catch (UnsupportedOperationException | IllegalStateException e) {
      throw new UnsupportedOperationException(e.getMessage(), e);
    } catch (Throwable e) {
      throw new UnsupportedOperationException("libnftables cannot be used: " + e, e);
    }
  }

  private static SymbolLookup library() {
    for (String name : NAMES) {
      try {
        return SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException e) {
        // The next name.
      }
    }
    throw new UnsupportedOperationException(
        "libnftables.so.1 is not installed (Debian: apt install libnftables1)");
  }

  private static MethodHandle handle(
      Linker linker, SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return linker.downcallHandle(
        library
            .find(name)
            .orElseThrow(() -> new UnsupportedOperationException("libnftables has no " + name)),
        descriptor);
  }

  /** Runs a text of commands as one transaction; listings come as JSON. */
  public Result run(String commands) {
    try (Arena call = Arena.ofConfined()) {
      int code = (int) run.invokeExact(context, call.allocateFrom(commands));
      return new Result(code == 0, text(output), text(error));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks the kernel whether it would take the commands, and changes nothing. */
  public Result check(String commands) {
    try {
      dryRun.invokeExact(context, true);
      try {
        return run(commands);
      } finally {
        dryRun.invokeExact(context, false);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private String text(MethodHandle buffer) throws Throwable {
    var start = (MemorySegment) buffer.invokeExact(context);
    return start.equals(MemorySegment.NULL) ? "" : start.reinterpret(MAX_OUTPUT).getString(0);
  }

  @Override
  public void close() {
    try {
      free.invokeExact(context);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
