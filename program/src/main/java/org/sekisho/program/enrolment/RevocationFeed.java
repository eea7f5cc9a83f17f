package org.sekisho.program.enrolment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which certificates are revoked: holds a long poll at the management's revocation list, so
 * that a revocation arrives within a second, and keeps the last list on disk for the time when the
 * management cannot be reached.
 *
 * <p>A list counts only when the issuing CA has signed it and it is not older than the present one.
 * Before the first list nothing is known: {@link #isRevoked} answers false and {@link #updatedAt}
 * is empty; the caller decides whether it opens its doors then. Thread-safe.
 */
public final class RevocationFeed implements AutoCloseable {
  /** Longest time that the management may hold a poll, seconds. */
  public static final int WAIT_S = 25;

  private static final Logger LOG = LoggerFactory.getLogger(RevocationFeed.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(WAIT_S + 10);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final long MAX_CRL_BYTES = 16L * 1024 * 1024;

  private final URI address;
  private final EstClient est;
  private final InstantSource clock;
  private final Path file;
  private final HttpClient http;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private volatile @Nullable X509CRL present;
  private volatile @Nullable Instant confirmedAt;
  private @Nullable String etag;
  private List<X509Certificate> issuers = List.of();

  /**
   * A feed that is not started yet.
   *
   * @param management {@code https://host:port}
   * @param data the program's private directory; the list lies in {@code issuing.crl} below it
   */
  public RevocationFeed(
      URI management, PeerTrust trust, EstClient est, InstantSource clock, Path data) {
    this.address = management.resolve("/crl/issuing.crl");
    this.est = est;
    this.clock = clock;
    this.file = data.resolve("issuing.crl");
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trust.context(null))
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    loadFromDisk();
  }

  /** Calls back after each change of the list, on the feed's thread. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Begins to poll on a virtual thread. */
  public RevocationFeed start() {
    Thread.ofVirtual().name("revocation-feed").start(this::run);
    return this;
  }

  /** Whether the certificate stands in the list of its issuer. */
  public boolean isRevoked(X509Certificate certificate) {
    X509CRL list = present;
    return list != null
        && list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
        && list.getRevokedCertificate(certificate.getSerialNumber()) != null;
  }

  /** When the management last confirmed that the present list is the newest one. */
  public Optional<Instant> updatedAt() {
    return Optional.ofNullable(confirmedAt);
  }

  /** Waits for the first list, from disk or network; answers whether there is one in time. */
  public boolean awaitFirst(Duration limit) throws InterruptedException {
    return first.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    Duration retry = Duration.ofSeconds(1);
    try {
      while (closed.getCount() > 0) {
        try {
          poll();
          retry = Duration.ofSeconds(1);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
          // Whatever it was (a full disk, a listener's fault), the feed goes on.
          if (closed.getCount() == 0) {
            return;
          }
          LOG.warn("revocation list: {}", e.toString());
          if (closed.await(retry.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
          Duration doubled = retry.multipliedBy(2);
          retry = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll() throws IOException, InterruptedException, GeneralSecurityException {
    var request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
    if (etag != null) {
      request.header("If-None-Match", etag).header("Prefer", "wait=" + WAIT_S);
    }
    long asked = System.nanoTime();
    HttpResponse<byte[]> answer =
        http.send(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_CRL_BYTES));
    switch (answer.statusCode()) {
      case 200 -> {
        accept(answer.body());
        etag = answer.headers().firstValue("etag").orElse(null);
        confirmedAt = clock.instant();
      }
      case 304 -> {
        confirmedAt = clock.instant();
        // A server that does not wait must not be asked in a tight loop.
        if (System.nanoTime() - asked < 500_000_000L && closed.await(1, TimeUnit.SECONDS)) {
          return;
        }
      }
      default -> throw new IOException("HTTP " + answer.statusCode());
    }
    if (etag == null && closed.await(1, TimeUnit.SECONDS)) {
      LOG.debug("closed");
    }
  }

  private void accept(byte[] der)
      throws IOException, InterruptedException, GeneralSecurityException {
    X509CRL list = parse(der);
    verify(list);
    X509CRL before = present;
    if (before != null
        && list.getThisUpdate().toInstant().isBefore(before.getThisUpdate().toInstant())) {
      throw new CRLException("older than the present list: refused");
    }
    PrivateFiles.replace(file, der);
    boolean changed = before == null || !list.equals(before);
    present = list;
    first.countDown();
    if (changed) {
      listeners.forEach(Runnable::run);
    }
  }

  private void verify(X509CRL list)
      throws IOException, InterruptedException, GeneralSecurityException {
    if (issuers.stream().noneMatch(issuer -> signs(issuer, list))) {
      // Fetched once, not with each list: a revocation must not wait for another handshake.
      issuers = est.issuers();
    }
    for (X509Certificate issuer : issuers) {
      if (signs(issuer, list)) {
        issuer.checkValidity(Date.from(clock.instant()));
        list.verify(issuer.getPublicKey());
        return;
      }
    }
    throw new CRLException("signed by nobody under the trusted root");
  }

  private static boolean signs(X509Certificate issuer, X509CRL list) {
    return issuer.getSubjectX500Principal().equals(list.getIssuerX500Principal());
  }

  /** The file lies in the private directory and was verified before it was written. */
  private void loadFromDisk() {
    try {
      if (Files.exists(file)) {
        present = parse(Files.readAllBytes(file));
        first.countDown();
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("the kept revocation list is damaged and waits for a new one: {}", e.toString());
    }
  }

  private static X509CRL parse(byte[] der) throws GeneralSecurityException {
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
  }

  @Override
  public void close() {
    closed.countDown();
    http.shutdownNow();
  }
}
