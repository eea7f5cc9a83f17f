package org.sekisho.program.enrolment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.TlsIdentity;

/**
 * The key of the first enrolment, kept on disk until it has succeeded: the one-time code is bound
 * to the key that used it first, so a lost answer or a crash must not lose the key. One thread.
 */
final class FirstKey {
  private final Path folder;
  private final Path file;

  FirstKey(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("first.key");
  }

  /** The key that was begun with, or a new one. */
  KeyPair pair() {
    try {
      if (Files.exists(file)) {
        List<String> halves = Files.readAllLines(file, StandardCharsets.US_ASCII);
        var factory = KeyFactory.getInstance("EC");
        return new KeyPair(
            factory.generatePublic(new X509EncodedKeySpec(decoded(halves.get(0)))),
            factory.generatePrivate(new PKCS8EncodedKeySpec(decoded(halves.get(1)))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalStateException(file + " is damaged: delete it and ask for a new code", e);
    }
    KeyPair pair = TlsIdentity.newKeyPair();
    String text = encoded(pair.getPublic().getEncoded()) + encoded(pair.getPrivate().getEncoded());
    PrivateFiles.folder(folder);
    PrivateFiles.replace(file, text.getBytes(StandardCharsets.US_ASCII));
    return pair;
  }

  /** Deletes the key: the identity has it now. */
  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes) + "\n";
  }

  private static byte[] decoded(String line) {
    return Base64.getDecoder().decode(line);
  }
}
