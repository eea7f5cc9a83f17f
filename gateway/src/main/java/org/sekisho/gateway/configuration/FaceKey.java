package org.sekisho.gateway.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.sekisho.program.PrivateFiles;

/**
 * The gateway's own key for its configuration: Ed25519, made at the first start, in one file of
 * mode 0600. It is apart from the identity, which is renewed.
 */
final class FaceKey {
  private static final String DOMAIN = "org.sekisho.gateway.configuration.v1\n";
  private static final int PRIVATE_BYTES = 48;

  private final KeyPair pair;

  private FaceKey(KeyPair pair) {
    this.pair = pair;
  }

  /** The key in this file; empty when it is missing or damaged. */
  static Optional<FaceKey> load(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      var factory = KeyFactory.getInstance("Ed25519");
      return Optional.of(
          new FaceKey(
              new KeyPair(
                  factory.generatePublic(
                      new X509EncodedKeySpec(
                          Arrays.copyOfRange(
                              bytes, Math.min(PRIVATE_BYTES, bytes.length), bytes.length))),
                  factory.generatePrivate(
                      new PKCS8EncodedKeySpec(Arrays.copyOf(bytes, PRIVATE_BYTES))))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  static FaceKey loadOrMake(Path file) {
    // A damaged key vouches for nothing; a new one makes both faces anew from the file.
    Optional<FaceKey> found = load(file);
    if (found.isPresent()) {
      return found.get();
    }
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] own = pair.getPrivate().getEncoded();
      byte[] half = pair.getPublic().getEncoded();
      if (own.length != PRIVATE_BYTES) {
        throw new IllegalStateException("an Ed25519 key of " + own.length + " bytes");
      }
      byte[] both = Arrays.copyOf(own, own.length + half.length);
      System.arraycopy(half, 0, both, own.length, half.length);
      PrivateFiles.replace(file, both);
      return new FaceKey(pair);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  String sign(String text) {
    try {
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update((DOMAIN + text).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  boolean holds(String text, String signature) {
    try {
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(pair.getPublic());
      verifier.update((DOMAIN + text).getBytes(StandardCharsets.UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
