package org.sekisho.acceptance.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of this repository, without what a build makes. */
public final class Repository {
  /** The repository's root. */
  public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> MADE =
      Set.of("target", "node_modules", ".git", "dist", "demo", ".sekisho");

  private Repository() {}

  /** Source files whose name ends so. */
  static List<Path> files(String suffix) throws IOException {
    try (Stream<Path> tree = Files.walk(ROOT)) {
      return tree.filter(Files::isRegularFile)
          .filter(f -> f.toString().endsWith(suffix))
          .filter(Repository::isSource)
          .sorted()
          .toList();
    }
  }

  private static boolean isSource(Path file) {
    Path parent = ROOT.relativize(file).getParent();
    if (parent == null) {
      return true;
    }
    for (Path name : parent) {
      if (MADE.contains(name.toString()) && !parent.startsWith("cli/src")) {
        return false;
      }
    }
    return true;
  }
}
