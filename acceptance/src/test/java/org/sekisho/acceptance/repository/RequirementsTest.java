package org.sekisho.acceptance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;

/** The requirements list is sound, and tests name only requirements that are in it. */
class RequirementsTest {
  private static final Pattern VERIFIES = Pattern.compile("@Verifies\\(\\{?([^)}]*)\\}?\\)");
  private static final Pattern ID = Pattern.compile("\"([^\"]+)\"");

  @Test
  void everyRequirementHasSourceAndText() {
    assertThat(ids()).hasSize(420);
  }

  @Test
  void everyIdThatATestNamesExists() throws IOException {
    Set<String> known = ids();
    List<String> unknown = new ArrayList<>();
    for (Path file : Repository.files(".java")) {
      Matcher annotations = VERIFIES.matcher(Files.readString(file));
      while (annotations.find()) {
        Matcher id = ID.matcher(annotations.group(1));
        while (id.find()) {
          if (!known.contains(id.group(1)) && !file.endsWith("RequirementsTest.java")) {
            unknown.add(id.group(1) + " in " + Repository.ROOT.relativize(file));
          }
        }
      }
    }
    assertThat(unknown).as("ids that docs/requirements.yaml does not have").isEmpty();
  }

  private static Set<String> ids() {
    Fields root = Document.read(Repository.ROOT.resolve("docs/requirements.yaml"));
    Set<String> ids = new HashSet<>();
    for (Fields f : root.sections("requirements")) {
      String id = f.text("id");
      f.text("source");
      f.texts("kind");
      f.text("text");
      if (!ids.add(id)) {
        f.problem("id", "'" + id + "' stands twice");
      }
    }
    root.keys();
    root.finish();
    return ids;
  }
}
