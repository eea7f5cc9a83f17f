package org.sekisho.management.inventory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.management.authority.RevocationList;
import org.sekisho.program.Peer;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;
import tools.jackson.databind.JsonNode;

/**
 * What members ask of the inventory: they report themselves over mutual TLS, and anybody may fetch
 * the revocation list, or wait for the next one ({@code Prefer: wait=N}, RFC 7240). Handlers block.
 */
public final class InventoryRoutes {
  private static final int MAX_VERSION_CHARS = 64;
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;]\\s*)wait\\s*=\\s*\"?(\\d{1,4})");

  private final Inventory inventory;
  private final RevocationList list;
  private final InstantSource clock;

  /** Routes over the inventory and the list. */
  public InventoryRoutes(Inventory inventory, RevocationList list, InstantSource clock) {
    this.inventory = inventory;
    this.list = list;
    this.clock = clock;
  }

  /** The routes. */
  public List<Route> routes() {
    return List.of(
        new Route("PUT", "/v1/inventory/self", this::report),
        new Route("GET", "/crl/issuing.crl", this::crl));
  }

  private Answer report(Request request) {
    Optional<Peer> peer = request.peer();
    if (peer.isEmpty()) {
      return Answer.problem(401, "a client certificate of this authority is needed");
    }
    if (!inventory.isGood(peer.get(), request.certificates().getFirst())) {
      return Answer.problem(403, "this identity is revoked or unknown");
    }
    Optional<JsonNode> report = request.json();
    String version = report.map(r -> r.path("version").asString("")).orElse("");
    if (report.isEmpty()
        || version.isEmpty()
        || version.length() > MAX_VERSION_CHARS
        || version.indexOf('\0') >= 0) {
      return Answer.problem(400, "a JSON object with a 'version' of 1 to 64 characters is needed");
    }
    inventory.report(peer.get().id(), version, report.get().toString(), clock.instant());
    return Answer.empty(204);
  }

  private Answer crl(Request request) {
    Optional<String> tag = request.header("if-none-match");
    RevocationList.Edition edition = list.present();
    if (tag.isPresent() && tag.get().equals(edition.tag())) {
      try {
        Optional<RevocationList.Edition> next =
            list.awaitOther(tag.get(), wait(request.header("prefer").orElse("")));
        if (next.isEmpty()) {
          return Answer.empty(304).with("ETag", tag.get());
        }
        edition = next.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Answer.empty(503);
      }
    }
    return new Answer(
        200, Map.of("Content-Type", "application/pkix-crl", "ETag", edition.tag()), edition.der());
  }

  private static Duration wait(String prefer) {
    Matcher m = WAIT.matcher(prefer);
    if (!m.find()) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(m.group(1)));
    return asked.compareTo(RevocationList.LONGEST_WAIT) > 0 ? RevocationList.LONGEST_WAIT : asked;
  }
}
