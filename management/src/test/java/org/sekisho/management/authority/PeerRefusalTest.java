package org.sekisho.management.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/** Which servers a program of this site takes for one of its own; the handshakes are real. */
class PeerRefusalTest {
  private static final Peer HEAD_END = new Peer(Role.HEAD_END, "head-end-1");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.now();

  private Authority authority(String name) {
    return Authority.loadOrMake(folder.resolve(name), random, now.minus(DAY.multipliedBy(9)));
  }

  private TlsIdentity identity(Authority authority, String name, Instant made) {
    KeyPair pair = TlsIdentity.newKeyPair();
    X509Certificate leaf =
        authority.issue(HEAD_END, pair.getPublic(), List.of(name), DAY.multipliedBy(2), made);
    return new TlsIdentity(pair.getPrivate(), List.of(leaf, authority.issuing()));
  }

  /** Whether a client with that trust completes a handshake with that server. */
  private static boolean takes(
      PeerTrust trust, Predicate<X509Certificate> isRevoked, TlsIdentity server) throws Exception {
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, new TrustManager[] {trust.trustManager(isRevoked)}, null);
    SSLContext context = trust.context(new LiveKeyManager(() -> server));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (var listener =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
      Thread served =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var socket = (SSLSocket) listener.accept()) {
                      socket.startHandshake();
                      socket.getInputStream().read();
                    } catch (IOException e) {
                      // The client has refused: that is what is tested, and it tells.
                    }
                  });
      try (var socket =
          (SSLSocket)
              client
                  .getSocketFactory()
                  .createSocket(
                      new java.net.Socket(loopback, listener.getLocalPort()),
                      "localhost",
                      listener.getLocalPort(),
                      true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return true;
      } catch (SSLException e) {
        return false;
      } finally {
        served.join(Duration.ofMinutes(2));
      }
    }
  }

  @Test
  @Verifies("PROTO-08")
  void refusesAnotherAuthorityAnotherNameAnExpiredAndARevokedCertificate() throws Exception {
    Authority ours = authority("ours");
    PeerTrust trust = PeerTrust.of(List.of(ours.root()));
    TlsIdentity good = identity(ours, "localhost", now);
    Predicate<X509Certificate> nobody = _ -> false;

    assertThat(takes(trust, nobody, good)).as("the same handshake with a good one").isTrue();
    assertThat(takes(trust, nobody, identity(authority("theirs"), "localhost", now)))
        .as("another authority")
        .isFalse();
    assertThat(takes(trust, nobody, identity(ours, "elsewhere.example", now)))
        .as("another name")
        .isFalse();
    assertThat(takes(trust, nobody, identity(ours, "localhost", now.minus(DAY.multipliedBy(5)))))
        .as("expired")
        .isFalse();
    assertThat(takes(trust, nobody, identity(ours, "localhost", now.plus(DAY.multipliedBy(5)))))
        .as("not valid yet")
        .isFalse();
    assertThat(takes(trust, good.certificate()::equals, good)).as("revoked").isFalse();
  }
}
