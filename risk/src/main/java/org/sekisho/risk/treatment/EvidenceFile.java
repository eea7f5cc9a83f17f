package org.sekisho.risk.treatment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.document.Problem;
import org.sekisho.model.system.Ids;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;

/**
 * Reads evidence, format {@value #FORMAT}, from YAML or JSON. A file holds one piece of evidence,
 * or many under {@code evidence}; a folder holds such files, and folders of them.
 */
public final class EvidenceFile {
  /** The format that this version reads. */
  public static final String FORMAT = "sekisho-evidence/1";

  /** Most files of a folder. */
  public static final int MAX_FILES = 10_000;

  /** Most pieces of evidence of one call. */
  public static final int MAX_ITEMS = 200_000;

  private static final int MAX_DEPTH = 8;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
  private static final Pattern ENDING = Pattern.compile(".*\\.(json|yaml|yml)");
  private static final List<EntityKind> TARGETS =
      List.of(
          EntityKind.ZONE,
          EntityKind.COMPONENT,
          EntityKind.LINK,
          EntityKind.ENTRY_POINT,
          EntityKind.ASSET);
  private static final String TARGET_ALLOWED =
      "system, or a kind (zone, component, link, entry-point, asset), a colon and an id, such as"
          + " component:home-gw-1";

  private EvidenceFile() {}

  /**
   * Reads a file, or all files of a folder that end in .json, .yaml or .yml, in the order of their
   * names.
   *
   * @throws DocumentException with every problem found
   */
  public static List<Evidence> read(Path path) {
    List<Evidence> found = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Path file : Files.isDirectory(path) ? files(path) : List.of(path)) {
      try {
        found.addAll(pieces(Document.read(file)));
      } catch (DocumentException e) {
        problems.addAll(e.problems());
      }
    }
    return checked(found, problems, path.toString());
  }

  /**
   * Reads a text; {@code file} is the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static List<Evidence> read(String file, String text) {
    return checked(pieces(Document.read(file, text)), new ArrayList<>(), file);
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> found = Files.walk(folder, MAX_DEPTH)) {
      List<Path> files =
          found
              .filter(f -> ENDING.matcher(f.toString().toLowerCase(Locale.ROOT)).matches())
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (files.size() > MAX_FILES) {
        throw refused(folder.toString(), "more than " + MAX_FILES + " files of evidence");
      }
      return files;
    } catch (IOException | java.io.UncheckedIOException e) {
      throw refused(folder.toString(), "cannot be read: " + e);
    }
  }

  private static List<Evidence> checked(
      List<Evidence> found, List<Problem> problems, String where) {
    Map<String, Evidence> byId = new HashMap<>();
    for (Evidence one : found) {
      Evidence other = byId.putIfAbsent(one.id(), one);
      if (other != null) {
        problems.add(
            new Problem(
                one.file(),
                one.line(),
                0,
                "'" + one.id() + "' already stands in " + other.file() + ":" + other.line()));
      }
    }
    if (found.size() > MAX_ITEMS) {
      problems.add(new Problem(where, 0, 0, "more than " + MAX_ITEMS + " pieces of evidence"));
    }
    if (!problems.isEmpty()) {
      throw new DocumentException(problems);
    }
    return List.copyOf(found);
  }

  private static List<Evidence> pieces(Fields root) {
    String format = root.text("format");
    if (root.has("format") && !format.equals(FORMAT)) {
      root.problem("format", "'" + format + "' is not read by this version: write " + FORMAT);
    }
    List<Evidence> found =
        root.has("evidence")
            ? root.sections("evidence").stream().map(EvidenceFile::piece).toList()
            : List.of(piece(root));
    root.finish();
    return found;
  }

  private static Evidence piece(Fields f) {
    return new Evidence(
        f.text("id", ID, "1 to 128 of letters, digits, . _ : and -"),
        f.text("control", Ids.FORM, "the id of a control of the catalogue"),
        targets(f),
        f.choice("result", Evidence.Result.class),
        f.text("tool"),
        f.optionalText("tool-version"),
        f.text("test"),
        f.has("artefact") ? Optional.of(artefact(f.section("artefact"))) : Optional.empty(),
        f.has("model") ? Optional.of(digest(f, "model")) : Optional.empty(),
        time(f, "made"),
        time(f, "expires"),
        f.optionalText("note"),
        f.file(),
        f.line());
  }

  private static Evidence.Artefact artefact(Fields f) {
    return new Evidence.Artefact(f.text("name"), digest(f, "sha256"));
  }

  private static String digest(Fields f, String key) {
    return f.text(key, DecisionsFile.SHA_256, DecisionsFile.SHA_256_ALLOWED);
  }

  private static List<EntityRef> targets(Fields f) {
    List<EntityRef> found = new ArrayList<>();
    for (String text : f.texts("on")) {
      target(text)
          .ifPresentOrElse(
              found::add,
              () -> f.problem("on", "'" + text + "' is not allowed: " + TARGET_ALLOWED));
    }
    if (f.texts("on").isEmpty()) {
      f.problem("'on' is missing: a list of places, each " + TARGET_ALLOWED);
    }
    return List.copyOf(found);
  }

  private static Optional<EntityRef> target(String text) {
    int colon = text.indexOf(':');
    String id = text.substring(colon + 1);
    String system = EntityKind.SYSTEM.id();
    if (text.equals(system) || (text.startsWith(system + ":") && Ids.isId(id))) {
      return Optional.of(new EntityRef(EntityKind.SYSTEM, ""));
    }
    return colon < 0 || !Ids.isId(id)
        ? Optional.empty()
        : TARGETS.stream()
            .filter(kind -> kind.id().equals(text.substring(0, colon)))
            .findFirst()
            .map(kind -> new EntityRef(kind, id));
  }

  private static Instant time(Fields f, String key) {
    if (!f.has(key)) {
      f.problem("'" + key + "' is missing: a time such as 2026-11-01T09:00:00Z");
    }
    return f.parsed(
            key,
            "a time such as 2026-11-01T09:00:00Z",
            text -> OffsetDateTime.parse(text).toInstant())
        .orElse(Instant.EPOCH);
  }

  /** The kinds of place that can be written, for the schema's test. */
  static List<String> kinds() {
    return Stream.concat(Stream.of("system"), TARGETS.stream().map(EntityKind::id)).toList();
  }

  /** The results that can be written, for the schema's test. */
  static List<Evidence.Result> results() {
    return Arrays.asList(Evidence.Result.values());
  }

  private static DocumentException refused(String file, String message) {
    return new DocumentException(List.of(new Problem(file, 0, 0, message)));
  }
}
