package org.sekisho.management.authority;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Peer;
import org.sekisho.program.TlsIdentity;

/**
 * The management's own server certificate, issued by its own authority: made at the first handshake
 * after a start and again when two thirds of its life are over. Its key lives in memory only.
 * Thread-safe.
 */
public final class OwnIdentity implements Supplier<TlsIdentity> {
  private final Authority authority;
  private final Peer peer;
  private final List<String> names;
  private final Duration life;
  private final InstantSource clock;
  private @Nullable TlsIdentity present;
  private Instant renewal = Instant.MIN;

  /** An identity with these host names and that life. */
  public OwnIdentity(
      Authority authority, Peer peer, List<String> names, Duration life, InstantSource clock) {
    this.authority = authority;
    this.peer = peer;
    this.names = List.copyOf(names);
    this.life = life;
    this.clock = clock;
  }

  @Override
  public synchronized TlsIdentity get() {
    Instant now = clock.instant();
    TlsIdentity shown = present;
    if (shown == null || !now.isBefore(renewal)) {
      KeyPair pair = TlsIdentity.newKeyPair();
      var leaf = authority.issue(peer, pair.getPublic(), names, life, now);
      shown = new TlsIdentity(pair.getPrivate(), List.of(leaf, authority.issuing()));
      present = shown;
      renewal = now.plus(life.multipliedBy(2).dividedBy(3));
    }
    return shown;
  }
}
