package org.sekisho.gateway.network.detection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sekisho.guard.detect.Surroundings;
import org.sekisho.guard.policy.Prefix;

/**
 * Learns from time to time who must never be blocked: this machine's own addresses, its routers and
 * name servers, head-end and management. On a thread of its own, because names may take long.
 */
final class Neighbourhood implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(60);
  private static final Path NAME_SERVERS = Path.of("/etc/resolv.conf");
  private static final String NAME_SERVER = "nameserver ";
  private static final int MAX_LINES = 100;

  private final Surroundings surroundings;
  private final List<Prefix> named;
  private final List<String> centres;
  private final KernelTables tables = new KernelTables(KernelTables.OWN);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("neighbourhood").unstarted(this::run);

  Neighbourhood(Surroundings surroundings, List<Prefix> named, List<String> centres) {
    this.surroundings = surroundings;
    this.named = named;
    this.centres = centres;
  }

  void start() {
    // What needs no name is known before the first report.
    learn(false);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        learn(true);
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void learn(boolean names) {
    List<Prefix> spared = new ArrayList<>(named);
    tables.routers().forEach(r -> spared.add(Prefix.of(Prefix.addressOf(r.bytes()))));
    nameServers(spared);
    for (String centre : centres) {
      try {
        spared.add(Prefix.parse(centre));
      } catch (IllegalArgumentException e) {
        if (names) {
          lookUp(centre, spared);
        }
      }
    }
    surroundings.learn(own(), spared);
  }

  private static Set<InetAddress> own() {
    Set<InetAddress> own = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(own::add);
    } catch (SocketException e) {
      // Without interfaces there are no addresses.
    }
    return own;
  }

  private static void lookUp(String name, List<Prefix> found) {
    try {
      for (InetAddress address : InetAddress.getAllByName(name)) {
        found.add(Prefix.of(address));
      }
    } catch (UnknownHostException e) {
      // Without an address there is nothing that could be blocked.
    }
  }

  private static void nameServers(List<Prefix> found) {
    try (var lines = Files.lines(NAME_SERVERS, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      lines
          .limit(MAX_LINES)
          .filter(line -> line.startsWith(NAME_SERVER))
          .forEach(
              line -> {
                try {
                  found.add(Prefix.parse(line.substring(NAME_SERVER.length()).strip()));
                } catch (IllegalArgumentException e) {
                  // A form that this reader does not know.
                }
              });
    } catch (IOException | java.io.UncheckedIOException e) {
      // No name servers.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
