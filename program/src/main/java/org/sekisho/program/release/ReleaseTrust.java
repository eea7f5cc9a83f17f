package org.sekisho.program.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.program.Pem;

/**
 * The two public keys that a release must be signed with. Both signatures must hold: one algorithm
 * may fall without a forged release being taken.
 */
public final class ReleaseTrust {
  /** Bytes of an Ed25519 signature (RFC 8032). */
  static final int ED25519_BYTES = 64;

  /** Bytes of an ML-DSA-65 signature (FIPS 204). */
  static final int ML_DSA_BYTES = 3309;

  private static final int MAX_FILE_BYTES = 64 * 1024;
  private static final int MAX_KEY_BYTES = 4096;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]*)-----END PUBLIC KEY-----");

  /** What both algorithms sign begins with this, so that no signature serves for anything else. */
  private static final byte[] DOMAIN =
      "org.sekisho.release.v1 ed25519+ml-dsa-65 sha-512\0".getBytes(StandardCharsets.US_ASCII);

  private final PublicKey ed25519;
  private final PublicKey mlDsa;

  private ReleaseTrust(PublicKey ed25519, PublicKey mlDsa) {
    this.ed25519 = ed25519;
    this.mlDsa = mlDsa;
  }

  /** The keys with these DER encodings (SubjectPublicKeyInfo); IOException when they are not. */
  public static ReleaseTrust of(byte[] ed25519, byte[] mlDsa) throws IOException {
    if (ed25519.length > MAX_KEY_BYTES || mlDsa.length > MAX_KEY_BYTES) {
      throw new IOException("a public key of more than " + MAX_KEY_BYTES + " bytes");
    }
    var trust = new ReleaseTrust(key("Ed25519", ed25519), key("ML-DSA-65", mlDsa));
    // A decoder that passes over something would give one key two names.
    if (!Arrays.equals(trust.ed25519.getEncoded(), ed25519)
        || !Arrays.equals(trust.mlDsa.getEncoded(), mlDsa)) {
      throw new IOException("a public key that is not in its one encoding");
    }
    return trust;
  }

  /** The two keys of the PEM text: an Ed25519 and an ML-DSA-65 one, in this order. */
  public static ReleaseTrust parse(String pem) throws IOException {
    Matcher blocks = BLOCK.matcher(pem);
    byte[][] found = new byte[2][];
    int count = 0;
    while (blocks.find()) {
      if (count == 2) {
        throw new IOException("more than two PUBLIC KEY blocks");
      }
      try {
        found[count++] = Base64.getMimeDecoder().decode(blocks.group(1));
      } catch (IllegalArgumentException e) {
        throw new IOException("a PUBLIC KEY block that is not base64", e);
      }
    }
    if (count != 2) {
      throw new IOException("two PUBLIC KEY blocks are needed, Ed25519 and ML-DSA-65");
    }
    return of(found[0], found[1]);
  }

  /** The two keys of the PEM file. */
  public static ReleaseTrust read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is larger than " + MAX_FILE_BYTES + " bytes");
    }
    try {
      return parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** The two keys as PEM text. */
  public String pem() {
    return Pem.block("PUBLIC KEY", ed25519.getEncoded())
        + Pem.block("PUBLIC KEY", mlDsa.getEncoded());
  }

  byte[] ed25519() {
    return ed25519.getEncoded();
  }

  byte[] mlDsa() {
    return mlDsa.getEncoded();
  }

  /** Whether both signatures over the manifest hold. */
  boolean holds(byte[] manifest, byte[] ed25519Signature, byte[] mlDsaSignature) {
    byte[] message = message(manifest);
    // Both are always looked at, so that the answer's time does not tell which one failed.
    boolean classic = holds("Ed25519", ed25519, message, ed25519Signature, ED25519_BYTES);
    boolean later = holds("ML-DSA-65", mlDsa, message, mlDsaSignature, ML_DSA_BYTES);
    return classic && later;
  }

  /** What is signed. */
  static byte[] message(byte[] manifest) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(manifest);
      byte[] message = Arrays.copyOf(DOMAIN, DOMAIN.length + hash.length);
      System.arraycopy(hash, 0, message, DOMAIN.length, hash.length);
      return message;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }

  private static boolean holds(
      String algorithm, PublicKey key, byte[] message, byte[] signature, int length) {
    if (signature.length != length) {
      return false;
    }
    try {
      var verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      // The providers tell some malformed signatures by exceptions, not all of them checked.
      return false;
    }
  }

  private static PublicKey key(String algorithm, byte[] der) throws IOException {
    try {
      return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException("not an " + algorithm + " public key", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReleaseTrust t
        && Arrays.equals(ed25519(), t.ed25519())
        && Arrays.equals(mlDsa(), t.mlDsa());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ed25519());
  }

  @Override
  public String toString() {
    return "release trust";
  }
}
