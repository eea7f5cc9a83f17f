package org.sekisho.gateway.disposal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.document.Fields;

/**
 * The block {@code disposal:}.
 *
 * @param tamper says whether the case is open; empty when there is no such switch
 * @param button says whether the reset button is pressed; empty when there is none
 * @param hold how long the button must be held
 * @param poll how often both are looked at
 * @param fillBytes free space that is filled after an erasure on media that level wear, in each
 *     pass
 * @param also files and folders outside of the data directory that an erasure destroys, too
 * @param factorySettings folder of the settings as delivered; empty when they stay as they are
 * @param settings where those go: the folder of the configuration file
 */
public record DisposalConfig(
    Optional<Input> tamper,
    Optional<Input> button,
    Duration hold,
    Duration poll,
    long fillBytes,
    List<Path> also,
    Optional<Path> factorySettings,
    Path settings) {
  private static final long MIB = 1024 * 1024;
  private static final int MAX_ALSO = 64;
  private static final int MAX_CODE = 0x2FF;

  public DisposalConfig {
    also = List.copyOf(also);
  }

  /** A switch. */
  public sealed interface Input {
    /**
     * A file that holds a word while the switch is active, such as the value of a GPIO line.
     *
     * @param active the word
     */
    record WordInFile(Path file, String active) implements Input {}

    /**
     * A Linux input device.
     *
     * @param code of the key or switch in {@code input-event-codes.h}
     */
    record Events(Path device, int code) implements Input {}
  }

  /** Reads the block; it may be absent. */
  public static DisposalConfig from(Fields block) {
    List<Path> also = new ArrayList<>();
    Path file = Path.of(block.file()).toAbsolutePath();
    Path folder = file.getParent() == null ? file : file.getParent();
    if (block.has("also")) {
      block.texts("also").forEach(text -> also.add(folder.resolve(text).normalize()));
    }
    if (also.size() > MAX_ALSO) {
      block.problem("also", "at most " + MAX_ALSO + " files and folders");
    }
    return new DisposalConfig(
        input(block, "tamper"),
        input(block, "reset-button"),
        block.duration(
            "hold", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(1)),
        block.duration("poll", Duration.ofMillis(10), Duration.ofMillis(1), Duration.ofMillis(50)),
        block.sizeBytes("fill", 256 * MIB, 0, 1L << 50),
        also,
        block.optionalPath("factory-settings"),
        folder);
  }

  private static Optional<Input> input(Fields block, String key) {
    if (!block.has(key)) {
      return Optional.empty();
    }
    Fields input = block.section(key);
    Optional<Path> file = input.optionalPath("file");
    Optional<Path> device = input.optionalPath("device");
    String active = input.text("active", "1");
    int code = input.integer("code", 0, 0, MAX_CODE);
    if (file.isPresent() == device.isPresent()) {
      block.problem(key, "either 'file' (with 'active') or 'device' (with 'code')");
    }
    return file.<Input>map(path -> new Input.WordInFile(path, active))
        .or(() -> device.map(path -> new Input.Events(path, code)));
  }
}
