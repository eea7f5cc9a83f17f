package org.sekisho.gateway.network;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What the operator may do to the network defence. */
public final class NetworkRoutes {
  private static final long ANSWER_LIMIT_S = 40;

  private final NetworkDefence defence;

  /** Routes to this defence. */
  public NetworkRoutes(NetworkDefence defence) {
    this.defence = defence;
  }

  /** Adds them to the operator's door. */
  public void addTo(MaintenanceListener listener) {
    listener
        .route("GET", "/network", _ -> answer(200, defence.json()))
        .route("POST", "/network/apply", _ -> told(defence.applyAgain()))
        .route("POST", "/network/confirm", _ -> told(defence.confirm()))
        .route("POST", "/network/revert", _ -> told(defence.revert()))
        .route("POST", "/network/block", this::block)
        .route("POST", "/network/unblock", this::unblock);
  }

  private org.sekisho.program.https.Answer block(Request request) {
    JsonNode body = body(request);
    int seconds = body.path("seconds").asInt(600);
    if (seconds < 1 || seconds > 86_400) {
      return org.sekisho.program.https.Answer.problem(400, "seconds: 1 to 86400");
    }
    try {
      return told(
          defence.block(
              Prefix.numeric(body.path("address").asString("")), Duration.ofSeconds(seconds)));
    } catch (IllegalArgumentException e) {
      return org.sekisho.program.https.Answer.problem(400, "address: a numeric address");
    }
  }

  private org.sekisho.program.https.Answer unblock(Request request) {
    try {
      return told(defence.unblock(Prefix.numeric(body(request).path("address").asString(""))));
    } catch (IllegalArgumentException e) {
      return org.sekisho.program.https.Answer.problem(400, "address: a numeric address");
    }
  }

  private static JsonNode body(Request request) {
    return request.json().orElseGet(MissingNode::getInstance);
  }

  private org.sekisho.program.https.Answer told(CompletableFuture<Answer> coming) {
    try {
      return switch (coming.get(ANSWER_LIMIT_S, TimeUnit.SECONDS)) {
        case Answer.Refused refused ->
            org.sekisho.program.https.Answer.problem(409, refused.reason().toString());
        case Answer.Applied _, Answer.Done _, Answer.State _ -> answer(200, defence.json());
      };
    } catch (ExecutionException | TimeoutException e) {
      return org.sekisho.program.https.Answer.problem(503, "the guard gives no answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return org.sekisho.program.https.Answer.problem(503, "the gateway stops");
    }
  }

  private static org.sekisho.program.https.Answer answer(int status, Map<String, Object> json) {
    return org.sekisho.program.https.Answer.json(status, json);
  }
}
