package org.sekisho.gateway.listener;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.sekisho.gateway.journal.JournalConfig;

/**
 * Measures the field side with everything on: TLS 1.3, decoding, validation, durable journal. The
 * load comes from a second process, so that the CPU time counted is the gateway's alone. Run by
 * hand: {@code FieldMeasure <folder> [seconds]}.
 */
public final class FieldMeasure {
  private static final String[] DEVICES = {
    "living-room-sensor",
    "bedroom-sensor",
    "kitchen-sensor",
    "hand-sensor",
    "house-meter",
    "kitchen-outlet",
    "living-room-aircon",
    "living-room-light"
  };
  private static final String[] TOPICS = {
    "readings/temperature",
    "readings/temperature",
    "readings/temperature",
    "readings/temperature",
    "readings/power",
    "readings/power",
    "readings/power",
    "readings/brightness"
  };

  private FieldMeasure() {}

  /** Starts a gateway's field side and a load process against it. */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("load")) {
      load(args);
      return;
    }
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 8;
    for (int inFlight : new int[] {1, 50, 1, 50}) {
      measure(Files.createTempDirectory(Path.of(args[0]), "field"), inFlight, seconds);
    }
  }

  private static void measure(Path data, int inFlight, int seconds) throws Exception {
    var cpu = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Map<String, Integer> settings =
        Map.of(
            "threads",
            Integer.getInteger("threads", 1),
            "readings-per-second",
            1_000_000,
            "burst",
            1_000_000);
    try (FieldFixture fixture =
        new FieldFixture(
            data, FieldFixture.settings(settings), JournalConfig.USUAL, InstantSource.system())) {
      StringBuilder passwords = new StringBuilder();
      for (String device : DEVICES) {
        passwords.append(passwords.isEmpty() ? "" : ",").append(fixture.password(device));
      }
      Process process =
          new ProcessBuilder(
                  List.of(
                      ProcessHandle.current().info().command().orElse("java"),
                      "-cp",
                      System.getProperty("java.class.path"),
                      FieldMeasure.class.getName(),
                      "load",
                      Integer.toString(fixture.port()),
                      Integer.toString(inFlight),
                      Integer.toString(seconds),
                      passwords.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        lines.readLine(); // warmed up
        long acceptedBefore = fixture.journal.counts().accepted();
        long cpuBefore = cpu.getProcessCpuTime();
        long start = System.nanoTime();
        lines.readLine(); // ended
        long accepted = fixture.journal.counts().accepted() - acceptedBefore;
        double cpuUs = (cpu.getProcessCpuTime() - cpuBefore) / 1e3;
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            "%d connections, %d in flight each: %.0f readings/s, %.2f us CPU per reading%n",
            DEVICES.length, inFlight, accepted / took, cpuUs / accepted);
      }
      process.waitFor();
    }
  }

  private static void load(String[] args) throws Exception {
    int port = Integer.parseInt(args[1]);
    int inFlight = Integer.parseInt(args[2]);
    int seconds = Integer.parseInt(args[3]);
    String[] passwords = args[4].split(",", -1);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
    AtomicLong endNs = new AtomicLong(Long.MAX_VALUE);
    Thread[] threads = new Thread[DEVICES.length];
    for (int i = 0; i < threads.length; i++) {
      SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(java.net.InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(RawMqtt.connect311("load-" + i, DEVICES[i], passwords[i], 60));
      socket.getInputStream().readNBytes(4);
      byte[] packet = RawMqtt.publish(TOPICS[i], 1, "21.57".getBytes(StandardCharsets.US_ASCII));
      byte[] window = new byte[packet.length * inFlight];
      for (int n = 0; n < inFlight; n++) {
        System.arraycopy(packet, 0, window, n * packet.length, packet.length);
      }
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    byte[] acks = new byte[4 * inFlight];
                    try {
                      while (System.nanoTime() < endNs.get()) {
                        socket.getOutputStream().write(window);
                        socket.getInputStream().readNBytes(acks, 0, acks.length);
                      }
                      socket.close();
                    } catch (IOException e) {
                      System.err.println(e);
                    }
                  });
    }
    Thread.sleep(4_000);
    System.out.println("warm");
    endNs.set(System.nanoTime() + seconds * 1_000_000_000L);
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println("ended");
  }

  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
