package org.sekisho.gateway.network.names;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
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
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A name server with a few records, and everything that was asked of it. */
final class NameServer implements AutoCloseable {
  private final Map<String, List<DnsRecord>> records = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel channel;

  NameServer() {
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
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  List<String> asked() {
    return asked;
  }

  NameServer address(String name, int lifeS, String... addresses) {
    records.put(
        name + " " + (addresses[0].contains(":") ? "AAAA" : "A"),
        java.util.Arrays.stream(addresses).map(a -> record(name, lifeS, a)).toList());
    return this;
  }

  NameServer alias(String name, String to, int lifeS, String address) {
    records.put(
        name + " A",
        List.of(
            new DefaultDnsRawRecord(name + ".", DnsRecordType.CNAME, lifeS, encoded(to)),
            record(to, lifeS, address)));
    return this;
  }

  static DnsRecord record(String name, int lifeS, String address) {
    return new DefaultDnsRawRecord(
        name + ".",
        address.contains(":") ? DnsRecordType.AAAA : DnsRecordType.A,
        lifeS,
        Unpooled.wrappedBuffer(InetAddress.ofLiteral(address).getAddress()));
  }

  static ByteBuf encoded(String name) {
    ByteBuf bytes = Unpooled.buffer();
    for (String label : name.split("\\.", -1)) {
      bytes.writeByte(label.length()).writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.writeByte(0);
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
      List<DnsRecord> found = records.get(name + " " + question.type().name());
      if (found == null) {
        response.setCode(DnsResponseCode.NXDOMAIN);
      } else {
        for (DnsRecord record : found) {
          response.addRecord(DnsSection.ANSWER, ((DefaultDnsRawRecord) record).retainedDuplicate());
        }
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
