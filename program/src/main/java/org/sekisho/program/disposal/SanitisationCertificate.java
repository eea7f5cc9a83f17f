package org.sekisho.program.disposal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A certificate of sanitisation (NIST SP 800-88): what was destroyed, how, on which medium, with
 * what result, and what was not done. The file holds the statement twice: readable, and signed;
 * they must say the same.
 */
public final class SanitisationCertificate {
  /** Longest file that is read. */
  public static final int MAX_BYTES = 128 * 1024;

  private static final String TYPE = "sekisho-sanitisation+json";
  private static final JsonMapper JSON = new JsonMapper();

  private SanitisationCertificate() {}

  /** What a verification found. */
  public sealed interface Verdict {
    /**
     * It holds.
     *
     * @param device who says so
     * @param certificate of the key that vouched, which is destroyed now
     * @param statement what it says
     */
    record Holds(Peer device, X509Certificate certificate, JsonNode statement) implements Verdict {}

    /** It does not; nothing in it is to be believed. */
    record Fails(String reason) implements Verdict {}
  }

  /** Signs a statement; answers the text of the file. */
  public static byte[] make(Map<String, Object> statement, CompletionKey key) {
    Map<String, Object> whole = new LinkedHashMap<>(statement);
    whole.put("delegation", key.delegation());
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("certificate", whole);
    file.put("signed", Jws.sign(TYPE, whole, key.key(), java.util.List.of()));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(file);
  }

  /** The signed part of a file; empty when it has none. */
  public static Optional<String> signedPart(byte[] file) {
    try {
      String signed = JSON.readTree(file).path("signed").asString("");
      return signed.isEmpty() ? Optional.empty() : Optional.of(signed);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** What a signed part says, as JSON; an empty object when it is none. Verifies nothing. */
  public static String payload(String signed) {
    return Jws.read(TYPE, signed).map(jws -> jws.payload().toString()).orElse("{}");
  }

  /** Verifies a file. */
  public static Verdict verifyFile(byte[] file, PeerTrust trust) {
    if (file.length > MAX_BYTES) {
      return new Verdict.Fails("longer than " + MAX_BYTES + " bytes");
    }
    JsonNode json;
    try {
      json = JSON.readTree(file);
    } catch (JacksonException e) {
      return new Verdict.Fails("not JSON");
    }
    Verdict verdict = verify(json.path("signed").asString(""), trust);
    if (verdict instanceof Verdict.Holds holds
        && !holds.statement().equals(json.path("certificate"))) {
      return new Verdict.Fails("the readable part differs from the signed one");
    }
    return verdict;
  }

  /** Verifies the signed part alone. */
  public static Verdict verify(String signed, PeerTrust trust) {
    Optional<Jws> read = Jws.read(TYPE, signed);
    if (read.isEmpty()) {
      return new Verdict.Fails("not a signed certificate of sanitisation");
    }
    JsonNode statement = read.get().payload();
    Optional<Jws> delegation =
        Jws.read(CompletionKey.TYPE, statement.path("delegation").asString(""));
    if (delegation.isEmpty() || delegation.get().chain().isEmpty()) {
      return new Verdict.Fails("no identity vouches for its key: the gateway was not enrolled");
    }
    X509Certificate leaf = delegation.get().chain().getFirst();
    try {
      trust.verify(
          delegation.get().chain(),
          Instant.parse(delegation.get().payload().path("made_at").asString("")));
      PublicKey key =
          KeyFactory.getInstance("EC")
              .generatePublic(
                  new X509EncodedKeySpec(
                      Base64.getDecoder()
                          .decode(delegation.get().payload().path("key").asString(""))));
      Optional<Peer> peer = Peer.of(leaf).filter(p -> p.role() == Role.GATEWAY);
      if (peer.isEmpty() || !delegation.get().signedBy(leaf.getPublicKey())) {
        return new Verdict.Fails("the key is not vouched for by a gateway");
      }
      if (!read.get().signedBy(key)) {
        return new Verdict.Fails("the signature does not hold: it was changed");
      }
      if (!statement.path("device").asString("").equals(peer.get().id())) {
        return new Verdict.Fails("it speaks of another device than its signer");
      }
      return new Verdict.Holds(peer.get(), leaf, statement);
    } catch (CertificateException e) {
      return new Verdict.Fails("the signer's certificate does not lead to the trusted root");
    } catch (GeneralSecurityException | IllegalArgumentException | DateTimeException e) {
      return new Verdict.Fails("malformed");
    }
  }
}
