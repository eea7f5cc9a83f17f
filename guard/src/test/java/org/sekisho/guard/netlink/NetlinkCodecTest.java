package org.sekisho.guard.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ByteBufferBackingArray") // each begins with its array
class NetlinkCodecTest {
  private static final byte[] PACKET = {0x45, 0, 0, 20, 7};

  @Test
  void readsALoggedPacket() {
    byte[] datagram = logged("syn-over-limit:limit");

    assertThat(NetlinkCodec.read(datagram, datagram.length))
        .containsExactly(
            new NetlinkMessage.Logged(
                "syn-over-limit:limit",
                1_000_000_007_000_009_000L,
                3,
                4,
                "02:00:00:00:00:09",
                PACKET));
  }

  @Test
  void readsSeveralMessagesOfOneDatagram() {
    byte[] one = logged("a:drop");
    byte[] both = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, both, one.length, one.length);

    assertThat(NetlinkCodec.read(both, both.length)).hasSize(2);
  }

  @Test
  void readsANeighbour() {
    ByteBuffer message = begin(28, 12 + 8 + 12);
    message.putInt(16 + 4, 5).putShort(16 + 8, (short) 4);
    attribute(message, 28, 1, new byte[] {(byte) 192, 0, 2, 7});
    attribute(message, 36, 2, new byte[] {2, 0, 0, 0, 0, 9});

    assertThat(NetlinkCodec.read(message.array(), message.capacity()))
        .containsExactly(
            new NetlinkMessage.Neighbour(
                5, new byte[] {(byte) 192, 0, 2, 7}, "02:00:00:00:00:09", 4, false));
  }

  @Test
  void readsAnAnswer() {
    ByteBuffer message = begin(2, 4 + 16);
    message.putInt(8, 3).putInt(16, -1);

    assertThat(NetlinkCodec.read(message.array(), message.capacity()))
        .containsExactly(new NetlinkMessage.Acknowledged(3, 1));
  }

  @Test
  void asksInTheFormOfTheKernelsHeaders() {
    ByteBuffer bind = ByteBuffer.wrap(NetlinkCodec.bind(9, 5277)).order(ByteOrder.nativeOrder());

    assertThat(bind.getInt(0)).isEqualTo(28).isEqualTo(bind.capacity());
    assertThat(bind.getShort(4)).isEqualTo((short) 0x401);
    assertThat(bind.getInt(8)).isEqualTo(9);
    assertThat(bind.order(ByteOrder.BIG_ENDIAN).getShort(18)).isEqualTo((short) 5277);
    assertThat(bind.get(24)).isEqualTo((byte) 1);
  }

  @Test
  void anyBytesGiveMessages() {
    long seed = 5277;
    var random = new SplittableRandom(seed);
    byte[] honest = logged("fragment-over-limit:limit");
    for (int round = 0; round < 100_000; round++) {
      byte[] datagram = honest.clone();
      for (int i = random.nextInt(8); i > 0; i--) {
        datagram[random.nextInt(datagram.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(datagram.length + 1);
      try {
        NetlinkCodec.read(datagram, length);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
    }
  }

  private static byte[] logged(String prefix) {
    byte[] text = Arrays.copyOf(prefix.getBytes(StandardCharsets.US_ASCII), prefix.length() + 1);
    ByteBuffer message = begin(0x400, 4 + 20 + 8 + 8 + 16 + 12 + 4 + ((text.length + 3) & ~3));
    int at = 20;
    byte[] time = ByteBuffer.allocate(16).putLong(1_000_000_007L).putLong(9).array();
    at = attribute(message, at, 3, time);
    at = attribute(message, at, 4, new byte[] {0, 0, 0, 3});
    at = attribute(message, at, 5, new byte[] {0, 0, 0, 4});
    at = attribute(message, at, 8, new byte[] {0, 6, 0, 0, 2, 0, 0, 0, 0, 9, 0, 0});
    at = attribute(message, at, 9, PACKET);
    attribute(message, at, 10, text);
    return message.array();
  }

  private static ByteBuffer begin(int type, int body) {
    ByteBuffer message = ByteBuffer.wrap(new byte[16 + body]).order(ByteOrder.nativeOrder());
    return message.putInt(0, 16 + body).putShort(4, (short) type);
  }

  private static int attribute(ByteBuffer message, int at, int type, byte[] value) {
    message.putShort(at, (short) (4 + value.length)).putShort(at + 2, (short) type);
    message.put(at + 4, value);
    return at + ((4 + value.length + 3) & ~3);
  }
}
