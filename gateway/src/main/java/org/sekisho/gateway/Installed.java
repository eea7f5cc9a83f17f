package org.sekisho.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.release.Installation;
import org.sekisho.program.release.Slot;
import org.sekisho.program.release.SlotCheck;

/**
 * Where this program runs from when its launcher started it.
 *
 * @param slot the slot whose release this is
 */
public record Installed(Installation installation, Slot slot) {
  /** What the launcher says in its two system properties; empty when there was none. */
  static Optional<Installed> of(@Nullable String folder, @Nullable String slot) {
    return folder == null || slot == null
        ? Optional.empty()
        : Slot.of(slot).map(s -> new Installed(Installation.at(Path.of(folder)), s));
  }

  /** The version of the release in this slot. */
  Optional<String> version() {
    return installation.state().content(slot).map(content -> content.version().text());
  }

  /** Why this slot must not run; empty when it may. Reads every file of the slot. */
  Optional<String> objection() {
    return switch (installation.check(slot)) {
      case SlotCheck.Verdict.Altered(String what) -> Optional.of(what);
      case SlotCheck.Verdict.Empty() -> Optional.of("there is no release in it");
      case SlotCheck.Verdict.Sound(var manifest, _) -> {
        int floor = installation.epoch();
        yield manifest.epoch() < floor
            ? Optional.of("its security epoch is " + manifest.epoch() + ", here it is " + floor)
            : Optional.empty();
      }
    };
  }

  /** Remembers the data directory, for the day on which the configuration file cannot be read. */
  void remember(Path data) {
    Path file = installation.root().resolve("data-folder");
    byte[] text =
        data.toAbsolutePath().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try {
      if (!Files.exists(file) || !java.util.Arrays.equals(Files.readAllBytes(file), text)) {
        org.sekisho.program.PrivateFiles.replace(file, text);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What {@link #remember} kept. */
  Optional<Path> remembered() {
    try {
      return Optional.of(Path.of(Files.readString(installation.root().resolve("data-folder"))));
    } catch (java.io.IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
