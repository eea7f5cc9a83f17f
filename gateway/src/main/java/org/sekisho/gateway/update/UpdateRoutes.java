package org.sekisho.gateway.update;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.update.Updates.Wish;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;
import tools.jackson.databind.JsonNode;

/** What the operator of this machine may do about updates. Each request is an event. */
public final class UpdateRoutes {
  private final Updates updates;
  private final EventSink events;
  private final InstantSource clock;

  /** Routes over the updates. */
  public UpdateRoutes(Updates updates, EventSink events, InstantSource clock) {
    this.updates = updates;
    this.events = events;
    this.clock = clock;
  }

  /** Adds them. */
  public void addTo(MaintenanceListener listener) {
    listener
        .route("GET", "/update", _ -> Answer.json(200, updates.json()))
        .route("POST", "/update/check", request -> ask(request, Wish.CHECK))
        .route("POST", "/update/install", this::install)
        .route("POST", "/update/confirm", request -> ask(request, Wish.CONFIRM))
        .route("POST", "/update/return", request -> ask(request, Wish.RETURN))
        .route("POST", "/update/file", this::piece);
  }

  private Answer install(Request request) {
    JsonNode body = request.json().orElse(null);
    boolean file = body != null && body.path("file").asBoolean(false);
    boolean older = body != null && body.path("older").asBoolean(false);
    return ask(request, !file ? Wish.INSTALL : older ? Wish.INSTALL_OLDER_FILE : Wish.INSTALL_FILE);
  }

  private Answer ask(Request request, Wish wish) {
    if (wish != Wish.CHECK && !updates.installed()) {
      return Answer.problem(409, "this gateway was not installed from a release: it has no slots");
    }
    if (!updates.ask(wish)) {
      return Answer.problem(503, "too much is asked already").with("Retry-After", "5");
    }
    if (wish != Wish.CHECK) {
      events.record(
          SecurityEvent.of(
                  EventKind.OPERATION,
                  clock.instant(),
                  "update: " + wish.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
              .from(new Endpoint(request.source(), 0), "https")
              .account("maintenance"));
    }
    return Answer.json(202, updates.json());
  }

  /**
   * A piece of a release file; offset 0 begins anew, any other must be where the last one ended.
   */
  private Answer piece(Request request) {
    JsonNode body = request.json().orElse(null);
    long offset = body == null ? -1 : body.path("offset").asLong(-1);
    byte[] data;
    try {
      data = Base64.getDecoder().decode(body == null ? "" : body.path("data").asString(""));
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, "data must be base64");
    }
    if (offset < 0 || data.length == 0) {
      return Answer.problem(400, "a JSON object with offset and data is needed");
    }
    if (offset + data.length > updates.maxBytes()) {
      return Answer.problem(413, "a release has at most " + updates.maxBytes() + " bytes");
    }
    try (var channel =
        FileChannel.open(
            updates.uploaded(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
      if (offset == 0) {
        channel.truncate(0);
      }
      if (channel.size() != offset) {
        return Answer.problem(409, "the next offset is " + channel.size());
      }
      channel.position(offset);
      for (var bytes = ByteBuffer.wrap(data); bytes.hasRemaining(); ) {
        channel.write(bytes);
      }
      return Answer.json(200, Map.of("offset", offset + data.length));
    } catch (IOException e) {
      return Answer.problem(507, "the file cannot be written");
    }
  }
}
