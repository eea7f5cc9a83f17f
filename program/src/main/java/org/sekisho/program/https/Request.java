package org.sekisho.program.https;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.program.Peer;
import org.sekisho.program.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One request, wholly received.
 *
 * @param method such as {@code GET}
 * @param path without the query, as sent
 * @param parameters values of the route's {@code {name}} parts
 * @param query first value of each query parameter
 * @param headers first value of each header, names in lower case
 * @param body at most the listener's limit
 * @param certificates the client's verified chain, leaf first; empty when it showed none
 * @param source the peer's IP address as the socket says it, never as a header says
 */
@SuppressWarnings("ArrayRecordComponent") // bytes in transit: never compared, never changed
public record Request(
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    List<X509Certificate> certificates,
    String source) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Method and path only: headers and body hold secrets. */
  @Override
  public String toString() {
    return method + " " + path;
  }

  /** User and password of HTTP Basic (RFC 7617). */
  public record Basic(String user, Secret password) {}

  /** The value of a {@code {name}} part of the route. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no part " + name);
    }
    return value;
  }

  /** A header by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The body as text; bytes that are not UTF-8 become replacement characters. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body as a JSON object; empty when it is anything else. */
  public Optional<JsonNode> json() {
    try {
      JsonNode node = JSON.readTree(body);
      return node != null && node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Who the client's certificate names; empty without a certificate. */
  public Optional<Peer> peer() {
    return certificates.isEmpty() ? Optional.empty() : Peer.of(certificates.getFirst());
  }

  /** User and password of HTTP Basic; empty when there are none or they are malformed. */
  public Optional<Basic> basic() {
    return credentials("basic ")
        .flatMap(
            encoded -> {
              try {
                String pair =
                    new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                return colon < 0
                    ? Optional.empty()
                    : Optional.of(
                        new Basic(pair.substring(0, colon), Secret.of(pair.substring(colon + 1))));
              } catch (IllegalArgumentException e) {
                return Optional.empty();
              }
            });
  }

  /** The bearer token (RFC 6750 2.1). */
  public Optional<Secret> bearer() {
    return credentials("bearer ").map(Secret::of);
  }

  private Optional<String> credentials(String scheme) {
    return header("authorization")
        .filter(value -> value.regionMatches(true, 0, scheme, 0, scheme.length()))
        .map(value -> value.substring(scheme.length()).trim());
  }
}
