package org.sekisho.program.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sekisho.program.sandbox.SandboxPlan.Right;

/**
 * Landlock of the kernel: a thread, and every thread and program that it begins, is held to the
 * files and TCP ports that it named before. What was once given up does not come back.
 */
final class Landlock {
  /** Without it (Linux before 5.19) no file could be renamed into another folder. */
  static final int FIRST = 2;

  private static final int TRUNCATE_SINCE = 3;

  /** TCP ports are held from here on. */
  static final int PORTS_SINCE = 4;

  private static final int DEVICES_SINCE = 5;

  /** Signals and abstract Unix sockets are held from here on. */
  static final int SCOPES_SINCE = 6;

  /** What came after {@link #FIRST}, by version. */
  static final SortedMap<Integer, String> LATER =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  TRUNCATE_SINCE, "emptying of files",
                  PORTS_SINCE, "TCP ports",
                  DEVICES_SINCE, "operations of devices",
                  SCOPES_SINCE, "signals and abstract sockets")));

  private static final long EXECUTE = 1;
  private static final long WRITE_FILE = 1 << 1;
  private static final long READ_FILE = 1 << 2;
  private static final long READ_DIR = 1 << 3;
  private static final long REMOVE_DIR = 1 << 4;
  private static final long REMOVE_FILE = 1 << 5;
  private static final long MAKE_DIR = 1 << 7;
  private static final long MAKE_REG = 1 << 8;
  private static final long MAKE_SOCK = 1 << 9;
  private static final long REFER = 1 << 13;
  private static final long TRUNCATE = 1 << 14;
  private static final long IOCTL_DEV = 1 << 15;
  private static final long ALL = (1 << 16) - 1;
  private static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;

  /** The kernel looks when a socket is bound to its port. */
  private static final long LISTEN = 1;

  private static final long CONNECT = 1 << 1;

  private static final long SCOPE_ABSTRACT_SOCKETS = 1;
  private static final long SCOPE_SIGNALS = 1 << 1;

  private static final long VERSION_PLEASE = 1;
  private static final long PATH_BENEATH = 1;
  private static final long PORT = 2;
  private static final int RULESET_BYTES = 24;
  private static final int PATH_BYTES = 12;
  private static final int PORT_BYTES = 16;

  private static final long AT_WORKING_FOLDER = -100;
  private static final long PATH_ONLY = 0x200000 | 0x80000;
  private static final long READ_ONLY = 0x80000;

  private final LinuxCalls linux;
  private final int version;

  private Landlock(LinuxCalls linux, int version) {
    this.linux = linux;
    this.version = version;
  }

  /** What the kernel offers; its version is 0 when it offers nothing. */
  static Landlock of(LinuxCalls linux) {
    long version = linux.call(Call.LANDLOCK_CREATE_RULESET, 0, 0, VERSION_PLEASE);
    return new Landlock(linux, (int) Math.max(0, version));
  }

  int version() {
    return version;
  }

  /**
   * Holds this thread, and what it begins, to these files, and to what the reach says of the rest.
   *
   * @param rehearsal everything is done but the last step, after which nothing would come back
   * @return what went wrong, or an empty text
   */
  String restrict(Map<Path, Set<Right>> rights, Reach reach, boolean rehearsal) {
    long handled = ALL;
    if (version < TRUNCATE_SINCE) {
      handled &= ~TRUNCATE;
    }
    if (version < DEVICES_SINCE) {
      handled &= ~IOCTL_DEV;
    }
    long scopes =
        version < SCOPES_SINCE
            ? 0
            : SCOPE_SIGNALS | (reach.abstractSockets() ? 0 : SCOPE_ABSTRACT_SOCKETS);
    long ports =
        version < PORTS_SINCE
            ? 0
            : (reach.listens().any() ? 0 : LISTEN) | (reach.connects().any() ? 0 : CONNECT);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ruleset = arena.allocate(RULESET_BYTES, Long.BYTES);
      ruleset.set(ValueLayout.JAVA_LONG, 0, handled);
      ruleset.set(ValueLayout.JAVA_LONG, Long.BYTES, ports);
      ruleset.set(ValueLayout.JAVA_LONG, 2 * Long.BYTES, scopes);
      long rules = linux.call(Call.LANDLOCK_CREATE_RULESET, ruleset.address(), RULESET_BYTES, 0);
      if (rules < 0) {
        return "Landlock takes no rules (error " + -rules + ")";
      }
      try {
        for (Map.Entry<Path, Set<Right>> one : rights.entrySet()) {
          String wrong = add(arena, rules, one.getKey(), one.getValue(), handled);
          if (!wrong.isEmpty()) {
            return wrong;
          }
        }
        String wrong = add(arena, rules, reach, ports);
        if (!wrong.isEmpty() || rehearsal) {
          return wrong;
        }
        long done = linux.call(Call.LANDLOCK_RESTRICT_SELF, rules, 0);
        return done < 0 ? "Landlock does not begin (error " + -done + ")" : "";
      } finally {
        linux.call(Call.CLOSE, rules);
      }
    }
  }

  private String add(Arena arena, long rules, Path path, Set<Right> may, long handled) {
    long file =
        linux.call(
            Call.OPENAT,
            AT_WORKING_FOLDER,
            arena.allocateFrom(path.toString()).address(),
            PATH_ONLY,
            0);
    if (file < 0) {
      return ""; // What is not there needs no rule.
    }
    try {
      long bits = 0;
      for (Right right : may) {
        bits |= bits(right);
      }
      bits &= handled & (Files.isDirectory(path) ? ALL : OF_FILES);
      if (bits == 0) {
        return "";
      }
      MemorySegment rule = arena.allocate(PATH_BYTES, Long.BYTES);
      rule.set(ValueLayout.JAVA_LONG, 0, bits);
      rule.set(ValueLayout.JAVA_INT, Long.BYTES, (int) file);
      long done = linux.call(Call.LANDLOCK_ADD_RULE, rules, PATH_BENEATH, rule.address(), 0);
      return done < 0 ? "Landlock refuses a rule for " + path + " (error " + -done + ")" : "";
    } finally {
      linux.call(Call.CLOSE, file);
    }
  }

  private String add(Arena arena, long rules, Reach reach, long handled) {
    SortedSet<Integer> all = new TreeSet<>(reach.listens().numbers());
    all.addAll(reach.connects().numbers());
    for (int port : all) {
      long bits =
          handled
              & ((reach.listens().numbers().contains(port) ? LISTEN : 0)
                  | (reach.connects().numbers().contains(port) ? CONNECT : 0));
      if (bits != 0) {
        MemorySegment rule = arena.allocate(PORT_BYTES, Long.BYTES);
        rule.set(ValueLayout.JAVA_LONG, 0, bits);
        rule.set(ValueLayout.JAVA_LONG, Long.BYTES, port);
        long done = linux.call(Call.LANDLOCK_ADD_RULE, rules, PORT, rule.address(), 0);
        if (done < 0) {
          return "Landlock refuses a rule for TCP port " + port + " (error " + -done + ")";
        }
      }
    }
    return "";
  }

  private static long bits(Right right) {
    return switch (right) {
      case READ -> READ_FILE | READ_DIR;
      case LIST -> READ_DIR;
      case WRITE -> WRITE_FILE | TRUNCATE;
      case REMOVE -> REMOVE_FILE | REMOVE_DIR;
      case MAKE -> MAKE_REG | MAKE_DIR | MAKE_SOCK | REFER;
      case DEVICE -> IOCTL_DEV;
      case EXECUTE -> EXECUTE;
    };
  }

  /** Whether this thread is held: the root folder, which everybody may list, cannot be listed. */
  boolean holds() {
    try (Arena arena = Arena.ofConfined()) {
      long root =
          linux.call(
              Call.OPENAT, AT_WORKING_FOLDER, arena.allocateFrom("/").address(), READ_ONLY, 0);
      if (root >= 0) {
        linux.call(Call.CLOSE, root);
      }
      return root == -LinuxCalls.EACCES;
    }
  }
}
