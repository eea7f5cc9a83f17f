package org.sekisho.home;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import org.sekisho.program.TlsIdentity;

/** A root CA that lives for one test, and identities under it. */
public final class TestAuthority {
  private static final X500Name NAME = new X500Name("CN=test root");
  private static final Duration LIFE = Duration.ofDays(90);

  private final KeyPair key = TlsIdentity.newKeyPair();
  private final X509Certificate root;
  private final Instant from = Instant.now().minusSeconds(60);
  private long serial = 1;

  /** Makes the root. */
  public TestAuthority() {
    this.root = sign(NAME, key, null);
  }

  /** An identity for loopback addresses. */
  public TlsIdentity identity(Peer peer) {
    KeyPair own = TlsIdentity.newKeyPair();
    var names =
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
              new GeneralName(GeneralName.dNSName, "localhost"),
              new GeneralName(GeneralName.uniformResourceIdentifier, peer.uri())
            });
    return new TlsIdentity(
        own.getPrivate(), List.of(sign(new X500Name("CN=" + peer.id()), own, names)));
  }

  /** What believes this root alone. */
  public PeerTrust trust() {
    return PeerTrust.of(List.of(root));
  }

  /** A server's TLS context. */
  public SSLContext server(Peer peer) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(identity(peer).keyManagers().getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the root as PEM. */
  public Path write(Path file) throws IOException {
    return Files.writeString(file, Pem.certificates(List.of(root)), StandardCharsets.US_ASCII);
  }

  private X509Certificate sign(X500Name subject, KeyPair of, @Nullable GeneralNames names) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              NAME,
              BigInteger.valueOf(serial++),
              Date.from(from),
              Date.from(from.plus(LIFE)),
              subject,
              of.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(names == null));
      if (names != null) {
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
      return Pem.certificate(builder.build(signer).getEncoded());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
