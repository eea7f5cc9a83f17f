package org.sekisho.acceptance.system;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Somebody who has taken over a running program: an agent of its Java machine, which waits until
 * the program is ready, tries what the program does not need, and writes down what it could do.
 */
public final class Intruder {
  private static final String REPORT = "intruder.txt";
  private static final int PTRACE_ATTACH = 16;
  private static final int PTRACE_DETACH = 17;
  private static final int INET = 2;
  private static final int RAW = 3;
  private static final int ICMP = 1;

  private Intruder() {}

  /**
   * What it tries its hands on.
   *
   * @param file a secret of another program
   * @param folder a folder that is nobody's
   * @param traced a process that may be traced
   * @param ended a process that may be ended
   * @param open a port at which somebody else listens
   * @param free a port at which nobody listens
   */
  public record Prey(Path file, Path folder, long traced, long ended, int open, int free) {
    private List<String> words() {
      return List.of(
          file.toString(),
          folder.toString(),
          Long.toString(traced),
          Long.toString(ended),
          Integer.toString(open),
          Integer.toString(free));
    }

    private static Prey of(String[] words) {
      return new Prey(
          Path.of(words[1]),
          Path.of(words[2]),
          Long.parseLong(words[3]),
          Long.parseLong(words[4]),
          Integer.parseInt(words[5]),
          Integer.parseInt(words[6]));
    }
  }

  private interface Attempt {
    void run() throws Exception;
  }

  /** The option of the Java machine that lets it into the program with this data directory. */
  public static String option(Path data, Prey prey) throws IOException {
    // The one place that the program can read its agent from once it is confined.
    Path jar = Files.createDirectories(data).resolve("intruder.jar");
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), Intruder.class.getName());
    String name = Intruder.class.getName().replace('.', '/');
    Path classes =
        Path.of(Intruder.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path folder = classes.resolve(name).getParent();
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        DirectoryStream<Path> own = Files.newDirectoryStream(folder, "Intruder*.class")) {
      for (Path one : own) {
        out.putNextEntry(new JarEntry(classes.relativize(one).toString()));
        Files.copy(one, out);
      }
    }
    List<String> words = new ArrayList<>(prey.words());
    words.addFirst(data.toString());
    return "-javaagent:" + jar + "=" + String.join("|", words);
  }

  /** What it could do in the program with this data directory: {@code done} or {@code refused}. */
  public static Map<String, String> report(Path data) throws Exception {
    Path report = data.resolve(REPORT);
    Await.until("an intruder's report in " + data, () -> Files.exists(report));
    Map<String, String> found = new LinkedHashMap<>();
    for (String line : Files.readAllLines(report)) {
      int colon = line.indexOf(": ");
      found.put(line.substring(0, colon), line.substring(colon + 2));
    }
    return found;
  }

  /** Called by the Java machine before the program's main; confined or not. */
  public static void premain(String argument) {
    String[] words = argument.split("\\|", -1);
    Thread.ofPlatform()
        .daemon()
        .name("intruder")
        .start(() -> intrude(Path.of(words[0]), Prey.of(words)));
  }

  private static void intrude(Path data, Prey prey) {
    try {
      while (!Files.exists(data.resolve("ready"))) {
        Thread.sleep(50); // The first of two Java machines never comes so far.
      }
      List<String> lines = new ArrayList<>();
      attempt(lines, "use own data", () -> Files.writeString(data.resolve("own"), "own"));
      attempt(lines, "read a secret of another", () -> Files.readAllBytes(prey.file()));
      attempt(
          lines, "write outside", () -> Files.writeString(prey.folder().resolve("new"), "outside"));
      attempt(lines, "start a program", () -> new ProcessBuilder("/bin/true").start().waitFor());
      attempt(lines, "open a raw socket", () -> call("socket", INET, RAW, ICMP));
      attempt(lines, "trace another", () -> trace(prey.traced()));
      attempt(lines, "end another", () -> end(prey.ended()));
      attempt(lines, "listen on another port", () -> listen(prey.free()));
      attempt(lines, "connect to another port", () -> connect(prey.open()));
      Path unfinished = data.resolve(REPORT + ".part");
      Files.write(unfinished, lines);
      Files.move(unfinished, data.resolve(REPORT), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e); // into the program's log; the report is missing then
    }
  }

  private static void attempt(List<String> lines, String what, Attempt attempt) {
    String how = "done";
    try {
      attempt.run();
    } catch (Exception e) {
      how = "refused";
    }
    lines.add(what + ": " + how);
  }

  private static void trace(long process) throws IOException {
    call("ptrace", PTRACE_ATTACH, process, 0);
    try {
      call("ptrace", PTRACE_DETACH, process, 0);
    } catch (IOException e) {
      // It has not stopped yet; the tracing ends with this process at the latest.
    }
  }

  private static void end(long process) throws IOException {
    if (!ProcessHandle.of(process).orElseThrow().destroy()) {
      throw new IOException("not permitted");
    }
  }

  private static void listen(int port) throws IOException {
    ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .close();
  }

  private static void connect(int port) throws IOException {
    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).close();
  }

  /** Calls a function of the C library with three numbers. */
  @SuppressWarnings("restricted")
  private static void call(String name, long first, long second, long third) throws IOException {
    Linker linker = Linker.nativeLinker();
    var number = ValueLayout.JAVA_LONG;
    var function =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, number, number, number, number));
    int result;
    try {
      result = (int) function.invokeExact(first, second, third, 0L);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (result < 0) {
      throw new IOException("refused");
    }
  }
}
