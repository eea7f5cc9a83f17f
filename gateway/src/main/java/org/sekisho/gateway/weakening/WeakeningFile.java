package org.sekisho.gateway.weakening;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.program.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stays lowered over a restart, in a private file. A file that cannot be read is empty. */
final class WeakeningFile {
  private static final Logger LOG = LoggerFactory.getLogger(WeakeningFile.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final long MAX_BYTES = 128 * 1024;

  private final Path file;

  WeakeningFile(Path file) {
    this.file = file;
  }

  List<Weakening> read() {
    List<Weakening> read = new ArrayList<>();
    try {
      if (!Files.exists(file)) {
        return read;
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      for (JsonNode one : JSON.readTree(Files.readAllBytes(file))) {
        Map<String, String> what = new LinkedHashMap<>();
        one.path("what")
            .propertyStream()
            .forEach(p -> what.put(p.getKey(), p.getValue().asString("")));
        read.add(
            new Weakening(
                one.path("id").asString(""),
                Weakening.Kind.valueOf(one.path("kind").asString("")),
                what,
                Instant.parse(one.path("since").asString("")),
                one.path("account").asString(""),
                one.path("risk").asString("")));
      }
      return read;
    } catch (IOException | JacksonException | DateTimeException | IllegalArgumentException e) {
      LOG.warn("{} cannot be read, nothing of it is weakened: {}", file, e.toString());
      return List.of();
    }
  }

  void write(List<Weakening> all) {
    PrivateFiles.replace(
        file,
        JSON.writeValueAsBytes(
            all.stream()
                .map(
                    w ->
                        Map.of(
                            "id", w.id(),
                            "kind", w.kind().name(),
                            "what", w.what(),
                            "since", w.since().toString(),
                            "account", w.account(),
                            "risk", w.risk()))
                .toList()));
  }
}
