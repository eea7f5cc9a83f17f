package org.sekisho.program.disposal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.TlsIdentity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A key made beforehand to sign one certificate of sanitisation, vouched for by the gateway's
 * operational key while that exists. So the operational key can be the first thing to be destroyed,
 * and a reset that a power cut interrupted still ends with a certificate that can be verified.
 *
 * @param key signs the certificate, then goes
 * @param delegation the operational key's statement about it, a compact JWS; empty when the gateway
 *     had no identity
 */
public record CompletionKey(PrivateKey key, String delegation) {
  /** Type of the delegation. */
  static final String TYPE = "sekisho-completion-key+json";

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Makes one.
   *
   * @param voucher the gateway's operational or factory identity; null when there is none
   */
  public static CompletionKey make(@Nullable TlsIdentity voucher, Instant now) {
    KeyPair pair = TlsIdentity.newKeyPair();
    if (voucher == null) {
      return new CompletionKey(pair.getPrivate(), "");
    }
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("device", voucher.peer().uri());
    statement.put("key", Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    statement.put("made_at", now.toString());
    return new CompletionKey(
        pair.getPrivate(), Jws.sign(TYPE, statement, voucher.key(), voucher.chain()));
  }

  /** The text of its file. */
  public byte[] encode() {
    return JSON.writeValueAsBytes(
        Map.of(
            "key", Base64.getEncoder().encodeToString(key.getEncoded()), "delegation", delegation));
  }

  /** Reads the text of a file; empty when it is none. */
  public static Optional<CompletionKey> decode(byte[] text) {
    try {
      JsonNode json = JSON.readTree(text);
      byte[] pkcs8 = Base64.getDecoder().decode(json.path("key").asString(""));
      PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return Optional.of(new CompletionKey(key, json.path("delegation").asString("")));
    } catch (JacksonException | IllegalArgumentException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** Whether this identity vouches for it. */
  public boolean vouchedForBy(TlsIdentity identity) {
    return Jws.read(TYPE, delegation)
        .filter(jws -> !jws.chain().isEmpty())
        .filter(jws -> jws.chain().getFirst().equals(identity.certificate()))
        .isPresent();
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "CompletionKey[***]";
  }
}
