package org.sekisho.risk.cvss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;

/** Vectors for tests: every base vector, random ones, and those with known scores. */
final class VectorSamples {
  private VectorSamples() {}

  static Fields oracles() {
    try (InputStream in =
        Objects.requireNonNull(VectorSamples.class.getResourceAsStream("oracles.yaml"))) {
      return Document.read("oracles.yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CvssVector vector(String text) {
    CvssParse parse = CvssParser.parse(text);
    assertThat(parse).as(text).isInstanceOf(CvssParse.Parsed.class);
    return ((CvssParse.Parsed) parse).vector();
  }

  static Cvss3Vector v3(String text) {
    return (Cvss3Vector) vector(text);
  }

  static Cvss4Vector v4(String text) {
    return (Cvss4Vector) vector(text);
  }

  static void everyBaseVector(CvssVersion version, Consumer<CvssVector> use) {
    List<CvssMetric> base = CvssDraft.unknown(version).unknown();
    everyOne(version, base, 0, new StringBuilder(Vectors.blank(version)), use);
  }

  private static void everyOne(
      CvssVersion version,
      List<CvssMetric> metrics,
      int next,
      StringBuilder letters,
      Consumer<CvssVector> use) {
    if (next == metrics.size()) {
      use.accept(Vectors.complete(version, letters.toString()));
      return;
    }
    CvssMetric metric = metrics.get(next);
    for (char letter : metric.letters().toCharArray()) {
      letters.setCharAt(metric.place(), letter);
      everyOne(version, metrics, next + 1, letters, use);
    }
  }

  /** Every metric has any of its values with equal chance. */
  static CvssVector random(CvssVersion version, RandomGenerator random) {
    var letters = new StringBuilder();
    for (CvssMetric metric : version.metrics()) {
      String allowed = metric.letters();
      letters.append(allowed.charAt(random.nextInt(allowed.length())));
    }
    return Vectors.complete(version, letters.toString());
  }
}
