package org.sekisho.gateway.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key under which all readings on disk are sealed: 32 random bytes in a file of mode 0600.
 * Destroying the file makes the journal unreadable for good (factory reset).
 */
final class JournalKey {
  private static final int KEY_BYTES = 32;
  private static final byte[] INFO =
      "sekisho journal 1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final SecretKey master;

  private JournalKey(byte[] master) {
    this.master = new SecretKeySpec(master, "HKDF");
  }

  /** The key in the file; a missing file is made, with a new key, before anything is sealed. */
  static JournalKey loadOrCreate(Path file, RandomGenerator random) {
    try {
      if (Files.exists(file)) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != KEY_BYTES) {
          throw new JournalException(
              file + " is not a journal key: " + KEY_BYTES + " bytes expected");
        }
        return new JournalKey(bytes);
      }
      byte[] bytes = new byte[KEY_BYTES];
      random.nextBytes(bytes);
      write(file, bytes);
      return new JournalKey(bytes);
    } catch (IOException e) {
      throw new JournalException("cannot read or make the journal key " + file, e);
    }
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    try (FileChannel channel =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** The AES-256 key that belongs to a salt (HKDF-SHA-256, RFC 5869). */
  SecretKey derive(byte[] salt) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(master)
                  .addSalt(salt)
                  .thenExpand(INFO, KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF is part of the JDK", e);
    }
  }
}
