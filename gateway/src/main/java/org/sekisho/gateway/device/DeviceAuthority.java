package org.sekisho.gateway.device;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.sekisho.model.system.Ids;
import org.sekisho.program.Pem;

/**
 * An authority that vouches for devices: a certificate under it whose name is a device's id is that
 * device. Its revocation lists are not read: a device is shut out by revoking its credential here.
 *
 * @param certificate of the authority
 * @param sha256 of that certificate, hexadecimal
 */
public record DeviceAuthority(X509Certificate certificate, String sha256) {
  /** Longest chain that is looked at, the authority not counted. */
  public static final int MAX_CHAIN = 3;

  private static final String URI = "urn:sekisho:device:";
  private static final int URI_NAME = 6;
  private static final int KEY_CERT_SIGN = 5;
  private static final int LEAST_EC_BITS = 256;
  private static final int LEAST_RSA_BITS = 2_048;
  private static final Set<String> CLIENT_USES = Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

  /** Why a text is no authority that can be trusted. */
  public enum Unfit {
    /** Not exactly one PEM certificate. */
    NOT_ONE_CERTIFICATE,
    /** A certificate that may not sign others. */
    NO_AUTHORITY,
    /** Not valid yet, or no more. */
    OUT_OF_TIME,
    /** A key or signature that is too weak. */
    WEAK
  }

  /** An authority, or why there is none. */
  public sealed interface Read {
    /** It can be trusted. */
    record Fit(DeviceAuthority authority) implements Read {}

    /** It cannot. */
    record Refused(Unfit why) implements Read {}
  }

  /** Reads the PEM text of one authority; any text gives a result. */
  public static Read read(String pem, Instant now) {
    X509Certificate found;
    try {
      List<X509Certificate> all = Pem.parseCertificates(pem);
      if (all.size() != 1) {
        return new Read.Refused(Unfit.NOT_ONE_CERTIFICATE);
      }
      found = all.getFirst();
    } catch (CertificateException | IllegalArgumentException e) {
      return new Read.Refused(Unfit.NOT_ONE_CERTIFICATE);
    }
    boolean[] usage = found.getKeyUsage();
    if (found.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      return new Read.Refused(Unfit.NO_AUTHORITY);
    }
    try {
      found.checkValidity(Date.from(now));
    } catch (CertificateException e) {
      return new Read.Refused(Unfit.OUT_OF_TIME);
    }
    String signature = found.getSigAlgName().replace("-", "").toUpperCase(java.util.Locale.ROOT);
    if (!strong(found.getPublicKey())
        || signature.startsWith("MD")
        || signature.startsWith("SHA1")) {
      return new Read.Refused(Unfit.WEAK);
    }
    return new Read.Fit(new DeviceAuthority(found, DeviceCredentials.sha256(found)));
  }

  private static boolean strong(PublicKey key) {
    return switch (key) {
      case ECKey ec -> ec.getParams().getOrder().bitLength() >= LEAST_EC_BITS;
      case RSAKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
      default -> key.getAlgorithm().startsWith("Ed");
    };
  }

  /**
   * The device that a certificate names: the URI {@code urn:sekisho:device:<id>} of its alternative
   * names, otherwise its only common name, when that is an id.
   */
  static Optional<String> name(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (Integer.valueOf(URI_NAME).equals(alternative.get(0))
              && String.valueOf(alternative.get(1)).startsWith(URI)) {
            names.add(String.valueOf(alternative.get(1)).substring(URI.length()));
          }
        }
      }
      if (names.isEmpty()) {
        new LdapName(certificate.getSubjectX500Principal().getName())
            .getRdns().stream()
                .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                .forEach(rdn -> names.add(String.valueOf(rdn.getValue())));
      }
    } catch (CertificateParsingException | InvalidNameException e) {
      return Optional.empty();
    }
    return names.size() == 1 && Ids.isId(names.getFirst())
        ? Optional.of(names.getFirst())
        : Optional.empty();
  }

  /** Whether the chain leads to this authority now, and its first certificate may be a client's. */
  boolean vouchesFor(X509Certificate[] chain, Instant now) {
    List<X509Certificate> path = new ArrayList<>(List.of(chain));
    if (path.getLast().equals(certificate)) {
      path.removeLast();
    }
    if (path.isEmpty() || path.size() > MAX_CHAIN) {
      return false;
    }
    try {
      List<String> uses = path.getFirst().getExtendedKeyUsage();
      if (path.getFirst().getBasicConstraints() >= 0
          || (uses != null && uses.stream().noneMatch(CLIENT_USES::contains))) {
        return false;
      }
      certificate.checkValidity(Date.from(now));
      var parameters = new PKIXParameters(Set.of(new TrustAnchor(certificate, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("PKIX is part of the JDK", e);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
