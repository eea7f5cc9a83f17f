package org.sekisho.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a run finds the programs and keeps its files: on the disk of the build, not in a memory
 * file system, so that an fsync is one.
 *
 * @param root of the repository
 * @param run of this run, deleted when it went well
 */
public record Places(Path root, Path run) {
  /** The JVM that runs this, and everything that is measured. */
  public Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** A new folder of this run. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(run.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes what the run wrote. */
  void delete() throws IOException {
    try (Stream<Path> tree = Files.walk(run)) {
      List<Path> all = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : all) {
        Files.delete(path);
      }
    }
  }
}
