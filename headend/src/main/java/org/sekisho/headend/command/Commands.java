package org.sekisho.headend.command;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sekisho.headend.command.CommandState.Status;
import org.sekisho.headend.database.HeadEndDatabase;
import org.sekisho.headend.database.HeadEndDatabase.Session;
import org.sekisho.model.command.Command;
import org.sekisho.model.command.CommandResult;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Point;
import org.sekisho.model.system.SystemModel;
import org.sekisho.wan.batch.BatchCodec;
import org.sekisho.wan.batch.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Commands: permitted by the model's grants, kept before they are sent, finished by the gateway's
 * result or by time. Everything is audited. Thread-safe; methods block on the database.
 */
public final class Commands {
  /** Most commands of one application that wait for a result. */
  public static final int MAX_OPEN = 256;

  /** How long after expiry, beyond the point's own timeout, a result is waited for. */
  public static final Duration RESULT_GRACE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_TEXT = 256;
  private static final String COLUMNS =
      "select id, application, gateway, device, point, value, issued_ms, expires_ms, status,"
          + " reason, read_back, finished_ms from command where ";

  private final HeadEndDatabase database;
  private final SystemModel model;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final MeterRegistry metrics;
  private final List<Consumer<CommandState>> listeners = new CopyOnWriteArrayList<>();

  /** Commands over this model's points. */
  public Commands(
      HeadEndDatabase database,
      SystemModel model,
      InstantSource clock,
      Supplier<UUID> ids,
      MeterRegistry metrics) {
    this.database = database;
    this.model = model;
    this.clock = clock;
    this.ids = ids;
    this.metrics = metrics;
  }

  /** Calls back with each new state, after it is on disk; must not block. */
  public void onChange(Consumer<CommandState> listener) {
    listeners.add(listener);
  }

  /**
   * Takes a command, or says why not.
   *
   * @param key the application's idempotency key
   * @param life time until it expires
   */
  public Submission submit(
      String application, String key, PointId point, Value value, Duration life) {
    Optional<Submission.Why> refusal = check(application, point, value);
    if (refusal.isPresent()) {
      audit(application, "command", point.toString(), word(refusal.get()));
      return new Submission.Refused(refusal.get());
    }
    Component gateway = model.gatewayOf(point.device()).orElseThrow();
    Point description = java.util.Objects.requireNonNull(model.point(point));
    Instant now = Instant.ofEpochMilli(clock.millis());
    var command =
        new Command(ids.get(), gateway.id(), point, value, application, now, now.plus(life));
    Instant deadline =
        command
            .expiresAt()
            .plus(description.control().map(Point.Control::timeout).orElse(Duration.ZERO))
            .plus(RESULT_GRACE);
    Bytes content = BatchCodec.sha256(point + "\n" + json(value) + "\n" + life.toMillis());
    Submission submission = database.writeNow(db -> insert(db, command, key, content, deadline));
    switch (submission) {
      case Submission.Accepted(CommandState state, boolean repeated) -> {
        if (!repeated) {
          tell(state);
        }
      }
      case Submission.Refused(Submission.Why why) ->
          audit(application, "command", point.toString(), word(why));
    }
    return submission;
  }

  private Optional<Submission.Why> check(String application, PointId point, Value value) {
    Point description = model.point(point);
    if (description == null
        || description.control().isEmpty()
        || !model.mayCommand(application, point)
        || model.gatewayOf(point.device()).isEmpty()) {
      return Optional.of(Submission.Why.NOT_GRANTED);
    }
    boolean rightType =
        switch (value) {
          case Value.Numeric _ -> description.type() == Point.ValueType.NUMBER;
          case Value.Bool _ -> description.type() == Point.ValueType.BOOLEAN;
          case Value.Text(String text) ->
              description.type() == Point.ValueType.TEXT
                  && !text.isEmpty()
                  && text.length() <= MAX_TEXT;
        };
    if (!rightType) {
      return Optional.of(Submission.Why.WRONG_TYPE);
    }
    if (value instanceof Value.Numeric(double number)) {
      boolean inRange =
          description.range().map(r -> r.contains(number)).orElse(true)
              && description
                  .control()
                  .flatMap(Point.Control::range)
                  .map(r -> r.contains(number))
                  .orElse(true);
      if (!inRange) {
        return Optional.of(Submission.Why.OUT_OF_RANGE);
      }
    }
    return Optional.empty();
  }

  private Submission insert(
      Session db, Command command, String key, Bytes content, Instant deadline)
      throws SQLException {
    Optional<Bytes> earlier =
        db.first(
            "select body_hash from command where application = ? and idempotency_key = ?",
            r -> Bytes.of(r.getBytes(1)),
            command.application(),
            key);
    if (earlier.isPresent()) {
      return earlier.get().equals(content)
          ? new Submission.Accepted(
              db.first(
                      COLUMNS + "application = ? and idempotency_key = ?",
                      Commands::state,
                      command.application(),
                      key)
                  .orElseThrow(),
              true)
          : new Submission.Refused(Submission.Why.KEY_REUSED);
    }
    long open =
        db.first(
                "select count(*) from command where application = ? and status in ('pending',"
                    + " 'sent')",
                r -> r.getLong(1),
                command.application())
            .orElse(0L);
    if (open >= MAX_OPEN) {
      return new Submission.Refused(Submission.Why.TOO_MANY);
    }
    db.update(
        "insert into command (id, application, idempotency_key, body_hash, gateway, device, point,"
            + " value, issued_ms, expires_ms, deadline_ms, status, reason)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 'none')",
        command.id().toString(),
        command.application(),
        key,
        content.toArray(),
        command.gateway(),
        command.point().device(),
        command.point().point(),
        json(command.value()),
        command.issuedAt().toEpochMilli(),
        command.expiresAt().toEpochMilli(),
        deadline.toEpochMilli());
    audit(db, command.application(), "command", command.id() + " " + command.point(), "accepted");
    return new Submission.Accepted(
        new CommandState(command, Status.PENDING, "none", Optional.empty(), Optional.empty()),
        false);
  }

  /** A command of the application. */
  public Optional<CommandState> find(String application, UUID id) {
    return database.read(
        db ->
            db.first(
                COLUMNS + "id = ? and application = ?",
                Commands::state,
                id.toString(),
                application));
  }

  /** Commands of the gateway that have no result and have not expired, oldest first. */
  public List<Command> open(String gateway) {
    return database.read(
        db ->
            db.list(
                COLUMNS
                    + "gateway = ? and status in ('pending', 'sent') and expires_ms > ?"
                    + " order by issued_ms limit 1000",
                r -> state(r).command(),
                gateway,
                clock.millis()));
  }

  /** Notes that the gateway was given the command. */
  public void sent(UUID id) {
    change(
        id,
        "update command set status = 'sent' where id = ? and status = 'pending'",
        "gateway",
        id.toString());
  }

  /**
   * Takes the gateway's result; one for another gateway's command, or for one that has a result, is
   * answered false and changes nothing.
   */
  public boolean result(String gateway, CommandResult result) {
    // A result that comes after our own time-out is the truth, and replaces it.
    return change(
        result.id(),
        "update command set status = ?, reason = ?, read_back = ?, finished_ms = ? where id = ?"
            + " and gateway = ? and (status in ('pending', 'sent') or (status = 'timeout' and"
            + " reason = 'no-result'))",
        "gateway:" + gateway,
        result.status().word(),
        word(result.reason()),
        result.readBack().map(Commands::json).orElse(null),
        clock.millis(),
        result.id().toString(),
        gateway);
  }

  /** Ends what time has ended: pending commands at their expiry, sent ones at their deadline. */
  public void expire() {
    long now = clock.millis();
    List<String> due =
        database.read(
            db ->
                db.list(
                    "select id from command where (status = 'pending' and expires_ms <= ?)"
                        + " or (status = 'sent' and deadline_ms <= ?) limit 1000",
                    r -> r.getString(1),
                    now,
                    now));
    for (String id : due) {
      change(
          UUID.fromString(id),
          "update command set reason = case status when 'pending' then 'not-delivered' else"
              + " 'no-result' end, status = case status when 'pending' then 'expired' else"
              + " 'timeout' end, finished_ms = ? where id = ? and status in ('pending', 'sent')",
          "head-end",
          now,
          id);
    }
  }

  /** Deletes what is older than the time: finished commands and the audit of them. */
  public void trim(Instant commandsBefore, Instant auditBefore) {
    database.writeNow(
        db ->
            db.update(
                    "delete from command where issued_ms < ? and status not in ('pending', 'sent')",
                    commandsBefore.toEpochMilli())
                + db.update("delete from audit where at_ms < ?", auditBefore.toEpochMilli()));
  }

  /** Notes who did what with which outcome. */
  public void audit(String who, String what, String subject, String outcome) {
    database.writeNow(
        db -> {
          audit(db, who, what, subject, outcome);
          return 1;
        });
  }

  private void audit(Session db, String who, String what, String subject, String outcome)
      throws SQLException {
    db.update(
        "insert into audit (at_ms, who, what, subject, outcome) values (?, ?, ?, ?, ?)",
        clock.millis(),
        who,
        what,
        subject,
        outcome);
  }

  /** The newest audit entries as lines of time, who, what, subject, outcome; newest first. */
  public List<List<String>> auditTrail(int limit) {
    return database.read(
        db ->
            db.list(
                "select at_ms, who, what, subject, outcome from audit order by id desc limit ?",
                r ->
                    List.of(
                        Instant.ofEpochMilli(r.getLong(1)).toString(),
                        r.getString(2),
                        r.getString(3),
                        r.getString(4),
                        r.getString(5)),
                limit));
  }

  private boolean change(
      UUID id, String sql, String who, @org.jspecify.annotations.Nullable Object... values) {
    Optional<CommandState> changed =
        database.writeNow(
            db -> {
              if (db.update(sql, values) == 0) {
                return Optional.empty();
              }
              CommandState state =
                  db.first(COLUMNS + "id = ?", Commands::state, id.toString()).orElseThrow();
              audit(
                  db,
                  who,
                  "command",
                  id + " " + state.command().point(),
                  state.status().word() + " " + state.reason());
              return Optional.of(state);
            });
    changed.ifPresent(this::tell);
    return changed.isPresent();
  }

  private void tell(CommandState state) {
    metrics.counter("sekisho.headend.commands", "status", state.status().word()).increment();
    for (Consumer<CommandState> listener : listeners) {
      try {
        listener.accept(state);
      } catch (RuntimeException e) {
        LOG.error("a listener of commands failed", e);
      }
    }
  }

  private static CommandState state(ResultSet r) throws SQLException {
    long finished = r.getLong(12);
    String readBack = r.getString(11);
    return new CommandState(
        new Command(
            UUID.fromString(r.getString(1)),
            r.getString(3),
            new PointId(r.getString(4), r.getString(5)),
            value(r.getString(6)),
            r.getString(2),
            Instant.ofEpochMilli(r.getLong(7)),
            Instant.ofEpochMilli(r.getLong(8))),
        Status.valueOf(r.getString(9).toUpperCase(Locale.ROOT)),
        r.getString(10),
        readBack == null ? Optional.empty() : Optional.of(value(readBack)),
        finished == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finished)));
  }

  private static String json(Value value) {
    return switch (value) {
      case Value.Numeric(double number) -> JSON.writeValueAsString(number);
      case Value.Bool(boolean bool) -> JSON.writeValueAsString(bool);
      case Value.Text(String text) -> JSON.writeValueAsString(text);
    };
  }

  private static Value value(String json) {
    JsonNode node = JSON.readTree(json);
    if (node.isBoolean()) {
      return new Value.Bool(node.booleanValue());
    }
    return node.isNumber()
        ? new Value.Numeric(node.doubleValue())
        : new Value.Text(node.stringValue(""));
  }

  /** A reason is a short dashed word; whatever else a gateway says is not passed on. */
  private static String word(String reason) {
    return reason.length() <= 64 && reason.matches("[a-z0-9][a-z0-9-]*") ? reason : "other";
  }

  private static String word(Submission.Why why) {
    return "refused " + why.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** States that are open now, for the status page. */
  public long openCount() {
    return database.read(
        db ->
            db.first(
                    "select count(*) from command where status in ('pending', 'sent')",
                    r -> r.getLong(1))
                .orElse(0L));
  }
}
