package org.sekisho.program.enrolment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Der;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Secret;
import org.sekisho.program.TlsIdentity;

/**
 * A client of Enrolment over Secure Transport (RFC 7030): fetches CA certificates, enrols with a
 * one-time code, re-enrols with the present certificate. Trusts the server by the given root only,
 * and checks what it gets: key, chain and name. Blocks; thread-safe.
 */
public final class EstClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final long MAX_ANSWER_BYTES = 64 * 1024;
  private static final int MAX_REASON_CHARS = 200;

  private final URI management;
  private final PeerTrust trust;
  private final InstantSource clock;

  /** How an enrolment ended. */
  public sealed interface Outcome {
    /** The new identity, verified. */
    record Enrolled(TlsIdentity identity) implements Outcome {}

    /** The management said no: trying again with the same will not help, but for 429 and 503. */
    record Refused(int status, String reason) implements Outcome {}

    /** No answer that can be used: the network, TLS, or an answer that does not hold. */
    record Failed(String reason) implements Outcome {}
  }

  /** A client of the management at {@code https://host:port}. */
  public EstClient(URI management, PeerTrust trust, InstantSource clock) {
    this.management = management;
    this.trust = trust;
    this.clock = clock;
  }

  /** The CA certificates that the management tells, without roots; each chains to the root. */
  public List<X509Certificate> issuers() throws IOException, InterruptedException {
    HttpResponse<String> answer = send(null, request("cacerts").GET().build());
    if (answer.statusCode() != 200) {
      throw new IOException("cacerts: HTTP " + answer.statusCode());
    }
    try {
      List<X509Certificate> issuers = new ArrayList<>();
      for (X509Certificate certificate : certificates(answer.body())) {
        if (!trust.roots().contains(certificate)) {
          trust.verify(List.of(certificate), clock.instant());
          if (certificate.getBasicConstraints() < 0) {
            throw new CertificateException("cacerts holds a certificate that is no CA");
          }
          issuers.add(certificate);
        }
      }
      return List.copyOf(issuers);
    } catch (CertificateException e) {
      throw new IOException("cacerts: " + e.getMessage(), e);
    }
  }

  /** First enrolment: HTTP Basic with id and one-time code. */
  public Outcome enrol(Peer peer, Secret code, KeyPair pair) throws InterruptedException {
    String basic =
        Base64.getEncoder()
            .encodeToString((peer.id() + ":" + code.reveal()).getBytes(StandardCharsets.UTF_8));
    return obtain(
        peer, pair, null, request("simpleenroll").header("Authorization", "Basic " + basic));
  }

  /** A new certificate for a new key, asked for by mutual TLS with the present one. */
  public Outcome reenrol(TlsIdentity present, KeyPair pair) throws InterruptedException {
    return obtain(
        present.peer(), pair, new LiveKeyManager(() -> present), request("simplereenroll"));
  }

  private Outcome obtain(
      Peer peer, KeyPair pair, @Nullable KeyManager keys, HttpRequest.Builder request)
      throws InterruptedException {
    try {
      String csr = Base64.getMimeEncoder().encodeToString(csr(peer.id(), pair));
      HttpResponse<String> answer =
          send(
              keys,
              request
                  .header("Content-Type", "application/pkcs10")
                  .POST(BodyPublishers.ofString(csr))
                  .build());
      if (answer.statusCode() != 200) {
        String reason = answer.body().strip().replaceAll("\\p{Cntrl}+", " ");
        return new Outcome.Refused(
            answer.statusCode(), reason.substring(0, Math.min(MAX_REASON_CHARS, reason.length())));
      }
      return new Outcome.Enrolled(verified(peer, pair, certificates(answer.body())));
    } catch (IOException | CertificateException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
  }

  private TlsIdentity verified(Peer peer, KeyPair pair, List<X509Certificate> found)
      throws IOException, CertificateException {
    X509Certificate leaf =
        found.stream()
            .filter(c -> c.getPublicKey().equals(pair.getPublic()))
            .findFirst()
            .orElseThrow(() -> new CertificateException("the answer is not for our key"));
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(leaf);
    List<X509Certificate> issuers = new ArrayList<>(found);
    try {
      issuers.addAll(issuers());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    issuers.stream()
        .filter(c -> c.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()))
        .filter(c -> !trust.roots().contains(c))
        .findFirst()
        .ifPresent(chain::add);
    trust.verify(chain, clock.instant());
    try {
      var identity = new TlsIdentity(pair.getPrivate(), chain);
      if (!identity.peer().equals(peer)) {
        throw new CertificateException("the certificate names another: " + identity.peer().uri());
      }
      return identity;
    } catch (IllegalArgumentException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  private HttpRequest.Builder request(String operation) {
    return HttpRequest.newBuilder(management.resolve("/.well-known/est/" + operation))
        .timeout(TIMEOUT);
  }

  private HttpResponse<String> send(@Nullable KeyManager keys, HttpRequest request)
      throws IOException, InterruptedException {
    // A client for each call: enrolments are rare, and no pooled connection may carry an identity
    // that has been replaced.
    try (var http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust.context(keys))
            .connectTimeout(TIMEOUT)
            .build()) {
      var answer =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
      http.shutdownNow();
      return answer;
    }
  }

  /** A request for a certificate (PKCS#10, RFC 2986) for this common name. */
  private static byte[] csr(String id, KeyPair pair) throws IOException {
    try {
      byte[] noAttributes = Der.tagged(0xA0);
      byte[] info =
          Der.sequence(
              Der.integer(BigInteger.ZERO),
              Der.name(id),
              pair.getPublic().getEncoded(),
              noAttributes);
      return Der.signed(info, pair.getPrivate(), new SecureRandom());
    } catch (GeneralSecurityException e) {
      throw new IOException("the key cannot sign", e);
    }
  }

  /** The certificates of a certs-only CMS message in base64, wrapped or not (RFC 8951). */
  private static List<X509Certificate> certificates(String base64) throws CertificateException {
    try {
      byte[] message = Base64.getMimeDecoder().decode(base64.strip());
      List<X509Certificate> found = new ArrayList<>();
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertPath(new ByteArrayInputStream(message), "PKCS7")
              .getCertificates()) {
        found.add((X509Certificate) one);
      }
      return found;
    } catch (CertificateException | RuntimeException e) {
      throw new CertificateException("the answer is not a certs-only message", e);
    }
  }
}
