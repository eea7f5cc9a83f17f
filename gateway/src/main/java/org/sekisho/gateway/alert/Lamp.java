package org.sekisho.gateway.alert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sekisho.program.PrivateFiles;
import tools.jackson.databind.json.JsonMapper;

/** A lamp on the gateway. Used by one thread; may block. */
sealed interface Lamp {
  /** Shows the pattern from now on. */
  void show(LampPattern pattern, int alerts, Instant now) throws IOException;

  /** The lamp of the configuration. */
  static Lamp of(AlertsConfig config, Path data) {
    return switch (config.lamp()) {
      case OFF -> new None();
      case FILE -> new InFile(config.lampPath().orElse(data.resolve("lamp.json")));
      case LED -> new Led(config.lampPath().orElseThrow());
    };
  }

  /** No lamp. */
  record None() implements Lamp {
    @Override
    public void show(LampPattern pattern, int alerts, Instant now) {
      // There is nothing to light.
    }
  }

  /** A file with what a lamp would show, for a program that has one, and for tests. */
  record InFile(Path file) implements Lamp {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void show(LampPattern pattern, int alerts, Instant now) throws IOException {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("lamp", pattern.word());
      json.put("on_ms", pattern.onMs());
      json.put("off_ms", pattern.offMs());
      json.put("alerts", alerts);
      json.put("since", now.toString());
      try {
        PrivateFiles.replace(
            file, (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (UncheckedIOException e) {
        throw new IOException(e);
      }
    }
  }

  /**
   * An LED of the kernel's LED class, such as {@code /sys/class/leds/red:alarm}: its trigger {@code
   * timer} blinks by itself, also when the gateway hangs.
   */
  record Led(Path folder) implements Lamp {
    @Override
    public void show(LampPattern pattern, int alerts, Instant now) throws IOException {
      if (pattern == LampPattern.QUIET) {
        write("trigger", "none");
        write("brightness", "0");
      } else {
        write("trigger", "timer");
        write("delay_on", Integer.toString(pattern.onMs()));
        write("delay_off", Integer.toString(pattern.offMs()));
      }
    }

    private void write(String name, String value) throws IOException {
      // Attributes of the kernel are written in one piece and never made.
      Files.write(
          folder.resolve(name),
          value.getBytes(StandardCharsets.US_ASCII),
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);
    }
  }
}
