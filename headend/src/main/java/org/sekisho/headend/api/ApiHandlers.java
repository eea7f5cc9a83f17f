package org.sekisho.headend.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.headend.access.AccessRecords;
import org.sekisho.headend.command.Commands;
import org.sekisho.headend.command.Submission;
import org.sekisho.headend.intake.Alarms;
import org.sekisho.headend.intake.ChainBook;
import org.sekisho.headend.intake.DeviceOwners;
import org.sekisho.headend.store.ReadingStore;
import org.sekisho.headend.store.ReadingStore.ReadingKey;
import org.sekisho.headend.store.ReadingStore.Selection;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Grant;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Point;
import org.sekisho.model.system.Profile;
import org.sekisho.model.system.Range;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.https.Answer;
import org.sekisho.wan.batch.Bytes;
import tools.jackson.databind.JsonNode;

/**
 * What the operations do. Each asks the model's grants anew what its caller may see: a device is
 * seen through the gateway that the model gives it to, and through no other. Thread-safe; handlers
 * block.
 */
final class ApiHandlers {
  private static final Duration USUAL_RANGE = Duration.ofHours(24);
  private static final Duration USUAL_END = Duration.ofMinutes(1);

  /** Bind variables of one query are bounded; a larger grant must be asked device by device. */
  private static final int MAX_DEVICES = 2_000;

  private final SystemModel model;
  private final DeviceOwners owners;
  private final ReadingStore store;
  private final ChainBook book;
  private final BatchVerifier verifier;
  private final Alarms alarms;
  private final AccessRecords accesses;
  private final Commands commands;
  private final Supplier<Map<String, String>> connected;
  private final ReadingJson json;
  private final ApiDescription description;
  private final InstantSource clock;

  ApiHandlers(
      SystemModel model,
      DeviceOwners owners,
      ReadingStore store,
      ChainBook book,
      Alarms alarms,
      AccessRecords accesses,
      Commands commands,
      Supplier<Map<String, String>> connected,
      ReadingJson json,
      ApiDescription description,
      InstantSource clock) {
    this.model = model;
    this.owners = owners;
    this.store = store;
    this.book = book;
    this.verifier = new BatchVerifier(book, store);
    this.alarms = alarms;
    this.accesses = accesses;
    this.commands = commands;
    this.connected = connected;
    this.json = json;
    this.description = description;
    this.clock = clock;
  }

  /** The handlers by operationId; the streaming one is not among them. */
  Map<String, Function<Call, Answer>> table() {
    Map<String, Function<Call, Answer>> table = new LinkedHashMap<>();
    table.put("listGateways", this::listGateways);
    table.put("listDevices", this::listDevices);
    table.put("listPoints", this::listPoints);
    table.put("latestReadings", this::latestReadings);
    table.put("readings", this::readings);
    table.put("submitCommand", this::submitCommand);
    table.put("getCommand", this::getCommand);
    table.put("listLedger", this::listLedger);
    table.put("listBatches", this::listBatches);
    table.put("getBatch", this::getBatch);
    table.put("verifyBatch", this::verifyBatch);
    table.put("listAlarms", this::listAlarms);
    table.put("getDescription", this::getDescription);
    return table;
  }

  /** Devices that the application may see, with their gateways. */
  private Map<String, String> visible(String application) {
    Map<String, String> gatewayOf = new TreeMap<>();
    Grant grant = model.grants().get(application);
    if (grant != null) {
      for (String device : grant.read()) {
        String gateway = owners.gatewayOf(device);
        if (gateway != null) {
          gatewayOf.put(device, gateway);
        }
      }
    }
    return gatewayOf;
  }

  private boolean seesGateway(String application, String gateway) {
    return visible(application).containsValue(gateway);
  }

  /** Which readings the call means: also those of a stream. */
  Wanted selection(Call call) {
    Map<String, String> gatewayOf = visible(call.caller().application());
    Optional<String> device = call.text("device");
    if (device.isPresent()) {
      if (!gatewayOf.containsKey(device.get())) {
        return new Wanted.Denied(Problems.of(404, "no such device, or no permission to see it"));
      }
      gatewayOf.keySet().retainAll(java.util.Set.of(device.get()));
    }
    call.text("gateway").ifPresent(g -> gatewayOf.values().retainAll(java.util.Set.of(g)));
    if (gatewayOf.size() > MAX_DEVICES) {
      return new Wanted.Denied(
          Problems.of(400, "more than " + MAX_DEVICES + " devices: name a device or gateway"));
    }
    return new Wanted.Readings(new Selection(gatewayOf, call.text("point")));
  }

  private Answer listGateways(Call call) {
    Map<String, String> since = connected.get();
    List<Map<String, Object>> found = new ArrayList<>();
    for (String id : visible(call.caller().application()).values().stream().distinct().toList()) {
      Map<String, Object> gateway = new LinkedHashMap<>();
      gateway.put("id", id);
      gateway.put("name", name(component(id).name()));
      gateway.put("connected", since.containsKey(id));
      Optional.ofNullable(since.get(id)).ifPresent(t -> gateway.put("connected_since", t));
      found.add(gateway);
    }
    return Answer.json(200, Map.of("gateways", found));
  }

  private Answer listDevices(Call call) {
    List<Map<String, Object>> found = new ArrayList<>();
    visible(call.caller().application())
        .forEach(
            (id, gateway) -> {
              Component component = component(id);
              Map<String, Object> device = new LinkedHashMap<>();
              device.put("id", id);
              device.put("gateway", gateway);
              device.put("kind", component.kind().name().toLowerCase(Locale.ROOT));
              device.put("name", name(component.name()));
              component
                  .place()
                  .map(model.places()::get)
                  .ifPresent(
                      p -> device.put("place", Map.of("id", p.id(), "name", name(p.name()))));
              device.put("profile", component.profile().orElse(""));
              found.add(device);
            });
    return Answer.json(200, Map.of("devices", found));
  }

  private Answer listPoints(Call call) {
    String application = call.caller().application();
    List<Map<String, Object>> found = new ArrayList<>();
    visible(application)
        .forEach(
            (id, gateway) -> {
              Profile profile = model.profileOf(id);
              if (profile != null) {
                for (Point point : profile.points().values()) {
                  found.add(point(application, gateway, id, point));
                }
              }
            });
    return Answer.json(200, Map.of("points", found));
  }

  private Map<String, Object> point(
      String application, String gateway, String device, Point point) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("gateway", gateway);
    json.put("device", device);
    json.put("point", point.id());
    json.put("type", point.type().name().toLowerCase(Locale.ROOT));
    json.put("unit", point.unit());
    point.range().ifPresent(r -> json.put("range", range(r)));
    json.put("writable", model.mayCommand(application, new PointId(device, point.id())));
    point
        .control()
        .flatMap(Point.Control::range)
        .ifPresent(r -> json.put("command_range", range(r)));
    json.put("name", name(point.name()));
    return json;
  }

  private Answer latestReadings(Call call) {
    return switch (selection(call)) {
      case Wanted.Readings(Selection selection) -> {
        var found = store.latest(selection).stream().map(json::reading).toList();
        yield kept(call, "latest", Answer.json(200, Map.of("readings", found)), found.size());
      }
      case Wanted.Denied(Answer refusal) -> kept(call, "latest", refusal, 0);
    };
  }

  /** Nobody is given a value before it is on disk that he was. */
  private Answer kept(Call call, String operation, Answer answer, long values) {
    accesses.keep(
        call.caller().application(),
        call.source(),
        operation,
        call.parameters(),
        answer.status(),
        values);
    return answer;
  }

  private Answer readings(Call call) {
    Instant now = clock.instant();
    long from;
    long to;
    try {
      to = us(call.text("to").map(ApiHandlers::instant).orElse(now.plus(USUAL_END)));
      from =
          call.text("from")
              .map(f -> us(instant(f)))
              .orElse(to - USUAL_RANGE.toSeconds() * 1_000_000L);
    } catch (DateTimeException | ArithmeticException e) {
      return Problems.of(400, "'from' and 'to' are RFC 3339 times, such as 2026-01-31T09:00:00Z");
    }
    from = Math.max(0, from);
    to = Math.min(ReadingStore.MAX_TIME_US, to);
    if (from > to) {
      return Problems.of(400, "'from' lies after 'to'");
    }
    if (call.text("bucket").isPresent()) {
      return buckets(call, from, to);
    }
    Optional<ReadingKey> after = call.text("cursor").flatMap(Cursor::parse);
    if (call.text("cursor").isPresent() && after.isEmpty()) {
      return Problems.of(400, "'cursor' is not one that was given out");
    }
    switch (selection(call)) {
      case Wanted.Readings(Selection selection) -> {
        ReadingStore.Page page =
            store.history(selection, from, to, (int) call.number("limit", 1_000), after);
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("readings", page.readings().stream().map(json::reading).toList());
        answer.put("next", page.next().map(Cursor::of).orElse(null));
        return kept(call, "readings", Answer.json(200, answer), page.readings().size());
      }
      case Wanted.Denied(Answer refusal) -> {
        return kept(call, "readings", refusal, 0);
      }
    }
  }

  private Answer buckets(Call call, long from, long to) {
    Duration width;
    try {
      width = Duration.parse(call.need("bucket"));
    } catch (DateTimeException e) {
      return Problems.of(400, "'bucket' is an ISO 8601 duration, such as PT1M");
    }
    if (width.toSeconds() < 1
        || !width.equals(Duration.ofSeconds(width.toSeconds()))
        || width.toDays() > 366) {
      return Problems.of(400, "'bucket' is whole seconds, at most 366 days");
    }
    if ((to - from) / 1_000_000 / width.toSeconds() > ReadingStore.MAX_PAGE) {
      return Problems.of(400, "more than 10,000 buckets: choose wider ones or a shorter range");
    }
    if (call.text("cursor").isPresent()
        || call.text("device").isEmpty()
        || call.text("point").isEmpty()) {
      return Problems.of(400, "'bucket' needs 'device' and 'point', and has no 'cursor'");
    }
    switch (selection(call)) {
      case Wanted.Readings(Selection selection) -> {
        String device = call.need("device");
        PointId id = new PointId(device, call.need("point"));
        Point point = model.point(id);
        if (point == null || point.type() != Point.ValueType.NUMBER) {
          return Problems.of(400, "'bucket' is for points that are numbers");
        }
        String gateway = selection.gatewayOf().get(device);
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        if (gateway != null) {
          store.buckets(gateway, id, from, to, width).forEach(b -> found.add(bucket(b)));
        }
        return kept(call, "means", Answer.json(200, Map.of("buckets", found)), found.size());
      }
      case Wanted.Denied(Answer refusal) -> {
        return kept(call, "means", refusal, 0);
      }
    }
  }

  private static Map<String, @Nullable Object> bucket(ReadingStore.Bucket bucket) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("start", ReadingJson.time(bucket.startUs()));
    json.put("count", bucket.count());
    json.put("bad", bucket.bad());
    json.put("mean", finite(bucket.mean()));
    json.put("min", finite(bucket.min()));
    json.put("max", finite(bucket.max()));
    json.put("last", finite(bucket.last()));
    return json;
  }

  private static @Nullable Double finite(double number) {
    return Double.isFinite(number) ? number : null;
  }

  private Answer submitCommand(Call call) {
    JsonNode body = call.body();
    JsonNode given = body.path("value");
    Value value =
        given.isBoolean()
            ? new Value.Bool(given.booleanValue())
            : given.isNumber()
                ? new Value.Numeric(given.doubleValue())
                : new Value.Text(given.stringValue(""));
    Submission submission =
        commands.submit(
            call.caller().application(),
            call.need("Idempotency-Key"),
            new PointId(body.path("device").stringValue(""), body.path("point").stringValue("")),
            value,
            Duration.ofSeconds(body.path("expires_in_s").asInt(30)));
    return switch (submission) {
      case Submission.Accepted(var state, boolean repeated) ->
          Answer.json(repeated ? 200 : 202, ReadingJson.command(state))
              .with("Location", "/v1/commands/" + state.command().id());
      case Submission.Refused refused -> refusal(refused.why());
    };
  }

  private static Answer refusal(Submission.Why why) {
    return switch (why) {
      case NOT_GRANTED -> Problems.of(403, why.words());
      case WRONG_TYPE, OUT_OF_RANGE, KEY_REUSED -> Problems.of(422, why.words());
      case TOO_MANY -> Problems.of(429, why.words()).with("Retry-After", "5");
    };
  }

  private Answer getCommand(Call call) {
    return commands
        .find(call.caller().application(), UUID.fromString(call.need("id")))
        .map(state -> Answer.json(200, ReadingJson.command(state)))
        .orElseGet(() -> Problems.of(404, "no such command of this application"));
  }

  private Answer listLedger(Call call) {
    List<Map<String, @Nullable Object>> found = new ArrayList<>();
    for (ChainBook.Ledger ledger : book.ledger()) {
      if (!seesGateway(call.caller().application(), ledger.gateway())) {
        continue;
      }
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("gateway", ledger.gateway());
      one.put("chain", ledger.chain().hex());
      one.put("present", ledger.present());
      one.put("started_at", ReadingJson.time(ledger.startedAt()));
      one.put("last_batch", ledger.lastBatch());
      one.put("stored", ledger.stored());
      one.put("redelivered", ledger.redelivered());
      one.put("reported", ledger.report().map(ApiHandlers::report).orElse(null));
      found.add(one);
    }
    return Answer.json(200, Map.of("ledger", found));
  }

  private static Map<String, Object> report(ChainBook.Report report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("accepted", report.delivered() + report.waiting() + report.dropped());
    json.put("delivered", report.delivered());
    json.put("waiting", report.waiting());
    json.put("dropped", report.dropped());
    json.put("gap", report.gap());
    json.put("at", ReadingJson.time(report.at()));
    return json;
  }

  private Answer listBatches(Call call) {
    String gateway = call.need("gateway");
    if (!seesGateway(call.caller().application(), gateway)) {
      return Problems.of(404, "no such gateway, or no permission to see it");
    }
    return Answer.json(
        200,
        Map.of(
            "batches",
            book.newest(gateway, (int) call.number("limit", 100)).stream()
                .map(ApiHandlers::batch)
                .toList()));
  }

  private Optional<ChainBook.StoredBatch> find(Call call) {
    String gateway = call.need("gateway");
    return seesGateway(call.caller().application(), gateway)
        ? book.batch(gateway, Bytes.ofHex(call.need("chain")), call.number("no", 0))
        : Optional.empty();
  }

  private Answer getBatch(Call call) {
    Optional<ChainBook.StoredBatch> found = find(call);
    if (found.isEmpty()) {
      return kept(call, "batch", Problems.of(404, "no such batch, or no permission to see it"), 0);
    }
    ChainBook.StoredBatch batch = found.get();
    Map<String, Object> answer = batch(batch);
    long values = 0;
    // The signed form holds readings of every device of the gateway.
    if (seesAllOf(call.caller().application(), batch.gateway())) {
      Base64.Encoder base64 = Base64.getEncoder();
      Optional<byte[]> raw = book.raw(batch.gateway(), batch.chain(), batch.number());
      if (raw.isPresent()) {
        answer.put("cose", base64.encodeToString(raw.get()));
        values = batch.last() - batch.first() + 1;
      }
      book.certificate(batch.gateway(), batch.keyId())
          .ifPresent(der -> answer.put("certificate", base64.encodeToString(der)));
    }
    return kept(call, "batch", Answer.json(200, answer), values);
  }

  private boolean seesAllOf(String application, String gateway) {
    Map<String, String> visible = visible(application);
    return model.devicesOf(gateway).stream().allMatch(d -> visible.containsKey(d.id()));
  }

  private Answer verifyBatch(Call call) {
    Optional<ChainBook.StoredBatch> batch = find(call);
    if (batch.isEmpty()) {
      return Problems.of(404, "no such batch, or no permission to see it");
    }
    Optional<BatchVerifier.Findings> findings = verifier.verify(batch.get());
    if (findings.isEmpty()) {
      return Problems.of(404, "the signed batch is older than batches are kept");
    }
    BatchVerifier.Findings found = findings.get();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("gateway", batch.get().gateway());
    answer.put("no", batch.get().number());
    answer.put("signature", found.signatureValid() ? "valid" : "invalid");
    answer.put("chain", found.linked() ? "linked" : "broken");
    answer.put("previous", found.previous().name().toLowerCase(Locale.ROOT));
    answer.put("next", found.next().name().toLowerCase(Locale.ROOT));
    answer.put("stored", found.differing() == 0 ? "matches" : "differs");
    answer.put("readings", found.readings());
    answer.put("differing", found.differing());
    return Answer.json(200, answer);
  }

  private static Map<String, Object> batch(ChainBook.StoredBatch batch) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("gateway", batch.gateway());
    json.put("chain", batch.chain().hex());
    json.put("no", batch.number());
    json.put("hash", batch.hash().hex());
    json.put("previous", batch.previous().hex());
    json.put("first", batch.first());
    json.put("last", batch.last());
    json.put("made_at", ReadingJson.time(batch.madeAt()));
    json.put("received_at", ReadingJson.time(batch.receivedAt()));
    json.put("key_id", batch.keyId().hex());
    json.put("bytes", batch.bytes());
    json.put("kept", batch.kept());
    return json;
  }

  private Answer listAlarms(Call call) {
    String application = call.caller().application();
    return Answer.json(
        200,
        Map.of(
            "alarms",
            alarms.newest(Alarms.MAX_ALARMS).stream()
                .filter(a -> seesGateway(application, a.gateway()))
                .limit(call.number("limit", 100))
                .map(
                    a -> {
                      Map<String, Object> json = new LinkedHashMap<>();
                      json.put("id", a.id());
                      json.put("kind", a.kind().word());
                      json.put("gateway", a.gateway());
                      json.put("detail", a.detail());
                      json.put("first_at", ReadingJson.time(a.firstAt()));
                      json.put("at", ReadingJson.time(a.at()));
                      json.put("times", a.times());
                      return json;
                    })
                .toList()));
  }

  private Answer getDescription(Call call) {
    return new Answer(200, Map.of("Content-Type", "application/yaml"), description.text());
  }

  private Component component(String id) {
    return java.util.Objects.requireNonNull(model.component(id));
  }

  private static Map<String, String> name(LocalText text) {
    return Map.of("ja", text.ja(), "en", text.en());
  }

  private static Map<String, Double> range(Range range) {
    return Map.of("min", range.min(), "max", range.max());
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static long us(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
