package org.sekisho.gateway.network.names;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.OutsideAddress;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.program.Address;
import org.sekisho.program.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions for the addresses of names over UDP: judges who asks for what, asks a name
 * server, looks whether the answer leads outside, has the way to its addresses opened, and only
 * then answers with a message of its own making. One event loop owns everything.
 *
 * <p>A refused name does not exist (NXDOMAIN): that is final for every client, while REFUSED makes
 * many ask again or elsewhere. Whoever is not known at all is refused (REFUSED). Only questions for
 * addresses go upstream; others for a permitted name have an empty answer, so that nothing can be
 * carried out in them. Answers fit 512 octets and are never larger than needed.
 */
public final class NameRelay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NameRelay.class);
  private static final Path ARP = Path.of("/proc/net/arp");

  /** Addresses in an answer at most. */
  private static final int MAX_ADDRESSES = 8;

  /** Octets of an answer at most: what every client can take (RFC 1035). */
  private static final int MAX_ANSWER = 512;

  private static final int MAX_QUERY = 1_500;
  private static final int UPSTREAM_PAYLOAD = 1_232;
  private static final int MAX_PENDING = 256;
  private static final int MAX_OPENED = 8_192;

  /** A way stays open a little longer than the answer lives: a client needs time to connect. */
  private static final int GRACE_S = 2;

  private static final long SECOND_NS = 1_000_000_000L;
  private static final long STOP_MS = 2_000;

  /** Opens ways through the packet filter. */
  public interface Opener {
    /**
     * Opens a flow to these addresses for so long; answers whether that was done. Called by the
     * relay's event loop; must not block.
     */
    CompletionStage<Boolean> open(String flow, List<InetAddress> addresses, int seconds);
  }

  private enum Outcome {
    ANSWERED,
    REMEMBERED,
    REFUSED,
    OVER_LIMIT,
    MALFORMED,
    FAILED
  }

  private record Wanted(String name, DnsRecordType type) {}

  private record Way(String flow, InetAddress address) {}

  private record Remembered(UpstreamAnswer.Found found, long untilNs) {}

  /** A question that is being answered, with everything that must outlive its packet. */
  private record Asked(
      Channel channel,
      InetSocketAddress to,
      InetSocketAddress at,
      int id,
      boolean recursion,
      DnsQuestion question,
      Wanted wanted,
      Asker asker,
      List<String> flows) {}

  private final NamesConfig config;
  private final NameRules rules;
  private final Opener opener;
  private final LongSupplier nanos;
  private final Askers askers;
  private final NearNetworks inside;
  private final RefusedNames refused;
  private final RateTable rates;
  private final RateTable upstreamRate;
  private final List<InetSocketAddress> servers;
  private final Map<Outcome, Counter> counted = new EnumMap<>(Outcome.class);
  private final Map<Wanted, Remembered> remembered;
  private final Map<Way, Long> openedUntil = bounded(MAX_OPENED);
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, Thread.ofPlatform().daemon().name("names").factory(), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final DnsNameResolver resolver;
  private final List<Channel> doors = new ArrayList<>();
  private int preferred;
  private int pending;

  /**
   * A relay that does not listen yet.
   *
   * @param policy the devices, and the interfaces of the inside
   * @param clock for the times of events
   * @param nanos a clock that only goes forward, in ns
   */
  public NameRelay(
      NamesConfig config,
      NetworkPolicy policy,
      NameRules rules,
      Opener opener,
      EventSink events,
      InstantSource clock,
      LongSupplier nanos,
      MeterRegistry metrics) {
    this.config = config;
    this.rules = rules;
    this.opener = opener;
    this.nanos = nanos;
    List<String> field = policy.on(NetworkSide.FIELD);
    List<String> lan = policy.on(NetworkSide.LAN);
    List<String> near = new ArrayList<>(field);
    near.addAll(lan);
    inside = new NearNetworks(near);
    askers = new Askers(policy, new NearNetworks(config.lan() ? lan : List.of()), ARP);
    refused = new RefusedNames(events, clock);
    rates = new RateTable(config.queriesPerSecond());
    upstreamRate = new RateTable(config.upstreamPerSecond());
    remembered = bounded(config.remembered());
    servers = config.upstream().stream().map(NameRelay::socket).toList();
    for (Outcome outcome : Outcome.values()) {
      counted.put(
          outcome,
          Counter.builder("sekisho.names.queries")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .register(metrics));
    }
    resolver =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class)
            // A port of its own for each question: an answer is hard to forge.
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers))
            .queryTimeoutMillis(config.patience().toMillis())
            .maxPayloadSize(UPSTREAM_PAYLOAD)
            .optResourceEnabled(true)
            .recursionDesired(true)
            .decodeIdn(false)
            .build();
  }

  private static <K, V> Map<K, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  private static InetSocketAddress socket(Address address) {
    return new InetSocketAddress(Prefix.numeric(address.host()), address.port());
  }

  /** Begins to listen; StartException names the address that it cannot have. */
  public void start() {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_QUERY))
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Door());
                  }
                });
    for (Address address : config.listen()) {
      try {
        doors.add(bootstrap.bind(socket(address)).syncUninterruptibly().channel());
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new StartException(
            "network.names.listen: " + address + " cannot be opened: " + e.getMessage(), e);
      }
    }
    var _ = loop.scheduleAtFixedRate(() -> refused.tick(nanos.getAsLong()), 1, 1, TimeUnit.SECONDS);
  }

  private final class Door extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
      take(context.channel(), query);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // What is no query gets no answer: it may be anybody's.
      count(Outcome.MALFORMED);
      LOG.debug("no query", cause);
    }
  }

  private void count(Outcome outcome) {
    Counter counter = counted.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  private void take(Channel channel, DatagramDnsQuery query) {
    long now = nanos.getAsLong();
    InetAddress source = Prefix.addressOf(query.sender().getAddress().getAddress());
    if (!rates.take(source, now)) {
      // No answer: who asks too often is not made to hear too much.
      count(Outcome.OVER_LIMIT);
      return;
    }
    if (query.count(DnsSection.QUESTION) != 1) {
      count(Outcome.MALFORMED);
      return;
    }
    DnsQuestion question = query.recordAt(DnsSection.QUESTION);
    Optional<String> name = DomainName.parse(question.name());
    Asker asker = askers.of(source, now);
    var asked =
        new Asked(
            channel,
            query.sender(),
            query.recipient(),
            query.id(),
            query.isRecursionDesired(),
            question,
            new Wanted(name.orElse(""), question.type()),
            asker,
            List.of());
    if (!query.opCode().equals(DnsOpCode.QUERY) || question.dnsClass() != DnsRecord.CLASS_IN) {
      count(Outcome.MALFORMED);
      answer(asked, DnsResponseCode.NOTIMP);
    } else if (name.isEmpty()) {
      count(Outcome.MALFORMED);
      answer(asked, DnsResponseCode.FORMERR);
    } else {
      judge(asked, now);
    }
  }

  private void judge(Asked asked, long now) {
    switch (rules.judge(asked.asker, asked.wanted.name)) {
      case NameRules.Verdict.Refused(NameRules.Reason reason) -> refuse(asked, reason, now);
      case NameRules.Verdict.Permitted(List<String> flows) ->
          look(
              new Asked(
                  asked.channel,
                  asked.to,
                  asked.at,
                  asked.id,
                  asked.recursion,
                  asked.question,
                  asked.wanted,
                  asked.asker,
                  flows),
              now);
    }
  }

  private void refuse(Asked asked, NameRules.Reason reason, long now) {
    count(Outcome.REFUSED);
    refused.refused(
        asked.asker,
        new Endpoint(asked.to.getAddress().getHostAddress(), asked.to.getPort()),
        asked.wanted.name,
        reason,
        now);
    answer(
        asked,
        reason == NameRules.Reason.STRANGER ? DnsResponseCode.REFUSED : DnsResponseCode.NXDOMAIN);
  }

  private void look(Asked asked, long now) {
    if (!asked.wanted.type.equals(DnsRecordType.A)
        && !asked.wanted.type.equals(DnsRecordType.AAAA)) {
      count(Outcome.ANSWERED);
      answer(asked, DnsResponseCode.NOERROR);
      return;
    }
    Remembered known = remembered.get(asked.wanted);
    if (known != null && known.untilNs - now >= SECOND_NS) {
      count(Outcome.REMEMBERED);
      use(asked, known, now);
    } else if (pending >= MAX_PENDING || !upstreamRate.take(servers.getFirst().getAddress(), now)) {
      count(Outcome.OVER_LIMIT);
      answer(asked, DnsResponseCode.SERVFAIL);
    } else {
      pending++;
      ask(asked, 0);
    }
  }

  private void ask(Asked asked, int tried) {
    int server = (preferred + tried) % servers.size();
    resolver
        .query(
            servers.get(server), new DefaultDnsQuestion(asked.wanted.name + ".", asked.wanted.type))
        .addListener(
            (Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> coming) -> {
              UpstreamAnswer answer = new UpstreamAnswer.Failed();
              if (coming.isSuccess()) {
                AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = coming.getNow();
                try {
                  answer =
                      UpstreamAnswer.read(envelope.content(), asked.wanted.name, asked.wanted.type);
                } finally {
                  envelope.release();
                }
              }
              if (answer instanceof UpstreamAnswer.Failed && tried + 1 < servers.size()) {
                ask(asked, tried + 1);
              } else {
                preferred = server;
                pending--;
                answered(asked, answer);
              }
            });
  }

  private void answered(Asked asked, UpstreamAnswer answer) {
    long now = nanos.getAsLong();
    switch (answer) {
      case UpstreamAnswer.Failed _ -> {
        count(Outcome.FAILED);
        answer(asked, DnsResponseCode.SERVFAIL);
      }
      case UpstreamAnswer.NoSuchName _ -> {
        count(Outcome.ANSWERED);
        answer(asked, DnsResponseCode.NXDOMAIN);
      }
      case UpstreamAnswer.Found found -> {
        if (found.aliases().stream().anyMatch(rules::isDenied)) {
          refuse(asked, NameRules.Reason.DENIED, now);
        } else if (found.addresses().stream().anyMatch(a -> !isOutside(a, now))) {
          refuse(asked, NameRules.Reason.REBINDING, now);
        } else {
          count(Outcome.ANSWERED);
          long lifeS =
              Math.clamp(
                  found.lifeS(), config.shortest().toSeconds(), config.longest().toSeconds());
          var known = new Remembered(found, now + lifeS * SECOND_NS);
          remembered.put(asked.wanted, known);
          use(asked, known, now);
        }
      }
    }
  }

  private boolean isOutside(InetAddress address, long now) {
    return OutsideAddress.is(address) && !inside.contain(address, now);
  }

  /** Opens the way first, so that whoever hears the address can go there. */
  private void use(Asked asked, Remembered known, long now) {
    int lifeS = (int) ((known.untilNs - now) / SECOND_NS);
    List<InetAddress> given = fitting(asked.wanted, known.found.addresses());
    List<CompletableFuture<Boolean>> opening = new ArrayList<>();
    long untilNs = known.untilNs + GRACE_S * SECOND_NS;
    for (String flow : asked.flows) {
      List<InetAddress> missing =
          given.stream()
              .filter(
                  address -> {
                    Long present = openedUntil.get(new Way(flow, address));
                    return present == null || present - untilNs < 0;
                  })
              .toList();
      if (!missing.isEmpty()) {
        opening.add(
            opener
                .open(flow, missing, lifeS + GRACE_S)
                .thenApplyAsync(
                    done -> {
                      if (done) {
                        missing.forEach(a -> openedUntil.put(new Way(flow, a), untilNs));
                      }
                      return done;
                    },
                    loop)
                .toCompletableFuture());
      }
    }
    if (opening.isEmpty()) {
      answer(asked, given, lifeS);
      return;
    }
    var _ =
        CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new))
            .whenCompleteAsync(
                (_, failure) -> {
                  if (failure == null && opening.stream().allMatch(CompletableFuture::join)) {
                    answer(asked, given, lifeS);
                  } else {
                    count(Outcome.FAILED);
                    answer(asked, DnsResponseCode.SERVFAIL);
                  }
                },
                loop);
  }

  /** As many as fit an answer; the others are not opened, either. */
  private static List<InetAddress> fitting(Wanted wanted, List<InetAddress> all) {
    int name = wanted.name.length() + 2;
    int each = name + 10 + (wanted.type.equals(DnsRecordType.A) ? 4 : 16);
    int room = (MAX_ANSWER - 12 - name - 4) / each;
    return all.stream().distinct().limit(Math.min(MAX_ADDRESSES, room)).toList();
  }

  private void answer(Asked asked, DnsResponseCode code) {
    var _ = asked.channel.writeAndFlush(response(asked, code), asked.channel.voidPromise());
  }

  private void answer(Asked asked, List<InetAddress> addresses, int lifeS) {
    DatagramDnsResponse response = response(asked, DnsResponseCode.NOERROR);
    for (InetAddress address : addresses) {
      response.addRecord(
          DnsSection.ANSWER,
          new DefaultDnsRawRecord(
              asked.question.name(),
              asked.wanted.type,
              lifeS,
              Unpooled.wrappedBuffer(address.getAddress())));
    }
    var _ = asked.channel.writeAndFlush(response, asked.channel.voidPromise());
  }

  private static DatagramDnsResponse response(Asked asked, DnsResponseCode code) {
    DatagramDnsResponse response =
        new DatagramDnsResponse(asked.at, asked.to, asked.id, DnsOpCode.QUERY, code);
    response.setRecursionDesired(asked.recursion).setRecursionAvailable(true);
    response.addRecord(DnsSection.QUESTION, asked.question);
    return response;
  }

  /** Stops listening; questions that are open get no answer. */
  @Override
  public void close() {
    doors.forEach(door -> door.close().awaitUninterruptibly(STOP_MS));
    resolver.close();
    group.shutdownGracefully(0, STOP_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MS);
  }
}
