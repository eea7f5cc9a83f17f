package org.sekisho.acceptance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say that a test shows: there is such a test. */
class ClaimsTest {
  /** A class of tests alone or with one of its methods; {@code ….} stands for the class before. */
  private static final Pattern NAMED =
      Pattern.compile("`(?:([A-Z][A-Za-z0-9]*Test)|…)(?:\\.([a-z][A-Za-z0-9]*))?`");

  @Test
  void everyTestThatADocumentNamesExists() throws IOException {
    Map<String, String> tests = tests();
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Path document : documents()) {
      String owner = "";
      for (Matcher m = NAMED.matcher(Files.readString(document)); m.find(); named++) {
        owner = m.group(1) == null ? owner : m.group(1);
        String text = tests.getOrDefault(owner, "");
        String method = m.group(2);
        if (text.isEmpty() || (method != null && !text.contains(" " + method + "("))) {
          missing.add(Repository.ROOT.relativize(document) + ": " + owner + " " + m.group());
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(100);
  }

  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> files = Files.walk(Repository.ROOT)) {
      for (Path file :
          files
              .filter(f -> f.toString().endsWith("Test.java"))
              .filter(f -> f.toString().contains("/src/test/java/"))
              .toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        tests.merge(name, Files.readString(file), String::concat);
      }
    }
    return tests;
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path root : List.of(Repository.ROOT, Repository.ROOT.resolve("docs"))) {
      int depth = root.equals(Repository.ROOT) ? 1 : 3;
      try (Stream<Path> files = Files.walk(root, depth)) {
        files.filter(f -> f.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    return documents;
  }
}
