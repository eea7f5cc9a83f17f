package org.sekisho.benchmarks.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.TlsIdentity;
import org.sekisho.wan.message.Topics;
import org.sekisho.wan.transport.WanConnection;

/**
 * Plays one gateway at the WAN: connects with the gateway's certificate and sends batches that were
 * made before, up to eight ahead of their acknowledgements. Runs only on its event loop, but for
 * the futures.
 */
public final class GatewayFeeder {
  private static final int IN_FLIGHT = 8;

  private final SignedBatches batches;
  private final Topics topics;
  private final Context context;
  private final Latencies latencies;
  private @Nullable WanConnection connection;
  // Held for as long as the connection is wanted: Vert.x closes a client that nobody refers to.
  private @Nullable NetClient client;
  private int next;
  private String ended = "still connected";

  private GatewayFeeder(SignedBatches batches, Context context, Latencies latencies) {
    this.batches = batches;
    this.topics = new Topics(batches.gateway());
    this.context = context;
    this.latencies = latencies;
  }

  /** Connects and subscribes. */
  public static Future<GatewayFeeder> connect(
      Vertx vertx,
      Context context,
      int port,
      PeerTrust trust,
      TlsIdentity identity,
      SignedBatches batches,
      Latencies latencies) {
    var feeder = new GatewayFeeder(batches, context, latencies);
    Promise<GatewayFeeder> connected = Promise.promise();
    context.runOnContext(
        _ -> feeder.open(vertx, port, trust, identity).onComplete(connected::handle));
    return connected.future();
  }

  private Future<GatewayFeeder> open(Vertx vertx, int port, PeerTrust trust, TlsIdentity identity) {
    NetClient client =
        vertx.createNetClient(
            new NetClientOptions()
                .setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setHostnameVerificationAlgorithm("HTTPS")
                .setKeyCertOptions(KeyCertOptions.wrap(new LiveKeyManager(() -> identity)))
                .setTrustOptions(TrustOptions.wrap(trust.trustManager())));
    this.client = client;
    var options =
        new WanConnection.Options(
            "localhost", port, identity.id(), 30, 10_000, 1024 * 1024, IN_FLIGHT);
    return WanConnection.open(vertx, client, options, new Listener())
        .compose(
            attempt ->
                switch (attempt) {
                  case WanConnection.Attempt.Connected(WanConnection open) -> {
                    connection = open;
                    yield open.subscribe(List.of(topics.resume())).map(this);
                  }
                  case WanConnection.Attempt other ->
                      Future.failedFuture(identity.id() + ": " + other);
                });
  }

  private final class Listener implements WanConnection.Listener {
    @Override
    public void received(WanConnection.Delivery delivery) {
      delivery.acknowledge(0);
    }

    @Override
    public void closed(String why) {
      ended = why;
    }
  }

  /** Sends the next batches; completes when all are acknowledged. */
  public Future<Void> send(int count) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> new Round(next + count, done).begin());
    return done.future();
  }

  /** Closes the connection. */
  public void close() {
    WanConnection open = connection;
    if (open != null) {
      open.close("the run is over");
    }
    NetClient its = client;
    if (its != null) {
      var _ = its.close();
    }
  }

  private final class Round {
    private final int end;
    private final Promise<Void> done;
    private int open;

    Round(int end, Promise<Void> done) {
      this.end = end;
      this.done = done;
    }

    void begin() {
      while (open < IN_FLIGHT && next < end) {
        sendOne();
      }
    }

    private void sendOne() {
      WanConnection to = connection;
      if (to == null) {
        done.tryFail("not connected");
        return;
      }
      open++;
      long sentNs = System.nanoTime();
      to.publish(topics.batch(), batches.encoded().get(next++))
          .onSuccess(code -> acknowledged(code, sentNs));
    }

    private void acknowledged(OptionalInt code, long sentNs) {
      if (code.isEmpty() || code.getAsInt() != 0) {
        // Told only after what was under way: the reason comes with the next event.
        context.runOnContext(
            _ -> done.tryFail(batches.gateway() + ": a batch was answered " + code + ", " + ended));
        return;
      }
      latencies.add(System.nanoTime() - sentNs);
      open--;
      if (next < end) {
        sendOne();
      } else if (open == 0) {
        done.tryComplete();
      }
    }
  }
}
