package org.sekisho.gateway.network.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.guard.policy.Mac;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.model.Verifies;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;

/** What is decided without a packet. */
class NameRulesTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @Test
  void takesNamesInOneForm() {
    assertThat(DomainName.parse("Cloud.Example.")).contains("cloud.example");
    assertThat(DomainName.parse("_sip.a-b.example")).contains("_sip.a-b.example");
    for (String none : List.of("", ".", "a..b", "a b", "a/b", "é.example", "x".repeat(64))) {
      assertThat(DomainName.parse(none)).as(none).isEmpty();
    }
    String longest = "a.".repeat(99) + "bc";
    assertThat(longest).hasSize(DomainName.MAX_LENGTH);
    assertThat(DomainName.parse(longest)).isPresent();
    assertThat(DomainName.parse("c" + longest)).isEmpty();
  }

  @Test
  @Verifies("CM-06")
  void coversANameAndWhatIsBelowItAndNothingBeside() {
    var suffixes = new DomainSuffixes(List.of("cloud.example"));
    assertThat(suffixes.cover("cloud.example")).isTrue();
    assertThat(suffixes.cover("a.b.cloud.example")).isTrue();
    assertThat(suffixes.cover("mycloud.example")).isFalse();
    assertThat(suffixes.cover("example")).isFalse();
    assertThat(suffixes.cover("cloud.example.evil.test")).isFalse();
  }

  @Test
  @Verifies("CM-06")
  void permitsNothingByDefaultAndPutsDenialFirst() {
    var rules =
        new NameRules(
            List.of(
                new NameRules.Grant("camera", "a", new DomainSuffixes(List.of("cloud.example"))),
                new NameRules.Grant("camera", "b", new DomainSuffixes(List.of("example")))),
            new DomainSuffixes(List.of("listed.cloud.example")));
    var camera = new Asker.Device("camera");
    assertThat(rules.judge(camera, "x.cloud.example"))
        .isEqualTo(new NameRules.Verdict.Permitted(List.of("a", "b")));
    assertThat(rules.judge(camera, "time.example"))
        .isEqualTo(new NameRules.Verdict.Permitted(List.of("b")));
    assertThat(rules.judge(camera, "www.listed.cloud.example"))
        .isEqualTo(new NameRules.Verdict.Refused(NameRules.Reason.DENIED));
    assertThat(rules.judge(new Asker.Device("meter"), "time.example"))
        .isEqualTo(new NameRules.Verdict.Refused(NameRules.Reason.NOT_PERMITTED));
    assertThat(rules.judge(new Asker.Computer(), "any.test"))
        .isEqualTo(new NameRules.Verdict.Permitted(List.of()));
    assertThat(rules.judge(new Asker.Computer(), "listed.cloud.example"))
        .isEqualTo(new NameRules.Verdict.Refused(NameRules.Reason.DENIED));
  }

  @Test
  void tellsRefusedNamesInGroupsAndWithinBounds() {
    List<SecurityEvent> events = new ArrayList<>();
    var refused = new RefusedNames(events::add, InstantSource.system());
    var source = new Endpoint("10.77.0.11", 5353);
    long now = SECOND_NS;
    for (int i = 0; i < 1_000; i++) {
      refused.refused(
          new Asker.Device("camera"),
          source,
          "n" + i + ".example",
          NameRules.Reason.NOT_PERMITTED,
          now);
    }
    assertThat(events).hasSize(RefusedNames.APART + 1);
    assertThat(events.getLast().detail()).startsWith("camera asks for further names");
    refused.tick(now + 60 * SECOND_NS);
    assertThat(events).hasSize(RefusedNames.APART + 2);
    assertThat(events.getLast().count()).isEqualTo(1_000 - RefusedNames.APART - 1);
    refused.tick(now + 120 * SECOND_NS);
    refused.tick(now + 180 * SECOND_NS);
    assertThat(refused.size()).as("what is over is forgotten").isZero();

    for (int i = 0; i < 10_000; i++) {
      refused.refused(
          new Asker.Stranger(),
          new Endpoint("10." + i / 256 + "." + i % 256 + ".1", 1),
          "x.example",
          NameRules.Reason.STRANGER,
          now + 200 * SECOND_NS);
    }
    assertThat(refused.size()).isLessThanOrEqualTo(RefusedNames.MOST + 4);
    assertThat(events.getLast().kind()).isEqualTo(EventKind.UNKNOWN_DEVICE);
  }

  @Test
  void remembersABoundedNumberOfAskers() {
    var rates = new RateTable(5);
    var one = InetAddress.ofLiteral("10.0.0.1");
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += rates.take(one, SECOND_NS) ? 1 : 0;
    }
    assertThat(taken).isEqualTo(10);
    assertThat(rates.take(one, SECOND_NS + SECOND_NS / 4)).isTrue();
    assertThat(rates.take(one, SECOND_NS + SECOND_NS / 4)).isFalse();
    for (int i = 0; i < 3_000; i++) {
      rates.take(InetAddress.ofLiteral("10.1." + i / 256 + "." + i % 256), SECOND_NS);
    }
    assertThat(rates.size()).isEqualTo(RateTable.MOST);
  }

  @Test
  void findsADeviceByTheKernelsTableOfNeighbours(@TempDir Path folder) throws Exception {
    Path arp = folder.resolve("arp");
    Files.writeString(
        arp,
        """
        IP address       HW type     Flags       HW address            Mask     Device
        10.77.0.12       0x1         0x2         02:00:5E:10:00:0c     *        field0
        """);
    var policy =
        new NetworkPolicy(
            List.of(new NetworkPolicy.Port("field0", NetworkSide.FIELD)),
            List.of(
                new NetworkPolicy.Device(
                    "lamp", "field0", Optional.of(new Mac("02:00:5e:10:00:0c")), List.of())),
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            NetworkLimits.USUAL,
            List.of(),
            Optional.empty());
    var askers = new Askers(policy, new NearNetworks(List.of("lo")), arp);
    assertThat(askers.of(InetAddress.ofLiteral("10.77.0.12"), 0))
        .isEqualTo(new Asker.Device("lamp"));
    assertThat(askers.of(InetAddress.ofLiteral("10.77.0.13"), 0)).isEqualTo(new Asker.Stranger());
    assertThat(askers.of(InetAddress.ofLiteral("127.0.0.9"), 0)).isEqualTo(new Asker.Computer());
  }

  @Test
  void givesAResultForAnyAnswer() {
    var random = new Random(5300);
    String[] names = {"a.example.", "b.example.", "c.example.", "\u0000.", ""};
    DnsRecordType[] types = {
      DnsRecordType.A, DnsRecordType.AAAA, DnsRecordType.CNAME, DnsRecordType.TXT
    };
    for (int i = 0; i < 20_000; i++) {
      var response = new DefaultDnsResponse(1);
      for (int k = random.nextInt(6); k > 0; k--) {
        byte[] content = new byte[random.nextInt(20)];
        random.nextBytes(content);
        response.addRecord(
            DnsSection.ANSWER,
            new DefaultDnsRawRecord(
                names[random.nextInt(names.length)],
                types[random.nextInt(types.length)],
                random.nextInt(1_000),
                random.nextBoolean()
                    ? Unpooled.wrappedBuffer(content)
                    : NameServer.encoded("b.example")));
      }
      assertThat(UpstreamAnswer.read(response, "a.example", DnsRecordType.A)).isNotNull();
      response.release();
    }
  }

  @Test
  void doesNotFollowAliasesInACircle() {
    var response = new DefaultDnsResponse(1);
    for (String[] one : new String[][] {{"a", "b"}, {"b", "a"}}) {
      response.addRecord(
          DnsSection.ANSWER,
          new DefaultDnsRawRecord(
              one[0] + ".example.",
              DnsRecordType.CNAME,
              60,
              NameServer.encoded(one[1] + ".example")));
    }
    assertThat(UpstreamAnswer.read(response, "a.example", DnsRecordType.A))
        .isEqualTo(new UpstreamAnswer.Failed());
  }

  @Test
  void readsAListOfDeniedNames(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("denied.txt"), "# a comment\nListed.example  # why\n\n");
    Fields network =
        Document.read(
            folder.resolve("gateway.yaml").toString(),
            """
            names:
              listen: [10.77.0.1:5300, "[fd77::1]:5300"]
              upstream: [198.51.100.53:53]
              deny-file: denied.txt
            """);
    NamesConfig config = NamesConfig.from(network).orElseThrow();
    network.finish();
    assertThat(config.port()).isEqualTo(5300);
    assertThat(config.deny().cover("www.listed.example")).isTrue();
  }

  @Test
  void saysWhatIsWrongInTheSection() {
    Fields network =
        Document.read(
            "gateway.yaml",
            """
            names:
              listen: [10.77.0.1:5300, 10.78.0.1:5301]
              upstream: [resolver.example:53]
              deny: ["not a name"]
              shortest: 0s
            """);
    assertThatThrownBy(
            () -> {
              NamesConfig.from(network);
              network.finish();
            })
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("same port")
        .hasMessageContaining("not a numeric address with a port")
        .hasMessageContaining("no name such as")
        .hasMessageContaining("shortest");
  }
}
