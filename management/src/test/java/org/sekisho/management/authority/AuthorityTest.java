package org.sekisho.management.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

class AuthorityTest {
  private static final Peer SELF = new Peer(Role.MANAGEMENT, "management");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Authority authority;

  @BeforeEach
  void make() {
    authority = Authority.loadOrMake(folder, new SecureRandom(), now);
  }

  private RevocationList list(List<Authority.Revoked> revoked) {
    return new RevocationList(authority, () -> revoked, () -> now);
  }

  @Test
  void letsNoCertificateOutliveIssuingAuthority() throws Exception {
    now = authority.issuing().getNotAfter().toInstant().minus(Duration.ofDays(1));
    var leaf =
        authority.issue(
            SELF, TlsIdentity.newKeyPair().getPublic(), List.of(), Duration.ofDays(90), now);
    assertThat(leaf.getNotAfter()).isEqualTo(authority.issuing().getNotAfter());
    PeerTrust.of(List.of(authority.root())).verify(List.of(leaf, authority.issuing()), now);
  }

  @Test
  void issuesForServerUseOnlyToItself() throws Exception {
    var own =
        authority.issue(
            SELF, TlsIdentity.newKeyPair().getPublic(), List.of(), Duration.ofDays(1), now);
    assertThat(own.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
  }

  @Test
  void renewsOwnCertificateAtTwoThirdsOfLife() {
    var own =
        new OwnIdentity(authority, SELF, List.of("localhost"), Duration.ofDays(90), () -> now);
    TlsIdentity first = own.get();
    now = now.plus(Duration.ofDays(59));
    assertThat(own.get()).isSameAs(first);
    now = now.plus(Duration.ofDays(1));
    assertThat(own.get().notAfter()).isAfter(first.notAfter());
  }

  @Test
  @Verifies("SYS-11")
  void wakesAllWhoWaitForNextList() throws Exception {
    List<Authority.Revoked> revoked = new ArrayList<>();
    RevocationList list = list(revoked);
    String tag = list.present().tag();
    List<CompletableFuture<Long>> waiting = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var next = new CompletableFuture<Long>();
      waiting.add(next);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  next.complete(
                      list.awaitOther(tag, Duration.ofSeconds(30)).orElseThrow().number());
                } catch (InterruptedException | RuntimeException e) {
                  next.completeExceptionally(e);
                }
              });
    }
    list.renew();
    for (var next : waiting) {
      assertThat(next.get(120, TimeUnit.SECONDS)).isEqualTo(list.present().number());
    }
  }

  @Test
  void answersAtOnceWhenTooManyWait() throws Exception {
    RevocationList list = list(List.of());
    String tag = list.present().tag();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < RevocationList.MAX_WAITING; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      list.awaitOther(tag, Duration.ofHours(1));
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (threads.stream().anyMatch(t -> t.getState() != Thread.State.TIMED_WAITING)) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    assertThat(list.awaitOther(tag, Duration.ofHours(1))).as("answered at once").isEmpty();
    list.renew();
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofMinutes(2))).isTrue();
    }
  }

  @Test
  void numbersListsUpwardsAlsoWhenClockStandsStill() {
    RevocationList list = list(List.of());
    long first = list.present().number();
    list.renew();
    assertThat(list.present().number()).isEqualTo(first + 1);
    now = now.plus(Duration.ofHours(13));
    assertThat(list.present().number()).isGreaterThan(first + 1);
  }

  @Test
  void knowsHostNames() {
    for (String name : List.of("localhost", "a.b-c.example", "127.0.0.1", "::1", "xn--abc.jp")) {
      assertThat(HostName.isValid(name)).as(name).isTrue();
    }
    for (String name :
        List.of("", "*.example", "a..b", "-a", "a-", "A", "a b", "1.2.3", "999.1.1.1", "a,b")) {
      assertThat(HostName.isValid(name)).as(name).isFalse();
    }
  }
}
