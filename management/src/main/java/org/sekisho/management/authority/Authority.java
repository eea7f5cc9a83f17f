package org.sekisho.management.authority;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sekisho.program.Peer;
import org.sekisho.program.Pem;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/**
 * The certificate authority: a root CA (10 years) that signs one issuing CA (5 years), which signs
 * the members' certificates and the revocation list. All keys are EC P-256 with SHA-256.
 *
 * <p>The keys lie in {@code <data>/authority} as PKCS#8 files of mode 0600 and are <b>not encrypted
 * at rest</b>: whoever reads the disk has them. Keep the directory on an encrypted volume; the root
 * key may be taken away after the first start, as it is not needed again before the issuing CA
 * ends. The issuing CA is not renewed by itself. Immutable after the start; thread-safe.
 */
public final class Authority {
  private static final Duration ROOT_LIFE = Duration.ofDays(3652);
  private static final Duration ISSUING_LIFE = Duration.ofDays(1826);
  private static final Duration LIST_LIFE = Duration.ofDays(1);

  /** Certificates begin a little in the past, for members whose clock is behind ours. */
  private static final Duration LONGEST_BACKDATE = Duration.ofMinutes(5);

  private final X509Certificate root;
  private final X509Certificate issuing;
  private final PrivateKey issuingKey;
  private final SecureRandom random;

  /**
   * A revoked certificate.
   *
   * @param serial its serial number
   * @param at when it was revoked
   */
  public record Revoked(BigInteger serial, Instant at) {}

  private Authority(
      X509Certificate root, X509Certificate issuing, PrivateKey issuingKey, SecureRandom random) {
    this.root = root;
    this.issuing = issuing;
    this.issuingKey = issuingKey;
    this.random = random;
  }

  /** Loads the authority of the data directory, or makes it, and writes {@code root-ca.pem}. */
  public static Authority loadOrMake(Path data, SecureRandom random, Instant now) {
    Path folder = PrivateFiles.folder(data.resolve("authority"));
    try {
      // The issuing certificate is written last: without it the first start was interrupted, and
      // nothing that matters has been signed yet.
      if (!Files.exists(folder.resolve("issuing.pem"))) {
        make(folder, random, now);
      }
      X509Certificate root = Pem.readCertificates(folder.resolve("root.pem")).getFirst();
      X509Certificate issuing = Pem.readCertificates(folder.resolve("issuing.pem")).getFirst();
      issuing.verify(root.getPublicKey());
      write(data.resolve("root-ca.pem"), Pem.certificates(List.of(root)), true);
      return new Authority(root, issuing, Pem.readKey(folder.resolve("issuing.key")), random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(folder + ": the issuing CA is not of this root", e);
    }
  }

  private static void make(Path folder, SecureRandom random, Instant now) throws IOException {
    KeyPair rootPair = TlsIdentity.newKeyPair();
    KeyPair issuingPair = TlsIdentity.newKeyPair();
    // Names of two installations must differ, or a client that knows both picks the wrong one.
    String mark = new BigInteger(40, random).toString(32);
    X500Name rootName = name("Sekisho root CA " + mark);
    X509Certificate root =
        sign(
            builder(rootName, rootPair, rootName, rootPair.getPublic(), random, now, ROOT_LIFE, 1),
            rootPair.getPrivate());
    X509Certificate issuing =
        sign(
            builder(
                rootName,
                rootPair,
                name("Sekisho issuing CA " + mark),
                issuingPair.getPublic(),
                random,
                now,
                ISSUING_LIFE,
                0),
            rootPair.getPrivate());
    write(folder.resolve("root.key"), Pem.key(rootPair.getPrivate()), false);
    write(folder.resolve("root.pem"), Pem.certificates(List.of(root)), false);
    write(folder.resolve("issuing.key"), Pem.key(issuingPair.getPrivate()), false);
    write(folder.resolve("issuing.pem"), Pem.certificates(List.of(issuing)), false);
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer,
      KeyPair issuerPair,
      X500Name subject,
      PublicKey key,
      SecureRandom random,
      Instant now,
      Duration life,
      int pathLength)
      throws IOException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            serial(random),
            Date.from(now.minus(LONGEST_BACKDATE)),
            Date.from(now.plus(life)),
            subject,
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    var extensions = extensions();
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        extensions.createAuthorityKeyIdentifier(issuerPair.getPublic()));
    return builder;
  }

  /** The root certificate. */
  public X509Certificate root() {
    return root;
  }

  /** The issuing CA's certificate. */
  public X509Certificate issuing() {
    return issuing;
  }

  /**
   * Issues a certificate. Everything in it but the key is ours.
   *
   * @param names host names and IP addresses, already validated
   * @param life cut to the end of the issuing CA
   */
  public X509Certificate issue(
      Peer peer, PublicKey key, List<String> names, Duration life, Instant now) {
    Instant end = now.plus(life);
    Instant last = issuing.getNotAfter().toInstant();
    Duration tenth = life.dividedBy(10);
    Duration backdate = tenth.compareTo(LONGEST_BACKDATE) < 0 ? tenth : LONGEST_BACKDATE;
    var builder =
        new JcaX509v3CertificateBuilder(
            issuing,
            serial(random),
            Date.from(now.minus(backdate)),
            Date.from(end.isBefore(last) ? end : last),
            new javax.security.auth.x500.X500Principal("CN=" + peer.id()),
            key);
    List<ASN1Encodable> alternatives = new ArrayList<>();
    alternatives.add(new GeneralName(GeneralName.uniformResourceIdentifier, peer.uri()));
    names.forEach(name -> alternatives.add(HostName.general(name)));
    KeyPurposeId[] purposes =
        peer.role() == Role.MANAGEMENT
            ? new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth}
            : new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth};
    try {
      var extensions = extensions();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          GeneralNames.getInstance(
              new org.bouncycastle.asn1.DERSequence(alternatives.toArray(ASN1Encodable[]::new))));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(issuing.getPublicKey()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sign(builder, issuingKey);
  }

  /** A signed revocation list, DER. */
  public byte[] list(Collection<Revoked> revoked, long number, Instant now) {
    var builder =
        new X509v2CRLBuilder(
            X500Name.getInstance(issuing.getSubjectX500Principal().getEncoded()), Date.from(now));
    builder.setNextUpdate(Date.from(now.plus(LIST_LIFE)));
    for (Revoked one : revoked) {
      builder.addCRLEntry(one.serial(), Date.from(one.at()), CRLReason.privilegeWithdrawn);
    }
    try {
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions().createAuthorityKeyIdentifier(issuing.getPublicKey()));
      return builder.build(signer(issuingKey)).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return Pem.certificate(builder.build(signer(key)).getEncoded());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    }
  }

  private static ContentSigner signer(PrivateKey key) {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("the CA key cannot sign", e);
    }
  }

  private static JcaX509ExtensionUtils extensions() {
    try {
      return new JcaX509ExtensionUtils();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1 for key identifiers", e);
    }
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(158, random).setBit(157);
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static void write(Path file, String text, boolean everybody) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    if (everybody) {
      PrivateFiles.replacePublic(file, bytes);
    } else {
      PrivateFiles.replace(file, bytes);
    }
  }
}
