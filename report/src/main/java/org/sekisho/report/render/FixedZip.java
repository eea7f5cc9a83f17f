package org.sekisho.report.render;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Writes an archive anew so that its bytes depend on its content alone. */
final class FixedZip {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private FixedZip() {}

  /** A change of one file of an archive. */
  interface Change {
    byte[] apply(String name, byte[] content);
  }

  static byte[] write(byte[] archive, Change change) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), change.apply(entry.getName(), in.readAllBytes()));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(archive.length);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      // Readers tell the kind of a workbook by its first file.
      String first = "[Content_Types].xml";
      byte[] types = files.remove(first);
      if (types != null) {
        add(zip, first, types);
      }
      for (var file : files.entrySet()) {
        add(zip, file.getKey(), file.getValue());
      }
    }
    return out.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
