package org.sekisho.gateway.uplink;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.sekisho.program.Address;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.Peer;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.wan.batch.Bytes;
import org.sekisho.wan.transport.WanConnection;

/**
 * Reaches the head-end over mutual TLS 1.3.
 *
 * <p>The peer must hold a certificate of the role head-end with an id that the system model links
 * this gateway to; the host name plays no part, because the certificate names the component itself.
 * Thread-safe.
 */
public final class TlsDialer implements Dialer {
  private static final int CONNECT_TIMEOUT_MS = 10_000;
  private static final int HELLO_TIMEOUT_MS = 10_000;
  private static final int MAX_PACKET_BYTES = 64 * 1024;
  private static final int RECEIVE_MAXIMUM = 32;

  private final Vertx vertx;
  private final Address headEnd;
  private final int keepAliveS;
  private final Set<String> headEnds;
  private final Supplier<TlsIdentity> identity;
  private final X509TrustManager trust;

  /**
   * A dialer to one address.
   *
   * @param headEnds component ids that may answer there
   * @param identity the identity of the moment
   * @param trust judges the peer's chain
   */
  public TlsDialer(
      Vertx vertx,
      Address headEnd,
      UplinkConfig config,
      Set<String> headEnds,
      Supplier<TlsIdentity> identity,
      X509TrustManager trust) {
    this.vertx = vertx;
    this.headEnd = headEnd;
    this.keepAliveS = (int) Math.max(1, config.keepAlive().toSeconds());
    this.headEnds = Set.copyOf(headEnds);
    this.identity = identity;
    this.trust = trust;
  }

  @Override
  public Dialled dial(WanConnection.Listener listener) {
    // A client for each attempt: its key manager is fixed to the identity that signs the batches.
    TlsIdentity shown = identity.get();
    NetClient client =
        vertx.createNetClient(
            new NetClientOptions()
                .setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setHostnameVerificationAlgorithm("")
                .setKeyCertOptions(KeyCertOptions.wrap(new LiveKeyManager(() -> shown)))
                .setTrustOptions(TrustOptions.wrap(trust))
                .setTcpNoDelay(true)
                .setConnectTimeout(CONNECT_TIMEOUT_MS));
    var options =
        new WanConnection.Options(
            headEnd.host(),
            headEnd.port(),
            shown.id(),
            keepAliveS,
            HELLO_TIMEOUT_MS,
            MAX_PACKET_BYTES,
            RECEIVE_MAXIMUM);
    var closing =
        new WanConnection.Listener() {
          @Override
          public void received(WanConnection.Delivery delivery) {
            listener.received(delivery);
          }

          @Override
          public void closed(String why) {
            client.close();
            listener.closed(why);
          }
        };
    Future<WanConnection.Attempt> attempt =
        WanConnection.open(vertx, client, options, closing).map(this::admitted);
    attempt.onComplete(
        done -> {
          if (!(done instanceof WanConnection.Attempt.Connected)) {
            client.close();
          }
        },
        _ -> client.close());
    return new Dialled(new Signer(Bytes.of(shown.thumbprint()), shown.key()), attempt);
  }

  private WanConnection.Attempt admitted(WanConnection.Attempt attempt) {
    if (!(attempt instanceof WanConnection.Attempt.Connected(WanConnection connection))) {
      return attempt;
    }
    Optional<X509Certificate> certificate = connection.peerCertificate();
    Optional<Peer> peer = certificate.flatMap(Peer::of);
    if (peer.isPresent()
        && peer.get().role() == Role.HEAD_END
        && headEnds.contains(peer.get().id())) {
      return attempt;
    }
    connection.close("not the head-end");
    return new WanConnection.Attempt.Unreachable(
        headEnd
            + " is "
            + peer.map(Peer::uri).orElse("nobody of Sekisho")
            + ", not a head-end that the model links this gateway to");
  }
}
