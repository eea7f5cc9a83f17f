package org.sekisho.gateway.log;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.logbook.LogVerification;

/**
 * Where people read the log. Each reading is itself a record: who, from where, what and how much.
 * Blocks; thread-safe.
 */
public final class LogDesk {
  /** Most records of one answer. */
  public static final int MAX_ROWS = 1_000;

  private static final int MAX_EXPORTS = 4;
  private static final Duration EXPORT_LIFE = Duration.ofMinutes(15);

  /**
   * Who reads.
   *
   * @param account the person's, or the name of the door
   * @param from where the request came from
   */
  public record Reader(String account, Endpoint from) {}

  /** An export that has begun: its first lines, its parts by class word, and its last line. */
  public record Begun(String id, List<String> head, Map<String, Long> parts, String end) {}

  private record Running(LogExport export, Instant begun) {}

  private final SecurityLog log;
  private final EventSink events;
  private final RandomGenerator random;
  private final Map<String, Running> exports = new LinkedHashMap<>();

  /** A desk over the log; readings are told to the sink. */
  public LogDesk(SecurityLog log, EventSink events, RandomGenerator random) {
    this.log = log;
    this.events = events;
    this.random = random;
  }

  /** The newest records of a class, newest first, each a line of JSON. */
  public List<String> newest(Reader reader, EventClass of, int limit) {
    try {
      LogStore.Chain chain = log.store().chain(of);
      long from = Math.max(chain.first(), chain.last() - Math.clamp(limit, 1, MAX_ROWS) + 1);
      List<String> lines = new ArrayList<>();
      for (LogStore.Row row : log.store().rows(of, from, chain.last(), MAX_ROWS)) {
        row.line().map(LogStore::text).ifPresent(lines::add);
      }
      long bytes = size(lines);
      read(
          reader,
          bytes > 0
              ? Phrase.LOG_READ_BYTES.with(LogLine.word(of), lines.size(), bytes)
              : Phrase.LOG_READ.with(LogLine.word(of), lines.size()));
      return lines.reversed();
    } catch (SQLException e) {
      throw new LogException("the log cannot be read", e);
    }
  }

  /** Logins and wrong logins of each account, those with the latest failures first. */
  public List<Map<String, Object>> accounts(Reader reader) {
    try {
      List<Map<String, Object>> found = new ArrayList<>();
      for (LogStore.AccountCounts counts : log.store().accounts(MAX_ROWS)) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("account", counts.account());
        one.put("logins", counts.logins());
        one.put("errors", counts.errors());
        counts.login().ifPresent(t -> one.put("last_login", t.toString()));
        counts.error().ifPresent(t -> one.put("last_error", t.toString()));
        found.add(one);
      }
      read(reader, Phrase.LOGINS_READ.with(found.size()));
      return found;
    } catch (SQLException e) {
      throw new LogException("the log cannot be read", e);
    }
  }

  /** Begins an export; its pages may be fetched for a quarter of an hour. */
  public Begun export(Reader reader) {
    LogExport export = LogExport.of(log, true);
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    synchronized (exports) {
      Instant oldest = log.now().minus(EXPORT_LIFE);
      exports.values().removeIf(e -> e.begun().isBefore(oldest));
      if (exports.size() >= MAX_EXPORTS) {
        exports.remove(exports.keySet().iterator().next());
      }
      exports.put(id, new Running(export, log.now()));
    }
    Map<String, Long> parts = new LinkedHashMap<>();
    export
        .parts()
        .forEach(
            part -> {
              if (part.records() > 0) {
                parts.put(LogLine.word(part.of()), part.from());
              }
            });
    read(reader, Phrase.LOG_EXPORTED.with(export.records()));
    return new Begun(id, export.head(), parts, export.end());
  }

  /** Records of an export, and where the next are (0: nowhere); empty when it is not known. */
  public Optional<Map<String, Object>> page(String exportId, String ofClass, long from) {
    LogExport export;
    synchronized (exports) {
      Running running = exports.get(exportId);
      if (running == null) {
        return Optional.empty();
      }
      export = running.export();
    }
    return export.parts().stream()
        .filter(part -> LogLine.word(part.of()).equals(ofClass))
        .findFirst()
        .map(
            part -> {
              LogExport.Page page = export.page(part, Math.max(from, part.from()), MAX_ROWS);
              return Map.of("lines", page.lines(), "next", page.next());
            });
  }

  /** Verifies the log where it lies; what is wrong is told as {@link EventKind#LOG_ALTERED}. */
  public LogVerification.Judgement verify(PeerTrust trust) {
    LogVerification.Judgement judgement = judge(trust);
    // Records may have gone by their age while they were being read: look again.
    for (int i = 0; i < 2 && !judgement.whole(); i++) {
      judgement = judge(trust);
    }
    if (!judgement.whole() && judgement.signatures() > 0) {
      events.record(
          SecurityEvent.of(
                  EventKind.LOG_ALTERED,
                  log.now(),
                  judgement.found() + " findings: " + judgement.findings().getFirst().text())
              .ruled("log", "none"));
    }
    return judgement;
  }

  private LogVerification.Judgement judge(PeerTrust trust) {
    return LogVerification.judge(LogExport.of(log, false).lines(), trust);
  }

  private void read(Reader reader, Said what) {
    events.record(
        SecurityEvent.of(EventKind.PROTECTED_DATA_READ, log.now(), what)
            .from(reader.from(), "https")
            .account(reader.account())
            .ruled("log", "shown"));
  }

  private static long size(List<String> lines) {
    return lines.stream().mapToLong(String::length).sum();
  }
}
