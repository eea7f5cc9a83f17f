package org.sekisho.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.channel.Decoded;
import org.sekisho.guard.channel.GuardCodec;
import org.sekisho.guard.channel.GuardMessage;
import org.sekisho.guard.channel.Request;
import org.sekisho.guard.kernel.Kernel;
import org.sekisho.guard.kernel.KernelSettings;
import org.sekisho.guard.policy.Floor;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkPolicy.Port;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.policy.Transport;
import org.sekisho.guard.program.PolicyKeeper;
import org.sekisho.guard.ruleset.RulesetState;

/**
 * The guard's decisions over a real Unix socket, without privilege: rules end in memory instead of
 * the kernel, and time passes when the test says so.
 */
final class StandInGuard implements AutoCloseable {
  static final List<Port> INTERFACES =
      List.of(
          new Port("wan0", NetworkSide.WAN),
          new Port("field0", NetworkSide.FIELD),
          new Port("lan0", NetworkSide.LAN));

  private final AtomicLong nanos = new AtomicLong();
  private final MemoryKernel kernel = new MemoryKernel();
  private final PolicyKeeper keeper;
  private final ServerSocketChannel server;
  private final List<SocketChannel> gateways = new CopyOnWriteArrayList<>();

  private static final class MemoryKernel implements Kernel {
    private volatile @Nullable RulesetState state;
    private final List<RulesetState.Blocked> blocked = new ArrayList<>();

    @Override
    public Outcome replace(RulesetState next) {
      state = next;
      return new Outcome.Done();
    }

    @Override
    public Outcome block(InetAddress address, int seconds) {
      blocked.add(new RulesetState.Blocked(address, seconds));
      return new Outcome.Done();
    }

    @Override
    public Outcome unblock(InetAddress address) {
      blocked.removeIf(b -> b.address().equals(address));
      return new Outcome.Done();
    }

    @Override
    public List<RulesetState.Blocked> blocked() {
      return List.copyOf(blocked);
    }

    @Override
    public Outcome open(String flow, InetAddress address, int seconds) {
      return new Outcome.Failed("there are no flows for names here");
    }

    @Override
    public List<RulesetState.Opened> opened(String flow) {
      return List.of();
    }

    @Override
    public Map<String, Count> counters() {
      return state == null ? Map.of() : Map.of("wan-in-denied", new Count(1, 1));
    }

    @Override
    public Map<String, Count> ownCounters() {
      return Map.of();
    }

    @Override
    public List<Remark> settings(KernelSettings settings) {
      return List.of();
    }

    @Override
    public void close() {}
  }

  StandInGuard(Path socket, Path data, boolean portForwards) throws IOException {
    Floor floor =
        new Floor(
            INTERFACES,
            Set.of(new Floor.Opening(Transport.TCP, 8443)),
            false,
            false,
            false,
            portForwards,
            Floor.USUAL_MOST,
            List.of());
    Files.createDirectories(data);
    this.keeper = new PolicyKeeper(floor, kernel, data, nanos::get, () -> 0, this::tell);
    keeper.start();
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Files.deleteIfExists(socket);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().name("stand-in-guard").start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel gateway = server.accept();
        gateways.add(gateway);
        Thread.ofVirtual().start(() -> serve(gateway));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(SocketChannel gateway) {
    try {
      while (true) {
        byte[] message = new byte[read(gateway, 4).getInt()];
        read(gateway, message.length).get(message);
        if (GuardCodec.decode(message) instanceof Decoded.Frame(long number, GuardMessage asked)
            && asked instanceof Request request) {
          synchronized (this) {
            send(gateway, GuardCodec.encode(number, keeper.answer(request)));
          }
        }
      }
    } catch (IOException e) {
      gateways.remove(gateway);
    }
  }

  private static ByteBuffer read(SocketChannel channel, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new IOException("the gateway is gone");
      }
    }
    return bytes.flip();
  }

  private static void send(SocketChannel channel, byte[] message) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + message.length);
    bytes.putInt(message.length).put(message).flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void tell(GuardMessage report) {
    for (SocketChannel gateway : gateways) {
      try {
        send(gateway, GuardCodec.encode(0, report));
      } catch (IOException e) {
        // It is gone; whoever reads from it notices, too.
      }
    }
  }

  /** Lets time pass; what is due then happens. */
  synchronized void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    keeper.look(false);
  }

  /** What lets packets through at this moment. */
  synchronized NetworkPolicy inForce() {
    RulesetState state = java.util.Objects.requireNonNull(kernel.state);
    return state.trial().map(RulesetState.Trial::policy).orElse(state.policy());
  }

  synchronized List<String> blocked() {
    return kernel.blocked().stream().map(b -> b.address().getHostAddress()).toList();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel gateway : gateways) {
        gateway.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
