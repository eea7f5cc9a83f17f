package org.sekisho.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.TestAuthority;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.model.Verifies;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.logbook.LineHash;
import org.sekisho.program.logbook.LogSizing;
import org.sekisho.program.logbook.LogVerification;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the log keeps, and what it notices when somebody touches it. */
class SecurityLogTest {
  private static final LogConfig ROOMY = LogFixture.config(64L << 20, Duration.ofDays(90));

  @TempDir Path folder;

  @Test
  @Verifies({"SEC-LOG-01", "SEC-LOG-06"})
  void keepsEveryFieldOfAnAttackOverBothInternetProtocols() {
    Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    try (var fixture = new LogFixture(folder, ROOMY)) {
      for (String address : List.of("192.0.2.7", "2001:db8::7")) {
        fixture
            .log()
            .record(
                SecurityEvent.of(EventKind.PORT_SCAN, at, "15 ports in 10 s\n\"x\"")
                    .from(new Endpoint(address, 40_000), "tcp")
                    .to(new Endpoint("198.51.100.1", 8883))
                    .device("sensor-1")
                    .account("who")
                    .ruled("scan-fast", "blocked 10m"));
      }
      LogFixture.await(() -> fixture.log().counts(EventClass.SECURITY).last() == 2);
      List<JsonNode> records = fixture.records(EventClass.SECURITY);
      assertThat(records).hasSize(2);
      assertThat(records.get(1).path("source").asString()).isEqualTo("2001:db8::7");
      JsonNode first = records.getFirst();
      assertThat(first.path("kind").asString()).isEqualTo("port-scan");
      assertThat(first.path("at").asString()).isEqualTo(at.toString());
      assertThat(first.path("clock").asString()).isEqualTo("test");
      assertThat(first.path("boot").asLong()).isEqualTo(1);
      assertThat(first.path("uptime_ms").isIntegralNumber()).isTrue();
      assertThat(first.path("source").asString()).isEqualTo("192.0.2.7");
      assertThat(first.path("source_port").asInt()).isEqualTo(40_000);
      assertThat(first.path("destination").asString()).isEqualTo("198.51.100.1");
      assertThat(first.path("destination_port").asInt()).isEqualTo(8883);
      assertThat(first.path("protocol").asString()).isEqualTo("tcp");
      assertThat(first.path("device").asString()).isEqualTo("sensor-1");
      assertThat(first.path("account").asString()).isEqualTo("who");
      assertThat(first.path("rule").asString()).isEqualTo("scan-fast");
      assertThat(first.path("action").asString()).isEqualTo("blocked 10m");
      assertThat(first.path("detail").asString()).isEqualTo("15 ports in 10 s\n\"x\"");
    }
  }

  @Test
  @Verifies("SEC-LOG-05")
  void findsWhateverWasDoneToAnExport() {
    try (var fixture = new LogFixture(folder, ROOMY)) {
      fixture.write(EventKind.PORT_SCAN, 10);
      fixture.log().sign();
      fixture.write(EventKind.PORT_SCAN, 10);
      fixture.write(EventKind.STARTED, 3);
      List<String> whole = fixture.export();
      LogVerification.Judgement good = fixture.judge(whole);
      assertThat(good.findings()).isEmpty();
      assertThat(good.unsigned()).isZero();
      assertThat(good.gateway()).isEqualTo("gw-1");
      assertThat(good.spans().get("security")).isEqualTo(new LogVerification.Span(1, 20, 20));

      // Changed.
      List<String> changed = new ArrayList<>(whole);
      int fifth = LogFixture.line(whole, "security", 5);
      changed.set(fifth, whole.get(fifth).replace("blocked 10m", "blocked 11m"));
      assertThat(texts(fixture.judge(changed)))
          .containsExactly("security: record 5 was changed: record 6 remembers it otherwise");

      // Removed.
      List<String> removed = new ArrayList<>(whole);
      removed.remove(fifth);
      removed.remove(fifth);
      assertThat(texts(fixture.judge(removed)))
          .containsExactly("security: records 5 to 6 are missing");

      // Put elsewhere.
      List<String> swapped = new ArrayList<>(whole);
      Collections.swap(swapped, fifth, fifth + 1);
      assertThat(texts(fixture.judge(swapped)))
          .containsExactly("security: record 5 stands behind record 6");

      // Added.
      List<String> added = new ArrayList<>(whole);
      added.add(fifth, whole.get(fifth - 1));
      assertThat(texts(fixture.judge(added)))
          .containsExactly("security: record 4 is there again, behind record 4");

      // Truncated.
      List<String> cut = new ArrayList<>(whole);
      cut.remove(LogFixture.line(whole, "security", 20));
      assertThat(texts(fixture.judge(cut)))
          .containsExactly("security: record 20 is missing at the end");
      assertThat(texts(fixture.judge(whole.subList(0, whole.size() - 1))))
          .containsExactly("the end of the file is missing");
      List<String> beheaded = new ArrayList<>(whole);
      beheaded.remove(LogFixture.line(whole, "security", 1));
      assertThat(texts(fixture.judge(beheaded))).containsExactly("security: record 1 is missing");

      // Rewritten with hashes that fit: the signatures remember.
      List<String> rewritten = rewrite(whole, fifth);
      assertThat(texts(fixture.judge(rewritten)))
          .containsExactly("security: records 1 to 10 are not those that were signed");

      // Another authority.
      assertThat(
              texts(
                  LogVerification.judge(
                      whole.iterator(), PeerTrust.of(List.of(new TestAuthority().root())))))
          .anyMatch(t -> t.contains("its certificate is not trusted"));

      // A statement that was changed.
      List<String> forged = new ArrayList<>(whole);
      forged.replaceAll(
          l -> l.startsWith("{\"signature\"") ? l.replace("\\\"no\\\":20", "\\\"no\\\":19") : l);
      assertThat(texts(fixture.judge(forged))).anyMatch(t -> t.contains("does not hold"));
    }
  }

  /** Changes the record and makes every later one of its chain fit. */
  private static List<String> rewrite(List<String> whole, int at) {
    List<String> lines = new ArrayList<>(whole);
    lines.set(at, lines.get(at).replace("blocked 10m", "none"));
    for (int i = at + 1; i < lines.size(); i++) {
      JsonNode json = LogFixture.JSON.readTree(lines.get(i));
      if (json.path("class").asString("").equals("security") && json instanceof ObjectNode record) {
        record.put(
            "prev",
            LineHash.of(lines.get(i - 1).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        lines.set(i, LogFixture.JSON.writeValueAsString(record));
      }
    }
    return lines;
  }

  private static List<String> texts(LogVerification.Judgement judgement) {
    assertThat(judgement.whole()).isFalse();
    return judgement.findings().stream().map(LogVerification.Finding::text).toList();
  }

  @Test
  @Verifies("SEC-LOG-05")
  void noticesWhatWasDoneToTheFileItself() throws Exception {
    try (var fixture = new LogFixture(folder, ROOMY)) {
      fixture.write(EventKind.PORT_SCAN, 20);
      fixture.log().sign();
      assertThat(fixture.desk().verify(fixture.trust()).whole()).isTrue();
      assertThat(fixture.told).isEmpty();
      sql(fixture, "DELETE FROM record_security WHERE no = 7");
      assertThat(texts(fixture.desk().verify(fixture.trust())))
          .containsExactly("security: record 7 is missing");
      assertThat(fixture.told).hasSize(1);
      assertThat(fixture.told.getFirst().kind()).isEqualTo(EventKind.LOG_ALTERED);
      // A sealed record cannot be moved to another number.
      sql(fixture, "UPDATE record_security SET no = 7 WHERE no = 20");
      assertThat(texts(fixture.desk().verify(fixture.trust())))
          .containsExactly(
              "security: record 7 is missing", "security: record 20 is missing at the end");
    }
  }

  private static void sql(LogFixture fixture, String statement) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + fixture.file());
        var s = connection.createStatement()) {
      s.execute("PRAGMA busy_timeout = 5000");
      s.execute(statement);
    }
  }

  @Test
  void beginsAnewAndTellsWhenTheFileIsDamaged() throws Exception {
    try (var fixture = new LogFixture(folder, ROOMY)) {
      fixture.write(EventKind.PORT_SCAN, 5);
      fixture.log().close();
      for (String more : List.of("-wal", "-shm")) {
        Files.deleteIfExists(folder.resolve("log.db" + more));
      }
      Files.write(fixture.file(), new byte[] {1, 2, 3}, StandardOpenOption.TRUNCATE_EXISTING);
      fixture.restart();
      LogFixture.await(() -> fixture.log().counts(EventClass.SECURITY).last() == 1);
      assertThat(fixture.records(EventClass.SECURITY).getFirst().path("kind").asString())
          .isEqualTo("log-altered");
    }
  }

  @Test
  void keepsWhatItHoldsFromOthersOnTheMachine() throws Exception {
    try (var fixture = new LogFixture(folder, ROOMY)) {
      fixture.write(EventKind.PORT_SCAN, 3);
      for (String name : List.of("log.db", "keys/log.key")) {
        assertThat(Files.getPosixFilePermissions(folder.resolve(name)))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
      for (String name : List.of("log.db", "log.db-wal")) {
        assertThat(
                new String(
                    Files.readAllBytes(folder.resolve(name)),
                    java.nio.charset.StandardCharsets.ISO_8859_1))
            .doesNotContain("blocked 10m");
      }
    }
  }

  @Test
  @Verifies({"SEC-ALERT-05", "SEC-LOG-03"})
  void makesTwoRecordsOfTenThousandEqualEvents() {
    try (var fixture = new LogFixture(folder, ROOMY)) {
      for (int i = 0; i < 10_000; i++) {
        fixture.log().record(LogFixture.event(EventKind.SYN_FLOOD, "192.0.2.1", "flood"));
      }
      LogFixture.await(() -> sum(fixture) == 10_000);
      assertThat(fixture.log().counts(EventClass.SECURITY).last()).isLessThanOrEqualTo(4);
    }
  }

  private static long sum(LogFixture fixture) {
    return fixture.records(EventClass.SECURITY).stream()
        .mapToLong(r -> r.path("count").asLong(1))
        .sum();
  }

  @Test
  @Verifies("SEC-LOG-03")
  void losesNoCountWhenEventsComeFasterThanTheyCanBeWritten() {
    try (var fixture = new LogFixture(folder, LogFixture.config(1L << 20, Duration.ofDays(90)))) {
      fixture.write(EventKind.UNKNOWN_DEVICE, 3);
      for (int i = 0; i < 200_000; i++) {
        fixture
            .log()
            .record(
                LogFixture.event(
                    EventKind.SYN_FLOOD, "198.51." + (i / 250 % 250) + "." + i % 250, "flood"));
      }
      LogFixture.await(() -> sum(fixture) == 200_003);
      SecurityLog.ClassCounts counts = fixture.log().counts(EventClass.SECURITY);
      assertThat(counts.first()).as("history").isEqualTo(1);
      assertThat(counts.bytes()).isLessThan((1L << 20) / 5);
    }
  }

  @Test
  @Verifies({"SEC-LOG-03", "SEC-LOG-05"})
  void removesTheOldestWithinItsBudgetAndStaysVerifiable() {
    LogConfig tight = LogFixture.config(64 * 1024, Duration.ofMinutes(1));
    try (var fixture = new LogFixture(folder, ROOMY)) {
      fixture.write(EventKind.PORT_SCAN, 500);
      fixture.write(EventKind.STARTED, 20);
      fixture.restart(tight);
      LogFixture.await(() -> fixture.log().counts(EventClass.SECURITY).first() > 300);
      SecurityLog.ClassCounts counts = fixture.log().counts(EventClass.SECURITY);
      assertThat(counts.bytes()).isLessThanOrEqualTo(64 * 1024);
      assertThat(fixture.log().counts(EventClass.STATE).first()).as("others").isEqualTo(1);
      LogVerification.Judgement judgement = fixture.judge(fixture.export());
      assertThat(judgement.findings()).isEmpty();
      assertThat(judgement.spans())
          .extractingByKey("security")
          .extracting(LogVerification.Span::first)
          .isEqualTo(counts.first());
      // What is left cannot lose another record at its beginning.
      List<String> lines = new ArrayList<>(fixture.export());
      lines.remove(LogFixture.line(lines, "security", counts.first()));
      assertThat(texts(fixture.judge(lines)))
          .containsExactly("security: record %d is missing".formatted(counts.first()));
    }
  }

  @Test
  @Verifies("SEC-LOG-03")
  void removesWhatIsOlderThanItsRetention() {
    LogConfig brief = LogFixture.config(1L << 20, Duration.ofMinutes(10));
    try (var fixture = new LogFixture(folder, brief)) {
      fixture.write(EventKind.PORT_SCAN, 5);
      fixture.shift.set(Duration.ofMinutes(11).toMillis());
      fixture.restart();
      LogFixture.await(() -> fixture.log().counts(EventClass.SECURITY).records() == 0);
      assertThat(fixture.judge(fixture.export()).findings()).isEmpty();
      fixture.write(EventKind.PORT_SCAN, 1);
      assertThat(fixture.judge(fixture.export()).findings()).isEmpty();
      assertThat(fixture.records(EventClass.SECURITY).getFirst().path("no").asLong()).isEqualTo(6);
    }
  }

  @Test
  @Verifies("SEC-LOG-03")
  void raisesTheAlarmAtEightyPercentAndNotBefore() {
    LogConfig small = LogFixture.config(256 * 1024, Duration.ofDays(90));
    try (var fixture = new LogFixture(folder, small)) {
      // What a class may write at once is far below; a restart gives it anew.
      long full = 256 * 1024 / 100 * SecurityLog.ALARM_PERCENT;
      int round = 0;
      while (fixture.log().counts(EventClass.OPERATION).bytes() < full - 2_000) {
        assertThat(fixture.told).as("just under").isEmpty();
        fixture.write(EventKind.OPERATION, 1);
        if (++round % 50 == 0) {
          fixture.restart();
        }
      }
      while (fixture.log().counts(EventClass.OPERATION).bytes() < full) {
        fixture.write(EventKind.OPERATION, 1);
        if (++round % 50 == 0) {
          fixture.restart();
        }
      }
      LogFixture.await(() -> !fixture.told.isEmpty());
      assertThat(fixture.told.getFirst().kind()).isEqualTo(EventKind.RESOURCE_LOW);
      assertThat(fixture.told.getFirst().rule()).isEqualTo("log.operation.max-bytes");
    }
  }

  @Test
  @Verifies("SEC-LOG-03")
  void needsTheSpaceThatTheCalculatorSays() throws Exception {
    LogConfig wide = LogFixture.config(1L << 30, Duration.ofDays(90));
    int number = 20_000;
    try (var fixture = new LogFixture(folder, wide)) {
      sql(fixture, "PRAGMA wal_checkpoint(TRUNCATE)");
      long before = Files.size(fixture.file());
      fixture.write(EventKind.OPERATION, number);
      List<JsonNode> records = fixture.records(EventClass.OPERATION);
      double mean = records.stream().mapToInt(r -> r.toString().length()).average().orElse(0);
      fixture.log().close();
      double measured = Files.size(fixture.file()) - before;
      double calculated = new LogSizing(number, mean, 1).bytes();
      assertThat(measured / calculated)
          .as("measured %s, calculated %s, %s per record", measured, calculated, mean)
          .isBetween(1 - LogSizing.ERROR_PERCENT / 100.0, 1 + LogSizing.ERROR_PERCENT / 100.0);
      assertThat(mean).isBetween(300.0, 480.0);
    }
  }

  @Test
  @Verifies("SEC-LOG-05")
  void canBeVerifiedAfterTheCertificateWasRenewed() {
    try (var fixture = new LogFixture(folder, ROOMY)) {
      fixture.write(EventKind.PORT_SCAN, 3);
      fixture.log().sign();
      fixture.renewIdentity();
      fixture.write(EventKind.PORT_SCAN, 3);
      LogVerification.Judgement judgement = fixture.judge(fixture.export());
      assertThat(judgement.findings()).isEmpty();
      assertThat(judgement.signatures()).isEqualTo(2);
    }
  }

  @Test
  @Verifies("SEC-LOG-02")
  void countsLoginsAndErrorsOfEachAccount() {
    try (var fixture = new LogFixture(folder, ROOMY)) {
      for (int i = 0; i < 3; i++) {
        fixture.log().record(login(EventKind.LOGIN_SUCCEEDED, "owner"));
      }
      for (int i = 0; i < 7; i++) {
        fixture.log().record(login(EventKind.LOGIN_FAILED, "owner"));
      }
      // Names that nobody has do not fill the memory.
      for (int i = 0; i < LogStore.MAX_ACCOUNTS + 50; i++) {
        fixture.log().record(login(EventKind.LOGIN_FAILED, "guess-" + i));
        if (i % 500 == 0) {
          int sofar = 7 + i;
          LogFixture.await(() -> errors(fixture) >= sofar);
        }
      }
      LogFixture.await(() -> errors(fixture) == 7 + LogStore.MAX_ACCOUNTS + 50);
      assertThat(accounts(fixture)).hasSize(LogStore.MAX_ACCOUNTS + 1);
      assertThat(accounts(fixture))
          .filteredOn(a -> a.account().equals("owner"))
          .singleElement()
          .satisfies(
              a -> {
                assertThat(a.logins()).isEqualTo(3);
                assertThat(a.errors()).isEqualTo(7);
                assertThat(a.login()).isPresent();
                assertThat(a.error()).isPresent();
              });
      assertThat(fixture.desk().accounts(LogFixture.READER)).hasSize(LogDesk.MAX_ROWS);
      List<JsonNode> records = fixture.records(EventClass.AUTHENTICATION);
      assertThat(records.stream().filter(r -> r.path("kind").asString().equals("login-succeeded")))
          .hasSize(3)
          .allMatch(r -> r.path("account").asString().equals("owner"));
    }
  }

  private static long errors(LogFixture fixture) {
    return accounts(fixture).stream().mapToLong(LogStore.AccountCounts::errors).sum();
  }

  private static List<LogStore.AccountCounts> accounts(LogFixture fixture) {
    try {
      return fixture.log().store().accounts(10_000);
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static SecurityEvent login(EventKind kind, String account) {
    return LogFixture.event(kind, "192.0.2.9", "console").account(account);
  }

  @Test
  @Verifies("SEC-LOG-02")
  void recordsNoLoginsWhenTheOperatorHasDecidedSo() {
    LogConfig off =
        new LogConfig(
            ROOMY.budgets(),
            64,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofHours(1),
            false,
            "privacy of the household");
    try (var fixture = new LogFixture(folder, off)) {
      fixture.log().record(login(EventKind.LOGIN_FAILED, "owner"));
      fixture.write(EventKind.PORT_SCAN, 1);
      assertThat(fixture.log().counts(EventClass.AUTHENTICATION).last()).isZero();
      assertThat(fixture.desk().accounts(LogFixture.READER)).isEmpty();
    }
  }

  @Test
  @Verifies("SEC-CONF-12")
  void recordsEachReadingOfTheLogExactlyOnce() {
    try (var fixture = new LogFixture(folder, ROOMY)) {
      fixture.write(EventKind.PORT_SCAN, 4);
      List<String> lines = fixture.desk().newest(LogFixture.READER, EventClass.SECURITY, 3);
      assertThat(lines).hasSize(3);
      assertThat(LogFixture.JSON.readTree(lines.getFirst()).path("no").asLong()).isEqualTo(4);
      assertThat(fixture.told).hasSize(1);
      SecurityEvent access = fixture.told.getFirst();
      assertThat(access.kind()).isEqualTo(EventKind.PROTECTED_DATA_READ);
      assertThat(access.account()).isEqualTo("auditor");
      assertThat(access.source().address()).isEqualTo("127.0.0.1");
      assertThat(access.action()).isEqualTo("shown");
      assertThat(access.detail()).startsWith("security log: 3 records, ");
    }
  }
}
