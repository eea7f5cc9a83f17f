package org.sekisho.gateway.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Why the gateway starts, and that it stops: the file {@code health.json} says whether the run
 * before ended as it should, when it was last alive, and with which version and configuration. Not
 * thread-safe.
 */
public final class BootRecord {
  private static final Logger LOG = LoggerFactory.getLogger(BootRecord.class);
  private static final JsonMapper JSON = new JsonMapper();

  /** How the run before ended. */
  public enum Reason {
    /** There was none. */
    FIRST_START,
    /** It was told to stop, and did. */
    CLEAN,
    /** The process ended by itself or was killed; the machine went on. */
    PROCESS_ENDED,
    /** The machine started anew: power was lost, or it was reset. */
    MACHINE_RESTARTED,
    /** The file cannot be read. */
    UNKNOWN;

    /** The word in logs and status. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final Path file;
  private final String version;
  private final String configuration;
  private final String machineBoot;
  private final InstantSource clock;
  private final EventSink events;
  private final Instant since;
  private Reason reason = Reason.UNKNOWN;
  private boolean ended;

  /**
   * A record of this start.
   *
   * @param data the program's private directory
   * @param proc {@code /proc}
   * @param configuration what stands for the configuration: changes when it does
   */
  public BootRecord(
      Path data,
      Path proc,
      String version,
      String configuration,
      InstantSource clock,
      EventSink events) {
    this.file = data.resolve("health.json");
    this.version = version;
    this.configuration = configuration;
    this.machineBoot = machineBoot(proc);
    this.clock = clock;
    this.events = events;
    this.since = clock.instant();
  }

  private static String machineBoot(Path proc) {
    try {
      return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Tells why the gateway starts and what changed, and notes that it runs. */
  public Reason started() {
    Optional<JsonNode> before = read();
    reason = before.map(this::reason).orElse(Reason.FIRST_START);
    String alive = before.map(b -> b.path("alive").asString("")).orElse("");
    if (reason == Reason.PROCESS_ENDED || reason == Reason.MACHINE_RESTARTED) {
      tell(
          EventKind.STOPPED_UNCLEANLY,
          (reason == Reason.PROCESS_ENDED ? Phrase.KILLED : Phrase.POWER_LOST).with(alive),
          reason.word());
    }
    before.ifPresent(this::tellChanges);
    tell(EventKind.STARTED, Phrase.STARTED.with(version, reason.word()), reason.word());
    try {
      Instant last = alive.isEmpty() ? since : Instant.parse(alive);
      if (last.isAfter(since.plusSeconds(1))) {
        tell(EventKind.CLOCK_STEPPED, Phrase.CLOCK_BEHIND.with(since, last), "start");
      }
    } catch (DateTimeException e) {
      LOG.debug("{}: {}", file.getFileName(), e.toString());
    }
    write("running");
    return reason;
  }

  private void tellChanges(JsonNode before) {
    String oldVersion = before.path("version").asString("");
    if (!oldVersion.isEmpty() && !oldVersion.equals(version)) {
      tell(EventKind.VERSION_CHANGED, Phrase.VERSION_BECAME.with(oldVersion, version), "version");
    }
    String oldConfiguration = before.path("configuration").asString("");
    if (!oldConfiguration.isEmpty() && !oldConfiguration.equals(configuration)) {
      tell(
          EventKind.CONFIGURATION_CHANGED,
          Phrase.CONFIGURATION_BECAME.with(cut(oldConfiguration), cut(configuration)),
          "start");
    }
  }

  private static String cut(String hash) {
    return hash.length() > 16 ? hash.substring(0, 16) : hash;
  }

  private Reason reason(JsonNode before) {
    return switch (before.path("state").asString("")) {
      case "stopped" -> Reason.CLEAN;
      case "running" ->
          before.path("machine_boot").asString("").equals(machineBoot)
              ? Reason.PROCESS_ENDED
              : Reason.MACHINE_RESTARTED;
      default -> Reason.UNKNOWN;
    };
  }

  private Optional<JsonNode> read() {
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readTree(Files.readString(file)))
          : Optional.empty();
    } catch (IOException | JacksonException e) {
      LOG.warn("{} cannot be read: {}", file.getFileName(), e.toString());
      return Optional.of(JSON.createObjectNode());
    }
  }

  /** How the run before ended. */
  public Reason reason() {
    return reason;
  }

  /** Notes that the gateway is still alive. */
  public void alive() {
    write("running");
  }

  /** Tells that the gateway stops as it should, and notes it. */
  public void stopped() {
    end(Phrase.STOPPED_BY_ORDER);
  }

  /** Tells that the start failed, unless the gateway has stopped already. */
  public void notStarted() {
    end(Phrase.START_FAILED);
  }

  private void end(Phrase why) {
    if (!ended) {
      ended = true;
      tell(EventKind.STOPPED, why.with(), "");
      write("stopped");
    }
  }

  private void write(String state) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", state);
    json.put("version", version);
    json.put("configuration", configuration);
    json.put("machine_boot", machineBoot);
    json.put("since", since.toString());
    json.put("alive", clock.instant().toString());
    try {
      PrivateFiles.replace(
          file, (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (UncheckedIOException e) {
      LOG.warn("{} cannot be written: {}", file.getFileName(), e.toString());
    }
  }

  private void tell(EventKind kind, Said detail, String rule) {
    events.record(SecurityEvent.of(kind, clock.instant(), detail).ruled(rule, ""));
  }
}
