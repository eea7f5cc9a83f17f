package org.sekisho.program.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;

@Verifies({"SEC-CONF-07", "SEC-STEP-02", "PROTO-15"})
class LockoutEngineTest {
  private static final LockoutLimits USUAL = LockoutLimits.USUAL;

  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final SecureRandom random = new SecureRandom();
  private final List<AccessEvent> heard = new ArrayList<>();
  private final LockoutEngine engine = heardBy(LockoutEngine.inMemory(USUAL, this::time, random));

  private Instant time() {
    return now;
  }

  private LockoutEngine heardBy(LockoutEngine its) {
    its.listen(
        event -> {
          synchronized (heard) {
            heard.add(event);
          }
        });
    return its;
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private boolean tryWrong(String account, String source) {
    return tryWrong(engine, account, true, source);
  }

  private static boolean tryWrong(
      LockoutEngine engine, String account, boolean known, String source) {
    return answerWrong(engine.admit("door", account, known, source));
  }

  private static boolean answerWrong(Admission admission) {
    if (admission instanceof Admission.Admitted(Attempt attempt)) {
      attempt.wrong();
      return true;
    }
    return false;
  }

  private List<AccessEvent> heard(AccessEvent.Kind kind) {
    synchronized (heard) {
      return heard.stream().filter(e -> e.kind() == kind).toList();
    }
  }

  private static String host(int i) {
    return "10.%d.%d.%d".formatted(i >> 16 & 255, i >> 8 & 255, i & 255);
  }

  @Test
  void locksAccountAtTheFifthWrongTryFromAnywhereAndNotAtTheFourth() {
    for (int i = 0; i < 4; i++) {
      assertThat(tryWrong("a", host(i))).isTrue();
    }
    assertThat(engine.locked("door", "a")).isZero();
    assertThat(heard(AccessEvent.Kind.GUESSING)).isEmpty();
    assertThat(tryWrong("a", host(5))).isTrue();
    assertThat(engine.admit("door", "a", true, host(99)))
        .isEqualTo(new Admission.Later(Duration.ofMinutes(1)));
    assertThat(engine.admit("door", "b", true, host(99))).isInstanceOf(Admission.Admitted.class);
    assertThat(heard(AccessEvent.Kind.GUESSING))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.account()).isEqualTo("a");
              assertThat(event.count()).isEqualTo(5);
              assertThat(event.source()).isEqualTo(host(5));
            });
  }

  @Test
  void countsFiveInFiveMinutesToTheMillisecond() {
    assertThat(tryWrong("just-inside", host(1))).isTrue();
    assertThat(tryWrong("just-outside", host(2))).isTrue();
    pass(Duration.ofMinutes(4));
    for (int i = 0; i < 3; i++) {
      assertThat(tryWrong("just-inside", host(10 + i))).isTrue();
      assertThat(tryWrong("just-outside", host(20 + i))).isTrue();
    }
    pass(Duration.ofMinutes(1).minusMillis(1));
    assertThat(tryWrong("just-inside", host(30))).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(tryWrong("just-outside", host(40))).isTrue();
    assertThat(engine.locked("door", "just-inside")).isPositive();
    assertThat(engine.locked("door", "just-outside")).isZero();
  }

  @Test
  void locksSourceAtTheTenthWrongTryAtDifferentAccountsAndNotAtTheNinth() {
    for (int i = 0; i < 9; i++) {
      assertThat(tryWrong("a" + i, "192.0.2.1")).isTrue();
    }
    assertThat(heard(AccessEvent.Kind.GUESSING)).isEmpty();
    assertThat(tryWrong("a9", "192.0.2.1")).isTrue();
    assertThat(tryWrong("a10", "192.0.2.1")).isFalse();
    assertThat(tryWrong("a10", "192.0.2.2")).isTrue();
    assertThat(heard(AccessEvent.Kind.GUESSING)).hasSize(1);
  }

  @Test
  void countsSourceOverAllDoorsTogether() {
    for (int i = 0; i < 10; i++) {
      assertThat(answerWrong(engine.admit("door" + i, "a", true, "192.0.2.1"))).isTrue();
    }
    assertThat(answerWrong(engine.admit("another", "a", true, "192.0.2.1"))).isFalse();
  }

  @Test
  void countsAllAddressesOfAnIpv6NetworkAsOneSourceButNotNeighboursOnTheLink() {
    for (int i = 0; i < 10; i++) {
      assertThat(tryWrong("a" + i, "2001:db8:1:2::" + Integer.toHexString(i))).isTrue();
    }
    assertThat(tryWrong("b", "2001:db8:1:2:ffff::1")).isFalse();
    assertThat(tryWrong("b", "2001:db8:1:3::1")).isTrue();
    pass(Duration.ofMinutes(10));
    for (int i = 0; i < 10; i++) {
      assertThat(tryWrong("c" + i, "fe80::1%eth0")).isTrue();
    }
    assertThat(tryWrong("d", "fe80::1%eth0")).isFalse();
    assertThat(tryWrong("d", "fe80::2%eth0")).isTrue();
    assertThat(Source.key("::ffff:192.0.2.1")).isEqualTo(Source.key("192.0.2.1"));
  }

  @Test
  void doublesLockEachTimeUpToAnHour() {
    long[] minutes = {1, 2, 4, 8, 16, 32, 60, 60};
    for (int round = 0; round < minutes.length; round++) {
      for (int i = 0; i < 5; i++) {
        assertThat(tryWrong("a", host(100 * round + i))).isTrue();
      }
      Duration lock = Duration.ofMinutes(minutes[round]);
      assertThat(engine.locked("door", "a")).isEqualTo(lock);
      pass(lock.minusMillis(1));
      assertThat(tryWrong("a", host(9_999))).isFalse();
      pass(Duration.ofMillis(1));
    }
    pass(Duration.ofHours(1).plusMillis(1));
    for (int i = 0; i < 5; i++) {
      assertThat(tryWrong("a", host(5_000 + i))).isTrue();
    }
    assertThat(engine.locked("door", "a")).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void givesFiftyParallelSessionsNoMoreTriesThanOne() throws Exception {
    AtomicInteger judged = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> sessions = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String source = host(i);
        sessions.add(
            () -> {
              start.await();
              for (int n = 0; n < 20; n++) {
                if (engine.admit("door", "a", true, source)
                    instanceof Admission.Admitted(Attempt attempt)) {
                  judged.incrementAndGet();
                  attempt.wrong();
                }
              }
              return true;
            });
      }
      var running = sessions.stream().map(threads::submit).toList();
      start.countDown();
      for (var session : running) {
        session.get(120, TimeUnit.SECONDS);
      }
    }
    assertThat(judged).hasValue(5);
  }

  @Test
  void givesTryBackThatWasNotJudgedAndTakesOnlyTheFirstAnswer() {
    for (int i = 0; i < 50; i++) {
      if (engine.admit("door", "a", true, host(1)) instanceof Admission.Admitted(Attempt attempt)) {
        attempt.close();
        attempt.wrong();
      }
    }
    assertThat(tryWrong("a", host(1))).isTrue();
    assertThat(heard(AccessEvent.Kind.FAILED)).hasSize(1);
  }

  @Test
  void startsAccountAfreshAfterRightTryButNotItsSource() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(tryWrong("a", "192.0.2.1")).isTrue();
      }
      if (engine.admit("door", "a", true, "192.0.2.1")
          instanceof Admission.Admitted(Attempt attempt)) {
        attempt.right();
      }
    }
    assertThat(tryWrong("a", "192.0.2.1")).isTrue();
    assertThat(tryWrong("a", "192.0.2.1")).isTrue();
    assertThat(tryWrong("a", "192.0.2.1")).as("the source had its ten").isFalse();
    assertThat(heard(AccessEvent.Kind.SUCCEEDED)).hasSize(2);
  }

  @Test
  void seesSprayOverTwentyAccountsFromAsManySourcesAndNotOverNineteen() {
    for (int i = 0; i < 19; i++) {
      assertThat(tryWrong("a" + i, host(i))).isTrue();
      pass(Duration.ofSeconds(1));
    }
    assertThat(tryWrong("a18", host(1_000))).isTrue();
    assertThat(heard(AccessEvent.Kind.SPRAYING)).isEmpty();
    assertThat(tryWrong("a19", host(19))).isTrue();
    assertThat(heard(AccessEvent.Kind.SPRAYING))
        .singleElement()
        .satisfies(event -> assertThat(event.count()).isEqualTo(20));
    for (int i = 20; i < 60; i++) {
      tryWrong("a" + i, host(i));
    }
    assertThat(heard(AccessEvent.Kind.SPRAYING)).as("one spray is told once").hasSize(1);
    assertThat(tryWrong("b", "192.0.2.7")).isTrue();
    assertThat(tryWrong("c", "192.0.2.7")).isTrue();
    assertThat(tryWrong("d", "192.0.2.7")).as("two tries for a source meanwhile").isFalse();
    pass(Duration.ofMinutes(10));
    for (int i = 0; i < 9; i++) {
      assertThat(tryWrong("e" + i, "192.0.2.8")).isTrue();
    }
  }

  @Test
  void forgetsAccountsOfASprayAfterTenMinutes() {
    for (int i = 0; i < 200; i++) {
      assertThat(tryWrong("a" + i, host(i))).isTrue();
      pass(Duration.ofMinutes(10).dividedBy(19).plusMillis(1));
    }
    assertThat(heard(AccessEvent.Kind.SPRAYING)).isEmpty();
  }

  @Test
  void staysBoundedUnderAFloodOfNamesAndKeepsTheLockOfAKnownAccount() {
    for (int i = 0; i < 5; i++) {
      tryWrong("owner", host(i));
    }
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 100_000; i++) {
      tryWrong(engine, "nobody-" + i, false, host(100 + i));
    }
    assertThat(engine.locked("door", "owner")).isEqualTo(Duration.ofSeconds(59));
    assertThat(engine.entries()).isLessThanOrEqualTo(3 * USUAL.remembered() + 32);
  }

  @Test
  void locksNameThatNobodyHasLikeOneThatSomebodyHasAndNeverTellsIt() {
    for (int i = 0; i < 5; i++) {
      assertThat(tryWrong(engine, "correct horse battery", false, host(i))).isTrue();
    }
    assertThat(engine.admit("door", "correct horse battery", false, host(77)))
        .isEqualTo(new Admission.Later(Duration.ofMinutes(1)));
    synchronized (heard) {
      assertThat(heard).isNotEmpty().noneMatch(e -> e.toString().contains("horse"));
    }
  }

  @Test
  void delaysTheLocalConsoleByHalfAMinuteAtMostAndNeverLocksIt() {
    for (int i = 0; i < 5; i++) {
      tryWrong("owner", host(i));
    }
    long[] waits = {0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30};
    for (long wait : waits) {
      Admission admission = engine.admitLocal("door", "owner", true);
      assertThat(answerWrong(admission)).as("the lock from elsewhere does not count").isTrue();
      Admission next = engine.admitLocal("door", "owner", true);
      if (wait == 0) {
        assertThat(next).isInstanceOf(Admission.Admitted.class);
        ((Admission.Admitted) next).attempt().close();
      } else {
        assertThat(next).isEqualTo(new Admission.Later(Duration.ofSeconds(wait)));
      }
      pass(Duration.ofSeconds(wait));
    }
    assertThat(heard(AccessEvent.Kind.GUESSING)).isNotEmpty();
    if (engine.admitLocal("door", "owner", true) instanceof Admission.Admitted(Attempt attempt)) {
      attempt.right();
    }
    assertThat(answerWrong(engine.admitLocal("door", "owner", true))).isTrue();
    assertThat(engine.admitLocal("door", "owner", true)).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void takesOneTryAtATimeAtTheLocalConsole() {
    assertThat(engine.admitLocal("door", "owner", true)).isInstanceOf(Admission.Admitted.class);
    assertThat(engine.admitLocal("door", "owner", true)).isInstanceOf(Admission.Later.class);
  }

  @Test
  void opensLockWhenSomebodyEntitledSaysSo() {
    for (int i = 0; i < 5; i++) {
      tryWrong("a", host(i));
    }
    assertThat(engine.unlock("door", "a")).isTrue();
    assertThat(tryWrong("a", host(50))).isTrue();
  }

  @Test
  void keepsLocksAndCountsOverARestart(@TempDir Path folder) {
    Path file = folder.resolve("lockout");
    try (var before = LockoutEngine.open(USUAL, this::time, random, file)) {
      for (int i = 0; i < 5; i++) {
        tryWrong(before, "locked", true, host(i));
        tryWrong(before, "secret typed as name", false, host(20 + i));
      }
      for (int i = 0; i < 4; i++) {
        tryWrong(before, "counted", true, host(10 + i));
      }
    }
    assertThat(file).content().doesNotContain("secret").doesNotContain("locked");
    pass(Duration.ofSeconds(10));
    try (var after = LockoutEngine.open(USUAL, this::time, random, file)) {
      assertThat(after.locked("door", "locked")).isEqualTo(Duration.ofSeconds(50));
      assertThat(tryWrong(after, "secret typed as name", false, host(50))).isFalse();
      assertThat(tryWrong(after, "counted", true, host(51))).isTrue();
      assertThat(after.locked("door", "counted")).isEqualTo(Duration.ofMinutes(1));
    }
  }

  @Test
  void writesALockDownAtOnce(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lockout");
    try (var its = LockoutEngine.open(USUAL, this::time, random, file)) {
      for (int i = 0; i < 5; i++) {
        tryWrong(its, "a", true, host(i));
      }
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (!Files.exists(file) || !Files.readString(file).contains("account ")) {
        assertThat(System.nanoTime()).as("written in time").isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  @Test
  void beginsAnewWhenItsFileIsDamaged(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lockout");
    for (String damaged :
        List.of("", "x", "sekisho-lockout 1\nkey zz\n", "sekisho-lockout 1\nkey 00\naccount")) {
      Files.writeString(file, damaged);
      try (var its = LockoutEngine.open(USUAL, this::time, random, file)) {
        assertThat(tryWrong(its, "a", true, host(1))).isTrue();
      }
    }
  }

  @Test
  void keepsNoLockLongerThanAnHourWhenTheClockWasSetBack() {
    for (int i = 0; i < 5; i++) {
      tryWrong("a", host(i));
    }
    pass(Duration.ofDays(-3_650));
    assertThat(engine.locked("door", "a")).isEqualTo(Duration.ofHours(1));
    pass(Duration.ofHours(1));
    assertThat(tryWrong("a", host(7))).isTrue();
  }
}
