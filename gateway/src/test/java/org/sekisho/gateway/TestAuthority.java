package org.sekisho.gateway;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sekisho.program.Peer;
import org.sekisho.program.Pem;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/** A root CA that lives for one test. */
public final class TestAuthority {
  private final KeyPair keys = TlsIdentity.newKeyPair();
  private final X509Certificate root;
  private long serial;

  /** A new root. */
  public TestAuthority() {
    root = certificate("root", keys, null);
  }

  /** The root. */
  public X509Certificate root() {
    return root;
  }

  void writeRoot(Path file) throws java.io.IOException {
    Files.writeString(file, Pem.certificates(List.of(root)));
  }

  /** An identity under the root. */
  public TlsIdentity issue(Role role, String id) {
    KeyPair own = TlsIdentity.newKeyPair();
    return new TlsIdentity(
        own.getPrivate(), List.of(certificate(id, own, new Peer(role, id).uri())));
  }

  private X509Certificate certificate(
      String name, KeyPair own, @org.jspecify.annotations.Nullable String uri) {
    try {
      Instant now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=root"),
              BigInteger.valueOf(++serial),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofDays(1))),
              new X500Name("CN=" + name),
              own.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(uri == null));
      if (uri != null) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.uniformResourceIdentifier, uri),
                  new GeneralName(GeneralName.dNSName, "localhost")
                }));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }
}
