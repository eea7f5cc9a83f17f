package org.sekisho.acceptance.network;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sekisho.acceptance.system.Await;

/** Sends frames of any shape from a laboratory host: a packet socket. */
final class RawLink {
  private static final int PACKET = 17;
  private static final int RAW = 3;
  private static final int ADDRESS_BYTES = 20;

  private static final MethodHandle SOCKET =
      NamespaceThread.function(
          "socket",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));
  private static final MethodHandle SEND =
      NamespaceThread.function(
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
      NamespaceThread.function(
          "if_nametoindex", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  private static final MethodHandle CLOSE =
      NamespaceThread.function(
          "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private RawLink() {}

  /** Sends the frames one after the other and tells when the first one left, in ns. */
  static long send(Lab.Host host, List<byte[]> frames) throws Exception {
    var began = new CompletableFuture<Long>();
    NamespaceThread.on(host)
        .newThread(
            () -> {
              try {
                began.complete(sendHere(frames));
              } catch (Throwable e) {
                began.completeExceptionally(e);
              }
            })
        .start();
    return began.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static long sendHere(List<byte[]> frames) throws Throwable {
    int socket = (int) SOCKET.invokeExact(PACKET, RAW, 0);
    if (socket < 0) {
      throw new IllegalStateException("no packet socket");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("eth0");
      int index = (int) INDEX.invokeExact(name);
      MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) PACKET);
      address.set(ValueLayout.JAVA_INT, 4, index);
      MemorySegment buffer = arena.allocate(2_000);
      long began = System.nanoTime();
      for (byte[] frame : frames) {
        MemorySegment.copy(frame, 0, buffer, ValueLayout.JAVA_BYTE, 0, frame.length);
        long sent =
            (long) SEND.invokeExact(socket, buffer, (long) frame.length, 0, address, ADDRESS_BYTES);
        if (sent != frame.length) {
          throw new IllegalStateException("frame not sent");
        }
      }
      return began;
    } finally {
      int _ = (int) CLOSE.invokeExact(socket);
    }
  }

  /** A frame of Ethernet. */
  static byte[] frame(String toMac, String fromMac, int type, byte[] data) {
    return ByteBuffer.allocate(14 + data.length)
        .put(mac(toMac))
        .put(mac(fromMac))
        .putShort((short) type)
        .put(data)
        .array();
  }

  static byte[] mac(String text) {
    return HexFormat.ofDelimiter(":").parseHex(text);
  }
}
