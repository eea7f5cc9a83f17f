package org.sekisho.acceptance.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every Java file is as google-java-format writes it, so that nobody argues about form. */
class FormatTest {
  @Test
  void everyJavaFileIsFormatted() throws IOException, FormatterException {
    List<String> different = new ArrayList<>();
    var formatter = new Formatter();
    for (Path file : Repository.files(".java")) {
      String text = Files.readString(file);
      String formatted =
          formatter.formatSource(
              ImportOrderer.reorderImports(
                  RemoveUnusedImports.removeUnusedImports(text), Style.GOOGLE));
      if (!formatted.equals(text)) {
        different.add(Repository.ROOT.relativize(file).toString());
      }
    }
    assertThat(different).as("run ./sekisho format").isEmpty();
  }
}
