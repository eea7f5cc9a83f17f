package org.sekisho.management.enrolment;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.sekisho.management.authority.Authority;
import org.sekisho.management.inventory.Audit;
import org.sekisho.management.inventory.Inventory;
import org.sekisho.management.inventory.Member;
import org.sekisho.program.Peer;
import org.sekisho.program.access.Admission;
import org.sekisho.program.access.Attempt;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enrolment over Secure Transport (RFC 7030 with RFC 8951): {@code cacerts}, {@code csrattrs},
 * {@code simpleenroll} with a one-time code, {@code simplereenroll} with the present certificate.
 *
 * <p>Subject, names and use of a certificate come from the inventory; of the request only the key
 * is taken, and its common name must be the member's id. Handlers block; thread-safe.
 */
public final class EstServer {
  private static final Logger LOG = LoggerFactory.getLogger(EstServer.class);
  private static final String DOOR = "est";
  private static final String PREFIX = "/.well-known/est/";
  private static final String CERTS_ONLY = "application/pkcs7-mime; smime-type=certs-only";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\r', '\n'});

  private final Authority authority;
  private final Inventory inventory;
  private final Audit audit;
  private final LockoutEngine doors;
  private final Duration life;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  /**
   * A server over the authority and the inventory.
   *
   * @param life of the certificates that it issues
   */
  public EstServer(
      Authority authority,
      Inventory inventory,
      Audit audit,
      LockoutEngine doors,
      Duration life,
      InstantSource clock,
      MeterRegistry metrics) {
    this.authority = authority;
    this.inventory = inventory;
    this.audit = audit;
    this.doors = doors;
    this.life = life;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** The routes of the protocol. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", PREFIX + "cacerts", _ -> cacerts()),
        new Route("GET", PREFIX + "csrattrs", _ -> Answer.empty(204)),
        new Route("POST", PREFIX + "simpleenroll", this::enrol),
        new Route("POST", PREFIX + "simplereenroll", this::reenrol));
  }

  private Answer cacerts() {
    return certsOnly(List.of(authority.issuing(), authority.root()));
  }

  private Answer enrol(Request request) {
    Optional<Request.Basic> basic = request.basic();
    if (basic.isEmpty()) {
      return unauthorised();
    }
    String id = basic.get().user();
    // Only what can be an id is remembered, so that a caller cannot fill memory with long names.
    String account = Peer.ID.matcher(id).matches() ? id : "?";
    boolean known = inventory.find(account).isPresent();
    Instant now = clock.instant();
    Optional<CodeHash> code;
    switch (doors.admit(DOOR, account, known, request.source())) {
      case Admission.Later(Duration remaining) -> {
        refused("locked");
        return refusal(429, "too many wrong codes: try again later")
            .with("Retry-After", Long.toString(remaining.toSeconds() + 1));
      }
      case Admission.Admitted(Attempt attempt) -> {
        try (attempt) {
          code = inventory.code(account, now).filter(kept -> kept.matches(basic.get().password()));
          if (code.isEmpty()) {
            if (attempt.wrong()) {
              LOG.warn(
                  "enrolment locked after wrong codes: id {} source {}", account, request.source());
              audit.write("est", "lock", account, request.source());
            }
            refused("wrong-code");
            return unauthorised();
          }
          attempt.right();
        }
      }
    }
    Member member = inventory.find(id).orElseThrow();
    return switch (CertificateRequest.read(request.body())) {
      case CertificateRequest.Result.Refused(String reason) -> {
        refused("request");
        yield refusal(400, reason);
      }
      case CertificateRequest.Result.Valid valid when !valid.commonName().equals(id) -> {
        refused("request");
        yield refusal(400, "the common name (CN) must be the id of the enrolment");
      }
      case CertificateRequest.Result.Valid valid -> {
        X509Certificate issued =
            authority.issue(member.peer(), valid.key(), member.names(), life, now);
        yield handOut(
            "enrol",
            member.peer(),
            issued,
            inventory.enrolled(id, code.get(), issued, now),
            request);
      }
    };
  }

  private Answer reenrol(Request request) {
    Optional<Peer> peer = request.peer();
    if (peer.isEmpty()) {
      refused("no-certificate");
      return refusal(401, "a client certificate of this authority is needed");
    }
    String id = peer.get().id();
    Instant now = clock.instant();
    if (!inventory.isGood(peer.get(), request.certificates().getFirst())) {
      return revoked(peer.get(), request);
    }
    Member member = inventory.find(id).orElseThrow();
    return switch (CertificateRequest.read(request.body())) {
      case CertificateRequest.Result.Refused(String reason) -> {
        refused("request");
        yield refusal(400, reason);
      }
      case CertificateRequest.Result.Valid valid when !valid.commonName().equals(id) -> {
        refused("request");
        yield refusal(400, "the common name (CN) must be the one of the present certificate");
      }
      case CertificateRequest.Result.Valid valid -> {
        X509Certificate issued =
            authority.issue(member.peer(), valid.key(), member.names(), life, now);
        yield handOut(
            "re-enrol", member.peer(), issued, inventory.renewed(id, issued, now), request);
      }
    };
  }

  private Answer handOut(
      String what,
      Peer peer,
      X509Certificate issued,
      Inventory.Recorded recorded,
      Request request) {
    return switch (recorded) {
      case DONE -> {
        audit.write(peer.uri(), what, issued.getSerialNumber().toString(16), request.source());
        metrics.counter("sekisho_certificates_issued", "by", what).increment();
        LOG.info("{} {} until {}", what, peer.uri(), issued.getNotAfter().toInstant());
        yield certsOnly(List.of(issued));
      }
      case CODE_GONE -> unauthorised();
      case REVOKED -> revoked(peer, request);
      case TOO_MANY ->
          refusal(429, "too many valid certificates: wait until one expires")
              .with("Retry-After", "3600");
    };
  }

  private Answer revoked(Peer peer, Request request) {
    refused("revoked");
    audit.write(peer.uri(), "refused-revoked", peer.id(), request.source());
    return refusal(403, "this identity is revoked or unknown");
  }

  private void refused(String reason) {
    metrics.counter("sekisho_enrolments_refused", "reason", reason).increment();
  }

  private static Answer unauthorised() {
    return refusal(401, "id and one-time code are needed")
        .with("WWW-Authenticate", "Basic realm=\"enrolment\"");
  }

  private static Answer refusal(int status, String reason) {
    return Answer.text(status, "text/plain; charset=utf-8", reason + "\n");
  }

  private static Answer certsOnly(List<X509Certificate> certificates) {
    try {
      var generator = new CMSSignedDataGenerator();
      generator.addCertificates(new JcaCertStore(certificates));
      byte[] message = generator.generate(new CMSAbsentContent()).getEncoded("DER");
      return Answer.text(
              200,
              CERTS_ONLY,
              new String(LINES.encode(message), StandardCharsets.US_ASCII) + "\r\n")
          .with("Content-Transfer-Encoding", "base64");
    } catch (CMSException | CertificateEncodingException e) {
      throw new IllegalStateException("a certs-only message could not be made", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
