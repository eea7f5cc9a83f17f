package org.sekisho.report.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.report.analysis.Examples;
import org.sekisho.risk.analysis.Analysis;

class AnalysisDataTest {
  @TestFactory
  Stream<DynamicTest> isValidByThePublishedSchemas() throws IOException {
    Schema own =
        schema(
            "/org/sekisho/report/data/sekisho-analysis.schema.json",
            SpecificationVersion.DRAFT_2020_12);
    Schema sarif = schema("/schema/sarif-schema-2.1.0.json", SpecificationVersion.DRAFT_7);
    return Stream.of("home-gateway", "network-camera", "production-line")
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Analysis analysis = Examples.analysed(name);
                      assertThat(own.validate(AnalysisJson.of(analysis), InputFormat.JSON))
                          .isEmpty();
                      assertThat(sarif.validate(SarifLog.of(analysis, "ja"), InputFormat.JSON))
                          .isEmpty();
                      assertThat(sarif.validate("{\"version\": \"2.0.0\"}", InputFormat.JSON))
                          .isNotEmpty();
                    }));
  }

  private static Schema schema(String resource, SpecificationVersion version) throws IOException {
    try (InputStream in = AnalysisDataTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(version).getSchema(text, InputFormat.JSON);
    }
  }
}
