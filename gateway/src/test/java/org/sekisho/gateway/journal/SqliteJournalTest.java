package org.sekisho.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.senml.SenmlCbor;

@Verifies({"SYS-13", "SYS-26"})
class SqliteJournalTest {
  private static final PointId POINT = new PointId("hand-sensor", "temperature");
  private static final JournalConfig SMALL =
      new JournalConfig(1 << 20, JournalConfig.WhenFull.REFUSE);

  @TempDir Path data;

  private SqliteJournal open() {
    return open(JournalConfig.USUAL);
  }

  private SqliteJournal open(JournalConfig config) {
    return SqliteJournal.open(data, config, new SecureRandom());
  }

  private static Reading reading(long n) {
    return new Reading(
        POINT, new Value.Numeric(n), 1_000_000L * n, Clock.DEVICE, QualityReason.NONE);
  }

  private static CompletableFuture<AppendResult> start(Journal journal, Reading... readings) {
    CompletableFuture<AppendResult> done = new CompletableFuture<>();
    journal.append(List.of(readings), done::complete);
    return done;
  }

  private static AppendResult append(Journal journal, Reading... readings) {
    return start(journal, readings).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static void fill(Journal journal, int count) {
    for (int n = 1; n <= count; n++) {
      assertThat(append(journal, reading(n))).isInstanceOf(AppendResult.Committed.class);
    }
  }

  private static void assertBalanced(JournalCounts counts) {
    assertThat(counts.accepted())
        .isEqualTo(counts.forgotten() + counts.droppedByRule() + counts.lost() + counts.waiting());
  }

  @Test
  void numbersReadingsFromOneAndGivesThemBackInOrder() {
    try (SqliteJournal journal = open()) {
      assertThat(journal.opening()).isInstanceOf(Opening.Fresh.class);
      assertThat(append(journal, reading(1), reading(2)))
          .isEqualTo(new AppendResult.Committed(1, 2));
      assertThat(append(journal, reading(3))).isEqualTo(new AppendResult.Committed(3, 3));
      Slice all = journal.read(1, 100);
      assertThat(all.firstNumber()).isEqualTo(1);
      assertThat(all.records())
          .containsExactly(
              SenmlCbor.record(reading(1)),
              SenmlCbor.record(reading(2)),
              SenmlCbor.record(reading(3)));
      Slice part = journal.read(2, 1);
      assertThat(part.firstNumber()).isEqualTo(2);
      assertThat(part.records()).containsExactly(SenmlCbor.record(reading(2)));
      assertThat(journal.read(4, 10).isEmpty()).isTrue();
    }
  }

  @Test
  @Verifies("SEC-CONF-01")
  void writesNoReadingInPlainText() throws IOException {
    String text = "somebody is at home";
    var secret =
        new Reading(
            new PointId("hand-sensor", "note"),
            new Value.Text(text),
            1_000_000L,
            Clock.DEVICE,
            QualityReason.NONE);
    assertThat(new String(SenmlCbor.record(secret), StandardCharsets.ISO_8859_1))
        .as("what would be found if it were not sealed")
        .contains(text, "hand-sensor");
    try (SqliteJournal journal = open()) {
      assertThat(append(journal, secret)).isInstanceOf(AppendResult.Committed.class);
      assertThat(onDisk()).doesNotContain(text, "hand-sensor");
    }
    assertThat(onDisk()).hasSizeGreaterThan(4096).doesNotContain(text, "hand-sensor");
  }

  private String onDisk() throws IOException {
    var all = new StringBuilder();
    try (var files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void goesOnWhereItStoodAfterReopening() {
    java.util.UUID chain;
    try (SqliteJournal journal = open()) {
      chain = journal.chain();
      fill(journal, 10);
      journal.forget(1, 4);
      journal.forget(7, 8);
    }
    try (SqliteJournal journal = open()) {
      assertThat(journal.opening()).isInstanceOf(Opening.Sound.class);
      assertThat(journal.chain()).isEqualTo(chain);
      assertThat(journal.counts().accepted()).isEqualTo(10);
      assertThat(journal.counts().forgotten()).isEqualTo(6);
      assertThat(journal.counts().waiting()).isEqualTo(4);
      assertThat(append(journal, reading(11))).isEqualTo(new AppendResult.Committed(11, 11));
    }
  }

  @Test
  void keepsItsNumbersWhenEverythingWasForgotten() {
    try (SqliteJournal journal = open()) {
      fill(journal, 3);
      journal.forget(1, 3);
      assertThat(journal.counts().bytes()).isZero();
    }
    try (SqliteJournal journal = open()) {
      assertThat(append(journal, reading(4))).isEqualTo(new AppendResult.Committed(4, 4));
      assertBalanced(journal.counts());
    }
  }

  @Test
  void forgetsARangeOnceHoweverOftenItIsSaid() {
    try (SqliteJournal journal = open()) {
      append(journal, reading(1), reading(2), reading(3), reading(4));
      journal.forget(2, 3);
      journal.forget(2, 3);
      journal.forget(1, 2);
      assertThat(journal.counts().forgotten()).isEqualTo(3);
      Slice rest = journal.read(1, 10);
      assertThat(rest.firstNumber()).isEqualTo(4);
      assertThat(rest.records()).hasSize(1);
      journal.forget(4, 900);
      assertThat(journal.counts().waiting()).isZero();
      assertThat(journal.counts().forgotten()).isEqualTo(4);
      assertThat(journal.counts().bytes()).isZero();
    }
  }

  @Test
  void readsUpToTheNextForgottenNumber() {
    try (SqliteJournal journal = open()) {
      fill(journal, 9);
      journal.forget(4, 5);
      assertThat(journal.read(1, 100).records()).hasSize(3);
      Slice behind = journal.read(4, 100);
      assertThat(behind.firstNumber()).isEqualTo(6);
      assertThat(behind.lastNumber()).isEqualTo(9);
    }
  }

  @Test
  void agreesWithASimpleModelOverRandomOperations() {
    Random random = new Random(20260101);
    java.util.TreeSet<Long> waiting = new java.util.TreeSet<>();
    long accepted = 0;
    SqliteJournal journal = open();
    try {
      for (int step = 0; step < 400; step++) {
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            Reading[] some = new Reading[1 + random.nextInt(700)];
            for (int i = 0; i < some.length; i++) {
              some[i] = reading(accepted + i + 1);
              waiting.add(accepted + i + 1);
            }
            append(journal, some);
            accepted += some.length;
          }
          case 2 -> {
            long first = 1 + random.nextLong(accepted + 5);
            long last = first + random.nextInt(900);
            journal.forget(first, last);
            waiting.subSet(first, true, last, true).clear();
          }
          case 3 -> {
            long from = 1 + random.nextLong(accepted + 5);
            int max = 1 + random.nextInt(1500);
            Slice slice = journal.read(from, max);
            List<byte[]> expected = new ArrayList<>();
            Long first = waiting.ceiling(from);
            for (Long n = first; n != null && expected.size() < max; ) {
              expected.add(SenmlCbor.record(reading(n)));
              n = waiting.contains(n + 1) ? n + 1 : null;
            }
            assertThat(slice.records()).as("step %d", step).containsExactlyElementsOf(expected);
            if (first != null) {
              assertThat(slice.firstNumber()).isEqualTo(first);
            }
          }
          default -> {
            if (random.nextInt(6) == 0) {
              journal.close();
              journal = open();
            }
          }
        }
        assertThat(journal.counts().waiting()).isEqualTo(waiting.size());
        assertThat(journal.counts().accepted()).isEqualTo(accepted);
        assertBalanced(journal.counts());
      }
    } finally {
      journal.close();
    }
  }

  @Test
  void tellsItsListenersAfterTheCommit() {
    try (SqliteJournal journal = open()) {
      AtomicInteger seen = new AtomicInteger();
      journal.onCommitted(() -> seen.set(journal.read(1, 10).records().size()));
      append(journal, reading(1));
      journal.inTransaction(_ -> 0);
      assertThat(seen).hasValue(1);
    }
  }

  @Test
  void runsForeignWorkInOneTransactionWithForgetting() {
    try (SqliteJournal journal = open()) {
      fill(journal, 5);
      journal.inTransaction(
          t -> {
            execute(t, "CREATE TABLE uplink_test(v INTEGER)");
            execute(t, "INSERT INTO uplink_test VALUES(7)");
            t.forget(1, 2);
            return 0;
          });
      assertThat(journal.counts().forgotten()).isEqualTo(2);
      assertThatThrownBy(
              () ->
                  journal.inTransaction(
                      t -> {
                        execute(t, "INSERT INTO uplink_test VALUES(8)");
                        t.forget(3, 5);
                        throw new IllegalStateException("on purpose");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("on purpose");
      assertThat(journal.counts().forgotten()).isEqualTo(2);
      assertThat(journal.read(3, 9).records()).hasSize(3);
    }
    try (SqliteJournal journal = open()) {
      assertThat(journal.<Integer>inTransaction(t -> count(t, "SELECT count(*) FROM uplink_test")))
          .isEqualTo(1);
      assertThat(journal.counts().forgotten()).isEqualTo(2);
    }
  }

  private static void execute(Journal.Transaction t, String sql) {
    try (var statement = t.connection().createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int count(Journal.Transaction t, String sql) {
    try (var statement = t.connection().createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? row.getInt(1) : -1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesWhenFullAndAcceptsAgainWhenSomethingWasDelivered() {
    try (SqliteJournal journal = open(SMALL)) {
      int accepted = fillUp(journal);
      assertThat(journal.counts().bytes()).isLessThanOrEqualTo(SMALL.maxBytes());
      assertThat(journal.counts().accepted()).isEqualTo(accepted);
      journal.forget(1, 2_000);
      assertThat(append(journal, reading(1))).isInstanceOf(AppendResult.Committed.class);
    }
  }

  private static int fillUp(Journal journal) {
    Reading[] many = new Reading[1_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = reading(i);
    }
    int accepted = 0;
    while (append(journal, many) instanceof AppendResult.Committed) {
      accepted += many.length;
      assertThat(accepted).isLessThan(1_000_000);
    }
    assertThat(append(journal, many)).isInstanceOf(AppendResult.Full.class);
    return accepted;
  }

  @Test
  void dropsTheOldestByRuleAndCountsThem() {
    JournalConfig dropping = new JournalConfig(1 << 20, JournalConfig.WhenFull.DROP_OLDEST);
    try (SqliteJournal journal = open(dropping)) {
      Reading[] many = new Reading[1_000];
      java.util.Arrays.fill(many, reading(5));
      for (int i = 0; i < 60; i++) {
        assertThat(append(journal, many)).isInstanceOf(AppendResult.Committed.class);
      }
      JournalCounts counts = journal.counts();
      assertThat(counts.accepted()).isEqualTo(60_000);
      assertThat(counts.droppedByRule()).isPositive();
      assertThat(counts.bytes()).isLessThanOrEqualTo(dropping.maxBytes());
      assertBalanced(counts);
      assertThat(journal.read(1, 1).firstNumber()).isEqualTo(counts.droppedByRule() + 1);
    }
    try (SqliteJournal journal = open(dropping)) {
      assertThat(journal.counts().droppedByRule()).isPositive();
      assertBalanced(journal.counts());
    }
  }

  @Test
  void refusesWhileTheDiskIsFullAndGoesOnWhenThereIsSpaceAgain() {
    try (SqliteJournal journal = open()) {
      fill(journal, 3);
      // SQLite's own page limit gives the same error, SQLITE_FULL, as a disk without space.
      int pages = journal.<Integer>inTransaction(t -> count(t, "PRAGMA page_count"));
      journal.inTransaction(t -> count(t, "PRAGMA max_page_count=" + pages));
      Reading[] many = new Reading[1_000];
      java.util.Arrays.fill(many, reading(4));
      AppendResult result = append(journal, many);
      assertThat(result).isInstanceOf(AppendResult.Failed.class);
      assertThat(journal.counts().accepted()).isEqualTo(3);
      journal.inTransaction(t -> count(t, "PRAGMA max_page_count=1000000"));
      assertThat(append(journal, many)).isEqualTo(new AppendResult.Committed(4, 1_003));
      assertThat(journal.read(1, 2_000).records()).hasSize(1_003);
    }
  }

  @Test
  void keepsEveryAcknowledgedReadingOfAKilledProcess() throws Exception {
    // A copy of the files of a running journal is what a kill leaves behind.
    Path copy = data.resolve("copy");
    AtomicInteger acknowledged = new AtomicInteger();
    int before;
    try (SqliteJournal journal = open()) {
      for (int i = 1; i <= 500; i++) {
        journal.append(List.of(reading(i)), _ -> acknowledged.incrementAndGet());
      }
      append(journal, reading(501));
      before = acknowledged.get();
      Files.createDirectories(copy.resolve("keys"));
      for (String file : List.of("keys/journal.key", "journal.db", "journal.db-wal")) {
        Files.copy(data.resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    try (SqliteJournal journal =
        SqliteJournal.open(copy, JournalConfig.USUAL, new SecureRandom())) {
      assertThat(journal.opening()).isInstanceOf(Opening.Sound.class);
      assertThat(before).isEqualTo(500);
      assertThat(journal.read(1, 1_000).records()).hasSize(501);
    }
  }

  @Test
  void ignoresATornTailOfTheWriteAheadLog() throws IOException {
    Path copy = data.resolve("copy");
    Files.createDirectories(copy.resolve("keys"));
    try (SqliteJournal journal = open()) {
      fill(journal, 50);
      for (String file : List.of("keys/journal.key", "journal.db", "journal.db-wal")) {
        Files.copy(data.resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Path wal = copy.resolve("journal.db-wal");
    try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "rw")) {
      file.setLength(file.length() - 100);
    }
    try (SqliteJournal journal =
        SqliteJournal.open(copy, JournalConfig.USUAL, new SecureRandom())) {
      assertThat(journal.read(1, 100).records()).hasSizeGreaterThanOrEqualTo(49);
    }
  }

  @Test
  void setsADamagedFileAsideAndSalvagesWhatIsReadable() throws IOException {
    java.util.UUID former;
    try (SqliteJournal journal = open()) {
      former = journal.chain();
      fill(journal, 1_000);
      journal.forget(1, 100);
    }
    Path file = data.resolve("journal.db");
    long pages = Files.size(file) / 4096;
    scribble(file, pages / 2 * 4096, 4096);
    try (SqliteJournal journal = open()) {
      assertThat(journal.opening()).isInstanceOf(Opening.Salvaged.class);
      Opening.Salvaged salvaged = (Opening.Salvaged) journal.opening();
      assertThat(salvaged.damaged()).exists().hasFileName("journal.db.damaged-1");
      assertThat(salvaged.formerChain()).isEqualTo(former);
      assertThat(journal.chain()).isNotEqualTo(former);
      assertThat(salvaged.carriedOver()).isBetween(800L, 899L);
      assertThat(salvaged.lostRanges().stream().mapToLong(NumberRange::count).sum())
          .isEqualTo(900 - salvaged.carriedOver());
      assertThat(journal.read(1, 1_000).records()).hasSize((int) salvaged.carriedOver());
      assertThat(append(journal, reading(1))).isInstanceOf(AppendResult.Committed.class);
      assertBalanced(journal.counts());
    }
    try (SqliteJournal journal = open()) {
      assertThat(journal.opening()).isInstanceOf(Opening.Sound.class);
    }
  }

  @Test
  void survivesAFileThatIsNoDatabaseAtAll() throws IOException {
    try (SqliteJournal journal = open()) {
      fill(journal, 10);
    }
    Files.writeString(data.resolve("journal.db"), "this is not a database ".repeat(900));
    try (SqliteJournal journal = open()) {
      assertThat(journal.opening())
          .isInstanceOfSatisfying(
              Opening.Salvaged.class,
              s -> {
                assertThat(s.carriedOver()).isZero();
                assertThat(s.lostRanges()).isNotEmpty();
              });
      fill(journal, 3);
    }
  }

  @Test
  void neverFailsOnRandomDamage() throws IOException {
    Path sound = data.resolve("sound");
    try (SqliteJournal journal =
        SqliteJournal.open(sound, JournalConfig.USUAL, new SecureRandom())) {
      fill(journal, 300);
      journal.forget(20, 40);
    }
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      Path copy = data.resolve("round-" + round);
      Files.createDirectories(copy.resolve("keys"));
      Files.copy(sound.resolve("journal.db"), copy.resolve("journal.db"));
      Files.copy(sound.resolve("keys/journal.key"), copy.resolve("keys/journal.key"));
      Path file = copy.resolve("journal.db");
      int length = 1 + random.nextInt(round % 2 == 0 ? 8 : 9_000);
      scribble(file, random.nextLong(Files.size(file)), length);
      try (SqliteJournal journal =
          SqliteJournal.open(copy, JournalConfig.USUAL, new SecureRandom())) {
        long read = 0;
        for (long from = 1; ; ) {
          Slice slice = journal.read(from, 50);
          if (slice.isEmpty()) {
            break;
          }
          read += slice.records().size();
          from = slice.lastNumber() + 1;
        }
        assertBalanced(journal.counts());
        assertThat(journal.counts().waiting()).as("round %d", round).isEqualTo(read);
        assertThat(append(journal, reading(1))).isInstanceOf(AppendResult.Committed.class);
      }
    }
  }

  private static void scribble(Path file, long at, int length) throws IOException {
    byte[] noise = new byte[length];
    new Random(at).nextBytes(noise);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(at);
      out.write(noise, 0, (int) Math.min(length, out.length() - at));
    }
  }

  @Test
  void writesOffAGroupThatNoLongerOpensAndGoesOnBehindIt() {
    try (SqliteJournal journal = open()) {
      fill(journal, 10);
      journal.inTransaction(
          t -> {
            execute(t, "UPDATE record_group SET sealed=zeroblob(80) WHERE first BETWEEN 4 AND 5");
            return 0;
          });
      assertThat(journal.read(1, 100).records()).hasSize(3);
      Slice behind = journal.read(4, 100);
      assertThat(behind.firstNumber()).isEqualTo(6);
      assertThat(behind.records()).hasSize(5);
      assertThat(journal.counts().lost()).isEqualTo(2);
      assertBalanced(journal.counts());
    }
  }

  @Test
  void doesNotOpenAGroupUnderAnotherNumber() {
    try (SqliteJournal journal = open()) {
      fill(journal, 2);
      journal.inTransaction(
          t -> {
            execute(
                t,
                "UPDATE record_group SET sealed=(SELECT sealed FROM record_group WHERE first=2)"
                    + " WHERE first=1");
            return 0;
          });
      assertThat(journal.read(1, 1).firstNumber()).isEqualTo(2);
      assertThat(journal.counts().lost()).isEqualTo(1);
    }
  }

  @Test
  void leavesNoReadingInPlainOnTheDisk() throws IOException {
    String text = "somebody is at home";
    Reading told =
        new Reading(POINT, new Value.Text(text), 1, Clock.DEVICE, QualityReason.WRONG_TYPE);
    try (SqliteJournal journal = open()) {
      append(journal, told);
      for (String name : List.of("journal.db", "journal.db-wal")) {
        String content = Files.readString(data.resolve(name), StandardCharsets.ISO_8859_1);
        assertThat(content).doesNotContain(text).doesNotContain("hand-sensor");
      }
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("keys/journal.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void nothingOpensWithoutTheKey() throws IOException {
    try (SqliteJournal journal = open()) {
      fill(journal, 5);
    }
    Files.delete(data.resolve("keys/journal.key"));
    try (SqliteJournal journal = open()) {
      assertThat(journal.opening())
          .isInstanceOfSatisfying(
              Opening.Salvaged.class, s -> assertThat(s.carriedOver()).isZero());
      assertThat(journal.read(1, 10).isEmpty()).isTrue();
    }
  }

  @Test
  void answersBusyInsteadOfGrowingWithoutBound() {
    try (SqliteJournal journal = open()) {
      Reading[] many = new Reading[1_000];
      java.util.Arrays.fill(many, reading(1));
      CompletableFuture<Integer> held = new CompletableFuture<>();
      CompletableFuture<Integer> holding = new CompletableFuture<>();
      Thread holder =
          Thread.ofVirtual()
              .start(
                  () ->
                      journal.inTransaction(
                          _ -> {
                            holding.complete(1);
                            return held.join();
                          }));
      holding.join();
      List<CompletableFuture<AppendResult>> results = new ArrayList<>();
      for (int i = 0; i < 70; i++) {
        results.add(start(journal, many));
      }
      assertThat(results.getLast().join()).isInstanceOf(AppendResult.Busy.class);
      held.complete(1);
      assertThat(results.getFirst().orTimeout(20, TimeUnit.SECONDS).join())
          .isInstanceOf(AppendResult.Committed.class);
      assertThat(holder).isNotNull();
    }
  }
}
