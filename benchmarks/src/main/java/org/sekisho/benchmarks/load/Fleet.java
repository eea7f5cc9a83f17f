package org.sekisho.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;

/**
 * Devices that are connected to one server and share one event loop. The clients do not check the
 * server's certificate: that is their own cost, not the server's. Methods block; one caller.
 */
public final class Fleet implements AutoCloseable {
  /** The cipher suite of every connection of a device, whatever the server would prefer. */
  public static final String CIPHER_SUITE = "TLS_AES_128_GCM_SHA256";

  private final MultiThreadIoEventLoopGroup loop;
  private final List<DeviceLink> links;

  /**
   * What a run measured at the devices.
   *
   * @param acknowledged how many were acknowledged
   * @param wallMs from the first PUBLISH to the last PUBACK
   * @param latencies from PUBLISH to PUBACK
   */
  public record Run(long acknowledged, double wallMs, Latencies latencies) {
    /** Acknowledged in each second. */
    public double perSecond() {
      return acknowledged * 1000.0 / wallMs;
    }
  }

  private Fleet(MultiThreadIoEventLoopGroup loop, List<DeviceLink> links) {
    this.loop = loop;
    this.links = links;
  }

  /** Connects them all to a server on loopback; fails when one is refused. */
  public static Fleet connect(int port, List<Device> devices) {
    return connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), List.of(), devices);
  }

  /**
   * Connects them all; fails when one is refused.
   *
   * @param sources the address that each has itself; empty when it does not matter
   */
  public static Fleet connect(
      InetSocketAddress server, List<String> sources, List<Device> devices) {
    var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    SslContext tls = tls();
    try {
      List<DeviceLink> links = new ArrayList<>();
      for (int i = 0; i < devices.size(); i++) {
        String source = sources.isEmpty() ? "0.0.0.0" : sources.get(i);
        links.add(open(loop, tls, server, source, devices.get(i)).get(20, TimeUnit.SECONDS));
      }
      var _ =
          loop.next()
              .scheduleAtFixedRate(() -> links.forEach(DeviceLink::ping), 20, 20, TimeUnit.SECONDS);
      return new Fleet(loop, links);
    } catch (ExecutionException | TimeoutException e) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
      throw new IllegalStateException("a device is not accepted: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Connects like {@link #connect}, again and again until the server listens. */
  public static Fleet connectWithin(Duration limit, int port, List<Device> devices) {
    return connectWithin(
        limit, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), List.of(), devices);
  }

  /** Connects like {@link #connect}, again and again until the server listens. */
  public static Fleet connectWithin(
      Duration limit, InetSocketAddress server, List<String> sources, List<Device> devices) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        return connect(server, sources, devices);
      } catch (IllegalStateException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private static SslContext tls() {
    try {
      return SslContextBuilder.forClient()
          .protocols("TLSv1.3")
          .ciphers(List.of(CIPHER_SUITE))
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<DeviceLink> open(
      MultiThreadIoEventLoopGroup loop,
      SslContext tls,
      InetSocketAddress server,
      String source,
      Device device) {
    var link = new DeviceLink(device);
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(tls.newHandler(channel.alloc(), "localhost", server.getPort()))
                    .addLast(link);
              }
            })
        .connect(server, new InetSocketAddress(source, 0))
        .addListener(
            f -> {
              if (!f.isSuccess()) {
                link.connected().completeExceptionally(f.cause());
              }
            });
    return link.connected();
  }

  /**
   * Publishes so many readings, evenly over the devices.
   *
   * @param total how many in all
   * @param inFlight how many of each device are unacknowledged at any time
   * @param limit after which no more are sent; what is under way is still waited for
   */
  public Run publish(long total, int inFlight, Duration limit) {
    var round = new Round(total, inFlight, limit);
    loop.next().execute(round::begin);
    try {
      CompletableFuture<?> anyEnded =
          CompletableFuture.anyOf(
              links.stream().map(DeviceLink::ended).toArray(CompletableFuture[]::new));
      CompletableFuture.anyOf(round.done, anyEnded).get(limit.toSeconds() + 30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "acknowledged " + round.acknowledged + " of " + round.sent + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (!round.done.isDone()) {
      throw new IllegalStateException(
          "a connection ended after %d readings: %s"
              .formatted(round.acknowledged, links.stream().map(DeviceLink::end).toList()));
    }
    return round.done.join();
  }

  /** The connection of the device with this index. */
  DeviceLink link(int index) {
    return links.get(index);
  }

  /** The event loop of all connections. */
  io.netty.util.concurrent.EventExecutor loop() {
    return loop.next();
  }

  @Override
  public void close() {
    links.forEach(link -> link.ended().complete(null));
    loop.next().execute(() -> links.forEach(DeviceLink::close));
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** One run; only on the event loop, but for {@code done}. */
  private final class Round {
    private final long total;
    private final int inFlight;
    private final long limitNs;
    private final Latencies latencies;
    private final CompletableFuture<Run> done = new CompletableFuture<>();
    private long sent;
    private long acknowledged;
    private long startNs;

    Round(long total, int inFlight, Duration limit) {
      this.total = total;
      this.inFlight = inFlight;
      this.limitNs = limit.toNanos();
      this.latencies = new Latencies((int) total);
    }

    void begin() {
      startNs = System.nanoTime();
      for (DeviceLink link : links) {
        var refill = new Refill(link);
        link.onAcknowledged(refill::acknowledged);
        refill.send(inFlight);
      }
    }

    /** Sends again what the acknowledgements of one read made room for. */
    private final class Refill {
      private final DeviceLink link;
      private int room;
      private boolean queued;

      Refill(DeviceLink link) {
        this.link = link;
      }

      void acknowledged(long ns) {
        latencies.add(ns);
        acknowledged++;
        room++;
        if (acknowledged == sent && (sent == total || late())) {
          done.complete(new Run(acknowledged, (System.nanoTime() - startNs) / 1e6, latencies));
        } else if (inFlight == 1) {
          refill();
        } else if (!queued) {
          queued = true;
          loop.next().execute(this::refill);
        }
      }

      private void refill() {
        queued = false;
        int n = room;
        room = 0;
        if (!late()) {
          send(n);
        }
      }

      private boolean late() {
        return System.nanoTime() - startNs > limitNs;
      }

      void send(int wanted) {
        int n = (int) Math.min(wanted, total - sent);
        if (n > 0) {
          sent += n;
          link.sendReadings(n);
        }
      }
    }
  }
}
