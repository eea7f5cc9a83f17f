package org.sekisho.program;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes DER (X.690), as much of it as a request for a certificate and a certificate of one's own
 * need; it reads nothing. A library that can do more would cost each start of a gateway the loading
 * of some hundred classes.
 */
public final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0C;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";

  /** From this year on a time in a certificate has four digits for it (RFC 5280 4.1.2.5). */
  private static final int LONG_YEARS = 2050;

  private Der() {}

  /** The parts, one after the other, under this tag. */
  public static byte[] tagged(int tag, byte[]... parts) {
    var body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    int length = body.size();
    var whole = new ByteArrayOutputStream(length + 6);
    whole.write(tag);
    if (length < 0x80) {
      whole.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      whole.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        whole.write(length >>> (8 * i));
      }
    }
    whole.writeBytes(body.toByteArray());
    return whole.toByteArray();
  }

  /** A SEQUENCE. */
  public static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  /** An INTEGER. */
  public static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  /** A BOOLEAN that is true. */
  public static byte[] yes() {
    return tagged(BOOLEAN, new byte[] {(byte) 0xFF});
  }

  /** An OCTET STRING. */
  public static byte[] octets(byte[] value) {
    return tagged(OCTET_STRING, value);
  }

  /** An OBJECT IDENTIFIER from numbers with dots between them. */
  public static byte[] oid(String dotted) {
    String[] numbers = dotted.split("\\.", -1);
    var body = new ByteArrayOutputStream();
    base128(body, Long.parseLong(numbers[0]) * 40 + Long.parseLong(numbers[1]));
    for (int i = 2; i < numbers.length; i++) {
      base128(body, Long.parseLong(numbers[i]));
    }
    return tagged(OBJECT_IDENTIFIER, body.toByteArray());
  }

  private static void base128(ByteArrayOutputStream body, long number) {
    int groups = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 6) / 7);
    for (int i = groups - 1; i >= 0; i--) {
      body.write(((int) (number >>> (7 * i)) & 0x7F) | (i == 0 ? 0 : 0x80));
    }
  }

  /** A time of a certificate, to the second. */
  public static byte[] time(Instant at) {
    var utc = at.atOffset(ZoneOffset.UTC);
    boolean isLong = utc.getYear() >= LONG_YEARS;
    String text =
        DateTimeFormatter.ofPattern(isLong ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'", Locale.ROOT)
            .format(utc);
    return tagged(isLong ? GENERALIZED_TIME : UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A distinguished name of a common name alone. */
  public static byte[] name(String commonName) {
    return sequence(
        tagged(
            SET,
            sequence(
                oid(COMMON_NAME),
                tagged(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8)))));
  }

  /** The algorithm of {@link #signed}. */
  public static byte[] signatureAlgorithm() {
    return sequence(oid(ECDSA_WITH_SHA256));
  }

  /** What is signed, with the algorithm and the signature (ECDSA with SHA-256) behind it. */
  public static byte[] signed(byte[] whatIsSigned, PrivateKey key, SecureRandom random)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key, random);
    signature.update(whatIsSigned);
    return sequence(
        whatIsSigned, signatureAlgorithm(), tagged(BIT_STRING, new byte[1], signature.sign()));
  }
}
