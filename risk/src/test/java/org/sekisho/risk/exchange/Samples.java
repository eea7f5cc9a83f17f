package org.sekisho.risk.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;

/** Files that the tests of this package share. */
final class Samples {
  static final Map<ExchangeFormat, String> FOREIGN =
      Map.of(
          ExchangeFormat.THREAGILE, "threagile.yaml",
          ExchangeFormat.OTM, "model.otm.json",
          ExchangeFormat.THREAT_DRAGON, "threat-dragon.json",
          ExchangeFormat.CYCLONEDX, "bom.json");

  private Samples() {}

  static String text(String resource) {
    try (InputStream in = Samples.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Imported imported(ExchangeFormat format) {
    String name = FOREIGN.getOrDefault(format, "");
    return format.importer().read(name, text(name));
  }

  static SystemModel model(Imported imported) {
    return SystemModelFile.read("imported.yaml", imported.modelYaml());
  }

  /** The models that are shipped as examples. */
  static List<Path> examples() {
    try (Stream<Path> files = Files.list(Path.of("../examples"))) {
      return files
          .filter(f -> f.toString().endsWith(".yaml"))
          .filter(f -> !f.getFileName().toString().replace(".yaml", "").contains("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
