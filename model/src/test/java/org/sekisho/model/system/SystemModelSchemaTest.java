package org.sekisho.model.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.model.document.DocumentException;

/** The schema that editors use says the same as the reader, but for references between ids. */
class SystemModelSchemaTest {
  private static final Path HOME = Path.of("../examples/home-gateway.yaml");
  private final Schema schema = schema();

  @Test
  void acceptsTheExample() throws IOException {
    assertThat(schema.validate(Files.readString(HOME), InputFormat.YAML)).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatTheReaderRefuses() throws IOException {
    String home = Files.readString(HOME);
    return Stream.of(
            new String[] {"unknown key", "safety: medium, ", "safety: medium, colour: red, "},
            new String[] {"missing key", "safety: medium, ", ""},
            new String[] {"unknown choice", "safety: medium", "safety: mild"},
            new String[] {"name in one language", "{ja: 居間, en: Living room}", "{en: Living room}"},
            new String[] {"id of another form", "id: room-sensor\n", "id: Room_Sensor\n"},
            new String[] {"number without range", "unit: Cel, range: [-30, 60], ", "unit: Cel, "},
            new String[] {"range of one number", "range: [-30, 60]", "range: [-30]"},
            new String[] {"time span without unit", "interval: 10s", "interval: 10"},
            new String[] {"rating of 4", "confidentiality: 3", "confidentiality: 4"},
            new String[] {"no commands", "commands-per-minute: 4", "commands-per-minute: 0"},
            new String[] {"device without profile", ", profile: lock}", "}"},
            new String[] {"unknown format", "sekisho-system/1", "sekisho-system/9"})
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    broken[0],
                    () -> {
                      String text = home.replace(broken[1], broken[2]);
                      assertThat(text).isNotEqualTo(home);
                      assertThat(schema.validate(text, InputFormat.YAML)).isNotEmpty();
                      assertThat(readerRefuses(text)).isTrue();
                    }));
  }

  private static boolean readerRefuses(String text) {
    try {
      SystemModelFile.read("model.yaml", text);
      return false;
    } catch (DocumentException e) {
      return true;
    }
  }

  private static Schema schema() {
    try (InputStream in = SystemModelFile.class.getResourceAsStream("system-model.schema.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
