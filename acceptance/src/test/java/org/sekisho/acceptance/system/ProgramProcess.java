package org.sekisho.acceptance.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.sekisho.acceptance.repository.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program of this repository that runs as a process of its own, as an operator would start it.
 */
public final class ProgramProcess implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** How much of the log a failure shows: room for the threads of a program that hangs. */
  private static final int LAST_LINES = 400;

  /** Where the class archives of the programs lie, one for each. */
  private static final Path ARCHIVES = Repository.ROOT.resolve("acceptance/target/archives");

  /** Programs of which a process of this test run has been asked to write its class archive. */
  private static final Set<String> ARCHIVING = ConcurrentHashMap.newKeySet();

  private final String name;
  private final Path data;
  private final Path log;
  private final Process process;

  private final String module;

  /** Whether this process writes the class archive of its program when it ends by itself. */
  private final boolean archives;

  private ProgramProcess(
      String name, String module, Path data, Path log, Process process, boolean archives) {
    this.name = name;
    this.module = module;
    this.data = data;
    this.log = log;
    this.process = process;
    this.archives = archives;
  }

  /** A program: its module's folder, its main class, and JVM options beyond the common ones. */
  public record Kind(String name, String module, String main, List<String> jvm) {}

  /**
   * Starts the program.
   *
   * @param prefix command that runs the JVM, such as faketime; usually empty
   */
  public static ProgramProcess start(
      Kind kind, Path config, Path data, Path log, List<String> prefix, Map<String, String> env)
      throws IOException {
    Files.deleteIfExists(data.resolve("ready"));
    Path target = Repository.ROOT.resolve(kind.module()).resolve("target");
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(kind.jvm());
    String module = Path.of(kind.module()).getFileName().toString();
    // Hundreds of starts share their classes: the first process of a program that ends by itself
    // writes them down. A faked clock makes the jars look changed, so such a start reads none, and
    // an agent would be written down, too.
    Path jar = target.resolve("sekisho-" + module + ".jar");
    Path archive = ARCHIVES.resolve(module + ".jsa");
    boolean archives = false;
    boolean agent = kind.jvm().stream().anyMatch(option -> option.startsWith("-javaagent:"));
    if (prefix.isEmpty() && env.isEmpty() && !agent) {
      archives = !isNewer(archive, jar) && ARCHIVING.add(module);
      if (archives) {
        Files.createDirectories(ARCHIVES);
        command.add("-XX:ArchiveClassesAtExit=" + archive);
      } else if (Files.exists(archive)) {
        command.add("-XX:SharedArchiveFile=" + archive);
      }
    }
    command.add("-cp");
    command.add(jar + ":" + target.resolve("lib") + "/*");
    command.add(kind.main());
    command.add(config.toString());
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    process.getOutputStream().close();
    return new ProgramProcess(kind.name(), module, data, log, process, archives);
  }

  private static boolean isNewer(Path archive, Path jar) throws IOException {
    return Files.exists(archive)
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
  }

  /** Waits until the program says that it is ready; answers what its ready file tells. */
  public JsonNode awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Path ready = data.resolve("ready");
      if (Files.exists(ready)) {
        return JSON.readTree(Files.readString(ready));
      }
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            name + " ended with " + process.exitValue() + "\n" + lastLines());
      }
    }
    dumpThreads();
    throw new IllegalStateException(
        name + " was not ready in " + Await.PATIENCE + "\n" + lastLines());
  }

  /** Has the JVM write into the log what each of its threads is doing. */
  private void dumpThreads() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    process.waitFor(2, TimeUnit.SECONDS); // it writes within milliseconds and does not end
  }

  /** Ends the process at once, as a power cut or the kernel's memory guard would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
    if (archives) {
      ARCHIVING.remove(module); // the next process does it
    }
  }

  /** Stops the program as an operator would; answers its exit code. */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(
          name + " did not stop in " + Await.PATIENCE + "\n" + lastLines());
    }
    return process.exitValue();
  }

  /** Whether the process runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Id of the process. */
  public long pid() {
    return process.pid();
  }

  /** The end of what the program wrote. */
  public String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /** Everything that the program wrote. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    if (archives && process.isAlive()) {
      process.destroy();
      try {
        process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
