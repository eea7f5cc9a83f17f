package org.sekisho.management.enrolment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/** Reads a PKCS#10 request as EST carries it; total: any bytes give a {@link Result}. */
public final class CertificateRequest {
  private static final int MIN_RSA_BITS = 3072;
  private static final int MAX_RSA_BITS = 8192;
  private static final int MAX_RSA_EXPONENT_BITS = 32;
  private static final Pattern ARMOUR = Pattern.compile("-----[A-Z ]{1,40}-----");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1);
  private static final Set<ASN1ObjectIdentifier> SIGNATURES =
      Set.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256,
          X9ObjectIdentifiers.ecdsa_with_SHA384,
          X9ObjectIdentifiers.ecdsa_with_SHA512,
          PKCSObjectIdentifiers.sha256WithRSAEncryption,
          PKCSObjectIdentifiers.sha384WithRSAEncryption,
          PKCSObjectIdentifiers.sha512WithRSAEncryption,
          PKCSObjectIdentifiers.id_RSASSA_PSS);

  /** What the bytes are. */
  public sealed interface Result {
    /** A request whose sender holds the key. Nothing but these two is taken from it. */
    record Valid(String commonName, PublicKey key) implements Result {}

    /** Not acceptable; the reason is a sentence for the sender and repeats nothing of the input. */
    record Refused(String reason) implements Result {}
  }

  private CertificateRequest() {}

  /** Reads base64, in lines or in one piece (RFC 8951), with or without PEM armour. */
  public static Result read(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    try {
      String base64 = SPACE.matcher(ARMOUR.matcher(text).replaceAll("")).replaceAll("");
      return readDer(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return new Result.Refused("the body is not base64");
    }
  }

  private static Result readDer(byte[] der) {
    try {
      return check(new PKCS10CertificationRequest(der));
    } catch (IOException
        | PKCSException
        | OperatorCreationException
        | GeneralSecurityException
        | RuntimeException
        | StackOverflowError e) {
      // The parser throws unchecked exceptions of many kinds at broken ASN.1, and its recursion has
      // no limit of its own.
      return new Result.Refused("the body is not a PKCS#10 request");
    }
  }

  private static Result check(PKCS10CertificationRequest request)
      throws IOException, PKCSException, OperatorCreationException, GeneralSecurityException {
    RDN[] names = request.getSubject().getRDNs(BCStyle.CN);
    if (names.length != 1 || names[0].isMultiValued()) {
      return new Result.Refused("the subject must have exactly one common name (CN)");
    }
    if (!SIGNATURES.contains(request.getSignatureAlgorithm().getAlgorithm())) {
      return new Result.Refused("the signature must be ECDSA or RSA with SHA-256 or longer");
    }
    SubjectPublicKeyInfo info = request.getSubjectPublicKeyInfo();
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    PublicKey key;
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      if (!(info.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve)
          || !CURVES.contains(curve)) {
        return new Result.Refused("an EC key must be on the curve P-256 or P-384");
      }
      key = key("EC", info);
    } else if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      key = key("RSA", info);
      if (!(key instanceof RSAPublicKey rsa)
          || rsa.getModulus().bitLength() < MIN_RSA_BITS
          || rsa.getModulus().bitLength() > MAX_RSA_BITS
          || rsa.getPublicExponent().bitLength() > MAX_RSA_EXPONENT_BITS) {
        return new Result.Refused("an RSA key must have 3072 to 8192 bits");
      }
    } else {
      return new Result.Refused("the key must be EC P-256, EC P-384 or RSA of 3072 bits or more");
    }
    if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
      return new Result.Refused("the signature does not show possession of the key");
    }
    return new Result.Valid(IETFUtils.valueToString(names[0].getFirst().getValue()), key);
  }

  private static PublicKey key(String algorithm, SubjectPublicKeyInfo info)
      throws IOException, GeneralSecurityException {
    return KeyFactory.getInstance(algorithm)
        .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
  }
}
