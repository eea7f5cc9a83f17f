package org.sekisho.headend;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sekisho.management.authority.Authority;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/** Certificates made in the test by the management's authority. */
final class TestPki {
  private final Authority authority;

  TestPki(Path folder) {
    authority = Authority.loadOrMake(folder, new SecureRandom(), Instant.now());
  }

  PeerTrust trust() {
    return PeerTrust.of(List.of(authority.root()));
  }

  TlsIdentity identity(Role role, String id) {
    KeyPair pair = TlsIdentity.newKeyPair();
    X509Certificate leaf =
        authority.issue(
            new Peer(role, id),
            pair.getPublic(),
            List.of("localhost", "127.0.0.1"),
            Duration.ofDays(1),
            Instant.now());
    return new TlsIdentity(pair.getPrivate(), List.of(leaf, authority.issuing()));
  }
}
