package org.sekisho.guard.channel;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Writes values of a message one behind the other. */
final class WireWriter {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private interface Write {
    void to(DataOutputStream out) throws IOException;
  }

  private WireWriter put(Write write) {
    try {
      write.to(out);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  WireWriter octet(int value) {
    return put(o -> o.writeByte(value));
  }

  WireWriter integer(int value) {
    return put(o -> o.writeInt(value));
  }

  WireWriter whole(long value) {
    return put(o -> o.writeLong(value));
  }

  WireWriter flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  WireWriter choice(Enum<?> value) {
    return text(value.name());
  }

  WireWriter block(byte[] value) {
    return put(
        o -> {
          o.writeShort(value.length);
          o.write(value);
        });
  }

  WireWriter text(String value) {
    return block(value.getBytes(StandardCharsets.UTF_8));
  }

  WireWriter address(InetAddress value) {
    return block(value.getAddress());
  }

  <T> WireWriter list(Collection<T> values, BiConsumer<WireWriter, T> each) {
    put(o -> o.writeShort(values.size()));
    for (T value : values) {
      each.accept(this, value);
    }
    return this;
  }

  <T> WireWriter optional(Optional<T> value, BiConsumer<WireWriter, T> write) {
    flag(value.isPresent());
    value.ifPresent(v -> write.accept(this, v));
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
