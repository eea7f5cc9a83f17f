package org.sekisho.program.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;

/**
 * Confines this process at the start of its main. Landlock holds a thread and what it begins, but
 * the Java machine has begun threads of its own by then; so the process gives up its files first
 * and then starts itself once more in the same process, with every thread confined from birth. Then
 * system calls are filtered in all threads, and the memory is closed to others.
 */
public final class Sandbox {
  /** Tells the second start what went wrong in the first, and what it reaches, line by line. */
  private static final String MARK = "SEKISHO_CONFINED";

  private static final String HELD = "held";

  private static final long CLOSE_ON_EXEC = 4;
  private static final long FIRST_OTHER_FILE = 3;
  private static final long LAST_FILE = 0xFFFFFFFFL;
  private static final long SET_DUMPABLE = 4;
  private static final long NO_NEW_PRIVILEGES = 38;
  private static final long SET_FILTER = 1;
  private static final long ALL_THREADS = 1;
  private static final int FILTER_BYTES = 16;

  /** What the system tells everybody: names, time, libraries. Not all of {@code /etc}. */
  private static final List<String> SYSTEM =
      List.of(
          "/lib",
          "/lib64",
          "/usr/lib",
          "/usr/lib64",
          "/usr/local/lib",
          "/usr/share/zoneinfo",
          "/usr/share/iproute2",
          "/proc",
          "/sys",
          "/run/systemd/timesync",
          "/run/systemd/resolve",
          "/run/resolvconf",
          "/run/NetworkManager/resolv.conf",
          "/etc/resolv.conf",
          "/etc/hosts",
          "/etc/host.conf",
          "/etc/hostname",
          "/etc/nsswitch.conf",
          "/etc/gai.conf",
          "/etc/localtime",
          "/etc/timezone",
          "/etc/passwd",
          "/etc/group",
          "/etc/services",
          "/etc/protocols",
          "/etc/iproute2",
          "/etc/os-release",
          "/etc/ld.so.cache",
          "/etc/ld.so.preload",
          "/etc/ssl/certs",
          "/etc/alternatives");

  private static final List<String> DEVICES =
      List.of("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom");

  /** What starts a dynamically linked program. */
  private static final List<String> LOADERS =
      List.of(
          "/lib64/ld-linux-x86-64.so.2",
          "/lib/ld-linux-aarch64.so.1",
          "/lib/ld-musl-x86_64.so.1",
          "/lib/ld-musl-aarch64.so.1");

  /** Options of the second start; those of the first one come after them and win. */
  private static final List<String> CLOSED =
      List.of("-XX:+DisableAttachMechanism", "-XX:-UsePerfData");

  private static final String NO_LINUX = "needs Linux on x86-64 or AArch64";

  private static final String TRAINING = "-XX:AOTCacheOutput=";
  private static final List<String> FILES_OF_OPTIONS =
      List.of("-XX:AOTCache=", "-XX:SharedArchiveFile=", "-Dlogback.configurationFile=", "@");

  /** A file that the Java machine makes at its end. */
  private static final String ARCHIVE = "-XX:ArchiveClassesAtExit=";

  private Sandbox() {}

  /**
   * Confines this process as far as the system can. Call it first of all: it may start the program
   * again from its beginning. What cannot be had is named in the answer, never an exception.
   *
   * @param sockets that the program may open
   * @param planned what it may reach; asked for in the first start only
   * @param environment of the process
   */
  public static Confinement enter(
      Set<Sockets> sockets, Supplier<SandboxPlan> planned, Map<String, String> environment) {
    String mark = environment.getOrDefault(MARK, "");
    return mark.isEmpty()
        ? first(sockets, planned.get(), environment)
        : second(sockets, mark.lines().toList());
  }

  /**
   * The same for a program that does what one configuration file says: reads it with few classes,
   * and the program may read it again.
   *
   * @param words of the command line; the file is the only one
   * @param reader reads the file's fields
   * @param planned what a program with this configuration may reach
   */
  public static <C> Confinement enter(
      String[] words,
      Set<Sockets> sockets,
      Function<Fields, C> reader,
      Function<C, SandboxPlan> planned,
      Map<String, String> environment) {
    return enter(sockets, () -> plan(words, reader, planned), environment);
  }

  private static <C> SandboxPlan plan(
      String[] words, Function<Fields, C> reader, Function<C, SandboxPlan> planned) {
    if (words.length != 1) {
      return SandboxPlan.off("there is no configuration file");
    }
    try {
      Path file = Path.of(words[0]);
      Fields root = Document.read(file);
      C config = reader.apply(root);
      root.finish();
      return planned.apply(config).read(file);
    } catch (DocumentException | IllegalArgumentException e) {
      // The program says what is wrong with the file, and ends.
      return SandboxPlan.off("the configuration file cannot be used");
    }
  }

  private static Confinement first(
      Set<Sockets> sockets, SandboxPlan plan, Map<String, String> environment) {
    if (!plan.reasonToBeOff().isEmpty()) {
      return Confinement.off(plan.reasonToBeOff());
    }
    LinuxCalls linux = LinuxCalls.here().orElse(null);
    if (linux == null) {
      return Confinement.off(NO_LINUX);
    }
    List<byte[]> command;
    try {
      command = words(Path.of("/proc/self/cmdline"));
    } catch (IOException e) {
      return Confinement.off("/proc cannot be read: " + e.getMessage());
    }
    Landlock landlock = Landlock.of(linux);
    if (options(command).anyMatch(option -> option.startsWith(TRAINING))) {
      rehearse(linux, landlock, sockets, plan, command, environment);
      return Confinement.off("a training run starts the Java machine once more at its end");
    }
    Reach reach = reach(plan, environment);
    String wrong = restrict(linux, landlock, plan, command, reach, false);
    boolean held = wrong.isEmpty();
    // It comes back only when it failed.
    String notAgain = startAgain(linux, plan, command, reach, wrong, false);
    List<String> missing = new ArrayList<>();
    missing.add(held ? "threads of the Java machine itself: " + notAgain : wrong);
    return close(linux, sockets, held ? landlock.version() : 0, false, reach, missing);
  }

  private static Reach reach(SandboxPlan plan, Map<String, String> environment) {
    boolean abstractSockets = environment.getOrDefault("NOTIFY_SOCKET", "").startsWith("@");
    return new Reach(plan.changeable(), plan.listens(), plan.connects(), abstractSockets);
  }

  /** Goes through both starts, so that the Java machine's cache has them; nothing is given up. */
  private static void rehearse(
      LinuxCalls linux,
      Landlock landlock,
      Set<Sockets> sockets,
      SandboxPlan plan,
      List<byte[]> command,
      Map<String, String> environment) {
    Reach reach = reach(plan, environment);
    String wrong = restrict(linux, landlock, plan, command, reach, true);
    String _ = startAgain(linux, plan, command, reach, wrong, true);
    boolean _ = landlock.holds();
    byte[] _ = CallFilter.program(linux.processor(), sockets);
    loadNetwork();
  }

  private static Confinement second(Set<Sockets> sockets, List<String> mark) {
    LinuxCalls linux = LinuxCalls.here().orElse(null);
    if (linux == null) {
      return Confinement.off(NO_LINUX);
    }
    Landlock landlock = Landlock.of(linux);
    boolean held =
        mark.getFirst().equals(HELD) && landlock.version() >= Landlock.FIRST && landlock.holds();
    List<String> missing = new ArrayList<>();
    if (!held) {
      missing.add(
          mark.getFirst().equals(HELD)
              ? "files: " + MARK + " is set, and nothing holds"
              : mark.getFirst());
    }
    return close(
        linux,
        sockets,
        held ? landlock.version() : 0,
        held,
        Reach.parse(mark.subList(1, mark.size())),
        missing);
  }

  private static Confinement close(
      LinuxCalls linux,
      Set<Sockets> sockets,
      int files,
      boolean whole,
      Reach reach,
      List<String> missing) {
    boolean calls = filter(linux, sockets, missing);
    boolean memory = linux.call(Call.PRCTL, SET_DUMPABLE, 0, 0, 0, 0) == 0;
    if (!memory) {
      missing.add("memory stays open to the same user");
    }
    return new Confinement(files, whole, calls, memory, reach, missing);
  }

  private static String restrict(
      LinuxCalls linux,
      Landlock landlock,
      SandboxPlan plan,
      List<byte[]> command,
      Reach reach,
      boolean rehearsal) {
    try {
      PrivateFiles.folder(plan.temporary());
      clean(plan.temporary());
    } catch (UncheckedIOException e) {
      return "no folder for temporary files: " + e.getMessage();
    }
    if (landlock.version() < Landlock.FIRST) {
      return "files: this kernel has no Landlock, or an older one than ABI " + Landlock.FIRST;
    }
    SYSTEM.forEach(path -> plan.read(Path.of(path)));
    DEVICES.forEach(path -> plan.write(Path.of(path)));
    plan.read(Path.of(System.getProperty("java.home", "/usr/lib/jvm")));
    paths(System.getProperty("java.class.path", "")).forEach(entry -> plan.read(Path.of(entry)));
    // The second start asks for the names in a folder that stands for all its jars.
    command.stream()
        .flatMap(word -> paths(new String(word, StandardCharsets.UTF_8)))
        .filter(entry -> entry.endsWith("/*"))
        .forEach(entry -> plan.read(Path.of(entry.substring(0, entry.length() - 1))));
    options(command)
        .forEach(
            option ->
                FILES_OF_OPTIONS.stream()
                    .filter(option::startsWith)
                    .forEach(prefix -> plan.read(Path.of(option.substring(prefix.length())))));
    options(command)
        .filter(option -> option.startsWith(ARCHIVE))
        .map(option -> Path.of(option.substring(ARCHIVE.length())).toAbsolutePath().getParent())
        .forEach(plan::change);
    try {
      plan.execute(program());
      LOADERS.forEach(loader -> plan.execute(Path.of(loader)));
    } catch (IOException e) {
      // Then it is not started again, which is told.
    }
    if (!rehearsal) {
      linux.call(Call.PRCTL, NO_NEW_PRIVILEGES, 1, 0, 0, 0);
    }
    return landlock.restrict(plan.rights(), reach, rehearsal);
  }

  /** What libraries unpacked in a former life that was killed. */
  private static void clean(Path folder) {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        Stream<Path> found = Files.walk(folder)) {
      if (lock == null) {
        return; // It is in use.
      }
      for (Path file : found.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(folder) && !file.endsWith("lock")) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | UncheckedIOException | OverlappingFileLockException e) {
      // What stays takes space and is tried again at the next start.
    }
  }

  /** Replaces the Java machine by a new one with the same words; answers why it did not. */
  private static String startAgain(
      LinuxCalls linux,
      SandboxPlan plan,
      List<byte[]> command,
      Reach reach,
      String wrong,
      boolean rehearsal) {
    try (Arena arena = Arena.ofConfined()) {
      Path program = program();
      if (!program.endsWith("java")) {
        return program + " is not the command java";
      }
      List<byte[]> again = new ArrayList<>(command);
      CLOSED.forEach(option -> again.add(1, bytes(option)));
      again.add(1, bytes("-Djava.io.tmpdir=" + plan.temporary()));
      List<byte[]> surroundings = new ArrayList<>(words(Path.of("/proc/self/environ")));
      List<String> mark = new ArrayList<>();
      mark.add(wrong.isEmpty() ? HELD : wrong.replace('\n', ' '));
      mark.addAll(reach.lines());
      surroundings.add(bytes(MARK + "=" + String.join("\n", mark)));
      surroundings.add(bytes("SQLITE_TMPDIR=" + plan.temporary()));
      long name = arena.allocateFrom(program.toString()).address();
      long words = list(arena, again).address();
      long environment = list(arena, surroundings).address();
      if (rehearsal) {
        return "this is a rehearsal";
      }
      // No file of this life reaches the next one, except standard input and outputs.
      linux.call(Call.CLOSE_RANGE, FIRST_OTHER_FILE, LAST_FILE, CLOSE_ON_EXEC);
      long failed = linux.call(Call.EXECVE, name, words, environment);
      return "the Java machine could not be started again (error " + -failed + ")";
    } catch (IOException e) {
      return "the Java machine could not be started again: " + e.getMessage();
    }
  }

  private static boolean filter(LinuxCalls linux, Set<Sockets> sockets, List<String> missing) {
    loadNetwork();
    byte[] program = CallFilter.program(linux.processor(), sockets);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment instructions = arena.allocate(program.length, Long.BYTES);
      instructions.copyFrom(MemorySegment.ofArray(program));
      MemorySegment filter = arena.allocate(FILTER_BYTES, Long.BYTES);
      filter.set(
          ValueLayout.JAVA_SHORT, 0, (short) (program.length / CallFilter.INSTRUCTION_BYTES));
      filter.set(ValueLayout.ADDRESS, Long.BYTES, instructions);
      linux.call(Call.PRCTL, NO_NEW_PRIVILEGES, 1, 0, 0, 0);
      long done = linux.call(Call.SECCOMP, SET_FILTER, ALL_THREADS, filter.address());
      if (done != 0) {
        missing.add("system calls are not filtered (error " + -done + ")");
      }
      return done == 0;
    }
  }

  /** The Java machine's network library asks for sockets of all kinds when it is loaded. */
  private static void loadNetwork() {
    InetAddress.getLoopbackAddress();
    try {
      SocketChannel.open(StandardProtocolFamily.UNIX).close();
    } catch (IOException | UnsupportedOperationException e) {
      // Then the program will say so when it needs one.
    }
  }

  private static Path program() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/exe"));
  }

  /** The words of the command that have the form of options of the Java machine. */
  private static Stream<String> options(List<byte[]> command) {
    return command.stream()
        .skip(1)
        .map(word -> new String(word, StandardCharsets.UTF_8))
        .filter(word -> word.startsWith("-") || word.startsWith("@"));
  }

  private static Stream<String> paths(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1)).filter(entry -> !entry.isEmpty());
  }

  private static List<byte[]> words(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    List<byte[]> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        words.add(java.util.Arrays.copyOfRange(all, from, i));
        from = i + 1;
      }
    }
    return words;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MemorySegment list(Arena arena, List<byte[]> words) {
    MemorySegment list = arena.allocate(ValueLayout.ADDRESS, words.size() + 1L);
    for (int i = 0; i < words.size(); i++) {
      byte[] word = words.get(i);
      MemorySegment text = arena.allocate(word.length + 1L);
      text.copyFrom(MemorySegment.ofArray(word));
      list.setAtIndex(ValueLayout.ADDRESS, i, text);
    }
    list.setAtIndex(ValueLayout.ADDRESS, words.size(), MemorySegment.NULL);
    return list;
  }
}
