package org.sekisho.program.disposal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.program.Pem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object signed with ES256, in the compact form of RFC 7515; the signer's certificates may
 * stand in its header ({@code x5c}, leaf first). Other algorithms are not read.
 *
 * @param type the header's {@code typ}: says what the payload is, so that one kind of statement
 *     cannot be shown as another
 * @param payload the object that is signed
 * @param chain certificates of the header, leaf first; may be empty
 * @param compact the whole text
 */
public record Jws(String type, JsonNode payload, List<X509Certificate> chain, String compact) {
  /** Longest text that is read. */
  public static final int MAX_CHARS = 64 * 1024;

  private static final int MAX_CHAIN = 4;
  private static final JsonMapper JSON = new JsonMapper();
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  public Jws {
    chain = List.copyOf(chain);
  }

  /** Signs the payload. */
  public static String sign(
      String type, Map<String, ?> payload, PrivateKey key, List<X509Certificate> chain) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "ES256");
    header.put("typ", type);
    try {
      if (!chain.isEmpty()) {
        List<String> ders = new ArrayList<>();
        for (X509Certificate certificate : chain) {
          ders.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
        }
        header.put("x5c", ders);
      }
      String signed =
          URL.encodeToString(JSON.writeValueAsBytes(header))
              + "."
              + URL.encodeToString(JSON.writeValueAsBytes(payload));
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + URL.encodeToString(signature.sign());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate without encoding", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign with ES256", e);
    }
  }

  /** Reads a text of that type; empty for anything else. Nothing is verified yet. */
  public static Optional<Jws> read(String type, String compact) {
    if (compact.length() > MAX_CHARS) {
      return Optional.empty();
    }
    String[] parts = compact.strip().split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
      JsonNode payload = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      Base64.getUrlDecoder().decode(parts[2]);
      if (!header.isObject()
          || !payload.isObject()
          || header.has("crit")
          || !header.path("alg").asString("").equals("ES256")
          || !header.path("typ").asString("").equals(type)
          || header.path("x5c").size() > MAX_CHAIN) {
        return Optional.empty();
      }
      List<X509Certificate> chain = new ArrayList<>();
      for (JsonNode der : header.path("x5c")) {
        chain.add(Pem.certificate(Base64.getDecoder().decode(der.asString(""))));
      }
      return Optional.of(new Jws(type, payload, chain, compact.strip()));
    } catch (JacksonException | IllegalArgumentException | CertificateException e) {
      return Optional.empty();
    }
  }

  /** Whether the key's other half signed it. */
  public boolean signedBy(PublicKey key) {
    int dot = compact.lastIndexOf('.');
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(key);
      signature.update(compact.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(compact.substring(dot + 1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
