package org.sekisho.gateway.disposal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Calls of the C library that Java has no word for: punching holes, discarding free blocks,
 * dropping cached pages, writing several files at once. Each answers false where the system cannot
 * or the program may not.
 */
final class LinuxFiles {
  private static final int READ_ONLY = 0;
  private static final int READ_WRITE = 2;
  private static final int KEEP_SIZE_AND_PUNCH_HOLE = 0x01 | 0x02;
  private static final int DONT_NEED = 4;
  private static final int BEGIN_WRITING = 0x02;
  private static final int AWAIT_WRITTEN = 0x01 | 0x02 | 0x04;
  private static final long FITRIM = 0xC0185879L;
  private static final int FSTRIM_RANGE_BYTES = 24;
  private static final long PIECE_BYTES = 1L << 30;

  private static final Optional<LinuxFiles> HERE = find();

  private final MethodHandle open;
  private final MethodHandle close;
  private final MethodHandle fallocate;
  private final MethodHandle fadvise;
  private final MethodHandle ioctl;
  private final MethodHandle syncRange;

  @SuppressWarnings(
      "restricted") // the calls are these few, and their signatures are fixed by POSIX
  private LinuxFiles(Linker linker, SymbolLookup libc) {
    var i = ValueLayout.JAVA_INT;
    var l = ValueLayout.JAVA_LONG;
    var p = ValueLayout.ADDRESS;
    Linker.Option twoFixed = Linker.Option.firstVariadicArg(2);
    open =
        linker.downcallHandle(
            libc.findOrThrow("open"), FunctionDescriptor.of(i, p, i, i), twoFixed);
    close = linker.downcallHandle(libc.findOrThrow("close"), FunctionDescriptor.of(i, i));
    fallocate =
        linker.downcallHandle(libc.findOrThrow("fallocate"), FunctionDescriptor.of(i, i, i, l, l));
    fadvise =
        linker.downcallHandle(
            libc.findOrThrow("posix_fadvise"), FunctionDescriptor.of(i, i, l, l, i));
    syncRange =
        linker.downcallHandle(
            libc.findOrThrow("sync_file_range"), FunctionDescriptor.of(i, i, l, l, i));
    ioctl =
        linker.downcallHandle(
            libc.findOrThrow("ioctl"), FunctionDescriptor.of(i, i, l, p), twoFixed);
  }

  private static Optional<LinuxFiles> find() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      return Optional.of(new LinuxFiles(linker, linker.defaultLookup()));
    } catch (RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }

  /** Frees the blocks of the file; its length stays. */
  static boolean punch(Path file, long bytes) {
    return bytes > 0
        && call(
            file,
            READ_WRITE,
            (c, fd, _) -> (int) c.fallocate.invoke(fd, KEEP_SIZE_AND_PUNCH_HOLE, 0L, bytes) == 0);
  }

  /** Begins to hand the file's written pages to the medium, without waiting. */
  static boolean beginWriting(Path file) {
    return syncRange(file, BEGIN_WRITING);
  }

  /**
   * Waits until the medium has taken the file's written pages; it may hold them in its cache until
   * somebody forces any file of the same file system.
   */
  static boolean awaitWritten(Path file) {
    return syncRange(file, AWAIT_WRITTEN);
  }

  private static boolean syncRange(Path file, int how) {
    return call(file, READ_ONLY, (c, fd, _) -> (int) c.syncRange.invoke(fd, 0L, 0L, how) == 0);
  }

  /** Forgets cached pages, so that the next reading asks the medium. */
  static boolean uncache(Path file) {
    return call(file, READ_ONLY, (c, fd, _) -> (int) c.fadvise.invoke(fd, 0L, 0L, DONT_NEED) == 0);
  }

  /**
   * Discards the free blocks of the file system that the folder is on, piece by piece; needs
   * privilege. False, too, when that was not finished in time: a piece cannot be interrupted, and
   * on a large disk all of them together would take minutes.
   */
  static boolean discardFree(Path folder, long bytes, long limitNs) {
    long end = System.nanoTime() + limitNs;
    for (long start = 0; start < bytes; start += PIECE_BYTES) {
      if (System.nanoTime() - end > 0 || !discardPiece(folder, start)) {
        return false;
      }
    }
    return true;
  }

  private static boolean discardPiece(Path folder, long start) {
    return call(
        folder,
        READ_ONLY,
        (c, fd, arena) -> {
          MemorySegment range = arena.allocate(FSTRIM_RANGE_BYTES, 8);
          range.set(ValueLayout.JAVA_LONG, 0, start);
          range.set(ValueLayout.JAVA_LONG, 8, PIECE_BYTES);
          return (int) c.ioctl.invoke(fd, FITRIM, range) == 0;
        });
  }

  @FunctionalInterface
  private interface Use {
    boolean on(LinuxFiles calls, int fd, Arena arena) throws Throwable;
  }

  private static boolean call(Path file, int mode, Use use) {
    if (HERE.isEmpty()) {
      return false;
    }
    LinuxFiles calls = HERE.get();
    try (Arena arena = Arena.ofConfined()) {
      int fd = (int) calls.open.invoke(arena.allocateFrom(file.toString()), mode, 0);
      if (fd < 0) {
        return false;
      }
      try {
        return use.on(calls, fd, arena);
      } finally {
        int _ = (int) calls.close.invoke(fd);
      }
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      return false;
    }
  }
}
