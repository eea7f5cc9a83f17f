package org.sekisho.guard.channel;

import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sekisho.guard.policy.Prefix;

/**
 * Reads values of a message one behind the other; whatever is not as it must be is
 * IllegalArgumentException or BufferUnderflowException, which {@link GuardCodec} turns into a
 * result. Nothing is allocated for a length before the bytes are there.
 */
final class WireReader {
  private final ByteBuffer in;

  WireReader(ByteBuffer in) {
    this.in = in;
  }

  int octet() {
    return in.get() & 0xff;
  }

  int integer() {
    return in.getInt();
  }

  long whole() {
    return in.getLong();
  }

  boolean flag() {
    return switch (octet()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw new IllegalArgumentException("a flag is 0 or 1");
    };
  }

  <E extends Enum<E>> E choice(E[] all) {
    String name = text(32);
    for (E one : all) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    throw new IllegalArgumentException("no such choice");
  }

  byte[] block(int most) {
    int length = in.getShort() & 0xffff;
    if (length > most) {
      throw new IllegalArgumentException("longer than " + most + " bytes: " + length);
    }
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] block = new byte[length];
    in.get(block);
    return block;
  }

  String text(int most) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(block(most))).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("text is not UTF-8", e);
    }
  }

  InetAddress address() {
    return Prefix.addressOf(block(16));
  }

  <T> List<T> list(int most, Function<WireReader, T> each) {
    int size = in.getShort() & 0xffff;
    if (size > most) {
      throw new IllegalArgumentException("more than " + most + " items: " + size);
    }
    List<T> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(each.apply(this));
    }
    return list;
  }

  <T> Optional<T> optional(Function<WireReader, T> read) {
    return flag() ? Optional.of(read.apply(this)) : Optional.empty();
  }

  boolean atEnd() {
    return !in.hasRemaining();
  }
}
