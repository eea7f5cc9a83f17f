package org.sekisho.risk.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;

class RoundTripTest {
  private static final List<String> THE_THREE = List.of("x.json", "x.yaml");

  @TestFactory
  List<DynamicTest> modelsComeBackEqualFromFormatsWithRoomForExtensions() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : Samples.examples()) {
      SystemModel model = SystemModelFile.read(file);
      for (ExchangeFormat format : ExchangeFormat.values()) {
        if (format == ExchangeFormat.THREAGILE) {
          continue;
        }
        for (String name : format == ExchangeFormat.OTM ? THE_THREE : List.of("x.json")) {
          tests.add(
              DynamicTest.dynamicTest(
                  file.getFileName() + " as " + format.id() + " in " + name,
                  () -> {
                    String text = format.exporter(name).write(model).text();
                    assertThat(ExchangeFormat.detect("", text)).contains(format);
                    assertThat(Samples.model(format.importer().read(name, text))).isEqualTo(model);
                  }));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  @TestFactory
  List<DynamicTest> threagileKeepsIdsKindsLinksZonesAssetsAndImportance() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : Samples.examples()) {
      SystemModel model = SystemModelFile.read(file);
      tests.add(DynamicTest.dynamicTest(file.getFileName().toString(), () -> threagile(model)));
    }
    return tests;
  }

  private static void threagile(SystemModel model) {
    Exporter exporter = ExchangeFormat.THREAGILE.exporter();
    Importer importer = ExchangeFormat.THREAGILE.importer();
    String text = exporter.write(model).text();
    SystemModel back = Samples.model(importer.read("x.yaml", text));
    assertThat(back.id()).isEqualTo(model.id());
    assertThat(back.name()).isEqualTo(model.name());
    assertThat(back.zones()).isEqualTo(model.zones());
    assertThat(back.components().keySet()).isEqualTo(model.components().keySet());
    back.components()
        .forEach(
            (id, c) -> {
              var before = model.components().get(id);
              assertThat(before).isNotNull();
              if (before != null) {
                assertThat(c.kind()).isEqualTo(before.kind());
                assertThat(c.name()).isEqualTo(before.name());
                assertThat(c.zone()).isEqualTo(before.zone());
                assertThat(c.owner()).isEqualTo(before.owner());
                assertThat(c.scope()).isEqualTo(before.scope());
                assertThat(c.update()).isEqualTo(before.update());
                assertThat(c.controls()).isEqualTo(before.controls());
              }
            });
    assertThat(back.links().keySet()).isEqualTo(model.links().keySet());
    for (Link link : back.links().values()) {
      assertThat(link).isEqualTo(model.links().get(link.id()));
    }
    assertThat(back.assets().keySet()).isEqualTo(model.assets().keySet());
    for (Asset asset : back.assets().values()) {
      Asset before = model.assets().get(asset.id());
      assertThat(before).isNotNull();
      if (before != null) {
        assertThat(asset.kind()).isEqualTo(before.kind());
        assertThat(asset.confidentiality()).isEqualTo(before.confidentiality());
        assertThat(asset.integrity()).isEqualTo(before.integrity());
        assertThat(asset.availability()).isEqualTo(before.availability());
        assertThat(asset.in()).containsExactlyInAnyOrderElementsOf(before.in());
      }
    }
    assertThat(exporter.write(back).text())
        .as("a second way there and back changes nothing more")
        .isEqualTo(
            exporter.write(Samples.model(importer.read("x", exporter.write(back).text()))).text());
  }

  @TestFactory
  List<DynamicTest> whatWasImportedSurvivesTheWayBack() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ExchangeFormat format : ExchangeFormat.values()) {
      tests.add(
          DynamicTest.dynamicTest(
              format.id(),
              () -> {
                SystemModel model = Samples.model(Samples.imported(format));
                String text = format.exporter().write(model).text();
                SystemModel back = Samples.model(format.importer().read("back", text));
                assertThat(back.components()).isEqualTo(model.components());
                assertThat(back.links()).isEqualTo(model.links());
                assertThat(back.zones()).isEqualTo(model.zones());
                assertThat(back.assets()).isEqualTo(model.assets());
                assertThat(back.entryPoints()).isEqualTo(model.entryPoints());
                if (format != ExchangeFormat.THREAGILE) { // has no place for threats of an analyst
                  assertThat(back).isEqualTo(model);
                }
              }));
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> theSameInputGivesTheSameText() {
    List<DynamicTest> tests = new ArrayList<>();
    for (ExchangeFormat format : ExchangeFormat.values()) {
      tests.add(
          DynamicTest.dynamicTest(
              format.id(),
              () -> {
                assertThat(Samples.imported(format)).isEqualTo(Samples.imported(format));
                SystemModel model = Samples.model(Samples.imported(format));
                assertThat(format.exporter().write(model))
                    .isEqualTo(format.exporter().write(model));
              }));
    }
    return tests;
  }
}
