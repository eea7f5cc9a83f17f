package org.sekisho.gateway.log;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.program.logbook.LogSignature;
import org.sekisho.program.logbook.LogStatement;
import tools.jackson.databind.json.JsonMapper;

/**
 * The log as lines that anybody can verify who has the root certificate: head, certificates,
 * signatures, the records up to now, end. The lines are read page by page as they are asked for.
 */
final class LogExport {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PAGE_ROWS = 256;

  /** Records of a class that belong to the export. */
  record Part(EventClass of, long from, long to) {
    long records() {
      return Math.max(0, to - from + 1);
    }
  }

  /** Lines from one place on; {@code next} is where to go on, 0 when the part is at its end. */
  record Page(List<String> lines, long next) {}

  private final SecurityLog log;
  private final List<String> head;
  private final List<Part> parts;

  private LogExport(SecurityLog log, List<String> head, List<Part> parts) {
    this.log = log;
    this.head = List.copyOf(head);
    this.parts = List.copyOf(parts);
  }

  /** An export of everything up to now, signed at its end when the gateway has an identity. */
  static LogExport of(SecurityLog log, boolean sign) {
    if (sign) {
      log.sign();
    }
    LogStore store = log.store();
    synchronized (store) {
      return snapshot(log, store, sign);
    }
  }

  /** Under the store's lock: signatures and chains of one moment. */
  private static LogExport snapshot(SecurityLog log, LogStore store, boolean sign) {
    try {
      List<LogSignature> signatures = store.signatures();
      Optional<LogStatement> last = store.lastStatement();
      List<Part> parts = new ArrayList<>();
      long records = 0;
      for (EventClass one : EventClass.values()) {
        LogStore.Chain chain = store.chain(one);
        // With a signature the export ends where the signature does: all of it is covered.
        LogStatement.Link signed =
            sign && last.isPresent() ? last.get().heads().get(LogLine.word(one)) : null;
        long to = signed == null ? chain.last() : Math.min(chain.last(), signed.number());
        parts.add(new Part(one, chain.first(), to));
        records += parts.getLast().records();
      }
      List<String> head = new ArrayList<>();
      Map<String, Object> about = new LinkedHashMap<>();
      about.put("gateway", log.gateway());
      about.put("log", store.id());
      about.put("at", log.now().toString());
      about.put("records", records);
      head.add(JSON.writeValueAsString(Map.of("export", about)));
      store
          .certificates()
          .forEach(
              (key, pem) -> {
                Map<String, Object> certificate = new LinkedHashMap<>();
                certificate.put("key", key);
                certificate.put("pem", pem);
                head.add(JSON.writeValueAsString(Map.of("certificate", certificate)));
              });
      for (LogSignature signature : signatures) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("key", signature.key());
        one.put("statement", signature.statement());
        one.put("value", signature.value());
        head.add(JSON.writeValueAsString(Map.of("signature", one)));
      }
      return new LogExport(log, head, parts);
    } catch (SQLException e) {
      throw new LogException("the log cannot be read", e);
    }
  }

  /** The lines before the records. */
  List<String> head() {
    return head;
  }

  /** What records there are. */
  List<Part> parts() {
    return parts;
  }

  /** How many records there are. */
  long records() {
    return parts.stream().mapToLong(Part::records).sum();
  }

  /** The last line. */
  String end() {
    return JSON.writeValueAsString(Map.of("end", Map.of("records", records())));
  }

  /** The records of the part from this number on, about a page of them. */
  Page page(Part part, long from, int rows) {
    if (from > part.to()) {
      return new Page(List.of(), 0);
    }
    try {
      List<String> lines = new ArrayList<>();
      long last = from - 1;
      for (LogStore.Row row : log.store().rows(part.of(), from, part.to(), rows)) {
        last = row.no();
        // What cannot be opened is shown as what it is; the verification then finds the hole.
        row.line().map(LogStore::text).ifPresent(lines::add);
      }
      return new Page(lines, last < from || last >= part.to() ? 0 : last + 1);
    } catch (SQLException e) {
      throw new LogException("the log cannot be read", e);
    }
  }

  /** All lines, one after the other. */
  Iterator<String> lines() {
    return new Iterator<>() {
      private final Iterator<Part> rest = parts.iterator();
      private Iterator<String> page = head.iterator();
      private Optional<Part> part = Optional.empty();
      private long next;
      private boolean ended;

      @Override
      public boolean hasNext() {
        return !ended || page.hasNext();
      }

      @Override
      public String next() {
        while (!page.hasNext()) {
          if (part.isPresent() && next > 0) {
            Page got = page(part.get(), next, PAGE_ROWS);
            page = got.lines().iterator();
            next = got.next();
          } else if (rest.hasNext()) {
            part = Optional.of(rest.next());
            next = Math.max(1, part.get().from());
          } else if (!ended) {
            ended = true;
            return end();
          } else {
            throw new NoSuchElementException();
          }
        }
        return page.next();
      }
    };
  }
}
