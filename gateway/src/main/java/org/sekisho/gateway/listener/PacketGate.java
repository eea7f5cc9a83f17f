package org.sekisho.gateway.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The first thing behind TLS: cuts the bytes into MQTT packets by their fixed header (MQTT 5
 * section 2.1) and lets nothing pass that is too large, so that no memory is spent on what will be
 * refused. The first packet must be a CONNECT. While closed it holds packets back and the socket is
 * not read: the sender waits, not the gateway's memory.
 *
 * <p>Runs only on the connection's event loop.
 */
final class PacketGate extends ByteToMessageDecoder {
  private static final int CONNECT = 1;

  /** Packets up to this size are held without asking; each connection may hold one. */
  private static final int UNBUDGETED_BYTES = 4 * 1024;

  /** Why the gate shut for good. */
  interface Refused {
    /** Told once. */
    void refused(ConnectionOutcome outcome);
  }

  private final int firstPacketBytes;
  private final int maxPacketBytes;
  private final AtomicLong heldBytes;
  private final long maxHeldBytes;
  private final Refused refused;
  private @Nullable ChannelHandlerContext context;
  private boolean first = true;
  private boolean shut;
  private boolean paused;
  private int reserved;
  private boolean waitsForBudget;
  private long partialSinceNs;
  private boolean passing;
  private long passed;
  private long understood;

  PacketGate(FieldConfig.Mqtt config, AtomicLong heldBytes, Refused refused) {
    this.firstPacketBytes = config.firstPacketBytes();
    this.maxPacketBytes = config.maxPacketBytes();
    this.heldBytes = heldBytes;
    this.maxHeldBytes = config.maxHeldBytes();
    this.refused = refused;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Holds back packets from now on. */
  void pause() {
    if (!paused && context != null) {
      paused = true;
      context.channel().config().setAutoRead(false);
    }
  }

  /** Lets packets pass again, those that were held back first. */
  void resume() {
    ChannelHandlerContext ctx = context;
    if (!paused || ctx == null || shut) {
      return;
    }
    paused = false;
    decodeHeld(ctx);
    openSocket();
  }

  /**
   * Goes on with the bytes that are here; while a packet is being passed on, that happens anyway.
   */
  private void decodeHeld(ChannelHandlerContext ctx) {
    if (passing) {
      return;
    }
    try {
      channelRead(ctx, Unpooled.EMPTY_BUFFER);
    } catch (Exception e) {
      ctx.fireExceptionCaught(e);
    }
  }

  /** Asks again for memory that was not there, if any was wanted. */
  void retryBudget() {
    if (waitsForBudget && !shut) {
      ChannelHandlerContext ctx = context;
      waitsForBudget = false;
      if (ctx != null && !paused) {
        decodeHeld(ctx);
        openSocket();
      }
    }
  }

  private void openSocket() {
    if (!paused && !waitsForBudget && !shut && context != null) {
      context.channel().config().setAutoRead(true);
    }
  }

  boolean isPaused() {
    return paused;
  }

  /** When the packet that is not complete yet was begun ({@code System.nanoTime}); 0 for none. */
  long partialSinceNs() {
    return partialSinceNs;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (shut) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (paused) {
      return;
    }
    int start = in.readerIndex();
    int readable = in.readableBytes();
    if (first && readable >= 1 && (in.getByte(start) >> 4 & 0xF) != CONNECT) {
      refuse(in, ConnectionOutcome.FIRST_NOT_CONNECT);
      return;
    }
    int length = 0;
    int header = 1;
    while (true) {
      if (header >= readable) {
        begun();
        return;
      }
      byte b = in.getByte(start + header);
      length |= (b & 0x7F) << (7 * (header - 1));
      header++;
      if (b >= 0) {
        break;
      }
      if (header == 5) {
        refuse(in, first ? ConnectionOutcome.FIRST_TOO_LARGE : ConnectionOutcome.MALFORMED);
        return;
      }
    }
    int total = header + length;
    if (first && total > firstPacketBytes) {
      refuse(in, ConnectionOutcome.FIRST_TOO_LARGE);
    } else if (total > maxPacketBytes) {
      refuse(in, ConnectionOutcome.PACKET_TOO_LARGE);
    } else if (readable < total) {
      begun();
      reserve(ctx, total);
    } else {
      first = false;
      partialSinceNs = 0;
      release();
      pass(ctx, in, total);
    }
  }

  /**
   * Hands one whole packet on, at once. A packet whose fields reach beyond its end must not make
   * the decoder behind wait for the next packet and take that for the rest: then it is malformed.
   */
  private void pass(ChannelHandlerContext ctx, ByteBuf in, int total) {
    ByteBuf packet = in.readRetainedSlice(total);
    passed++;
    passing = true;
    try {
      ctx.fireChannelRead(packet);
    } finally {
      passing = false;
    }
    if (!shut && understood != passed) {
      refuse(in, ConnectionOutcome.MALFORMED);
    }
  }

  /** The connection got one packet out of the decoder. */
  void understood() {
    understood++;
  }

  private void begun() {
    if (partialSinceNs == 0) {
      partialSinceNs = System.nanoTime() | 1;
    }
  }

  private void reserve(ChannelHandlerContext ctx, int total) {
    if (reserved > 0 || total <= UNBUDGETED_BYTES) {
      return;
    }
    if (heldBytes.addAndGet(total) > maxHeldBytes) {
      heldBytes.addAndGet(-total);
      waitsForBudget = true;
      ctx.channel().config().setAutoRead(false);
    } else {
      reserved = total;
    }
  }

  private void release() {
    if (reserved > 0) {
      heldBytes.addAndGet(-reserved);
      reserved = 0;
    }
  }

  private void refuse(ByteBuf in, ConnectionOutcome outcome) {
    shut = true;
    in.skipBytes(in.readableBytes());
    refused.refused(outcome);
  }

  /** Takes nothing more. */
  void shut() {
    shut = true;
    release();
  }

  /**
   * Like that of the superclass, but never asks the socket for more by itself: that would fill the
   * memory while the gate is paused. The handlers behind must not be asked either then.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    discardSomeReadBytes();
    if (!paused && !waitsForBudget) {
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    release();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    shut = true;
    release();
    super.channelInactive(ctx);
  }
}
