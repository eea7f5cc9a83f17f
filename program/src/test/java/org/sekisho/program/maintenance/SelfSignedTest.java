package org.sekisho.program.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.program.TlsIdentity;

class SelfSignedTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path folder;

  @Test
  void namesItselfAndItsHostsAndIsNoAuthority() throws Exception {
    TlsIdentity made =
        SelfSigned.loadOrMake(
            folder, "console", List.of("gateway.local", "192.168.7.1"), new SecureRandom(), NOW);
    X509Certificate certificate = made.certificate();

    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=console");
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(certificate.getSubjectX500Principal());
    assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minusSeconds(60));
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo("2036-11-19T10:00:00Z");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly(
            "localhost",
            "127.0.0.1",
            "0:0:0:0:0:0:0:1",
            "gateway.local",
            "192.168.7.1",
            "urn:sekisho:management:console");
    assertThat(
            new X509CertificateHolder(certificate.getEncoded())
                .getExtension(Extension.basicConstraints)
                .isCritical())
        .isTrue();
  }

  @Test
  void isTheSameAtTheNextStart() {
    var random = new SecureRandom();
    TlsIdentity made = SelfSigned.loadOrMake(folder, random, NOW);

    assertThat(SelfSigned.loadOrMake(folder, random, NOW).certificate())
        .isEqualTo(made.certificate());
  }
}
