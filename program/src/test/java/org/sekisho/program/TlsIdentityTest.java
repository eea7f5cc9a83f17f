package org.sekisho.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIdentityTest {
  @TempDir Path folder;

  private static TlsIdentity identity(String... uris) throws Exception {
    KeyPair pair = TlsIdentity.newKeyPair();
    var name = new X500Name("CN=x");
    var names = new GeneralName[uris.length];
    for (int i = 0; i < uris.length; i++) {
      names[i] = new GeneralName(GeneralName.uniformResourceIdentifier, uris[i]);
    }
    var certificate =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(Instant.EPOCH),
                Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                name,
                pair.getPublic())
            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    return new TlsIdentity(pair.getPrivate(), List.of(Pem.certificate(certificate.getEncoded())));
  }

  @Test
  void comesBackFromDisk() throws Exception {
    assertThat(TlsIdentity.load(folder)).isEmpty();
    TlsIdentity stored = identity("urn:sekisho:head-end:he-1");
    stored.store(folder);
    TlsIdentity loaded = TlsIdentity.load(folder).orElseThrow();
    assertThat(loaded.peer()).isEqualTo(new Peer(Role.HEAD_END, "he-1"));
    assertThat(loaded.thumbprint()).isEqualTo(stored.thumbprint()).hasSize(32);
    assertThat(loaded.key()).isEqualTo(stored.key());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("identity.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void finishesReplacementThatWasInterruptedBetweenKeyAndCertificate() throws Exception {
    identity("urn:sekisho:gateway:gw-1").store(folder);
    Path old = Files.copy(folder.resolve("identity.pem"), folder.resolve("old.pem"));
    TlsIdentity next = identity("urn:sekisho:gateway:gw-1");
    next.store(folder);
    Files.move(folder.resolve("identity.pem"), folder.resolve("identity.next.pem"));
    Files.move(old, folder.resolve("identity.pem"), StandardCopyOption.REPLACE_EXISTING);

    assertThat(TlsIdentity.load(folder).orElseThrow().thumbprint()).isEqualTo(next.thumbprint());
    assertThat(folder.resolve("identity.next.pem")).doesNotExist();
    assertThat(TlsIdentity.load(folder).orElseThrow().thumbprint()).isEqualTo(next.thumbprint());
  }

  @Test
  void refusesKeyOfOtherCertificate() throws Exception {
    identity("urn:sekisho:gateway:gw-1").store(folder);
    Files.writeString(
        folder.resolve("identity.key"), Pem.key(TlsIdentity.newKeyPair().getPrivate()));
    assertThatThrownBy(() -> TlsIdentity.load(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("do not belong together");
  }

  @Test
  void takesNoIdentityFromCertificateThatNamesTwo() {
    assertThatThrownBy(() -> identity("urn:sekisho:gateway:a", "urn:sekisho:head-end:b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> identity("https://example.org"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsOnlyWholeUris() {
    assertThat(Peer.parse("urn:sekisho:gateway:gw-1")).contains(new Peer(Role.GATEWAY, "gw-1"));
    for (String uri :
        List.of(
            "urn:sekisho:gateway:",
            "urn:sekisho:gateway",
            "urn:sekisho:root:x",
            "urn:sekisho:gateway:Gw",
            "urn:sekisho:gateway:a:b",
            "urn:sekisho:GATEWAY:a",
            "urn:other:gateway:a",
            "")) {
      assertThat(Peer.parse(uri)).as(uri).isEmpty();
    }
  }

  @Test
  void readsAddresses() {
    assertThat(Address.parse("127.0.0.1:7443")).isEqualTo(new Address("127.0.0.1", 7443));
    assertThat(Address.parse("[::1]:0")).hasToString("[::1]:0");
    for (String text : List.of("", ":1", "a", "a:", "a:x", "a:70000", "a:-1", "::1:5")) {
      assertThatThrownBy(() -> Address.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
