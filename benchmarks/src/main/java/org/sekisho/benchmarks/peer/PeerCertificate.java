package org.sekisho.benchmarks.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sekisho.program.Pem;
import org.sekisho.program.Secret;
import org.sekisho.program.TlsIdentity;

/**
 * The certificate of the peers, of the same kind of key as Sekisho's: EC P-256.
 *
 * @param certificate PEM file
 * @param key PEM file (PKCS #8)
 * @param store both as PKCS #12
 * @param storePassword its password
 */
public record PeerCertificate(Path certificate, Path key, Path store, Secret storePassword) {
  /** Makes one for localhost, good for a day. */
  public static PeerCertificate make(Path folder, Instant now) {
    try {
      KeyPair pair = TlsIdentity.newKeyPair();
      var name = new X500Name("CN=localhost");
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(now.toEpochMilli()),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofDays(1))),
              name,
              pair.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              }));
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
      var made =
          new PeerCertificate(
              folder.resolve("peer.pem"),
              folder.resolve("peer.key"),
              folder.resolve("peer.p12"),
              Secret.of("benchmark"));
      Files.writeString(made.certificate, Pem.certificates(List.of(certificate)));
      Files.writeString(made.key, Pem.key(pair.getPrivate()));
      char[] password = made.storePassword.reveal().toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("peer", pair.getPrivate(), password, new Certificate[] {certificate});
      try (OutputStream out = Files.newOutputStream(made.store)) {
        store.store(out, password);
      }
      return made;
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("no certificate for the peers", e);
    }
  }
}
