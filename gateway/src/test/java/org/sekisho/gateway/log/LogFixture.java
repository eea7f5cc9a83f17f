package org.sekisho.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.sekisho.gateway.TestAuthority;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.logbook.LogVerification;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A log in a folder, with time that a test moves, and an authority of its own. */
final class LogFixture implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();
  static final LogDesk.Reader READER =
      new LogDesk.Reader("auditor", new Endpoint("127.0.0.1", 40_000));

  final TestAuthority authority = new TestAuthority();
  final List<SecurityEvent> told = new CopyOnWriteArrayList<>();
  final AtomicLong shift = new AtomicLong();
  private final Path folder;
  private LogConfig config;
  private TlsIdentity identity = authority.issue(Role.GATEWAY, "gw-1");
  private SecurityLog log;

  LogFixture(Path folder, LogConfig config) {
    this.folder = folder;
    this.config = config;
    this.log = start();
  }

  static LogConfig config(long bytesEach, Duration retention) {
    Map<EventClass, LogConfig.Budget> budgets = new EnumMap<>(EventClass.class);
    for (EventClass one : EventClass.values()) {
      budgets.put(one, new LogConfig.Budget(bytesEach, retention));
    }
    return new LogConfig(
        budgets,
        2_048,
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofHours(1),
        true,
        "test");
  }

  SecurityLog start() {
    InstantSource clock = () -> Instant.now().plusMillis(shift.get());
    SecurityLog started =
        SecurityLog.start(
            folder, "gw-1", config, clock, System::nanoTime, () -> "test", new SecureRandom());
    started.signWith(() -> Optional.of(identity));
    started.tell(
        event -> {
          told.add(event);
          started.record(event);
        });
    started.awaitOpen();
    return started;
  }

  SecurityLog log() {
    return log;
  }

  LogDesk desk() {
    return new LogDesk(log, told::add, new SecureRandom());
  }

  Path file() {
    return folder.resolve("log.db");
  }

  PeerTrust trust() {
    return PeerTrust.of(List.of(authority.root()));
  }

  void renewIdentity() {
    identity = authority.issue(Role.GATEWAY, "gw-1");
  }

  void restart() {
    log.close();
    log = start();
  }

  void restart(LogConfig other) {
    log.close();
    config = other;
    log = start();
  }

  /** Records different events, one after the other, and waits until they are on disk. */
  void write(EventKind kind, int number) {
    long before = log.counts(kind.logClass()).last();
    for (int i = 0; i < number; i++) {
      log.record(event(kind, "192.0.2." + i % 250, "event " + before + " " + i));
      if (i % 500 == 499) {
        long reached = before + i;
        await(() -> log.counts(kind.logClass()).last() >= reached);
      }
    }
    await(() -> log.counts(kind.logClass()).last() >= before + number);
  }

  static SecurityEvent event(EventKind kind, String source, String detail) {
    return SecurityEvent.of(kind, Instant.now(), detail)
        .from(new Endpoint(source, 5_000), "tcp")
        .to(new Endpoint("192.0.2.254", 8883))
        .ruled("syn-over-limit", "blocked 10m");
  }

  /** All lines of an export made now. */
  List<String> export() {
    List<String> lines = new ArrayList<>();
    LogExport.of(log, true).lines().forEachRemaining(lines::add);
    return lines;
  }

  LogVerification.Judgement judge(List<String> lines) {
    return LogVerification.judge(lines.iterator(), trust());
  }

  /** Index of the record's line. */
  static int line(List<String> lines, String ofClass, long no) {
    for (int i = 0; i < lines.size(); i++) {
      JsonNode json = JSON.readTree(lines.get(i));
      if (json.path("no").asLong(0) == no && json.path("class").asString("").equals(ofClass)) {
        return i;
      }
    }
    throw new AssertionError("no record " + no);
  }

  /** The records of a class as JSON, oldest first. */
  List<JsonNode> records(EventClass of) {
    List<JsonNode> found = new ArrayList<>();
    for (String line : export()) {
      JsonNode json = JSON.readTree(line);
      if (json.has("no") && json.path("class").asString("").equals(LogLine.word(of))) {
        found.add(json);
      }
    }
    return found;
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
