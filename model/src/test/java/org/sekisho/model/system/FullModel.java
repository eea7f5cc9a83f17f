package org.sekisho.model.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A model in which every key stands; most references in it point forward. */
final class FullModel {
  private FullModel() {}

  static String text() {
    try (InputStream in = FullModel.class.getResourceAsStream("full.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
