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
 * @param alsoConnect TCP ports that it may connect to besides those that it needs, such as a
 *     proxy's
 */
public record SandboxConfig(
    boolean enabled,
    String reason,
    List<Path> alsoRead,
    List<Path> alsoWrite,
    List<Integer> alsoConnect) {
  /** What holds without settings. */
  public static final SandboxConfig USUAL =
      new SandboxConfig(true, "", List.of(), List.of(), List.of());

  private static final int MAX_PATHS = 64;
  private static final int MAX_PORTS = 64;
  private static final int LAST_PORT = 65_535;

  public SandboxConfig {
    alsoRead = List.copyOf(alsoRead);
    alsoWrite = List.copyOf(alsoWrite);
    alsoConnect = List.copyOf(alsoConnect);
  }

  /** Reads the block; it may be absent. */
  public static SandboxConfig from(Fields block) {
    boolean enabled = block.flag("enabled", true);
    String reason = block.text("reason", "");
    if (!enabled && reason.isBlank()) {
      block.problem("enabled", "'reason' must say why the program is not confined");
    }
    return new SandboxConfig(
        enabled,
        enabled ? "" : reason,
        paths(block, "also-read"),
        paths(block, "also-write"),
        ports(block, "also-connect"));
  }

  private static List<Integer> ports(Fields block, String key) {
    List<Integer> ports = new ArrayList<>();
    for (double port : block.numbers(key)) {
      if (port < 1 || port > LAST_PORT || port != Math.rint(port)) {
        block.problem(key, "must be a list of ports from 1 to " + LAST_PORT);
      } else {
        ports.add((int) port);
      }
    }
    if (ports.size() > MAX_PORTS) {
      block.problem(key, "at most " + MAX_PORTS + " ports");
    }
    return ports;
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
