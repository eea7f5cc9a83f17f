package org.sekisho.program.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sekisho.program.PrivateFiles;

/**
 * Seals the shared secrets of second factors, which must be readable again, with AES-256-GCM under
 * a key in a file of its own: destroying that file destroys them all. Thread-safe.
 */
final class AccountSeal {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;

  AccountSeal(Path keyFile, SecureRandom random) {
    this.random = random;
    try {
      Path folder = keyFile.toAbsolutePath().getParent();
      if (folder != null) {
        PrivateFiles.folder(folder);
      }
      if (!Files.exists(keyFile)) {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        PrivateFiles.replace(keyFile, fresh);
      }
      byte[] bytes = Files.readAllBytes(keyFile);
      if (bytes.length != KEY_BYTES) {
        throw new IOException(keyFile + " is damaged");
      }
      this.key = new SecretKeySpec(bytes, "AES");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] seal(String account, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, account).doFinal(plain);
      byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
      System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
      return all;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of the JDK", e);
    }
  }

  /** Empty when it was not sealed here for this account. */
  Optional<byte[]> open(String account, byte[] sealed) {
    if (sealed.length < NONCE_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), account)
              .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String account) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(account.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
