package org.sekisho.risk.cvss;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;

/** The data files that are shipped beside these classes. */
final class Shipped {
  private Shipped() {}

  static Fields document(String file) {
    try (InputStream in = Shipped.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing beside this class");
      }
      return Document.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
