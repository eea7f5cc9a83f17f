package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What an erasure can do to files; the real ones ({@link FileSurface}), or those of a simulated
 * flash chip in the tests.
 */
interface Surface {
  /** What the last overwriting of a file was, to be compared with what is read back. */
  record Written(long bytes, String sha256) {}

  /** Writes random bytes over the whole file, in place as the file system sees it. */
  Written overwrite(String file, RandomGenerator random) throws IOException;

  /** Waits until what was written to the file is on the medium. */
  void force(String file) throws IOException;

  /** Waits until what was written to all of these files is on the medium; some may be gone. */
  default void forceTogether(List<String> files) throws IOException {
    for (String file : files) {
      try {
        force(file);
      } catch (NoSuchFileException e) {
        // Gone already: there is nothing to wait for.
      }
    }
  }

  /** Whether the file still holds what was written, read from the medium as far as possible. */
  boolean holds(String file, Written written) throws IOException;

  /** Gives the file's blocks back and tells the medium if it listens; false when it cannot. */
  boolean punch(String file) throws IOException;

  /** Cuts the file to nothing, renames it to a name that says nothing, and deletes it. */
  void remove(String file) throws IOException;

  /** Waits until the removals are on the medium. */
  void settle() throws IOException;

  /** Tells the medium of all free blocks; false when it cannot or may not. */
  boolean discardFree() throws IOException;

  /**
   * Fills the free space with random bytes, up to a limit, and frees it again; answers how many
   * bytes were written.
   */
  long fillFree(long limitBytes, RandomGenerator random) throws IOException;
}
