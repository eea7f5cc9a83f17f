package org.sekisho.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;

/**
 * A private key with its certificate chain: what a program shows of itself in TLS, and what a
 * gateway signs its batches with. Immutable.
 *
 * <p>On disk it is the two files {@code identity.key} (PKCS#8, mode 0600) and {@code identity.pem}
 * (leaf first). A replacement is first written beside them as {@code identity.next.*}; {@link
 * #load} finishes a replacement that was interrupted between the two renames, so a crash never
 * leaves a key without its certificate.
 */
public final class TlsIdentity {
  private static final String KEY = "identity.key";
  private static final String CHAIN = "identity.pem";
  private static final String NEXT_KEY = "identity.next.key";
  private static final String NEXT_CHAIN = "identity.next.pem";

  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final Peer peer;

  /**
   * Joins a key and its chain.
   *
   * @param chain leaf first; the leaf must hold the key's public half and name one {@link Peer}
   */
  public TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
    if (!belongTogether(key, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException("the certificate is not of this key");
    }
    this.peer =
        Peer.of(chain.getFirst())
            .orElseThrow(() -> new IllegalArgumentException("no urn:sekisho name in certificate"));
  }

  /** A fresh EC P-256 key pair from the system's secure randomness. */
  public static KeyPair newKeyPair() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has EC P-256", e);
    }
  }

  /** The identity that the folder holds; empty when there is none; damaged files are a fault. */
  public static Optional<TlsIdentity> load(Path folder) {
    try {
      if (!Files.exists(folder.resolve(KEY))) {
        return Optional.empty();
      }
      PrivateKey key = Pem.readKey(folder.resolve(KEY));
      for (String name : List.of(CHAIN, NEXT_CHAIN)) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
          List<X509Certificate> chain = Pem.readCertificates(file);
          if (belongTogether(key, chain.getFirst().getPublicKey())) {
            move(file, folder.resolve(CHAIN));
            return Optional.of(new TlsIdentity(key, chain));
          }
        }
      }
      throw new IOException(folder + ": " + KEY + " and " + CHAIN + " do not belong together");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes this identity into the folder in place of the one before. */
  public void store(Path folder) {
    PrivateFiles.folder(folder);
    PrivateFiles.replace(
        folder.resolve(NEXT_KEY), Pem.key(key).getBytes(StandardCharsets.US_ASCII));
    PrivateFiles.replacePublic(
        folder.resolve(NEXT_CHAIN), Pem.certificates(chain).getBytes(StandardCharsets.US_ASCII));
    try {
      move(folder.resolve(NEXT_KEY), folder.resolve(KEY));
      move(folder.resolve(NEXT_CHAIN), folder.resolve(CHAIN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who the leaf certificate says this is. */
  public Peer peer() {
    return peer;
  }

  /** The id of {@link #peer()}. */
  public String id() {
    return peer.id();
  }

  /** The role of {@link #peer()}. */
  public Role role() {
    return peer.role();
  }

  /** The private key. */
  public PrivateKey key() {
    return key;
  }

  /** Leaf first, without the root. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** The leaf. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** SHA-256 of the leaf's DER, 32 bytes: the key id of signatures made with this identity. */
  public byte[] thumbprint() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From when on the leaf is valid. */
  public Instant notBefore() {
    return certificate().getNotBefore().toInstant();
  }

  /** Until when the leaf is valid. */
  public Instant notAfter() {
    return certificate().getNotAfter().toInstant();
  }

  /** Key managers that show this identity, fixed; see {@link LiveKeyManager} for a renewed one. */
  public KeyManagerFactory keyManagers() {
    try {
      char[] none = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, none);
      store.setKeyEntry("identity", key, none, chain.toArray(X509Certificate[]::new));
      var factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, none);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory failed", e);
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey half) {
    try {
      if (key instanceof ECKey != half instanceof ECKey) {
        return false;
      }
      var signature =
          Signature.getInstance(key instanceof ECKey ? "SHA256withECDSA" : "SHA256withRSA");
      byte[] probe = {1, 2, 3};
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(half);
      signature.update(probe);
      return signature.verify(signed);
    } catch (InvalidKeyException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    if (!from.equals(to)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
