package org.sekisho.program.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.model.document.Fields;

/**
 * The block {@code sandbox:}.
 *
 * @param enabled whether the program confines itself
 * @param reason why it does not; empty when it does
 * @param alsoRead files and folders that it may read besides those that it needs
 * @param alsoWrite files and folders that it may change besides those that it needs
 */
public record SandboxConfig(
    boolean enabled, String reason, List<Path> alsoRead, List<Path> alsoWrite) {
  /** What holds without settings. */
  public static final SandboxConfig USUAL = new SandboxConfig(true, "", List.of(), List.of());

  private static final int MAX_PATHS = 64;

  public SandboxConfig {
    alsoRead = List.copyOf(alsoRead);
    alsoWrite = List.copyOf(alsoWrite);
  }

  /** Reads the block; it may be absent. */
  public static SandboxConfig from(Fields block) {
    boolean enabled = block.flag("enabled", true);
    String reason = block.text("reason", "");
    if (!enabled && reason.isBlank()) {
      block.problem("enabled", "'reason' must say why the program is not confined");
    }
    return new SandboxConfig(
        enabled, enabled ? "" : reason, paths(block, "also-read"), paths(block, "also-write"));
  }

  private static List<Path> paths(Fields block, String key) {
    List<Path> paths = new ArrayList<>();
    if (block.has(key)) {
      Path file = Path.of(block.file()).toAbsolutePath();
      block.texts(key).forEach(text -> paths.add(file.resolveSibling(text).normalize()));
    }
    if (paths.size() > MAX_PATHS) {
      block.problem(key, "at most " + MAX_PATHS + " files and folders");
    }
    return paths;
  }
}
