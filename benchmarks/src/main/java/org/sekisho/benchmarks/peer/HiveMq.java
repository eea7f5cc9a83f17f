package org.sekisho.benchmarks.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.benchmarks.machine.Machine;
import org.sekisho.benchmarks.machine.ProcessFacts;
import org.sekisho.program.Secret;

/**
 * HiveMQ Community Edition, embedded in a process of its own: TLS 1.3, a password, in memory,
 * nobody subscribed.
 */
public final class HiveMq implements AutoCloseable {
  private final Child process;
  private final int port;

  private HiveMq(Child process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param java the JVM to run it
   * @param built folder with {@code hivemq-peer.jar} and {@code lib}
   */
  public static HiveMq start(
      Path java, Path built, Path folder, PeerCertificate certificate, Secret devicePassword) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int port = Machine.freePort();
    Child process =
        Child.start(
            "hivemq",
            folder.resolve("hivemq.log"),
            List.of(
                java.toString(),
                "-Xmx512m",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                built.resolve("hivemq-peer.jar") + ":" + built.resolve("lib") + "/*",
                "org.sekisho.benchmarks.hivemq.HiveMqPeer",
                folder.toString(),
                Integer.toString(port),
                certificate.store().toString(),
                certificate.storePassword().reveal(),
                devicePassword.reveal()));
    process.await("listening", Duration.ofSeconds(60), () -> Files.exists(folder.resolve("ready")));
    return new HiveMq(process, port);
  }

  /** Where devices connect. */
  public int port() {
    return port;
  }

  /** What the operating system says of it. */
  public ProcessFacts measured() {
    return process.facts();
  }

  @Override
  public void close() {
    process.close();
  }
}
