package org.sekisho.program.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.program.Pem;
import org.sekisho.program.PrivateFiles;

/**
 * The two private keys that releases are signed with. They are made and kept where releases are
 * made, away from gateways and management; only {@link ReleaseTrust} leaves that place.
 */
public final class ReleaseKeys {
  private static final String ED25519_FILE = "release-ed25519.key";
  private static final String ML_DSA_FILE = "release-ml-dsa-65.key";
  private static final String TRUST_FILE = "release-trust.pem";
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

  private final PrivateKey ed25519;
  private final PrivateKey mlDsa;
  private final ReleaseTrust trust;

  private ReleaseKeys(PrivateKey ed25519, PrivateKey mlDsa, ReleaseTrust trust) {
    this.ed25519 = ed25519;
    this.mlDsa = mlDsa;
    this.trust = trust;
  }

  /** Fresh keys from the system's secure randomness. */
  public static ReleaseKeys generate() {
    try {
      KeyPair classic = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      KeyPair later = KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
      return new ReleaseKeys(
          classic.getPrivate(),
          later.getPrivate(),
          ReleaseTrust.of(classic.getPublic().getEncoded(), later.getPublic().getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("JDK 25 has Ed25519 and ML-DSA-65", e);
    }
  }

  /** The keys that {@link #write} left in this folder. */
  public static ReleaseKeys read(Path folder) throws IOException {
    var keys =
        new ReleaseKeys(
            key("Ed25519", folder.resolve(ED25519_FILE)),
            key("ML-DSA-65", folder.resolve(ML_DSA_FILE)),
            ReleaseTrust.read(folder.resolve(TRUST_FILE)));
    byte[] probe = {1};
    byte[] message = ReleaseTrust.message(probe);
    if (!keys.trust.holds(probe, keys.signEd25519(message), keys.signMlDsa(message))) {
      throw new IOException(folder + ": the private keys are not those of " + TRUST_FILE);
    }
    return keys;
  }

  /** Writes the keys into the folder; files that are there already are never replaced. */
  public void write(Path folder) throws IOException {
    for (String file : new String[] {ED25519_FILE, ML_DSA_FILE, TRUST_FILE}) {
      if (Files.exists(folder.resolve(file))) {
        throw new IOException(folder.resolve(file) + " is there already");
      }
    }
    PrivateFiles.folder(folder);
    PrivateFiles.replace(
        folder.resolve(ED25519_FILE), Pem.key(ed25519).getBytes(StandardCharsets.US_ASCII));
    PrivateFiles.replace(
        folder.resolve(ML_DSA_FILE), Pem.key(mlDsa).getBytes(StandardCharsets.US_ASCII));
    PrivateFiles.replacePublic(
        folder.resolve(TRUST_FILE), trust.pem().getBytes(StandardCharsets.US_ASCII));
  }

  /** The public halves. */
  public ReleaseTrust trust() {
    return trust;
  }

  /** Signs a manifest with both keys. */
  ReleaseHead sign(Manifest manifest) {
    byte[] encoded = manifest.encode();
    byte[] message = ReleaseTrust.message(encoded);
    return new ReleaseHead(signEd25519(message), signMlDsa(message), encoded, manifest);
  }

  private byte[] signEd25519(byte[] message) {
    return sign("Ed25519", ed25519, message);
  }

  private byte[] signMlDsa(byte[] message) {
    return sign("ML-DSA-65", mlDsa, message);
  }

  private static byte[] sign(String algorithm, PrivateKey key, byte[] message) {
    try {
      var signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  private static PrivateKey key(String algorithm, Path file) throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new IOException(file + " holds no PKCS#8 PEM key");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(file + " holds no " + algorithm + " key", e);
    }
  }
}
