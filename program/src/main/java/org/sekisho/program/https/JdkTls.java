package org.sekisho.program.https;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the JDK for a listener, without the server class of Netty: that one tries itself out when
 * it is loaded, and loads a whole library of cryptography for it (0.3 s of a start, 400 classes).
 */
public final class JdkTls extends JdkSSLEngineOptions {
  private final KeyManager keys;
  private final @Nullable TrustManager clientTrust;

  /**
   * For a listener of Vert.x that shows what the key manager shows.
   *
   * @param clientTrust verifies client certificates; null when none is asked for
   */
  public JdkTls(KeyManager keys, @Nullable TrustManager clientTrust) {
    this.keys = keys;
    this.clientTrust = clientTrust;
  }

  /**
   * How sessions can be taken up again.
   *
   * @param atMost how many are kept
   * @param seconds how long
   */
  public record Sessions(int atMost, int seconds) {}

  @Override
  public JdkTls copy() {
    return new JdkTls(keys, clientTrust);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Factory();
  }

  /** A context for a listener; no sessions given leaves those of the JDK. */
  public static SslContext server(
      KeyManager keys,
      @Nullable TrustManager clientTrust,
      ClientAuth clients,
      Collection<String> protocols,
      @Nullable Collection<String> ciphers,
      @Nullable Sessions sessions) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {keys},
          // An empty list: nobody is trusted. None at all would be whom the JDK trusts.
          clientTrust == null ? new TrustManager[0] : new TrustManager[] {clientTrust},
          null);
      if (sessions != null) {
        context.getServerSessionContext().setSessionCacheSize(sessions.atMost());
        context.getServerSessionContext().setSessionTimeout(sessions.seconds());
      }
      return new JdkSslContext(
          context,
          false,
          // Without a list those of the JDK, not those of Netty.
          ciphers == null ? List.of(context.getDefaultSSLParameters().getCipherSuites()) : ciphers,
          IdentityCipherSuiteFilter.INSTANCE,
          null,
          clients,
          protocols.toArray(String[]::new),
          false);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS of the JDK", e);
    }
  }

  private final class Factory implements SslContextFactory {
    private ClientAuth clients = ClientAuth.NONE;
    private Collection<String> protocols = List.of("TLSv1.3", "TLSv1.2");
    private @Nullable Collection<String> ciphers;

    @Override
    public SslContextFactory forServer(ClientAuth clientAuth) {
      clients = clientAuth;
      return this;
    }

    @Override
    public SslContextFactory enabledProtocols(@Nullable Set<String> enabled) {
      if (enabled != null && !enabled.isEmpty()) {
        protocols = List.copyOf(enabled);
      }
      return this;
    }

    @Override
    public SslContextFactory enabledCipherSuites(@Nullable Set<String> enabled) {
      ciphers = enabled == null || enabled.isEmpty() ? null : List.copyOf(enabled);
      return this;
    }

    @Override
    public SslContext create() {
      return server(keys, clientTrust, clients, protocols, ciphers, null);
    }
  }
}
