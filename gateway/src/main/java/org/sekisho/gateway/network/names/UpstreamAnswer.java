package org.sekisho.gateway.network.names;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.guard.policy.Prefix;

/** What a name server's response says of one name. Total: any response gives a result. */
sealed interface UpstreamAnswer {
  /** Records of a response that are looked at; those behind them are not. */
  int MAX_RECORDS = 64;

  /** Other names that are followed to the address. */
  int MAX_ALIASES = 8;

  /**
   * Addresses, or none of this family.
   *
   * @param addresses in the order of the response
   * @param lifeS how long it may be used, in seconds: that of the record that ends first
   * @param aliases the other names on the way
   */
  record Found(List<InetAddress> addresses, long lifeS, List<String> aliases)
      implements UpstreamAnswer {}

  /** There is no such name. */
  record NoSuchName() implements UpstreamAnswer {}

  /** The server could not say. */
  record Failed() implements UpstreamAnswer {}

  /** Reads the addresses of the name, which is in the form of {@link DomainName}. */
  static UpstreamAnswer read(DnsResponse response, String name, DnsRecordType type) {
    if (response.code().equals(DnsResponseCode.NXDOMAIN)) {
      return new NoSuchName();
    }
    if (!response.code().equals(DnsResponseCode.NOERROR) || response.isTruncated()) {
      return new Failed();
    }
    int records = Math.min(MAX_RECORDS, response.count(DnsSection.ANSWER));
    List<DnsRawRecord> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record instanceof DnsRawRecord raw && raw.dnsClass() == DnsRecord.CLASS_IN) {
        all.add(raw);
      }
    }
    List<String> aliases = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(name));
    String at = name;
    long lifeS = Long.MAX_VALUE;
    while (true) {
      Optional<DnsRawRecord> alias = first(all, at, DnsRecordType.CNAME);
      if (alias.isEmpty()) {
        break;
      }
      Optional<String> next = target(alias.get());
      if (next.isEmpty() || !seen.add(next.get()) || aliases.size() == MAX_ALIASES) {
        return new Failed();
      }
      lifeS = Math.min(lifeS, alias.get().timeToLive());
      at = next.get();
      aliases.add(at);
    }
    List<InetAddress> addresses = new ArrayList<>();
    int octets = type.equals(DnsRecordType.A) ? 4 : 16;
    for (DnsRawRecord record : all) {
      if (is(record, at, type) && record.content().readableBytes() == octets) {
        byte[] bytes = new byte[octets];
        record.content().getBytes(record.content().readerIndex(), bytes);
        addresses.add(Prefix.addressOf(bytes));
        lifeS = Math.min(lifeS, record.timeToLive());
      }
    }
    return new Found(addresses, lifeS == Long.MAX_VALUE ? 0 : lifeS, aliases);
  }

  private static Optional<DnsRawRecord> first(
      List<DnsRawRecord> all, String name, DnsRecordType type) {
    return all.stream().filter(record -> is(record, name, type)).findFirst();
  }

  private static boolean is(DnsRawRecord record, String name, DnsRecordType type) {
    return record.type().equals(type) && DomainName.parse(record.name()).equals(Optional.of(name));
  }

  private static Optional<String> target(DnsRawRecord alias) {
    ByteBuf content = Unpooled.copiedBuffer(alias.content());
    try {
      return DomainName.parse(DefaultDnsRecordDecoder.decodeName(content));
    } catch (CorruptedFrameException | IndexOutOfBoundsException e) {
      return Optional.empty();
    } finally {
      content.release();
    }
  }
}
