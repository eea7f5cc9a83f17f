package org.sekisho.wan.batch;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.cbor.CborWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORParser;

/**
 * Batches as COSE_Sign1 (RFC 9052 section 4.2) signed with ES256. Decoding is total. Thread-safe.
 *
 * <p>The hash of a batch is the SHA-256 of its Sig_structure (RFC 9052 section 4.4), which covers
 * header and readings but not the signature: signing again does not change the chain.
 */
public final class BatchCodec {
  private static final int COSE_SIGN1 = 18;
  private static final int ALGORITHM = 1;
  private static final int CONTENT_TYPE = 3;
  private static final int KEY_ID = 4;
  private static final int ES256 = -7;
  private static final int SENML_CBOR = 112;
  private static final byte[] NOTHING = {};
  private static final CBORFactory FACTORY =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(4).maxNameLength(16).build())
          .build();

  private BatchCodec() {}

  /** A batch before it is signed: the encoded header and the readings. */
  // Arrays: a payload is large, is never compared, and is not copied at every hop.
  @SuppressWarnings("ArrayRecordComponent")
  public record Unsigned(byte[] protectedHeader, byte[] payload, Bytes hash) {}

  /** What a decoder says about bytes that should be a signed batch. */
  public sealed interface Decoded {
    /** Well formed; whether the signature holds is still open. */
    @SuppressWarnings("ArrayRecordComponent")
    record Batch(
        BatchHeader header, byte[] protectedHeader, byte[] payload, byte[] signature, Bytes hash)
        implements Decoded {
      /** Whether the signature was made with the private key that belongs to this public key. */
      public boolean signedBy(PublicKey key) {
        try {
          Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
          verifier.initVerify(key);
          verifier.update(sigStructure(protectedHeader, payload));
          return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
          return false;
        }
      }
    }

    /** Not a batch; the reason is a short clause without any input in it. */
    record Malformed(String reason) implements Decoded {}
  }

  /** Encodes header and payload; the hash is already that of the batch. */
  public static Unsigned prepare(BatchHeader header, byte[] payload) {
    var out = new CborWriter(160);
    out.map(9);
    out.integer(ALGORITHM).integer(ES256);
    out.integer(CONTENT_TYPE).integer(SENML_CBOR);
    out.integer(KEY_ID).bytes(header.keyId().toArray());
    out.text("chain").bytes(header.chain().toArray());
    out.text("no").integer(header.number());
    out.text("prev").bytes(header.previous().toArray());
    out.text("first").integer(header.first());
    out.text("last").integer(header.last());
    out.text("made").integer(header.madeMs());
    byte[] protectedHeader = out.toBytes();
    return new Unsigned(protectedHeader, payload, hash(protectedHeader, payload));
  }

  /**
   * Signs a prepared batch.
   *
   * @param key EC private key on P-256
   * @throws IllegalStateException when the key cannot sign ES256
   */
  public static byte[] sign(Unsigned batch, PrivateKey key) {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(key);
      signer.update(sigStructure(batch.protectedHeader, batch.payload));
      return join(batch, signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key cannot sign ES256", e);
    }
  }

  /**
   * Joins a prepared batch and a signature made earlier, so that a batch that is sent again has the
   * same bytes.
   *
   * @param signature 64 bytes, r and s
   */
  public static byte[] join(Unsigned batch, byte[] signature) {
    return new CborWriter(batch.protectedHeader.length + batch.payload.length + 96)
        .tag(COSE_SIGN1)
        .array(4)
        .bytes(batch.protectedHeader)
        .map(0)
        .bytes(batch.payload)
        .bytes(signature)
        .toBytes();
  }

  /** Decodes a signed batch without verifying its signature. */
  public static Decoded decode(byte[] cose) {
    try (var in = (CBORParser) FACTORY.createParser(ObjectReadContext.empty(), cose)) {
      if (in.nextToken() != JsonToken.START_ARRAY || in.getCurrentTag() != COSE_SIGN1) {
        return new Decoded.Malformed("not a tagged COSE_Sign1");
      }
      byte[] protectedHeader = nextBytes(in);
      if (protectedHeader == null
          || in.nextToken() != JsonToken.START_OBJECT
          || in.nextToken() != JsonToken.END_OBJECT) {
        return new Decoded.Malformed("a protected and an empty unprotected header were expected");
      }
      byte[] payload = nextBytes(in);
      byte[] signature = nextBytes(in);
      if (payload == null || signature == null || signature.length != 64) {
        return new Decoded.Malformed("payload and ES256 signature were expected");
      }
      if (in.nextToken() != JsonToken.END_ARRAY || in.nextToken() != null) {
        return new Decoded.Malformed("more than a COSE_Sign1");
      }
      BatchHeader header = header(protectedHeader);
      return header == null
          ? new Decoded.Malformed("a header that is not a batch's")
          : new Decoded.Batch(
              header, protectedHeader, payload, signature, hash(protectedHeader, payload));
    } catch (JacksonException | IllegalArgumentException e) {
      return new Decoded.Malformed("not well-formed");
    }
  }

  private static @Nullable BatchHeader header(byte[] encoded) {
    Map<String, Object> labels = new HashMap<>();
    try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), encoded)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (JsonToken t = in.nextToken(); t == JsonToken.PROPERTY_NAME; t = in.nextToken()) {
        String label = in.currentName();
        Object value =
            switch (in.nextToken()) {
              case VALUE_NUMBER_INT -> in.getLongValue();
              case VALUE_EMBEDDED_OBJECT -> embeddedBytes(in);
              case null, default -> null;
            };
        if (value == null || labels.put(label, value) != null) {
          return null;
        }
      }
      if (in.nextToken() != null
          || !Long.valueOf(ES256).equals(labels.get("1"))
          || !Long.valueOf(SENML_CBOR).equals(labels.get("3"))
          || labels.size() != 9) {
        return null;
      }
      return labels.get("4") instanceof Bytes keyId
              && labels.get("chain") instanceof Bytes chain
              && labels.get("no") instanceof Long number
              && labels.get("prev") instanceof Bytes previous
              && labels.get("first") instanceof Long first
              && labels.get("last") instanceof Long last
              && labels.get("made") instanceof Long made
          ? new BatchHeader(chain, number, previous, first, last, made, keyId)
          : null;
    }
  }

  /**
   * The byte string at hand; null for CBOR's undefined, which Jackson shows as an embedded object,
   * too.
   */
  private static @Nullable Bytes embeddedBytes(JsonParser in) {
    byte[] bytes = in.getBinaryValue();
    return bytes == null ? null : Bytes.of(bytes);
  }

  private static byte @Nullable [] nextBytes(JsonParser in) {
    return in.nextToken() == JsonToken.VALUE_EMBEDDED_OBJECT ? in.getBinaryValue() : null;
  }

  private static byte[] sigStructure(byte[] protectedHeader, byte[] payload) {
    return new CborWriter(protectedHeader.length + payload.length + 40)
        .array(4)
        .text("Signature1")
        .bytes(protectedHeader)
        .bytes(NOTHING)
        .bytes(payload)
        .toBytes();
  }

  private static Bytes hash(byte[] protectedHeader, byte[] payload) {
    return sha256(sigStructure(protectedHeader, payload));
  }

  /** SHA-256 of the bytes. */
  public static Bytes sha256(byte[] bytes) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** SHA-256 of the text's UTF-8 form. */
  public static Bytes sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
