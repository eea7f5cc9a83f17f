package org.sekisho.guard.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request and what became of it, one line each, in {@code audit.log} and its predecessor
 * {@code audit.log.1}; each at most 1 MiB. Used by one thread.
 */
final class AuditFile {
  private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);
  private static final long MAX_BYTES = 1024 * 1024;

  private final Path file;
  private final InstantSource clock;

  AuditFile(Path data, InstantSource clock) {
    this.file = data.resolve("audit.log");
    this.clock = clock;
  }

  void write(String what, String outcome) {
    String line = clock.instant() + " " + plain(what) + ": " + plain(outcome) + "\n";
    LOG.info("{}: {}", plain(what), plain(outcome));
    try {
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else if (Files.size(file) > MAX_BYTES) {
        Files.move(file, file.resolveSibling("audit.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("the audit file cannot be written: {}", e.toString());
    }
  }

  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
