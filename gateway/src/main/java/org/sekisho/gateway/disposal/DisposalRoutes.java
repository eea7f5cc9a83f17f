package org.sekisho.gateway.disposal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;
import tools.jackson.databind.JsonNode;

/** What the operator of the machine may do: look at it, reset it, give it away. */
public final class DisposalRoutes {
  private static final int MAX_OPERATOR = 100;

  private final String gateway;
  private final DisposalDesk desk;

  /** Routes to the desk of that gateway. */
  public DisposalRoutes(String gateway, DisposalDesk desk) {
    this.gateway = gateway;
    this.desk = desk;
  }

  /** Adds all. */
  public void addTo(MaintenanceListener listener) {
    listener
        .route("GET", "/disposal", _ -> Answer.json(200, desk.status()))
        .route("GET", "/disposal/inventory", _ -> inventory())
        .route("POST", "/disposal/reset", request -> begin(request, false))
        .route("POST", "/disposal/transfer", request -> begin(request, true));
  }

  private static Answer inventory() {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (var line : SecretInventory.lines()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("files", line.pattern());
      one.put("class", line.holds().word());
      one.put("what", line.what());
      one.put("sealed_under", line.sealedUnder());
      one.put("reset", line.holds().erased() ? "destroyed" : "kept");
      lines.add(one);
    }
    return Answer.json(200, Map.of("inventory", lines));
  }

  private Answer begin(Request request, boolean transfer) {
    JsonNode body = request.json().orElse(null);
    if (body == null || !body.path("confirm").asString("").equals(gateway)) {
      return Answer.problem(400, "'confirm' must be the id of this gateway: everything is lost");
    }
    String operator = body.path("operator").asString("");
    if (operator.isBlank() || operator.length() > MAX_OPERATOR) {
      return Answer.problem(400, "'operator' must say who does it, 1 to 100 characters");
    }
    return switch (transfer ? desk.transfer(operator) : desk.reset(operator)) {
      case BEGUN -> {
        desk.takeEffectSoon("reset by the operator");
        yield Answer.json(202, Map.of("state", "begun"));
      }
      case BUSY -> Answer.problem(409, "an erasure has begun already");
      case LOCKED -> Answer.problem(423, "the gateway is locked by its management");
    };
  }
}
