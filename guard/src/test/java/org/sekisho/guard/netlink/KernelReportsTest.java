package org.sekisho.guard.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sekisho.guard.channel.Disposition;
import org.sekisho.guard.channel.NeighbourReport;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.guard.channel.Report;
import org.sekisho.guard.packet.Packet;
import org.sekisho.guard.packet.PacketDecoder;
import org.sekisho.guard.packet.Transport;
import org.sekisho.model.Verifies;

/** Against the real kernel, in a network namespace that only one thread of this test lives in. */
class KernelReportsTest {
  private static final int NEW_NETWORK = 0x4000_0000;

  private static final String RULES =
      """
      table inet t {
        chain in {
          type filter hook input priority 0;
          udp dport 4001 limit rate 200/second log group 5277 prefix "wan-in-denied:drop"
          udp dport 4001 drop
        }
      }
      """;

  @Test
  @Timeout(300)
  @Verifies({"SEC-CONF-13", "SEC-STEP-01"})
  void hearsPacketsThatRulesLogAndNeighboursThatTheKernelLearns() throws Exception {
    BlockingQueue<Report> heard = new LinkedBlockingQueue<>(10_000);
    apart(
        () -> {
          run("ip", "link", "set", "lo", "up");
          run("ip", "link", "add", "field0", "type", "veth", "peer", "name", "field1");
          run("ip", "link", "set", "field0", "up");
          run("ip", "addr", "add", "192.0.2.1/24", "dev", "field0");
          nft(RULES);
          try (var reports = KernelReports.open(heard::add);
              var socket = new DatagramSocket()) {
            byte[] data = new byte[300];
            socket.send(new DatagramPacket(data, 300, InetAddress.ofLiteral("127.0.0.1"), 4001));
            PacketReport packet = await(heard, PacketReport.class, _ -> true);
            assertThat(packet.rule()).isEqualTo("wan-in-denied");
            assertThat(packet.disposition()).isEqualTo(Disposition.DROP);
            assertThat(packet.inInterface()).isEqualTo("lo");
            assertThat(packet.packet()).hasSize(PacketReport.MAX_PACKET);
            var ip = (Packet.Ip) PacketDecoder.network(packet.packet(), PacketReport.MAX_PACKET);
            assertThat(ip.transport())
                .isEqualTo(new Transport.Udp(socket.getLocalPort(), 4001, 308));
            assertThat(ip.faults()).isEmpty();
            assertThat(packet.atNanos() / 1_000_000)
                .isCloseTo(System.currentTimeMillis(), within(10_000L));

            run("ip", "neigh", "add", "192.0.2.9", "lladdr", "02:00:00:00:00:09", "dev", "field0");
            NeighbourReport neighbour =
                await(heard, NeighbourReport.class, n -> n.mac().equals("02:00:00:00:00:09"));
            assertThat(neighbour.interfaceName()).isEqualTo("field0");
            assertThat(neighbour.address().getHostAddress()).isEqualTo("192.0.2.9");
            assertThat(neighbour.state()).isEqualTo(NeighbourReport.NeighbourState.PERMANENT);

            run("ip", "neigh", "del", "192.0.2.9", "dev", "field0");
            await(
                heard,
                NeighbourReport.class,
                n -> n.state() == NeighbourReport.NeighbourState.GONE);
            assertThat(reports.lost()).isZero();
          }
        });
  }

  @Test
  @Timeout(300)
  void aFloodLosesReportsAndNothingElse() throws Exception {
    List<Report> heard = new ArrayList<>();
    apart(
        () -> {
          run("ip", "link", "set", "lo", "up");
          nft(RULES.replace("limit rate 200/second ", ""));
          try (var reports =
                  KernelReports.open(
                      r -> {
                        synchronized (heard) {
                          heard.add(r);
                        }
                      });
              var socket = new DatagramSocket()) {
            byte[] data = new byte[100];
            var packet = new DatagramPacket(data, 100, InetAddress.ofLiteral("127.0.0.1"), 4001);
            int sent = 60_000;
            for (int i = 0; i < sent; i++) {
              socket.send(packet);
            }
            long end = System.nanoTime() + 120_000_000_000L;
            while (System.nanoTime() < end && reports.lost() == 0 && size(heard) < sent) {
              Thread.onSpinWait();
            }
            assertThat(reports.lost() > 0 || size(heard) == sent)
                .as("%d heard, lost %d times", size(heard), reports.lost())
                .isTrue();
          }
        });
  }

  private static int size(List<Report> heard) {
    synchronized (heard) {
      return heard.size();
    }
  }

  private interface Body {
    void run() throws Exception;
  }

  /** Runs in a network namespace of its own; it goes with the thread. */
  private static void apart(Body body) throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root for a network namespace");
    var done = new CompletableFuture<Boolean>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                if (!unshare()) {
                  done.complete(false);
                  return;
                }
                body.run();
                done.complete(true);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    assumeTrue(done.get(50, TimeUnit.SECONDS), "this kernel gives no network namespace");
  }

  @SuppressWarnings("restricted") // the JDK has no call for it
  private static boolean unshare() throws Throwable {
    Linker linker = Linker.nativeLinker();
    return (int)
            linker
                .downcallHandle(
                    linker.defaultLookup().findOrThrow("unshare"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                .invokeExact(NEW_NETWORK)
        == 0;
  }

  private static <T extends Report> T await(
      BlockingQueue<Report> heard, Class<T> kind, Predicate<T> wanted) throws InterruptedException {
    long end = System.nanoTime() + 120_000_000_000L;
    while (true) {
      Report report = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (report == null) {
        throw new AssertionError("no such " + kind.getSimpleName());
      }
      if (kind.isInstance(report) && wanted.test(kind.cast(report))) {
        return kind.cast(report);
      }
    }
  }

  private static void nft(String rules) throws IOException, InterruptedException {
    Process nft = new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
    nft.getOutputStream().write(rules.getBytes(StandardCharsets.US_ASCII));
    nft.getOutputStream().close();
    String said = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(nft.waitFor()).as(said).isZero();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
  }
}
