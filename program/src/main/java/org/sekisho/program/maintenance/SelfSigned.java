package org.sekisho.program.maintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sekisho.program.Peer;
import org.sekisho.program.Pem;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/**
 * The certificate of a door on the own machine, signed by itself: the client pins it from the
 * program's private directory, or a person compares its fingerprint, so no authority needs to vouch
 * for it and the door opens even when the management cannot be reached.
 */
public final class SelfSigned {
  private static final Duration LIFE = Duration.ofDays(3650);

  private SelfSigned() {}

  /** Loads {@code certificate.pem} and {@code key.pem} of the folder, or makes them. */
  static TlsIdentity loadOrMake(Path folder, SecureRandom random, Instant now) {
    return loadOrMake(folder, "maintenance", List.of(), random, now);
  }

  /**
   * Loads {@code certificate.pem} and {@code key.pem} of the folder, or makes them for the loopback
   * addresses and the hosts.
   *
   * @param name what the certificate is called, a word
   * @param hosts further names and addresses of this machine
   */
  public static TlsIdentity loadOrMake(
      Path folder, String name, List<String> hosts, SecureRandom random, Instant now) {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    try {
      if (Files.exists(certificate) && Files.exists(key)) {
        return new TlsIdentity(Pem.readKey(key), Pem.readCertificates(certificate));
      }
      TlsIdentity made = make(name, hosts, random, now);
      PrivateFiles.replace(key, Pem.key(made.key()).getBytes(StandardCharsets.US_ASCII));
      PrivateFiles.replace(
          certificate, Pem.certificates(made.chain()).getBytes(StandardCharsets.US_ASCII));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TlsIdentity make(
      String word, List<String> hosts, SecureRandom random, Instant now) {
    KeyPair pair = TlsIdentity.newKeyPair();
    var name = new X500Name("CN=" + word);
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(127, random).setBit(126),
            Date.from(now.minusSeconds(60)),
            Date.from(now.plus(LIFE)),
            name,
            pair.getPublic());
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, "::1"));
    for (String host : hosts) {
      boolean numeric = host.contains(":") || host.matches("[0-9.]+");
      names.add(new GeneralName(numeric ? GeneralName.iPAddress : GeneralName.dNSName, host));
    }
    names.add(
        new GeneralName(
            GeneralName.uniformResourceIdentifier, new Peer(Role.MANAGEMENT, word).uri()));
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      X509Certificate certificate = Pem.certificate(builder.build(signer).getEncoded());
      return new TlsIdentity(pair.getPrivate(), List.of(certificate));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("a self-signed certificate could not be made", e);
    }
  }
}
