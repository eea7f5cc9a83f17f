package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Searches files for bytes that should not be anywhere any more. */
public final class Remnants {
  private static final int CHUNK_BYTES = 256 * 1024;

  private Remnants() {}

  /** Whether the file holds the bytes anywhere. */
  public static boolean holds(Path file, byte[] marker) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] window = new byte[CHUNK_BYTES + marker.length];
      int kept = 0;
      int read;
      while ((read = in.readNBytes(window, kept, CHUNK_BYTES)) > 0) {
        int length = kept + read;
        if (indexOf(window, length, marker) >= 0) {
          return true;
        }
        kept = Math.min(length, marker.length - 1);
        System.arraycopy(window, length - kept, window, 0, kept);
      }
      return false;
    }
  }

  /** Where the marker begins in the first bytes of the buffer; -1 when nowhere. */
  static int indexOf(byte[] buffer, int length, byte[] marker) {
    for (int at = 0; at <= length - marker.length; at++) {
      if (buffer[at] == marker[0]
          && java.util.Arrays.equals(buffer, at, at + marker.length, marker, 0, marker.length)) {
        return at;
      }
    }
    return -1;
  }
}
