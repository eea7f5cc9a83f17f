package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which file of the gateway's data directory holds what. A part of the gateway that begins to keep
 * a file adds a line here; a test fails until it has.
 */
public final class SecretInventory {
  /** Most files of a data directory that are looked at. */
  public static final int MAX_FILES = 100_000;

  /** What waits to be destroyed and proved, in the data directory. */
  static final String FOLDER = "disposal";

  private static final Map<String, PathMatcher> MATCHERS = new ConcurrentHashMap<>();

  private static final List<Line> LINES =
      List.of(
          line("lock", DataClass.RUNTIME, "", "held by the running program"),
          line("ready{,.tmp}", DataClass.RUNTIME, "", "ports of the running program"),
          line("factory/**", DataClass.FACTORY, "", "identity given by the factory"),
          line("release/**", DataClass.FACTORY, "", "whose releases are trusted, versions"),
          line("temporary/**", DataClass.RUNTIME, "", "what libraries unpacked"),
          line(FOLDER + "/**", DataClass.PROOF, "", "orders seen, lock, certificates of erasure"),
          line("keys/**", DataClass.KEYS, "", "keys of journal and log"),
          line("identity/*.key{,.tmp}", DataClass.KEYS, "", "key of the operational certificate"),
          line("configuration/key{,.tmp}", DataClass.KEYS, "", "key of the configuration's faces"),
          line("maintenance/key.pem{,.tmp}", DataClass.KEYS, "", "key of the maintenance listener"),
          line("console/*.key{,.tmp}", DataClass.KEYS, "", "key of the console"),
          line("console/key.pem{,.tmp}", DataClass.KEYS, "", "key of the console"),
          line("console/accounts*", DataClass.CREDENTIALS, "", "accounts, hashes of passwords"),
          line("console/first-passwords*", DataClass.CREDENTIALS, "", "first passwords"),
          line("services-off*", DataClass.CONFIGURATION, "", "services that are switched off"),
          line("weakened.json*", DataClass.CONFIGURATION, "", "protections that are lowered"),
          line("maintenance/token{,.tmp}", DataClass.CREDENTIALS, "", "the operator's token"),
          line("accounts*", DataClass.CREDENTIALS, "", "accounts, hashes of passwords"),
          line("access*", DataClass.CREDENTIALS, "", "accounts, hashes of passwords"),
          line("lockout*", DataClass.CREDENTIALS, "", "who tried wrong passwords, from where"),
          line(
              "gateway.db*",
              DataClass.CREDENTIALS,
              "",
              "hashes of devices' passwords (device_credential), commands and their audit"),
          line("journal.db*", DataClass.PERSONAL, "keys/journal.key", "readings not yet delivered"),
          line("log.db*", DataClass.LOGS, "", "log of events"),
          line("{log,logs,alert,alerts,health}/**", DataClass.LOGS, "", "logs and alerts"),
          line("{log,alert,alerts,health,state}*", DataClass.LOGS, "", "logs and alerts"),
          line(
              "{configuration,network,update,console}/**", DataClass.CONFIGURATION, "", "settings"),
          line("lamp*", DataClass.LOGS, "", "what the lamps show"),
          line("services-off*", DataClass.CONFIGURATION, "", "services that were switched off"),
          line("{network,update}*", DataClass.CONFIGURATION, "", "settings"),
          line("identity/**", DataClass.ENROLMENT, "", "certificates"),
          line("{maintenance,console}/**", DataClass.ENROLMENT, "", "own certificates"),
          line("crl*", DataClass.ENROLMENT, "", "revocation list"));

  /**
   * One line.
   *
   * @param pattern glob relative to the data directory; the first that matches counts
   * @param sealedUnder file of the key under which it is sealed; empty when it is not
   * @param what what a person would call it
   */
  public record Line(String pattern, DataClass holds, String sealedUnder, String what) {
    boolean matches(Path relative) {
      return MATCHERS.computeIfAbsent(pattern, SecretInventory::matcher).matches(relative);
    }
  }

  /**
   * A file and what it holds.
   *
   * @param path relative to the data directory, with slashes; or absolute for a file elsewhere
   */
  public record Item(String path, DataClass holds, boolean sealed, long bytes) {}

  private SecretInventory() {}

  /** All lines. */
  public static List<Line> lines() {
    return LINES;
  }

  /** What the file holds. */
  public static DataClass classOf(Path relative) {
    return lineOf(relative).holds();
  }

  /** The files of the data directory, keys first, then in the order of the classes. */
  public static List<Item> items(Path data) {
    return items(data, data);
  }

  private static List<Item> items(Path data, Path place) {
    List<Item> items = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(place)) {
      walk.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
          .limit(MAX_FILES)
          .forEach(
              file -> {
                Path relative = data.relativize(file);
                Line line = lineOf(relative);
                items.add(
                    new Item(
                        relative.toString(),
                        line.holds(),
                        !line.sealedUnder().isEmpty(),
                        size(file)));
              });
    } catch (IOException | UncheckedIOException e) {
      throw new DisposalException("the files of " + data + " cannot be listed: " + e, e);
    }
    items.sort(java.util.Comparator.comparing(Item::holds).thenComparing(Item::path));
    return List.copyOf(items);
  }

  /** Where keys lie: the first words of their patterns. */
  private static final List<String> KEY_FOLDERS =
      LINES.stream()
          .filter(line -> line.holds() == DataClass.KEYS)
          .map(line -> line.pattern().substring(0, line.pattern().indexOf('/')))
          .distinct()
          .toList();

  /** The files that hold keys, and no other: much faster than {@link #items}. */
  static List<Item> keys(Path data) {
    List<Item> keys = new ArrayList<>();
    for (String folder : KEY_FOLDERS) {
      Path place = data.resolve(folder);
      if (Files.isDirectory(place)) {
        items(data, place).stream()
            .filter(item -> item.holds() == DataClass.KEYS)
            .forEach(keys::add);
      }
    }
    return keys;
  }

  private static Line lineOf(Path relative) {
    for (Line line : LINES) {
      if (line.matches(relative)) {
        return line;
      }
    }
    return new Line("**", DataClass.UNCLASSIFIED, "", "not known");
  }

  private static long size(Path file) {
    try {
      return Files.isSymbolicLink(file) ? 0 : Files.size(file);
    } catch (IOException e) {
      return 0; // gone meanwhile
    }
  }

  private static Line line(String pattern, DataClass holds, String sealedUnder, String what) {
    return new Line(pattern, holds, sealedUnder, what);
  }

  private static PathMatcher matcher(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }
}
