package org.sekisho.acceptance.network;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A name server with a few addresses, in the network of the thread that makes it, and everything
 * that was asked of it.
 */
final class NameServer implements AutoCloseable {
  private record Known(InetAddress address, int lifeS) {}

  private final Map<String, Known> names = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  NameServer(String address, int port) {
    channel =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Answering());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.ofLiteral(address), port))
            .syncUninterruptibly()
            .channel();
  }

  /** Adds a name of one address. */
  NameServer with(String name, String address, int lifeS) {
    String type = address.contains(":") ? "AAAA" : "A";
    names.put(name + " " + type, new Known(InetAddress.ofLiteral(address), lifeS));
    return this;
  }

  /** Names that were asked for. */
  List<String> asked() {
    return asked;
  }

  private final class Answering extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      String name = question.name().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
      asked.add(name);
      InetSocketAddress sender = query.recipient();
      InetSocketAddress recipient = query.sender();
      var response = new DatagramDnsResponse(sender, recipient, query.id());
      response.addRecord(
          DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
      Known known = names.get(name + " " + question.type().name());
      if (known == null) {
        response.setCode(DnsResponseCode.NXDOMAIN);
      } else {
        byte[] address = known.address.getAddress();
        response.addRecord(
            DnsSection.ANSWER,
            new DefaultDnsRawRecord(
                question.name(),
                address.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA,
                known.lifeS,
                Unpooled.wrappedBuffer(address)));
      }
      var _ = context.writeAndFlush(response);
    }
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
