package org.sekisho.benchmarks.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.sekisho.benchmarks.load.Device;
import org.sekisho.benchmarks.load.Fleet;
import org.sekisho.benchmarks.load.SysCounter;
import org.sekisho.benchmarks.machine.Child;
import org.sekisho.benchmarks.machine.Machine;
import org.sekisho.benchmarks.machine.ProcessFacts;
import org.sekisho.program.Secret;

/**
 * Mosquitto with a TLS 1.3 listener and a password file, which bridges everything at QoS 1 over TLS
 * 1.3 to a second Mosquitto. Neither keeps anything on disk, as is their default.
 */
public final class Mosquitto implements AutoCloseable {
  private final Child first;
  private final Child second;
  private final int port;
  private final SysCounter received;

  private Mosquitto(Child first, Child second, int port, SysCounter received) {
    this.first = first;
    this.second = second;
    this.port = port;
    this.received = received;
  }

  /** Where Debian puts the program; empty when it is not installed. */
  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  /** Starts both. */
  public static Mosquitto start(
      Path folder, PeerCertificate certificate, List<Device> devices, Secret bridgePassword) {
    try {
      Files.createDirectories(folder);
      Path passwords = folder.resolve("passwords");
      StringBuilder lines = new StringBuilder();
      for (Device device : devices) {
        lines.append(device.user()).append(':').append(device.password().reveal()).append('\n');
      }
      lines.append("bridge:").append(bridgePassword.reveal()).append('\n');
      Files.writeString(passwords, lines);
      hash(passwords);
      int secondPort = Machine.freePort();
      Child second =
          run(
              folder,
              "mosquitto-2",
              listener(secondPort, certificate, passwords) + "sys_interval 1\n");
      int firstPort = Machine.freePort();
      Child first =
          run(
              folder,
              "mosquitto-1",
              listener(firstPort, certificate, passwords)
                  + bridge(secondPort, certificate, bridgePassword));
      Fleet watcher =
          Fleet.connectWithin(
              Duration.ofSeconds(10),
              secondPort,
              List.of(new Device("bridge", bridgePassword, "")));
      var received = new SysCounter(watcher, "$SYS/broker/publish/messages/received");
      return new Mosquitto(first, second, firstPort, received);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void hash(Path passwords) throws IOException {
    try {
      int code =
          new ProcessBuilder("mosquitto_passwd", "-U", passwords.toString())
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException("mosquitto_passwd failed with " + code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Child run(Path folder, String name, String configuration) throws IOException {
    Path file = folder.resolve(name + ".conf");
    Files.writeString(file, configuration);
    return Child.start(
        name, folder.resolve(name + ".log"), List.of(PROGRAM.toString(), "-c", file.toString()));
  }

  /**
   * No bound on queue and window, for a bound would make it drop what the bridge cannot carry as
   * fast as the devices send.
   */
  private static String listener(int port, PeerCertificate certificate, Path passwords) {
    return """
    user %s
    listener %d 127.0.0.1
    certfile %s
    keyfile %s
    tls_version tlsv1.3
    allow_anonymous false
    password_file %s
    set_tcp_nodelay true
    max_queued_messages 0
    max_inflight_messages 1000
    log_dest stderr
    log_type error
    log_type warning
    """
        .formatted(
            System.getProperty("user.name"),
            port,
            certificate.certificate(),
            certificate.key(),
            passwords);
  }

  private static String bridge(int port, PeerCertificate certificate, Secret password) {
    return """
    connection up
    address 127.0.0.1:%d
    topic # out 1
    bridge_cafile %s
    bridge_tls_version tlsv1.3
    remote_username bridge
    remote_password %s
    remote_clientid up
    notifications false
    cleansession true
    restart_timeout 1
    """
        .formatted(port, certificate.certificate(), password.reveal());
  }

  /** Where devices connect. */
  public int port() {
    return port;
  }

  /** The Mosquitto that the devices talk to. */
  public ProcessFacts measured() {
    return first.facts();
  }

  /** What the second has received, some seconds ago at the most. */
  public long received() {
    return received.latest();
  }

  /** Waits until the second has received so many. */
  public void awaitReceived(long count, Duration limit) {
    second.await("received " + count, limit, () -> received.latest() >= count);
  }

  @Override
  public void close() {
    received.close();
    first.close();
    second.close();
  }
}
