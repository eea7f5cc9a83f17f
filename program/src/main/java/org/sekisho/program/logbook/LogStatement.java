package org.sekisho.program.logbook;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a gateway signs of its log: where each chain begins and ends. Chains are named by their
 * class, such as {@code security}.
 *
 * @param number counts up from 1
 * @param at when, by the gateway's clock
 * @param gateway component id
 * @param log random id of this log's life, a UUID
 * @param heads number and hash of the last record; number 0 when there was none yet
 * @param cuts number of the first record that is still kept, and what it says of the one before it:
 *     all before were removed because their time or space was over
 */
public record LogStatement(
    long number,
    Instant at,
    String gateway,
    String log,
    Map<String, Link> heads,
    Map<String, Link> cuts) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_CHAINS = 16;

  /** A record's number, and the hash that belongs to it. */
  public record Link(long number, String hash) {}

  /** Keeps the chains in the order of their names. */
  public LogStatement {
    heads = Map.copyOf(heads);
    cuts = Map.copyOf(cuts);
  }

  /** The statement as the text that is signed; JSON. */
  public String text() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", number);
    json.put("at", at.toString());
    json.put("gateway", gateway);
    json.put("log", log);
    json.put("heads", json(heads));
    json.put("cuts", json(cuts));
    return JSON.writeValueAsString(json);
  }

  /** The statement of a text; empty when it is none. */
  public static Optional<LogStatement> parse(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return Optional.of(
          new LogStatement(
              json.path("number").asLong(0),
              Instant.parse(json.path("at").asString("")),
              json.path("gateway").asString(""),
              json.path("log").asString(""),
              links(json.path("heads")),
              links(json.path("cuts"))));
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> json(Map<String, Link> links) {
    Map<String, Object> json = new TreeMap<>();
    links.forEach(
        (chain, link) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("no", link.number());
          one.put("hash", link.hash());
          json.put(chain, one);
        });
    return json;
  }

  private static Map<String, Link> links(JsonNode json) {
    if (json.size() > MAX_CHAINS) {
      throw new IllegalArgumentException("too many chains");
    }
    Map<String, Link> links = new TreeMap<>();
    json.properties()
        .forEach(
            field ->
                links.put(
                    field.getKey(),
                    new Link(
                        field.getValue().path("no").asLong(0),
                        field.getValue().path("hash").asString(""))));
    return links;
  }
}
