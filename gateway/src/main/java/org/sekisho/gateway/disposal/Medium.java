package org.sekisho.gateway.disposal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a folder is recorded on.
 *
 * @param mountPoint where its file system is mounted
 * @param fileSystem such as ext4
 * @param device kernel name of the disk such as mmcblk0; empty when there is none
 * @param discards whether the disk takes word of blocks that are not needed any more
 * @param discardsAtOnce whether the file system gives that word with every deletion
 */
public record Medium(
    String mountPoint,
    String fileSystem,
    String device,
    Kind kind,
    boolean discards,
    boolean discardsAtOnce) {
  /** How a medium treats what is written over. */
  public enum Kind {
    /** In place: a write goes where the last one went. */
    MAGNETIC,
    /** Elsewhere: a controller levels wear, and keeps spare blocks that nobody can read. */
    FLASH,
    /** Elsewhere, because the file system writes copies. */
    COPYING,
    /** Nowhere once the power is gone. */
    MEMORY,
    /** A virtual disk: what lies below cannot be seen from here. */
    VIRTUAL,
    /** On another machine. */
    NETWORK,
    /** Not known. */
    UNKNOWN;

    /** The word in certificates. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For a certificate. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mount", mountPoint);
    json.put("file_system", fileSystem);
    json.put("device", device);
    json.put("kind", kind.word());
    json.put("discard", discards);
    return json;
  }
}
