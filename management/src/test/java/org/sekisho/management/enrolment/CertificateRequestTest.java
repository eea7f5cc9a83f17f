package org.sekisho.management.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.sekisho.management.enrolment.CertificateRequest.Result;
import org.sekisho.program.TlsIdentity;

class CertificateRequestTest {
  private static byte[] der(String subject) throws Exception {
    KeyPair pair = TlsIdentity.newKeyPair();
    return new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic())
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
        .getEncoded();
  }

  private static Result read(byte[] der) {
    return CertificateRequest.read(Base64.getMimeEncoder().encode(der));
  }

  @Test
  void readsRequest() throws Exception {
    assertThat(read(der("CN=gw-1,O=x")))
        .isInstanceOfSatisfying(
            Result.Valid.class, valid -> assertThat(valid.commonName()).isEqualTo("gw-1"));
  }

  @Test
  void refusesTwoCommonNamesAndNone() throws Exception {
    assertThat(read(der("CN=gw-1,CN=gw-2"))).isInstanceOf(Result.Refused.class);
    assertThat(read(der("O=gw-1"))).isInstanceOf(Result.Refused.class);
  }

  @Test
  void refusesRequestSignedByOtherKey() throws Exception {
    KeyPair shown = TlsIdentity.newKeyPair();
    KeyPair other = TlsIdentity.newKeyPair();
    byte[] der =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=gw-1"), shown.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(other.getPrivate()))
            .getEncoded();
    assertThat(read(der))
        .isEqualTo(new Result.Refused("the signature does not show possession of the key"));
  }

  @Test
  void refusesAnyRandomBytes() {
    var random = new Random(20_260_101);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      assertThat(read(bytes)).isInstanceOf(Result.Refused.class);
      assertThat(CertificateRequest.read(bytes)).isInstanceOf(Result.Refused.class);
    }
  }

  @Test
  void givesResultForEveryDamagedRequest() throws Exception {
    byte[] right = der("CN=gw-1");
    var random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = right.clone();
      int changes = 1 + random.nextInt(3);
      for (int c = 0; c < changes; c++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(read(bytes)).isNotNull();
      assertThat(read(java.util.Arrays.copyOf(right, random.nextInt(right.length))))
          .isInstanceOf(Result.Refused.class);
    }
  }

  @Test
  void givesResultForDeepNesting() {
    byte[] open = new byte[12_000];
    for (int i = 0; i < open.length; i += 2) {
      open[i] = 0x30;
      open[i + 1] = (byte) 0x80;
    }
    assertThat(read(open)).isInstanceOf(Result.Refused.class);
    assertThat(CertificateRequest.read("é-----BEGIN".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Result.Refused.class);
  }
}
