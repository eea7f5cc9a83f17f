package org.sekisho.gateway.disposal;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.program.disposal.Cause;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An erasure that has begun. Its file is the promise that it will be finished, whatever happens: as
 * long as it is there, the next start goes on with it before anything else.
 *
 * @param id of the certificate that it ends with
 * @param device id of this gateway
 * @param operator who wanted it, in words
 * @param order id of the remote order, or empty
 * @param beganAt when it was asked for
 * @param keysGoneAt when the last key was destroyed; empty before
 * @param keysGoneUs how long that took after the request, in microseconds
 * @param runs how often it was gone on with after an interruption
 * @param certificate of the gateway at that time, in hexadecimal: serial and SHA-256; may be empty
 * @param items what was found to be destroyed
 * @param elsewhere absolute files and folders outside of the data directory that go, too
 * @param factorySet folder of the settings as delivered, and where they go; empty when none
 * @param fillBytes how much free space is filled on media that level wear
 */
record PendingErasure(
    String id,
    String device,
    Cause cause,
    String operator,
    String order,
    Instant beganAt,
    Optional<Instant> keysGoneAt,
    long keysGoneUs,
    int runs,
    String serial,
    String certificate,
    List<SecretInventory.Item> items,
    List<Path> elsewhere,
    Optional<FactorySet> factorySet,
    long fillBytes) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Settings as delivered. */
  record FactorySet(Path from, Path to) {}

  PendingErasure {
    items = List.copyOf(items);
    elsewhere = List.copyOf(elsewhere);
  }

  /** The same after the keys have gone. */
  PendingErasure keysGone(Instant at, long us) {
    return new PendingErasure(
        id,
        device,
        cause,
        operator,
        order,
        beganAt,
        Optional.of(at),
        us,
        runs,
        serial,
        certificate,
        items,
        elsewhere,
        factorySet,
        fillBytes);
  }

  /** The same, gone on with. */
  PendingErasure again() {
    return new PendingErasure(
        id,
        device,
        cause,
        operator,
        order,
        beganAt,
        keysGoneAt,
        keysGoneUs,
        runs + 1,
        serial,
        certificate,
        items,
        elsewhere,
        factorySet,
        fillBytes);
  }

  byte[] encode() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("device", device);
    json.put("cause", cause.word());
    json.put("operator", operator);
    json.put("order", order);
    json.put("began_at", beganAt.toString());
    json.put("keys_gone_at", keysGoneAt.map(Instant::toString).orElse(""));
    json.put("keys_gone_us", keysGoneUs);
    json.put("runs", runs);
    json.put("serial", serial);
    json.put("certificate", certificate);
    json.put("fill_bytes", fillBytes);
    List<Map<String, Object>> list = new ArrayList<>();
    for (var item : items) {
      list.add(
          Map.of(
              "path", item.path(),
              "class", item.holds().name(),
              "sealed", item.sealed(),
              "bytes", item.bytes()));
    }
    json.put("items", list);
    json.put("elsewhere", elsewhere.stream().map(Path::toString).toList());
    factorySet.ifPresent(
        set -> {
          json.put("factory_from", set.from().toString());
          json.put("factory_to", set.to().toString());
        });
    return JSON.writeValueAsBytes(json);
  }

  static Optional<PendingErasure> decode(byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      List<SecretInventory.Item> items = new ArrayList<>();
      for (JsonNode item : json.path("items")) {
        items.add(
            new SecretInventory.Item(
                item.path("path").asString(""),
                DataClass.valueOf(item.path("class").asString("")),
                item.path("sealed").asBoolean(false),
                item.path("bytes").asLong(0)));
      }
      List<Path> elsewhere = new ArrayList<>();
      json.path("elsewhere").forEach(path -> elsewhere.add(Path.of(path.asString(""))));
      String gone = json.path("keys_gone_at").asString("");
      return Cause.of(json.path("cause").asString(""))
          .map(
              cause ->
                  new PendingErasure(
                      json.path("id").asString(""),
                      json.path("device").asString(""),
                      cause,
                      json.path("operator").asString(""),
                      json.path("order").asString(""),
                      Instant.parse(json.path("began_at").asString("")),
                      gone.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(gone)),
                      json.path("keys_gone_us").asLong(0),
                      json.path("runs").asInt(0),
                      json.path("serial").asString(""),
                      json.path("certificate").asString(""),
                      items,
                      elsewhere,
                      json.has("factory_from")
                          ? Optional.of(
                              new FactorySet(
                                  Path.of(json.path("factory_from").asString("")),
                                  Path.of(json.path("factory_to").asString(""))))
                          : Optional.empty(),
                      json.path("fill_bytes").asLong(0)));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
