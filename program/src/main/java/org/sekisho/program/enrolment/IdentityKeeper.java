package org.sekisho.program.enrolment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.Peer;
import org.sekisho.program.Secret;
import org.sekisho.program.TlsIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a program's identity: enrols it the first time with the one-time code, renews it at two
 * thirds of its life, and tells listeners of each new one.
 *
 * <p>All changes happen in {@link #work}, which does what is due and says when it wants to be
 * called again; {@link #start} calls it on a virtual thread of its own. {@link #present} may be
 * read from any thread.
 */
public final class IdentityKeeper implements AutoCloseable {
  /** First wait after an attempt that failed; doubled up to {@link #LONGEST_RETRY}. */
  public static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** Longest wait after an attempt that failed. */
  public static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(IdentityKeeper.class);

  /** Renewals are spread over this part of the life before two thirds are over. */
  private static final double JITTER = 0.05;

  private static final long MAX_CODE_BYTES = 256;

  private final Peer peer;
  private final Path folder;
  private final Path codeFile;
  private final FirstKey firstKey;
  private final EstClient est;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final List<Consumer<TlsIdentity>> listeners = new CopyOnWriteArrayList<>();

  private volatile @Nullable TlsIdentity identity;
  private Instant due = Instant.MIN;
  private int failures;
  private @Nullable Secret refusedCode;
  private boolean closed;
  private @Nullable Thread worker;

  /**
   * A keeper of the peer's identity.
   *
   * @param data the program's private directory; the identity lies in {@code identity} below it
   * @param codeFile one-time code; read when there is no identity, deleted after it worked
   * @param random spreads the renewals of many programs
   */
  public IdentityKeeper(
      Peer peer,
      Path data,
      Path codeFile,
      EstClient est,
      InstantSource clock,
      RandomGenerator random) {
    this.peer = peer;
    this.folder = data.resolve("identity");
    this.codeFile = codeFile;
    this.firstKey = new FirstKey(folder);
    this.est = est;
    this.clock = clock;
    this.random = random;
    TlsIdentity.load(folder).filter(found -> found.peer().equals(peer)).ifPresent(this::adopt);
  }

  /** Calls back with each new identity, on the keeper's thread; not with one from disk. */
  public void onChange(Consumer<TlsIdentity> listener) {
    listeners.add(listener);
  }

  /** The present identity; empty before the first enrolment. It may have expired. */
  public Optional<TlsIdentity> present() {
    return Optional.ofNullable(identity);
  }

  /**
   * Key manager of listeners and clients that follows renewals; only after an identity is there.
   */
  public LiveKeyManager keyManager() {
    return new LiveKeyManager(
        () -> present().orElseThrow(() -> new IllegalStateException("not enrolled yet")));
  }

  /** Begins to enrol and renew on a virtual thread. */
  public synchronized IdentityKeeper start() {
    if (worker == null) {
      worker = Thread.ofVirtual().name("identity-keeper").start(this::run);
    }
    return this;
  }

  /** Waits until there is an identity that has not expired. */
  public synchronized TlsIdentity await(Duration limit)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      TlsIdentity found = identity;
      if (found != null && found.notAfter().isAfter(clock.instant())) {
        return found;
      }
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new TimeoutException("not enrolled within " + limit.toSeconds() + " s");
      }
      wait(Math.min(left, 1_000));
    }
  }

  /** Does what is due and answers when there is something to do next; blocks on the network. */
  public Instant work() throws InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(due)) {
      return due;
    }
    TlsIdentity present = identity;
    EstClient.Outcome outcome;
    if (present != null && present.notAfter().isAfter(now)) {
      outcome = est.reenrol(present, TlsIdentity.newKeyPair());
    } else {
      outcome = enrol(present == null ? "not enrolled" : "the certificate has expired");
    }
    switch (outcome) {
      case EstClient.Outcome.Enrolled(TlsIdentity renewed) -> {
        renewed.store(folder);
        deleteCode();
        firstKey.forget();
        failures = 0;
        adopt(renewed);
        LOG.info("identity {} valid until {}", peer.uri(), renewed.notAfter());
        listeners.forEach(listener -> listener.accept(renewed));
      }
      case EstClient.Outcome.Refused(int status, String reason) -> {
        LOG.warn("enrolment of {} refused: {} {}", peer.id(), status, reason);
        retry(now);
      }
      case EstClient.Outcome.Failed(String reason) -> {
        LOG.warn("enrolment of {} failed: {}", peer.id(), reason);
        retry(now);
      }
    }
    return due;
  }

  private EstClient.Outcome enrol(String why) throws InterruptedException {
    Optional<Secret> code = code();
    if (code.isEmpty()) {
      return new EstClient.Outcome.Failed(why + " and no code in " + codeFile);
    }
    if (code.get().equals(refusedCode)) {
      // Asking again would only lock this id, and with it everybody behind the same address.
      return new EstClient.Outcome.Failed(why + " and the code was refused: a new one is needed");
    }
    EstClient.Outcome outcome = est.enrol(peer, code.get(), firstKey.pair());
    if (outcome instanceof EstClient.Outcome.Refused refused && refused.status() == 401) {
      refusedCode = code.get();
    }
    return outcome;
  }

  /** When the identity is to be renewed: two thirds of its life, a little earlier by chance. */
  private Instant renewal(TlsIdentity of) {
    long lifeMs = Duration.between(of.notBefore(), of.notAfter()).toMillis();
    long twoThirdsMs = lifeMs * 2 / 3;
    long earlierMs = (long) (lifeMs * JITTER * random.nextDouble());
    return of.notBefore().plusMillis(twoThirdsMs - earlierMs);
  }

  private synchronized void adopt(TlsIdentity found) {
    identity = found;
    due = renewal(found);
    notifyAll();
  }

  private void retry(Instant now) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 16));
    if (wait.compareTo(LONGEST_RETRY) > 0) {
      wait = LONGEST_RETRY;
    }
    failures++;
    due = now.plus(wait);
  }

  private Optional<Secret> code() {
    try {
      if (!Files.exists(codeFile) || Files.size(codeFile) > MAX_CODE_BYTES) {
        return Optional.empty();
      }
      return Optional.of(Secret.of(Files.readString(codeFile).strip()));
    } catch (IOException e) {
      LOG.warn("the code file cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }

  private void deleteCode() {
    try {
      Files.deleteIfExists(codeFile);
    } catch (IOException e) {
      LOG.warn("the used code was not deleted: {}", e.toString());
    }
  }

  /** A full disk or a listener's fault must not end the renewals. */
  private Instant workSafely() throws InterruptedException {
    try {
      return work();
    } catch (RuntimeException e) {
      LOG.error("enrolment of {} failed", peer.id(), e);
      if (!clock.instant().isBefore(due)) {
        retry(clock.instant());
      }
      return due;
    }
  }

  private void run() {
    try {
      while (true) {
        Instant next = workSafely();
        synchronized (this) {
          if (closed) {
            return;
          }
          long ms = Duration.between(clock.instant(), next).toMillis();
          // Not longer than a minute at once: the machine's clock may be set while we wait.
          wait(Math.clamp(ms, 1, 60_000));
          if (closed) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = worker;
      notifyAll();
    }
    if (running != null) {
      running.interrupt();
    }
  }
}
