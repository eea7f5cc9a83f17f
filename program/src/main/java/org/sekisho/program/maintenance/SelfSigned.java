package org.sekisho.program.maintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.program.Der;
import org.sekisho.program.Peer;
import org.sekisho.program.Pem;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/**
 * The certificate of a door on the own machine, signed by itself: the client pins it from the
 * program's private directory, or a person compares its fingerprint, so no authority needs to vouch
 * for it and the door opens even when the management cannot be reached.
 */
public final class SelfSigned {
  private static final Duration LIFE = Duration.ofDays(3650);

  // Kinds of general names (RFC 5280 4.2.1.6).
  private static final int DNS_NAME = 0x82;
  private static final int URI = 0x86;
  private static final int IP_ADDRESS = 0x87;

  private SelfSigned() {}

  /** Loads {@code certificate.pem} and {@code key.pem} of the folder, or makes them. */
  static TlsIdentity loadOrMake(Path folder, SecureRandom random, Instant now) {
    return loadOrMake(folder, "maintenance", List.of(), random, now);
  }

  /**
   * Loads {@code certificate.pem} and {@code key.pem} of the folder, or makes them for the loopback
   * addresses and the hosts.
   *
   * @param name what the certificate is called, a word
   * @param hosts further names and addresses of this machine
   */
  public static TlsIdentity loadOrMake(
      Path folder, String name, List<String> hosts, SecureRandom random, Instant now) {
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    try {
      if (Files.exists(certificate) && Files.exists(key)) {
        return new TlsIdentity(Pem.readKey(key), Pem.readCertificates(certificate));
      }
      TlsIdentity made = make(name, hosts, random, now);
      PrivateFiles.replace(key, Pem.key(made.key()).getBytes(StandardCharsets.US_ASCII));
      PrivateFiles.replace(
          certificate, Pem.certificates(made.chain()).getBytes(StandardCharsets.US_ASCII));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TlsIdentity make(
      String word, List<String> hosts, SecureRandom random, Instant now) {
    KeyPair pair = TlsIdentity.newKeyPair();
    try {
      List<byte[]> names = new ArrayList<>();
      names.add(Der.tagged(DNS_NAME, ascii("localhost")));
      names.add(Der.tagged(IP_ADDRESS, address("127.0.0.1")));
      names.add(Der.tagged(IP_ADDRESS, address("::1")));
      for (String host : hosts) {
        boolean numeric = host.contains(":") || host.matches("[0-9.]+");
        names.add(
            numeric ? Der.tagged(IP_ADDRESS, address(host)) : Der.tagged(DNS_NAME, ascii(host)));
      }
      names.add(Der.tagged(URI, ascii(new Peer(Role.MANAGEMENT, word).uri())));
      byte[] name = Der.name(word);
      byte[] extensions =
          Der.sequence(
              // No authority: an empty BasicConstraints.
              Der.sequence(Der.oid("2.5.29.19"), Der.yes(), Der.octets(Der.sequence())),
              Der.sequence(
                  Der.oid("2.5.29.17"), Der.octets(Der.sequence(names.toArray(byte[][]::new)))));
      byte[] info =
          Der.sequence(
              Der.tagged(0xA0, Der.integer(BigInteger.TWO)), // version 3
              Der.integer(new BigInteger(127, random).setBit(126)),
              Der.signatureAlgorithm(),
              name,
              Der.sequence(Der.time(now.minusSeconds(60)), Der.time(now.plus(LIFE))),
              name,
              pair.getPublic().getEncoded(),
              Der.tagged(0xA3, extensions));
      X509Certificate certificate = Pem.certificate(Der.signed(info, pair.getPrivate(), random));
      return new TlsIdentity(pair.getPrivate(), List.of(certificate));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a self-signed certificate could not be made", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] address(String numeric) {
    return InetAddress.ofLiteral(numeric).getAddress();
  }
}
