package org.sekisho.program.disposal;

import java.security.cert.CertificateException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import tools.jackson.databind.JsonNode;

/**
 * What the management orders of one gateway: signed by the management's certificate, numbered,
 * expiring.
 *
 * @param number grows with every order to a gateway, also over a new management: it is never less
 *     than the milliseconds since the epoch
 * @param gateway for whom alone it is meant
 * @param by who wanted it: one name, two for an unlocking
 */
public record RemoteOrder(
    UUID id,
    long number,
    String gateway,
    Kind kind,
    Instant issuedAt,
    Instant expiresAt,
    List<String> by) {
  /** Longest life of an order. */
  public static final Duration LONGEST_LIFE = Duration.ofDays(90);

  /** Persons who must agree to an unlocking. */
  public static final int UNLOCK_APPROVALS = 2;

  private static final String TYPE = "sekisho-order+json";

  public RemoteOrder {
    by = List.copyOf(by);
  }

  /** What is ordered. */
  public enum Kind {
    /** Serve nothing but the unlocking and the status. */
    LOCK,
    /** Serve again. */
    UNLOCK,
    /** Destroy all secrets and send proof. */
    ERASE,
    /** The same for another owner. */
    TRANSFER;

    /** The word in files and on the command line. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that word. */
    public static Optional<Kind> of(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
  }

  /** What became of a text that came. */
  public sealed interface Reception {
    /** It is to be done. */
    record Good(RemoteOrder order) implements Reception {}

    /** It is not; the reason is a dashed word. The order is there when it could be read. */
    record Refused(String reason, Optional<RemoteOrder> order) implements Reception {}
  }

  /** Signs it with the management's key. */
  public String sign(TlsIdentity management) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("id", id.toString());
    payload.put("number", number);
    payload.put("gateway", gateway);
    payload.put("kind", kind.word());
    payload.put("issued_at", issuedAt.toString());
    payload.put("expires_at", expiresAt.toString());
    payload.put("by", by);
    return Jws.sign(TYPE, payload, management.key(), management.chain());
  }

  /**
   * Judges a text that came.
   *
   * @param gateway own id
   * @param lastNumber the highest number that was obeyed or refused before
   */
  public static Reception receive(
      String text, PeerTrust trust, String gateway, long lastNumber, Instant now) {
    Optional<Jws> jws = Jws.read(TYPE, text);
    if (jws.isEmpty() || jws.get().chain().isEmpty()) {
      return refused("malformed", null);
    }
    var leaf = jws.get().chain().getFirst();
    if (!jws.get().signedBy(leaf.getPublicKey())) {
      return refused("bad-signature", null);
    }
    try {
      trust.verify(jws.get().chain(), now);
    } catch (CertificateException e) {
      return refused("untrusted-signer", null);
    }
    if (Peer.of(leaf).filter(peer -> peer.role() == Role.MANAGEMENT).isEmpty()) {
      return refused("not-management", null);
    }
    Optional<RemoteOrder> read = of(jws.get().payload());
    if (read.isEmpty()) {
      return refused("malformed", null);
    }
    RemoteOrder order = read.get();
    if (!order.gateway().equals(gateway)) {
      return refused("other-gateway", order);
    }
    if (order.number() <= lastNumber) {
      return refused("replayed", order);
    }
    if (!now.isBefore(order.expiresAt())
        || Duration.between(order.issuedAt(), order.expiresAt()).compareTo(LONGEST_LIFE) > 0) {
      return refused("expired", order);
    }
    if (order.kind() == Kind.UNLOCK && order.by().stream().distinct().count() < UNLOCK_APPROVALS) {
      return refused("needs-two-persons", order);
    }
    return new Reception.Good(order);
  }

  private static Reception refused(
      String reason, @org.jspecify.annotations.Nullable RemoteOrder order) {
    return new Reception.Refused(reason, Optional.ofNullable(order));
  }

  private static Optional<RemoteOrder> of(JsonNode json) {
    try {
      List<String> by = new ArrayList<>();
      json.path("by").forEach(name -> by.add(name.asString("")));
      Optional<Kind> kind = Kind.of(json.path("kind").asString(""));
      if (kind.isEmpty() || !json.path("number").isIntegralNumber() || by.size() > 16) {
        return Optional.empty();
      }
      return Optional.of(
          new RemoteOrder(
              UUID.fromString(json.path("id").asString("")),
              json.path("number").asLong(),
              json.path("gateway").asString(""),
              kind.get(),
              Instant.parse(json.path("issued_at").asString("")),
              Instant.parse(json.path("expires_at").asString("")),
              by));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
