package org.sekisho.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

class DerTest {
  @Test
  void writesTheShortestLength() throws Exception {
    for (int length : new int[] {0, 1, 127, 128, 255, 256, 65_535, 65_536}) {
      byte[] value = new byte[length];
      assertThat(Der.octets(value))
          .as("%d bytes", length)
          .isEqualTo(new DEROctetString(value).getEncoded());
    }
  }

  @Test
  void writesWhatALibraryWrites() throws Exception {
    for (String oid : new String[] {"2.5.29.17", "1.2.840.10045.4.3.2", "2.999.128", "1.3.6.1"}) {
      assertThat(Der.oid(oid)).isEqualTo(new ASN1ObjectIdentifier(oid).getEncoded());
    }
    assertThat(Der.name("gateway-1"))
        .isEqualTo(new X500Name("CN=gateway-1").getEncoded(ASN1Encoding.DER));
    assertThat(Der.integer(BigInteger.valueOf(128))).containsExactly(2, 2, 0, 128);
    for (String at : new String[] {"1999-12-31T23:59:59Z", "2049-12-31T23:59:59Z"}) {
      assertThat(
              Time.getInstance(ASN1Primitive.fromByteArray(Der.time(Instant.parse(at)))).getDate())
          .isEqualTo(at);
    }
    assertThat(Der.time(Instant.parse("2050-01-01T00:00:00Z"))).startsWith(0x18, 15);
    assertThat(Der.time(Instant.parse("2049-12-31T23:59:59Z"))).startsWith(0x17, 13);
  }

  @Test
  void signsARequestThatALibraryAccepts() throws Exception {
    KeyPair pair = TlsIdentity.newKeyPair();
    byte[] info =
        Der.sequence(
            Der.integer(BigInteger.ZERO),
            Der.name("gateway-1"),
            pair.getPublic().getEncoded(),
            Der.tagged(0xA0));

    var request =
        new PKCS10CertificationRequest(Der.signed(info, pair.getPrivate(), new SecureRandom()));

    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(pair.getPublic())))
        .isTrue();
    assertThat(request.getSubject()).hasToString("CN=gateway-1");
  }
}
