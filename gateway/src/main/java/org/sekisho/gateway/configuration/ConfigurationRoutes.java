package org.sekisho.gateway.configuration;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.sekisho.gateway.configuration.ConfigurationFaces.Staged;
import org.sekisho.gateway.configuration.ConfigurationKeeper.Asked;
import org.sekisho.gateway.configuration.ConfigurationTrialConfig.Confirmation;
import org.sekisho.gateway.console.Danger;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;
import tools.jackson.databind.JsonNode;

/** What the operator's command does to the configuration. */
public final class ConfigurationRoutes {
  private final ConfigurationKeeper keeper;
  private final EventSink events;
  private final InstantSource clock;

  /** Routes to this keeper; what is done is told to the sink. */
  public ConfigurationRoutes(ConfigurationKeeper keeper, EventSink events, InstantSource clock) {
    this.keeper = keeper;
    this.events = events;
    this.clock = clock;
  }

  /** Adds them to the operator's door. */
  public void addTo(MaintenanceListener listener) {
    listener
        .route("GET", "/configuration", _ -> Answer.json(200, keeper.json()))
        .route("GET", "/configuration/{version}", this::text)
        .route("POST", "/configuration", this::stage)
        .route("POST", "/configuration/switch", this::tryIt)
        .route("POST", "/configuration/confirm", this::confirm)
        .route("POST", "/configuration/return", this::takeBack);
  }

  private Answer text(Request request) {
    String version = request.parameter("version");
    return (version.matches("\\d{1,18}")
            ? keeper.text(Long.parseLong(version))
            : java.util.Optional.<String>empty())
        .map(text -> Answer.json(200, Map.of("text", text)))
        .orElse(Answer.problem(404, "no such version is kept"));
  }

  private Answer stage(Request request) {
    JsonNode body = request.json().orElse(null);
    String text = body == null ? "" : body.path("text").asString("");
    String name = body == null ? "" : body.path("name").asString("");
    if (text.isEmpty() || !name.matches("[A-Za-z0-9._-]{1,100}")) {
      return Answer.problem(400, "a JSON object with name and text of a file is needed");
    }
    return switch (keeper.stage(Path.of(name), text, OptionalLong.empty())) {
      // The problems name file and line of what the operator sent: that is what is asked for.
      case Staged.Refused(String problems) -> Answer.problem(422, problems);
      case Staged.TooLarge(int bytes) -> Answer.problem(422, "larger than " + bytes + " bytes");
      case Staged.OnTrial(long version) ->
          Answer.problem(422, "version " + version + " is on trial");
      case Staged.Overtaken(long version) ->
          Answer.problem(422, "version " + version + " was staged meanwhile");
      case Staged.Ready(long version, String sha256) -> {
        tell(EventKind.OPERATION, request, Phrase.CONFIGURATION_STAGED.with(version));
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("version", version);
        told.put("sha256", sha256);
        List<Danger> dangers = keeper.prospect().map(Prospect::dangers).orElse(List.of());
        if (!dangers.isEmpty()) {
          told.put("risks", risks(dangers));
          told.put("accept", Danger.texts(dangers));
        }
        yield Answer.json(201, told);
      }
    };
  }

  private static List<String> risks(List<Danger> dangers) {
    return dangers.stream().map(d -> d.what().en() + ": " + d.risk().text().en()).toList();
  }

  private Answer tryIt(Request request) {
    String accepted = request.json().map(b -> b.path("accept").asString("")).orElse("");
    String within = Long.toString(keeper.within().toSeconds());
    return switch (keeper.tryStaged(OptionalLong.empty(), accepted)) {
      case Asked.NotAccepted(List<Danger> dangers) ->
          Answer.problem(
              409,
              "it lowers protections: "
                  + String.join(" ", risks(dangers))
                  + " Whoever accepts that says so: "
                  + Danger.texts(dangers));
      case Asked.Done() -> {
        tell(
            accepted.isEmpty() ? EventKind.OPERATION : EventKind.DANGEROUS_OPERATION,
            request,
            accepted.isEmpty()
                ? Phrase.CONFIGURATION_TRIED.with()
                : Phrase.CONFIGURATION_TRIED_RISK.with(accepted));
        yield Answer.json(
            202,
            Map.of(
                "state",
                "trying",
                "needs_confirmation",
                keeper.confirmation() == Confirmation.PERSON,
                "within_s",
                Long.parseLong(within)));
      }
      case Asked.NotStaged(), Asked.NotOnTrial(), Asked.NotHealthy _ ->
          Answer.problem(409, "nothing is staged, or a version is on trial");
    };
  }

  private Answer confirm(Request request) {
    return switch (keeper.confirm()) {
      case Asked.Done() -> {
        tell(EventKind.OPERATION, request, Phrase.CONFIGURATION_CONFIRMED.with());
        yield Answer.json(200, keeper.json());
      }
      case Asked.NotHealthy(Illness illness) ->
          Answer.problem(409, "the gateway is not healthy with it: " + illness);
      case Asked.NotStaged(), Asked.NotAccepted _, Asked.NotOnTrial() ->
          Answer.problem(409, "nothing is on trial");
    };
  }

  private Answer takeBack(Request request) {
    return switch (keeper.takeBack()) {
      case Asked.Done() -> {
        tell(EventKind.OPERATION, request, Phrase.CONFIGURATION_RETURNED.with());
        yield Answer.json(202, keeper.json());
      }
      case Asked.NotStaged(), Asked.NotAccepted _, Asked.NotOnTrial(), Asked.NotHealthy _ ->
          Answer.problem(409, "nothing is on trial");
    };
  }

  private void tell(EventKind kind, Request request, Said what) {
    events.record(
        SecurityEvent.of(kind, clock.instant(), what)
            .from(new Endpoint(request.source(), 0), "https")
            .account("maintenance"));
  }
}
