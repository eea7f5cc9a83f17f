package org.sekisho.risk.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExchangeFormatTest {
  @Test
  void knowsEachFormatByItsContent() {
    Samples.FOREIGN.forEach(
        (format, file) ->
            assertThat(ExchangeFormat.detect("x", Samples.text(file))).contains(format));
  }

  @Test
  void knowsEachFormatByItsWord() {
    assertThat(ExchangeFormat.of("threat-dragon")).contains(ExchangeFormat.THREAT_DRAGON);
    assertThat(ExchangeFormat.of("visio")).isEmpty();
  }

  @Test
  void knowsBrokenFilesByTheFirstKeyOfTheirFormat() {
    assertThat(ExchangeFormat.detect("x", "{\"bomFormat\": \"CycloneDX\", ["))
        .contains(ExchangeFormat.CYCLONEDX);
    assertThat(ExchangeFormat.detect("x", "otmVersion: 0.2.0\n\tproject: {"))
        .contains(ExchangeFormat.OTM);
  }

  @Test
  void doesNotTakeOtherFilesForAModel() {
    assertThat(ExchangeFormat.detect("x.yaml", "format: sekisho-system/1\nid: x\n")).isEmpty();
    assertThat(ExchangeFormat.detect("x.json", "{}")).isEmpty();
    assertThat(ExchangeFormat.detect("x", "not a: model: at all")).isEmpty();
  }

  @Test
  void writesYamlWhenTheFileIsNamedSo() {
    var model = Samples.model(Samples.imported(ExchangeFormat.OTM));
    assertThat(ExchangeFormat.OTM.exporter("x.otm.YAML").write(model).text())
        .startsWith("otmVersion:");
    assertThat(ExchangeFormat.OTM.exporter("x.otm").write(model).text()).startsWith("{");
  }
}
