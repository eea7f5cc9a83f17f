package org.sekisho.management.remote;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.sekisho.management.authority.RevocationList;
import org.sekisho.management.inventory.Audit;
import org.sekisho.management.inventory.Inventory;
import org.sekisho.management.inventory.Member;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.Secret;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.disposal.RemoteOrder;
import org.sekisho.program.disposal.RemoteOrder.Kind;
import org.sekisho.program.disposal.SanitisationCertificate;
import org.sekisho.program.disposal.SanitisationCertificate.Verdict;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lock, unlock, erase: gateways fetch their orders by mutual TLS and wait here for the next one;
 * proofs of erasure come without a certificate, because that was destroyed, and prove themselves.
 * Handlers block; thread-safe.
 */
public final class RemoteRoutes {
  /** Gateways that may wait for an order at the same time. */
  public static final int MAX_WAITING = RemoteOrders.MAX_WAITING;

  private static final Logger LOG = LoggerFactory.getLogger(RemoteRoutes.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String WHO = "maintenance";
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;]\\s*)wait\\s*=\\s*\"?(\\d{1,4})");
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");
  private static final int MAX_OUTCOME = 100;
  private static final long LONGEST_LIFE_S = RemoteOrder.LONGEST_LIFE.toSeconds();
  private static final long USUAL_LIFE_S = Duration.ofDays(30).toSeconds();

  private final RemoteOrders orders;
  private final Inventory inventory;
  private final RevocationList list;
  private final Audit audit;
  private final PeerTrust trust;
  private final Supplier<TlsIdentity> own;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * Routes over the database.
   *
   * @param own signs the orders
   */
  public RemoteRoutes(
      Jdbi jdbi,
      Inventory inventory,
      RevocationList list,
      Audit audit,
      PeerTrust trust,
      Supplier<TlsIdentity> own,
      InstantSource clock,
      SecureRandom random) {
    this.orders = new RemoteOrders(jdbi, clock);
    this.inventory = inventory;
    this.list = list;
    this.audit = audit;
    this.trust = trust;
    this.own = own;
    this.clock = clock;
    this.random = random;
  }

  /** What gateways ask. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/v1/orders/self", this::fetch),
        new Route("PUT", "/v1/orders/self/{id}", this::answered),
        new Route("POST", "/v1/disposal/certificates", this::proof));
  }

  /** What the operator asks. */
  public void addTo(MaintenanceListener listener) {
    listener
        .route("POST", "/gateways/{id}/lock", request -> order(request, Kind.LOCK))
        .route("POST", "/gateways/{id}/erase", request -> order(request, Kind.ERASE))
        .route("POST", "/gateways/{id}/transfer", request -> order(request, Kind.TRANSFER))
        .route("POST", "/gateways/{id}/unlock", this::unlock)
        .route("GET", "/gateways/{id}/orders", this::entries)
        .route("GET", "/gateways/{id}/erasures", this::proofs)
        .route("POST", "/approvers", this::approver);
  }

  // ---- Gateways ---------------------------------------------------------------------------------

  private Optional<Answer> stranger(Request request) {
    Optional<Peer> peer = request.peer().filter(p -> p.role() == Role.GATEWAY);
    if (peer.isEmpty()) {
      return Optional.of(Answer.problem(401, "a gateway's certificate is needed"));
    }
    return inventory.isGood(peer.get(), request.certificates().getFirst())
        ? Optional.empty()
        : Optional.of(Answer.problem(403, "this identity is revoked or unknown"));
  }

  private Answer fetch(Request request) {
    Optional<Answer> refusal = stranger(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Matcher wait = WAIT.matcher(request.header("prefer").orElse(""));
    long asked = wait.find() ? Long.parseLong(wait.group(1)) : 0;
    try {
      List<RemoteOrder> open =
          orders.await(
              request.peer().orElseThrow().id(),
              Duration.ofSeconds(Math.min(asked, RevocationList.LONGEST_WAIT.toSeconds())));
      if (open.isEmpty()) {
        return Answer.empty(204);
      }
      // Signed when they are handed out: by the certificate that is valid then.
      TlsIdentity signer = own.get();
      return Answer.json(
          200, Map.of("orders", open.stream().map(order -> order.sign(signer)).toList()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.empty(503);
    }
  }

  private Answer answered(Request request) {
    Optional<Answer> refusal = stranger(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    String outcome = request.json().map(b -> b.path("outcome").asString("")).orElse("");
    if (outcome.isEmpty() || outcome.length() > MAX_OUTCOME || outcome.indexOf('\0') >= 0) {
      return Answer.problem(400, "a JSON object with an 'outcome' of 1 to 100 characters");
    }
    String gateway = request.peer().orElseThrow().id();
    if (!orders.answered(gateway, request.parameter("id"), outcome)) {
      return Answer.problem(404, "no open order of this gateway has that id");
    }
    audit.write("urn:sekisho:gateway:" + gateway, "order " + outcome, gateway, request.source());
    return Answer.empty(204);
  }

  private Answer proof(Request request) {
    return switch (SanitisationCertificate.verify(request.text(), trust)) {
      case Verdict.Fails(String reason) -> {
        LOG.warn("a certificate of erasure was refused: {}", reason);
        yield Answer.problem(403, "it does not hold");
      }
      case Verdict.Holds(Peer device, X509Certificate certificate, JsonNode said) -> {
        String serial = certificate.getSerialNumber().toString(16);
        var proof =
            new RemoteOrders.Proof(
                cut(said.path("id").asString("")),
                device.id(),
                cut(said.path("cause").asString("")),
                cut(said.path("order").asString("")),
                clock.instant(),
                request.text().strip());
        if (inventory.find(device.id()).isEmpty()) {
          yield Answer.problem(403, "no such member");
        }
        if (orders.keep(proof, serial)) {
          // What is destroyed must not be believed any more, should it turn up again.
          if (inventory.revokeCertificate(device.id(), serial, clock.instant())) {
            list.renew();
          }
          audit.write(device.uri(), "erased " + proof.cause(), device.id(), request.source());
          LOG.warn("{} was erased: {}, its certificate is revoked", device.id(), proof.cause());
        }
        yield Answer.json(200, Map.of("id", proof.id()));
      }
    };
  }

  private static String cut(String text) {
    return text.length() > 36 ? text.substring(0, 36) : text;
  }

  // ---- The operator -----------------------------------------------------------------------------

  private Optional<String> gateway(Request request) {
    return inventory
        .find(request.parameter("id"))
        .map(Member::peer)
        .filter(peer -> peer.role() == Role.GATEWAY)
        .map(Peer::id);
  }

  private static Answer noSuchGateway() {
    return Answer.problem(404, "no such gateway");
  }

  private Answer order(Request request, Kind kind) {
    Optional<String> gateway = gateway(request);
    if (gateway.isEmpty()) {
      return noSuchGateway();
    }
    JsonNode body = request.json().orElse(null);
    String by = body == null ? "" : body.path("by").asString("");
    if (body == null || !NAME.matcher(by).matches()) {
      return Answer.problem(400, "'by' must say who orders it, 1 to 64 characters");
    }
    if (kind != Kind.LOCK && !body.path("confirm").asString("").equals(gateway.get())) {
      return Answer.problem(400, "'confirm' must be the gateway's id: everything on it is lost");
    }
    long life = body.path("expires_in_s").asLong(USUAL_LIFE_S);
    if (life < 1 || life > LONGEST_LIFE_S) {
      return Answer.problem(400, "'expires_in_s' must be 1 to " + LONGEST_LIFE_S);
    }
    Optional<RemoteOrder> issued =
        orders.issue(gateway.get(), kind, List.of(by), Duration.ofSeconds(life));
    if (issued.isEmpty()) {
      return Answer.problem(409, "too many orders wait for this gateway");
    }
    audit.write(WHO + ": " + by, "order " + kind.word(), gateway.get(), request.source());
    return Answer.json(202, json(issued.get()));
  }

  private Answer unlock(Request request) {
    Optional<String> gateway = gateway(request);
    if (gateway.isEmpty()) {
      return noSuchGateway();
    }
    JsonNode body = request.json().orElse(null);
    String name = body == null ? "" : body.path("approver").asString("");
    if (body == null || !NAME.matcher(name).matches()) {
      return Answer.problem(400, "'approver' and 'secret' are needed");
    }
    return switch (orders.approve(
        gateway.get(),
        name,
        Secret.of(body.path("secret").asString("")),
        Duration.ofSeconds(USUAL_LIFE_S))) {
      case RemoteOrders.Approval.Refused() -> {
        audit.write(WHO, "unlock-refused", gateway.get(), request.source());
        yield Answer.problem(403, "no such approver, or not this secret");
      }
      case RemoteOrders.Approval.NeedsAnother() -> {
        audit.write(WHO + ": " + name, "unlock-approved", gateway.get(), request.source());
        yield Answer.json(202, Map.of("state", "needs the approval of a second person within 1 h"));
      }
      case RemoteOrders.Approval.Issued(RemoteOrder order) -> {
        audit.write(WHO + ": " + name, "order unlock", gateway.get(), request.source());
        yield Answer.json(202, json(order));
      }
    };
  }

  private Answer approver(Request request) {
    String name = request.json().map(b -> b.path("name").asString("")).orElse("");
    if (!NAME.matcher(name).matches()) {
      return Answer.problem(400, "'name': 1 to 64 letters, digits, spaces, dots, dashes");
    }
    Optional<Secret> secret = orders.addApprover(name, random);
    if (secret.isEmpty()) {
      return Answer.problem(409, "known already, or too many approvers");
    }
    audit.write(WHO, "add-approver", name, request.source());
    return Answer.json(201, Map.of("approver", name, "secret", secret.get().reveal()))
        .with("Cache-Control", "no-store");
  }

  private Answer entries(Request request) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (RemoteOrders.Entry entry : orders.entries(request.parameter("id"))) {
      Map<String, Object> one = new LinkedHashMap<>(json(entry.order()));
      one.put("outcome", entry.outcome().orElse("waiting"));
      entry.answered().ifPresent(at -> one.put("answered_at", at.toString()));
      entries.add(one);
    }
    return Answer.json(200, Map.of("orders", entries));
  }

  private Answer proofs(Request request) {
    List<Map<String, Object>> found = new ArrayList<>();
    for (RemoteOrders.Proof proof : orders.proofs(request.parameter("id"))) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", proof.id());
      one.put("cause", proof.cause());
      one.put("order", proof.order());
      one.put("received_at", proof.at().toString());
      one.put("certificate", JSON.readTree(SanitisationCertificate.payload(proof.signed())));
      one.put("signed", proof.signed());
      found.add(one);
    }
    return Answer.json(200, Map.of("erasures", found));
  }

  private static Map<String, Object> json(RemoteOrder order) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", order.id().toString());
    json.put("number", order.number());
    json.put("gateway", order.gateway());
    json.put("kind", order.kind().word());
    json.put("by", order.by());
    json.put("issued_at", order.issuedAt().toString());
    json.put("expires_at", order.expiresAt().toString());
    return json;
  }
}
