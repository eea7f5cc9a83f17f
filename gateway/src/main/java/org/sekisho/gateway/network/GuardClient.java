package org.sekisho.gateway.network;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.Decoded;
import org.sekisho.guard.channel.GuardCodec;
import org.sekisho.guard.channel.Report;
import org.sekisho.guard.channel.Request;

/**
 * One connection to the guard. Requests may be sent by any thread; {@link #read} is one thread's.
 */
final class GuardClient implements AutoCloseable {
  private static final int MAX_WAITING = 256;
  private static final long ANSWER_LIMIT_S = 35;

  private final SocketChannel channel;
  private final Map<Long, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();

  private GuardClient(SocketChannel channel) {
    this.channel = channel;
  }

  static GuardClient connect(Path socket) throws IOException {
    return new GuardClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /** Sends a request; the answer comes later, or an exception when the connection ends before. */
  CompletableFuture<Answer> ask(Request request) {
    var answer = new CompletableFuture<Answer>();
    long own = number.incrementAndGet();
    byte[] message = GuardCodec.encode(own, request);
    if (message.length > GuardCodec.MAX_MESSAGE || waiting.size() >= MAX_WAITING) {
      answer.completeExceptionally(new IOException("too much is asked of the guard at once"));
      return answer;
    }
    waiting.put(own, answer);
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + message.length);
    bytes.putInt(message.length).put(message).flip();
    try {
      synchronized (this) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    } catch (IOException e) {
      waiting.remove(own);
      answer.completeExceptionally(e);
    }
    return answer.orTimeout(ANSWER_LIMIT_S, TimeUnit.SECONDS);
  }

  /** Reads until the connection ends. */
  void read(Consumer<Report> reports) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    while (fill(length)) {
      int size = length.flip().getInt();
      length.clear();
      if (size < 1 || size > GuardCodec.MAX_MESSAGE) {
        throw new IOException("the guard sent a message of " + size + " bytes");
      }
      ByteBuffer message = ByteBuffer.allocate(size);
      if (!fill(message)) {
        return;
      }
      switch (GuardCodec.decode(message.array())) {
        case Decoded.Malformed malformed ->
            throw new IOException("the guard sent no message: " + malformed.reason());
        case Decoded.Frame frame -> {
          switch (frame.message()) {
            case Report report -> reports.accept(report);
            case Answer answer -> {
              CompletableFuture<Answer> asked = waiting.remove(frame.number());
              if (asked != null) {
                asked.complete(answer);
              }
            }
            case Request _ -> throw new IOException("the guard may not ask");
          }
        }
      }
    }
  }

  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It ends either way.
    }
    var gone = new IOException("the connection to the guard ended");
    waiting.values().forEach(answer -> answer.completeExceptionally(gone));
    waiting.clear();
  }
}
