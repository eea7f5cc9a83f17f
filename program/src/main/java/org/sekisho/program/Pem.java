package org.sekisho.program;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Reads and writes the PEM text of certificates and unencrypted PKCS#8 keys (RFC 7468). */
public final class Pem {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

  private Pem() {}

  /** One PEM block with the label, ending with a line end. */
  public static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + LINES.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The certificates, one block after the other. */
  public static String certificates(List<X509Certificate> chain) {
    var text = new StringBuilder();
    try {
      for (X509Certificate certificate : chain) {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without encoding", e);
    }
    return text.toString();
  }

  /** The key as an unencrypted PKCS#8 block. */
  public static String key(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** All certificates of the file, at least one; otherwise IOException says what is wrong. */
  public static List<X509Certificate> readCertificates(Path file) throws IOException {
    try {
      List<X509Certificate> found = parseCertificates(Files.readString(file));
      if (found.isEmpty()) {
        throw new IOException(file + " holds no PEM certificate");
      }
      return found;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds a damaged certificate", e);
    }
  }

  /** All certificates of the text; text outside of the blocks is passed over (RFC 7468 2). */
  public static List<X509Certificate> parseCertificates(String text) throws CertificateException {
    List<X509Certificate> found = new ArrayList<>();
    var blocks = CERTIFICATE.matcher(text);
    while (blocks.find()) {
      found.add(certificate(decode(blocks.group(1))));
    }
    return List.copyOf(found);
  }

  /** The certificate of these DER bytes. */
  public static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /** The EC or RSA key of the file; IOException when it holds none that can be read. */
  public static PrivateKey readKey(Path file) throws IOException {
    var block = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new IOException(file + " holds no PKCS#8 PEM key (BEGIN PRIVATE KEY)");
    }
    try {
      var spec = new PKCS8EncodedKeySpec(decode(block.group(1)));
      try {
        return KeyFactory.getInstance("EC").generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        return KeyFactory.getInstance("RSA").generatePrivate(spec);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds a damaged key, or neither EC nor RSA", e);
    }
  }

  private static byte[] decode(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }
}
