package org.sekisho.guard.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A raw netlink socket, by the functions of the C library. Owned by one thread; closed by it.
 *
 * <p>Closing while another thread waits would leave that thread with a number that may belong to
 * another file by then: therefore the owner waits with a time limit and closes it itself.
 */
final class NetlinkSocket implements AutoCloseable {
  static final int ROUTE = 0;
  static final int NETFILTER = 12;

  private static final int FAMILY = 16;
  private static final int RAW_CLOSE_ON_EXEC = 3 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int RECEIVE_BUFFER_FORCED = 33;
  private static final int DO_NOT_WAIT = 0x40;
  private static final short READABLE = 1;
  private static final int POLL_ENTRY = 8;
  private static final int ADDRESS_BYTES = 12;

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int ENOBUFS = 105;

  /** What the kernel puts together at most in one datagram, twice. */
  private static final int BUFFER_BYTES = 256 * 1024;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle SEND =
      function("send", FunctionDescriptor.of(SIZE, INT, ValueLayout.ADDRESS, SIZE, INT));
  private static final MethodHandle RECEIVE =
      function("recv", FunctionDescriptor.of(SIZE, INT, ValueLayout.ADDRESS, SIZE, INT));
  private static final MethodHandle OPTION =
      function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
  private static final MethodHandle POLL =
      function("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, SIZE, INT));
  private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));
  private static final MethodHandle NAME =
      function(
          "if_indextoname", FunctionDescriptor.of(ValueLayout.ADDRESS, INT, ValueLayout.ADDRESS));

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(STATE);
  private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
  private final MemorySegment entry = arena.allocate(POLL_ENTRY, 8);
  private final byte[] received = new byte[BUFFER_BYTES];
  private final int descriptor;
  private boolean closed;

  /** What came of waiting. */
  sealed interface Received {
    /**
     * A datagram; the bytes hold until the next call.
     *
     * @param length how many of the bytes count
     */
    @SuppressWarnings("ArrayRecordComponent") // a view of the socket's own buffer, never compared
    record Datagram(byte[] bytes, int length) implements Received {}

    /** Nothing came in time. */
    record Nothing() implements Received {}

    /** The kernel had more than the socket could hold: reports are lost. */
    record Lost() implements Received {}

    /** The socket does not work any more. */
    record Failed(int errno) implements Received {}
  }

  private NetlinkSocket(int protocol) {
    descriptor =
        (int) call(() -> (int) SOCKET.invokeExact(state, FAMILY, RAW_CLOSE_ON_EXEC, protocol));
    if (descriptor < 0) {
      int errno = errno();
      arena.close();
      throw new NetlinkException("socket", errno);
    }
  }

  /** Opens a socket that hears these groups (bits of the old numbering). */
  static NetlinkSocket open(int protocol, int groups, int bufferBytes) {
    var socket = new NetlinkSocket(protocol);
    try {
      socket.bind(groups);
      socket.holdAtMost(bufferBytes);
      return socket;
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void bind(int groups) {
    MemorySegment address = arena.allocate(ADDRESS_BYTES, 4);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) FAMILY);
    address.set(INT, 8, groups);
    check("bind", call(() -> (int) BIND.invokeExact(state, descriptor, address, ADDRESS_BYTES)));
  }

  /** Without the right to it the usual size stays, and more is lost under a flood. */
  private void holdAtMost(int bytes) {
    MemorySegment value = arena.allocateFrom(INT, bytes);
    call(
        () ->
            (int)
                OPTION.invokeExact(
                    state, descriptor, SOL_SOCKET, RECEIVE_BUFFER_FORCED, value, Integer.BYTES));
  }

  /** Sends a message to the kernel. */
  void send(byte[] message) {
    MemorySegment.copy(message, 0, buffer, ValueLayout.JAVA_BYTE, 0, message.length);
    check(
        "send",
        call(() -> (long) SEND.invokeExact(state, descriptor, buffer, (long) message.length, 0)));
  }

  /** Waits for a datagram, at most this long. */
  Received receive(int timeoutMs) {
    entry.set(INT, 0, descriptor);
    entry.set(INT, 4, READABLE);
    long ready = call(() -> (int) POLL.invokeExact(state, entry, 1L, timeoutMs));
    if (ready <= 0) {
      return ready == 0 || errno() == EINTR ? new Received.Nothing() : new Received.Failed(errno());
    }
    long length =
        call(
            () ->
                (long)
                    RECEIVE.invokeExact(
                        state, descriptor, buffer, (long) BUFFER_BYTES, DO_NOT_WAIT));
    if (length < 0) {
      return switch (errno()) {
        case ENOBUFS -> new Received.Lost();
        case EAGAIN, EINTR -> new Received.Nothing();
        default -> new Received.Failed(errno());
      };
    }
    MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, received, 0, (int) length);
    return new Received.Datagram(received, (int) length);
  }

  /** Name of the interface with this number, if there is one now. */
  Optional<String> interfaceName(int index) {
    MemorySegment[] result = new MemorySegment[1];
    call(
        () -> {
          result[0] = (MemorySegment) NAME.invokeExact(state, index, buffer);
          return 0;
        });
    return result[0].address() == 0
        ? Optional.empty()
        : Optional.of(buffer.getString(0, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      call(() -> (int) CLOSE.invokeExact(state, descriptor));
      arena.close();
    }
  }

  private int errno() {
    return (int) ERRNO.get(state, 0L);
  }

  private void check(String what, long result) {
    if (result < 0) {
      throw new NetlinkException(what, errno());
    }
  }

  private interface Call {
    long run() throws Throwable;
  }

  private static long call(Call call) {
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a function of the C library threw", e);
    }
  }

  @SuppressWarnings("restricted") // the kernel is reached by no other way without a program
  private static MethodHandle function(String name, FunctionDescriptor form) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), form, Linker.Option.captureCallState("errno"));
  }
}
