package org.sekisho.report.render;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes an archive anew so that its bytes depend on its content alone. */
final class FixedZip {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  // The parts of an archive, by the numbers of its specification.
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int ENTRY_LENGTH = 46;
  private static final int LOCAL_LENGTH = 30;

  private FixedZip() {}

  /** A change of one file of an archive. */
  interface Change {
    byte[] apply(String name, byte[] content);
  }

  static byte[] write(byte[] archive, Change change) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    read(archive).forEach((name, content) -> files.put(name, change.apply(name, content)));
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

  /**
   * The files by the archive's directory. The JDK's reader of streams goes by what stands before
   * each file, and refuses the long form in which the workbook's writer puts the sizes there.
   */
  private static Map<String, byte[]> read(byte[] archive) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    int end = archive.length - END_LENGTH;
    if (end < 0 || bytes.getInt(end) != END_SIGNATURE) {
      throw new IOException("the workbook has no directory");
    }
    int count = Short.toUnsignedInt(bytes.getShort(end + 10));
    int at = bytes.getInt(end + 16);
    TreeMap<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      if (bytes.getInt(at) != ENTRY_SIGNATURE) {
        throw new IOException("the workbook's directory is broken");
      }
      int nameLength = Short.toUnsignedInt(bytes.getShort(at + 28));
      int extraLength = Short.toUnsignedInt(bytes.getShort(at + 30));
      int commentLength = Short.toUnsignedInt(bytes.getShort(at + 32));
      int local = bytes.getInt(at + 42);
      String name = new String(archive, at + ENTRY_LENGTH, nameLength, StandardCharsets.UTF_8);
      int data =
          local
              + LOCAL_LENGTH
              + Short.toUnsignedInt(bytes.getShort(local + 26))
              + Short.toUnsignedInt(bytes.getShort(local + 28));
      files.put(name, inflated(archive, data));
      at += ENTRY_LENGTH + nameLength + extraLength + commentLength;
    }
    return files;
  }

  private static byte[] inflated(byte[] archive, int from) throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(archive, from, archive.length - from);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[1 << 13];
      while (!inflater.finished()) {
        int length = inflater.inflate(part);
        if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new IOException("a file of the workbook is cut");
        }
        out.write(part, 0, length);
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new IOException("a file of the workbook is broken", e);
    } finally {
      inflater.end();
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
