package org.sekisho.benchmarks.network;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Sends beginnings of TCP connections with any sender's address through a packet socket; bounded in
 * number and time.
 */
public final class RawSender {
  private static final int PACKET = 17;
  private static final int RAW = 3;
  private static final int ADDRESS_BYTES = 20;
  private static final int FRAME_BYTES = 54;
  private static final int IP = 14;
  private static final int TCP = 34;
  private static final long MOST = 2_000_000;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final MethodHandle SOCKET =
      Kernel.function(
          "socket",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));
  private static final MethodHandle SEND =
      Kernel.function(
          "sendto",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT));
  private static final MethodHandle INDEX =
      Kernel.function(
          "if_nametoindex", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  private static final MethodHandle CLOSE =
      Kernel.function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private RawSender() {}

  /**
   * Where the packets go.
   *
   * @param port interface that they leave by
   * @param mac hardware address of the target
   * @param address IPv4 address of the target
   * @param tcpPort its port
   */
  public record Target(String port, String mac, String address, int tcpPort) {}

  /**
   * What was sent.
   *
   * @param packets how many
   * @param perSecond how fast
   * @param beganNs when the first left
   */
  public record Sent(long packets, double perSecond, long beganNs) {}

  /**
   * Sends SYNs; only on a thread that lives in the namespace of the interface.
   *
   * @param sources tells the sender's IPv4 address of the next one, as 32 bits
   * @param packets how many, at most 2,000,000, and no longer than 30 s
   */
  public static Sent syns(Target target, LongSupplier sources, long packets, int perSecond) {
    try (Arena arena = Arena.ofConfined()) {
      int socket = (int) SOCKET.invokeExact(PACKET, RAW, 0);
      if (socket < 0) {
        throw new IllegalStateException("no packet socket");
      }
      try {
        MemorySegment name = arena.allocateFrom(target.port());
        int index = (int) INDEX.invokeExact(name);
        MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) PACKET);
        address.set(ValueLayout.JAVA_INT, 4, index);
        MemorySegment buffer = arena.allocate(FRAME_BYTES);
        byte[] octets = new byte[FRAME_BYTES];
        ByteBuffer frame = template(octets, target);
        long began = System.nanoTime();
        long sent = 0;
        long most = Math.min(packets, MOST);
        while (sent < most && System.nanoTime() - began < LONGEST.toNanos()) {
          long due = (System.nanoTime() - began) * perSecond / 1_000_000_000L + 1;
          for (; sent < Math.min(due, most); sent++) {
            fill(frame, (int) sources.getAsLong(), sent);
            MemorySegment.copy(octets, 0, buffer, ValueLayout.JAVA_BYTE, 0, FRAME_BYTES);
            long done =
                (long)
                    SEND.invokeExact(socket, buffer, (long) FRAME_BYTES, 0, address, ADDRESS_BYTES);
            if (done != FRAME_BYTES) {
              throw new IllegalStateException("a frame was not sent");
            }
          }
          LockSupport.parkNanos(500_000);
        }
        return new Sent(sent, sent * 1e9 / (System.nanoTime() - began), began);
      } finally {
        int _ = (int) CLOSE.invokeExact(socket);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuffer template(byte[] octets, Target target) {
    return ByteBuffer.wrap(octets)
        .put(HexFormat.ofDelimiter(":").parseHex(target.mac()))
        .put(HexFormat.ofDelimiter(":").parseHex("02:00:5e:77:66:66"))
        .putShort((short) 0x0800)
        .put(IP, (byte) 0x45)
        .putShort(IP + 2, (short) 40)
        .put(IP + 8, (byte) 64)
        .put(IP + 9, (byte) 6)
        .put(IP + 16, InetAddress.ofLiteral(target.address()).getAddress())
        .putShort(TCP + 2, (short) target.tcpPort())
        .put(TCP + 12, (byte) 0x50)
        .put(TCP + 13, (byte) 2)
        .putShort(TCP + 14, (short) 512);
  }

  /** Both checksums are right: a packet with a wrong one is not looked at like another. */
  private static void fill(ByteBuffer frame, int source, long number) {
    frame
        .putInt(IP + 12, source)
        .putShort(IP + 4, (short) number)
        .putShort(IP + 10, (short) 0)
        .putShort(TCP, (short) (1024 + number * 7919 % 60_000))
        .putInt(TCP + 4, (int) (number * 2_654_435_761L))
        .putShort(TCP + 16, (short) 0);
    frame.putShort(IP + 10, (short) ~folded(sum(frame, IP, 20)));
    // The pseudo-header: both addresses, the protocol, the length.
    frame.putShort(
        TCP + 16, (short) ~folded(sum(frame, IP + 12, 8) + 6 + 20 + sum(frame, TCP, 20)));
  }

  private static int sum(ByteBuffer frame, int at, int bytes) {
    int sum = 0;
    for (int i = 0; i < bytes; i += 2) {
      sum += Short.toUnsignedInt(frame.getShort(at + i));
    }
    return sum;
  }

  private static int folded(int sum) {
    int once = (sum & 0xffff) + (sum >>> 16);
    return (once & 0xffff) + (once >>> 16);
  }
}
