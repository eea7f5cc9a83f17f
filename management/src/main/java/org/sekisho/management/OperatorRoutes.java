package org.sekisho.management;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sekisho.management.authority.HostName;
import org.sekisho.management.authority.RevocationList;
import org.sekisho.management.enrolment.CodeHash;
import org.sekisho.management.inventory.Audit;
import org.sekisho.management.inventory.Inventory;
import org.sekisho.management.inventory.Member;
import org.sekisho.management.token.Applications;
import org.sekisho.management.token.Scope;
import org.sekisho.program.Peer;
import org.sekisho.program.Role;
import org.sekisho.program.Secret;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the operator does through the maintenance listener: enrolment codes, inventory, revocation,
 * applications, audit trail. Everything that changes something is audited. Handlers block.
 */
final class OperatorRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorRoutes.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String WHO = "maintenance";
  private static final int AUDIT_ENTRIES = 1_000;

  private final Inventory inventory;
  private final Applications applications;
  private final Audit audit;
  private final RevocationList list;
  private final Duration codeLife;
  private final InstantSource clock;
  private final SecureRandom random;

  OperatorRoutes(
      Inventory inventory,
      Applications applications,
      Audit audit,
      RevocationList list,
      Duration codeLife,
      InstantSource clock,
      SecureRandom random) {
    this.inventory = inventory;
    this.applications = applications;
    this.audit = audit;
    this.list = list;
    this.codeLife = codeLife;
    this.clock = clock;
    this.random = random;
  }

  void addTo(MaintenanceListener listener) {
    listener
        .route("POST", "/enrolments", this::enrolment)
        .route("GET", "/inventory", _ -> members())
        .route("POST", "/inventory/{id}/revocation", this::revocation)
        .route("POST", "/applications", this::register)
        .route("GET", "/applications", _ -> registered())
        .route("DELETE", "/applications/{id}", this::remove)
        .route("GET", "/audit", _ -> trail());
  }

  private Answer enrolment(Request request) {
    JsonNode body = request.json().orElse(null);
    if (body == null) {
      return Answer.problem(400, "a JSON object with role, id and names is needed");
    }
    Optional<Role> role = Role.of(body.path("role").asString("")).filter(r -> r != Role.MANAGEMENT);
    if (role.isEmpty()) {
      return Answer.problem(400, "role must be gateway, head-end or application");
    }
    String id = body.path("id").asString("");
    if (!Peer.ID.matcher(id).matches()) {
      return Answer.problem(400, "id must be 1 to 64 of a-z, 0-9 and -");
    }
    Optional<List<String>> names = texts(body.path("names")).filter(HostName::areValid);
    if (names.isEmpty()) {
      return Answer.problem(400, "names must be a list of up to 16 host names or IP addresses");
    }
    CodeHash.Fresh fresh = CodeHash.fresh(random);
    Instant expires = clock.instant().plus(codeLife);
    var peer = new Peer(role.get(), id);
    if (!inventory.register(peer, names.get(), fresh.kept(), expires)) {
      return Answer.problem(409, "the inventory is full");
    }
    audit.write(WHO, "enrolment-code", peer.uri(), request.source());
    return Answer.json(201, Map.of("code", fresh.code().reveal(), "expires", expires.toString()));
  }

  private Answer members() {
    Map<String, List<Inventory.CertificateRow>> certificates =
        inventory.certificates().stream()
            .collect(Collectors.groupingBy(Inventory.CertificateRow::member));
    List<Map<String, Object>> members = new ArrayList<>();
    for (Member member : inventory.all()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", member.peer().id());
      one.put("role", member.peer().role().word());
      one.put("state", member.state().name().toLowerCase(Locale.ROOT));
      one.put("names", member.names());
      member.version().ifPresent(v -> one.put("version", v));
      member.seen().ifPresent(t -> one.put("last_seen", t.toString()));
      member.report().ifPresent(r -> one.put("report", JSON.readTree(r)));
      List<Map<String, Object>> rows = new ArrayList<>();
      for (var row : certificates.getOrDefault(member.peer().id(), List.of())) {
        Map<String, Object> certificate = new LinkedHashMap<>();
        certificate.put("serial", row.serial());
        certificate.put("issued", row.issued().toString());
        certificate.put("expires", row.expires().toString());
        row.revoked().ifPresent(t -> certificate.put("revoked", t.toString()));
        rows.add(certificate);
      }
      one.put("certificates", rows);
      members.add(one);
    }
    return Answer.json(200, Map.of("members", members));
  }

  private Answer revocation(Request request) {
    String id = request.parameter("id");
    if (!inventory.revoke(id, clock.instant())) {
      return Answer.problem(404, "no such member");
    }
    list.renew();
    audit.write(WHO, "revoke", id, request.source());
    LOG.warn("revoked {}", id);
    return Answer.json(200, Map.of("id", id, "state", "revoked"));
  }

  private Answer register(Request request) {
    JsonNode body = request.json().orElse(null);
    String id = body == null ? "" : body.path("id").asString("");
    if (body == null || !Peer.ID.matcher(id).matches()) {
      return Answer.problem(400, "a JSON object with id (1 to 64 of a-z, 0-9, -) and scopes");
    }
    Optional<List<String>> scopes = texts(body.path("scopes"));
    if (scopes.isEmpty() || scopes.get().isEmpty() || !Scope.ALL.containsAll(scopes.get())) {
      return Answer.problem(400, "scopes must be some of " + String.join(", ", Scope.ALL));
    }
    Optional<Secret> secret =
        applications.register(id, scopes.get().stream().distinct().toList(), clock.instant());
    if (secret.isEmpty()) {
      return Answer.problem(409, "registered already, or too many applications: delete one first");
    }
    audit.write(WHO, "register-application", id, request.source());
    return Answer.json(201, Map.of("client_id", id, "client_secret", secret.get().reveal()));
  }

  private Answer registered() {
    List<Map<String, Object>> found = new ArrayList<>();
    for (String id : applications.ids()) {
      applications
          .find(id)
          .ifPresent(
              a ->
                  found.add(
                      Map.of("id", id, "scopes", a.scopes(), "created", a.created().toString())));
    }
    return Answer.json(200, Map.of("applications", found));
  }

  private Answer remove(Request request) {
    String id = request.parameter("id");
    if (!applications.remove(id)) {
      return Answer.problem(404, "no such application");
    }
    audit.write(WHO, "remove-application", id, request.source());
    return Answer.empty(204);
  }

  private Answer trail() {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Audit.Entry e : audit.newest(AUDIT_ENTRIES)) {
      entries.add(
          Map.of(
              "no", e.no(),
              "at", e.at().toString(),
              "who", e.who(),
              "what", e.what(),
              "about", e.about(),
              "source", e.source()));
    }
    return Answer.json(200, Map.of("entries", entries));
  }

  /** The texts of a JSON list; an absent one is empty; anything else gives none. */
  private static Optional<List<String>> texts(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.of(List.of());
    }
    if (!node.isArray()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : node) {
      if (!item.isString()) {
        return Optional.empty();
      }
      texts.add(item.stringValue());
    }
    return Optional.of(texts);
  }
}
