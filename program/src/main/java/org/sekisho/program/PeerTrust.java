package org.sekisho.program;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a program believes of other Sekisho programs: those under the given root,
 * and under no other; the system's own trust store plays no part. Immutable, thread-safe.
 */
public final class PeerTrust {
  private final List<X509Certificate> roots;

  private PeerTrust(List<X509Certificate> roots) {
    this.roots = List.copyOf(roots);
  }

  /** Trusts these roots. */
  public static PeerTrust of(List<X509Certificate> roots) {
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("no root certificate");
    }
    return new PeerTrust(roots);
  }

  /** Trusts the roots of the PEM file. */
  public static PeerTrust read(Path file) throws IOException {
    return of(Pem.readCertificates(file));
  }

  /** The roots. */
  public List<X509Certificate> roots() {
    return roots;
  }

  /** A trust manager over the roots; host names are checked when the connection asks for it. */
  public X509ExtendedTrustManager trustManager() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      for (int i = 0; i < roots.size(); i++) {
        store.setCertificateEntry("root-" + i, roots.get(i));
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager extended) {
          return extended;
        }
      }
      throw new IllegalStateException("no X.509 trust manager");
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a trust store in memory failed", e);
    }
  }

  /** Like {@link #trustManager()}, and refuses every chain with a certificate that is revoked. */
  public X509ExtendedTrustManager trustManager(Predicate<X509Certificate> isRevoked) {
    return new Revoking(trustManager(), isRevoked);
  }

  /** A client's or server's TLS context with this trust and, when given, that identity. */
  public SSLContext context(@Nullable KeyManager keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys == null ? null : new KeyManager[] {keys}, new TrustManager[] {trustManager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Verifies the chain (leaf first, root left out) at that time; throws when it does not hold. */
  public void verify(List<X509Certificate> chain, Instant at) throws CertificateException {
    try {
      Set<TrustAnchor> anchors =
          roots.stream().map(r -> new TrustAnchor(r, null)).collect(Collectors.toSet());
      var parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      var path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the chain does not lead to the trusted root", e);
    }
  }

  /** Adds the revocation check to another trust manager. */
  private static final class Revoking extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager inner;
    private final Predicate<X509Certificate> isRevoked;

    Revoking(X509ExtendedTrustManager inner, Predicate<X509Certificate> isRevoked) {
      this.inner = inner;
      this.isRevoked = isRevoked;
    }

    private void refuseRevoked(X509Certificate[] chain) throws CertificateException {
      for (X509Certificate certificate : chain) {
        if (isRevoked.test(certificate)) {
          throw new CertificateException("revoked: " + certificate.getSubjectX500Principal());
        }
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      inner.checkClientTrusted(chain, type, socket);
      refuseRevoked(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      inner.checkServerTrusted(chain, type, socket);
      refuseRevoked(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      inner.checkClientTrusted(chain, type, engine);
      refuseRevoked(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      inner.checkServerTrusted(chain, type, engine);
      refuseRevoked(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      inner.checkClientTrusted(chain, type);
      refuseRevoked(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      inner.checkServerTrusted(chain, type);
      refuseRevoked(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return inner.getAcceptedIssuers();
    }
  }
}
