package org.sekisho.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One device's connection, MQTT 3.1.1, made to cost the client as little as it can: packets are
 * copied from templates and only what a publisher receives is understood. Runs only on its event
 * loop, but for the futures.
 */
// A write that fails ends the connection, and that is told.
@SuppressWarnings("FutureReturnValueIgnored")
final class DeviceLink extends ByteToMessageDecoder {
  private static final int CONNACK = 2;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int SUBACK = 9;
  private static final int VALUES = 100;
  private static final int MAX_PACKET_ID = 65_535;

  private final Device device;
  private final byte[][] templates = new byte[VALUES][];
  private final int idOffset;
  private final long[] sentNs = new long[MAX_PACKET_ID + 1];
  private final CompletableFuture<DeviceLink> connected = new CompletableFuture<>();
  private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private @Nullable ChannelHandlerContext context;
  private LongConsumer onAcknowledged = _ -> {};
  private BiConsumer<String, byte[]> onMessage = (_, _) -> {};
  private int nextId;
  private int nextValue;
  private String end = "closed by the peer";

  DeviceLink(Device device) {
    this.device = device;
    for (int i = 0; i < VALUES; i++) {
      String value = "%d.%d".formatted(20 + i / 10, i % 10);
      templates[i] = publish(device.topic(), value.getBytes(StandardCharsets.US_ASCII));
    }
    this.idOffset = 4 + device.topic().length();
  }

  /** Completes when CONNACK said yes, or fails. */
  CompletableFuture<DeviceLink> connected() {
    return connected;
  }

  /** Completes with SUBACK. */
  CompletableFuture<Void> subscribed() {
    return subscribed;
  }

  /** Completes when the connection is over. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Why it ended. */
  String end() {
    return end;
  }

  /** Whom to tell the time from each PUBLISH to its PUBACK, in nanoseconds. */
  void onAcknowledged(LongConsumer listener) {
    onAcknowledged = listener;
  }

  /** Whom to tell of messages from the server. */
  void onMessage(BiConsumer<String, byte[]> listener) {
    onMessage = listener;
  }

  /** Publishes so many readings at QoS 1 in one write. */
  void sendReadings(int count) {
    ChannelHandlerContext ctx = open();
    long now = System.nanoTime();
    ByteBuf out = ctx.alloc().buffer(count * templates[0].length);
    for (int i = 0; i < count; i++) {
      int start = out.writerIndex();
      out.writeBytes(templates[nextValue]);
      nextValue = (nextValue + 1) % VALUES;
      out.setShort(start + idOffset, stamp(now));
    }
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  /** Publishes a payload at QoS 1. */
  void send(String topic, byte[] payload) {
    ChannelHandlerContext ctx = open();
    byte[] packet = publish(topic, payload);
    ByteBuf out = ctx.alloc().buffer(packet.length).writeBytes(packet);
    out.setShort(packet.length - payload.length - 2, stamp(System.nanoTime()));
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  /** Subscribes at QoS 1. */
  void subscribe(String filter) {
    ChannelHandlerContext ctx = open();
    byte[] text = filter.getBytes(StandardCharsets.UTF_8);
    ByteBuf out = ctx.alloc().buffer(text.length + 7);
    out.writeByte(0x82).writeByte(text.length + 5).writeShort(stamp(System.nanoTime()));
    out.writeShort(text.length).writeBytes(text).writeByte(1);
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  /** Keeps an idle connection alive. */
  void ping() {
    if (context != null && context.channel().isActive()) {
      context.writeAndFlush(context.alloc().buffer(2).writeByte(0xc0).writeByte(0));
    }
  }

  void close() {
    if (context != null) {
      context.close();
    }
  }

  private ChannelHandlerContext open() {
    if (context == null || !context.channel().isActive()) {
      throw new IllegalStateException(device.user() + ": " + end);
    }
    return context;
  }

  private int stamp(long now) {
    nextId = nextId % MAX_PACKET_ID + 1;
    sentNs[nextId] = now;
    return nextId;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      context = ctx;
      ctx.writeAndFlush(connect(ctx));
    }
    ctx.fireUserEventTriggered(event);
  }

  private ByteBuf connect(ChannelHandlerContext ctx) {
    byte[] user = device.user().getBytes(StandardCharsets.UTF_8);
    byte[] password = device.password().reveal().getBytes(StandardCharsets.UTF_8);
    ByteBuf body = ctx.alloc().buffer(64);
    body.writeShort(4).writeBytes("MQTT".getBytes(StandardCharsets.US_ASCII));
    // Level 4; user name, password, clean session; keep alive of 60 s.
    body.writeByte(4).writeByte(0xc2).writeShort(60);
    body.writeShort(user.length).writeBytes(user);
    body.writeShort(user.length).writeBytes(user);
    body.writeShort(password.length).writeBytes(password);
    ByteBuf out = ctx.alloc().buffer(body.readableBytes() + 3).writeByte(0x10);
    length(out, body.readableBytes());
    out.writeBytes(body);
    body.release();
    return out;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    while (in.readableBytes() >= 2) {
      in.markReaderIndex();
      int type = in.readUnsignedByte() >> 4;
      int length = length(in);
      if (length < 0 || in.readableBytes() < length) {
        in.resetReaderIndex();
        return;
      }
      ByteBuf body = in.readSlice(length);
      switch (type) {
        case CONNACK -> connectAcknowledged(ctx, body.getByte(1));
        case PUBACK -> onAcknowledged.accept(System.nanoTime() - sentNs[body.readUnsignedShort()]);
        case PUBLISH -> published(ctx, body);
        case SUBACK -> subscribed.complete(null);
        default -> {}
      }
    }
  }

  private void connectAcknowledged(ChannelHandlerContext ctx, int code) {
    if (code == 0) {
      connected.complete(this);
    } else {
      end = "CONNACK with code " + code;
      ctx.close();
    }
  }

  private void published(ChannelHandlerContext ctx, ByteBuf body) {
    byte[] topic = new byte[body.readUnsignedShort()];
    body.readBytes(topic);
    // Everything that a device subscribes to here comes at QoS 1.
    int id = body.readUnsignedShort();
    byte[] payload = ByteBufUtil.getBytes(body);
    ByteBuf acknowledgement = ctx.alloc().buffer(4).writeByte(0x40).writeByte(2).writeShort(id);
    ctx.write(acknowledgement, ctx.voidPromise());
    onMessage.accept(new String(topic, StandardCharsets.UTF_8), payload);
    ctx.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    connected.completeExceptionally(new IllegalStateException(device.user() + ": " + end));
    ended.complete(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end = String.valueOf(cause);
    connected.completeExceptionally(cause);
    ctx.close();
  }

  private static byte[] publish(String topic, byte[] payload) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    int length = 2 + name.length + 2 + payload.length;
    if (length > 127) {
      // The templates know their offsets only for a remaining length of one byte.
      return longPublish(name, payload, length);
    }
    byte[] packet = new byte[2 + length];
    packet[0] = 0x32;
    packet[1] = (byte) length;
    fill(packet, 2, name, payload);
    return packet;
  }

  private static byte[] longPublish(byte[] name, byte[] payload, int length) {
    if (length > 16_383) {
      throw new IllegalArgumentException("a device's message is at most 16 KiB");
    }
    byte[] packet = new byte[3 + length];
    packet[0] = 0x32;
    packet[1] = (byte) ((length & 0x7f) | 0x80);
    packet[2] = (byte) (length >> 7);
    fill(packet, 3, name, payload);
    return packet;
  }

  private static void fill(byte[] packet, int at, byte[] name, byte[] payload) {
    packet[at] = (byte) (name.length >> 8);
    packet[at + 1] = (byte) name.length;
    System.arraycopy(name, 0, packet, at + 2, name.length);
    System.arraycopy(payload, 0, packet, packet.length - payload.length, payload.length);
  }

  private static void length(ByteBuf out, int value) {
    int rest = value;
    while (rest > 127) {
      out.writeByte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    out.writeByte(rest);
  }

  /** The remaining length, or -1 when it is not all there. */
  private static int length(ByteBuf in) {
    int value = 0;
    for (int shift = 0; shift < 28 && in.isReadable(); shift += 7) {
      int b = in.readUnsignedByte();
      value |= (b & 0x7f) << shift;
      if (b < 128) {
        return value;
      }
    }
    return -1;
  }
}
