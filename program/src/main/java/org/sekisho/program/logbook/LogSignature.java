package org.sekisho.program.logbook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.sekisho.program.TlsIdentity;

/**
 * A signed statement about a log: ECDSA over P-256 with SHA-256, in the form of IEEE P1363, over
 * the line {@value #CONTEXT}, a line feed and the statement's text in UTF-8.
 *
 * @param key SHA-256 of the signer's certificate, in lower-case hexadecimal digits
 * @param statement the text of a {@link LogStatement}, exactly as it was signed
 * @param value the signature in base64url
 */
public record LogSignature(String key, String statement, String value) {
  /** What keeps these signatures from being taken for others of the same key. */
  public static final String CONTEXT = "sekisho-log-signature-1";

  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";

  /** Signs with the identity. */
  public static LogSignature sign(TlsIdentity identity, LogStatement statement) {
    String text = statement.text();
    try {
      var signer = Signature.getInstance(ALGORITHM);
      signer.initSign(identity.key());
      signer.update(bytes(text));
      return new LogSignature(
          HexFormat.of().formatHex(identity.thumbprint()),
          text,
          Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing the log failed", e);
    }
  }

  /** The statement when the certificate's key has signed it; empty when not. */
  public Optional<LogStatement> open(X509Certificate certificate) {
    try {
      var verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(certificate.getPublicKey());
      verifier.update(bytes(statement));
      return verifier.verify(Base64.getUrlDecoder().decode(value))
          ? LogStatement.parse(statement)
          : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(String statement) {
    return (CONTEXT + "\n" + statement).getBytes(StandardCharsets.UTF_8);
  }
}
