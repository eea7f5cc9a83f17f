package org.sekisho.guard.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sekisho.guard.packet.PacketBytes.CAPTURE;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sekisho.model.Verifies;

class PacketDecoderTest {
  private static final String A = "192.0.2.7";
  private static final String B = "198.51.100.1";
  private static final String A6 = "2001:db8::7";
  private static final String B6 = "2001:db8::1";

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Case(String name, byte[] packet, Fault... faults) {}

  @TestFactory
  @Verifies({"PROTO-01", "PROTO-02", "PROTO-05", "SEC-STEP-04"})
  Stream<DynamicTest> namesWhatIsWrong() {
    return Stream.of(
            new Case("honest SYN", PacketBytes.tcp(A, 40000, B, 8883, TcpFlags.SYN)),
            new Case("honest SYN over IPv6", PacketBytes.tcp(A6, 40000, B6, 8883, TcpFlags.SYN)),
            new Case("honest datagram", PacketBytes.udp(A, 40000, B, 5683, 30)),
            new Case("honest datagram over IPv6", PacketBytes.udp(A6, 40000, B6, 5683, 30)),
            new Case("honest echo", PacketBytes.echo(A, B, 56)),
            new Case("honest first fragment", PacketBytes.fragment(A, B, 1, 9, 0, true, 1480)),
            new Case("honest last fragment", PacketBytes.fragment(A, B, 1, 9, 1480, false, 21)),
            new Case("largest datagram", PacketBytes.fragment(A, B, 1, 9, 65_512, false, 3)),
            new Case(
                "ping of death",
                PacketBytes.fragment(A, B, 1, 9, 65_512, false, 4),
                Fault.FRAGMENT_BEYOND_MAX),
            new Case(
                "ping of death over IPv6",
                PacketBytes.fragment(A6, B6, 58, 9, 65_528, false, 100),
                Fault.FRAGMENT_BEYOND_MAX),
            new Case(
                "fragment of odd length",
                PacketBytes.fragment(A, B, 1, 9, 0, true, 1479),
                Fault.FRAGMENT_LENGTH),
            new Case(
                "fragment without data",
                PacketBytes.fragment(A, B, 1, 9, 800, true, 0),
                Fault.FRAGMENT_EMPTY),
            new Case(
                "split TCP header",
                PacketBytes.fragment(A, B, 6, 9, 0, true, 8),
                Fault.FRAGMENT_TINY),
            new Case(
                "fragment over the TCP header",
                PacketBytes.fragment(A, B, 6, 9, 8, false, 24),
                Fault.FRAGMENT_TINY),
            new Case(
                "UDP length too long",
                PacketBytes.ip(A, B, 17, 0, 0, PacketBytes.datagram(5, 6, 31, 22)),
                Fault.UDP_LENGTH),
            new Case(
                "UDP length too short",
                PacketBytes.ip(A, B, 17, 0, 0, PacketBytes.datagram(5, 6, 29, 22)),
                Fault.UDP_LENGTH),
            new Case(
                "UDP length below the header",
                PacketBytes.ip(A6, B6, 17, 0, 0, PacketBytes.datagram(5, 6, 7, 22)),
                Fault.UDP_LENGTH),
            new Case(
                "TCP header below its fixed part",
                PacketBytes.ip(A, B, 6, 0, 0, withOffset(4)),
                Fault.TCP_OFFSET),
            new Case(
                "TCP header beyond the segment",
                PacketBytes.ip(A, B, 6, 0, 0, withOffset(6)),
                Fault.TCP_OFFSET),
            new Case(
                "SYN and FIN",
                PacketBytes.tcp(A, 1, B, 2, TcpFlags.SYN | TcpFlags.FIN),
                Fault.TCP_FLAGS),
            new Case("land", PacketBytes.tcp(A, 80, A, 80, TcpFlags.SYN), Fault.SAME_ENDS),
            new Case(
                "source is a group",
                PacketBytes.udp("239.0.0.1", 1, B, 2, 4),
                Fault.IMPOSSIBLE_SOURCE),
            new Case("header below 20 bytes", with(ipv4(), 0, 0x44), Fault.HEADER_LENGTH),
            new Case(
                "total length below the header",
                with(with(ipv4(), 2, 0), 3, 19),
                Fault.TOTAL_LENGTH,
                Fault.CUT_HEADER),
            new Case(
                "total length beyond the packet",
                with(ipv4(), 3, 200),
                Fault.LENGTH_BEYOND_PACKET,
                Fault.UDP_LENGTH),
            new Case("option past the header", optioned(7, 40, 0, 0), Fault.BAD_OPTION),
            new Case("loose source route", optioned(131, 4, 4, 0), Fault.SOURCE_ROUTE),
            new Case("router alert", optioned(148, 4, 0, 0)),
            new Case("version 5", with(ipv4(), 0, 0x55), Fault.UNKNOWN_VERSION),
            new Case("nothing", new byte[0], Fault.CUT_HEADER),
            new Case(
                "ARP of other sizes",
                with(PacketBytes.arp(1, "02:00:00:00:00:01", A, B), 4, 8),
                Fault.BAD_ARP),
            new Case(
                "ARP from a group", PacketBytes.arp(2, "03:00:00:00:00:01", A, B), Fault.BAD_ARP),
            new Case("nine extension headers", extended(9), Fault.EXTENSION_CHAIN))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name,
                    () ->
                        assertThat(PacketDecoder.network(captured(c.packet), CAPTURE).faults())
                            .containsExactlyInAnyOrder(c.faults)));
  }

  @Test
  void tellsEndsPortsAndFlags() {
    var ip = (Packet.Ip) decode(PacketBytes.tcp(A6, 40000, B6, 8883, TcpFlags.SYN));

    assertThat(ip.source()).hasToString("2001:db8:0:0:0:0:0:7");
    assertThat(ip.destination()).isEqualTo(IpAddress.parse(B6).orElseThrow());
    assertThat(ip.transport()).isEqualTo(new Transport.Tcp(40000, 8883, TcpFlags.SYN, 20, 1024));
  }

  @Test
  void tellsWhereAFragmentLies() {
    for (String[] ends : List.of(new String[] {A, B}, new String[] {A6, B6})) {
      var ip = (Packet.Ip) decode(PacketBytes.fragment(ends[0], ends[1], 17, 77, 1480, true, 64));

      assertThat(ip.fragment()).isEqualTo(new Fragment(77, 1480, 64, true));
      assertThat(ip.protocol()).isEqualTo(17);
      assertThat(ip.transport()).isEqualTo(new Transport.Continuation());
    }
  }

  @Test
  void readsArp() {
    var arp = (Packet.Arp) decode(PacketBytes.arp(2, "02:00:00:00:00:09", A, B));

    assertThat(arp.sender()).hasToString(A);
    assertThat(arp.senderMac()).hasToString("02:00:00:00:00:09");
    assertThat(arp.target()).hasToString(B);
    assertThat(arp.operation()).isEqualTo(2);
  }

  @Test
  void readsTheAnswerOfADhcpServerFromItsFirstBytes() {
    var ip =
        (Packet.Ip)
            decode(PacketBytes.dhcpOffer(A, "255.255.255.255", "02:00:00:00:00:09", "192.0.2.99"));

    assertThat(ip.transport())
        .isEqualTo(
            new Transport.DhcpAnswer(
                MacAddress.parse("02:00:00:00:00:09").orElseThrow(),
                IpAddress.parse("192.0.2.99").orElseThrow()));
    assertThat(ip.faults()).isEmpty();
  }

  @Test
  void looksBehindEthernetAndTwoVlanTags() {
    byte[] packet = PacketBytes.udp(A, 1, B, 2, 4);
    byte[] tagged = PacketBytes.withEthernet(0x8100, tag(0x8100, tag(0x0800, packet)));
    byte[] often = PacketBytes.withEthernet(0x8100, tag(0x8100, tag(0x8100, tag(0x0800, packet))));

    assertThat(PacketDecoder.ethernet(PacketBytes.withEthernet(0x0800, packet), CAPTURE))
        .isEqualTo(decode(packet));
    assertThat(PacketDecoder.ethernet(tagged, CAPTURE)).isEqualTo(decode(packet));
    assertThat(PacketDecoder.ethernet(often, CAPTURE)).isEqualTo(new Packet.Foreign(0x8100));
  }

  @Test
  void aCutCaptureIsNoFault() {
    byte[] packet = PacketBytes.udp(A, 1, B, 2, 1400);

    assertThat(decode(packet).faults()).isEmpty();
    assertThat(PacketDecoder.network(Arrays.copyOf(packet, 24), 24).faults()).isEmpty();
  }

  @Test
  void anyBytesGiveAResult() {
    long seed = 20_260_401;
    var random = new SplittableRandom(seed);
    List<byte[]> honest =
        List.of(
            PacketBytes.tcp(A, 1, B, 2, 2),
            PacketBytes.tcp(A6, 1, B6, 2, 2),
            PacketBytes.fragment(A6, B6, 17, 1, 8, true, 64),
            PacketBytes.fragment(A, B, 17, 1, 8, true, 64),
            extended(5),
            optioned(148, 4, 0, 0),
            PacketBytes.arp(1, "02:00:00:00:00:01", A, B),
            PacketBytes.dhcpOffer(A, B, "02:00:00:00:00:01", A));
    for (int round = 0; round < 200_000; round++) {
      byte[] packet = honest.get(random.nextInt(honest.size())).clone();
      int changes = random.nextInt(6);
      for (int i = 0; i < changes; i++) {
        packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
      }
      packet = Arrays.copyOf(packet, random.nextInt(Math.min(packet.length, CAPTURE) + 1));
      try {
        PacketDecoder.network(packet, CAPTURE);
        PacketDecoder.ethernet(packet, CAPTURE);
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + " round " + round + " " + Arrays.toString(packet), e);
      }
    }
  }

  @Test
  void addressesAreReadAsNumbersOnly() {
    assertThat(IpAddress.parse("example.org")).isEmpty();
    assertThat(IpAddress.parse("")).isEmpty();
    assertThat(IpAddress.parse("192.0.2.256")).isEmpty();
    assertThat(IpAddress.parse("::ffff:192.0.2.1")).hasValue(IpAddress.v4(0xc000_0201L));
    assertThat(MacAddress.parse("02:00:00:00:00")).isEmpty();
  }

  private static Packet decode(byte[] packet) {
    return PacketDecoder.network(captured(packet), CAPTURE);
  }

  private static byte[] captured(byte[] packet) {
    return packet.length > CAPTURE ? Arrays.copyOf(packet, CAPTURE) : packet;
  }

  private static byte[] ipv4() {
    return PacketBytes.udp(A, 5, B, 6, 22);
  }

  private static byte[] with(byte[] packet, int at, int value) {
    packet[at] = (byte) value;
    return packet;
  }

  private static byte[] withOffset(int words) {
    byte[] segment = PacketBytes.segment(1, 2, TcpFlags.ACK, 20);
    segment[12] = (byte) (words << 4);
    return segment;
  }

  private static byte[] optioned(int... option) {
    byte[] plain = PacketBytes.udp(A, 1, B, 2, 4);
    byte[] packet = new byte[plain.length + 4];
    System.arraycopy(plain, 0, packet, 0, 20);
    for (int i = 0; i < 4; i++) {
      packet[20 + i] = (byte) option[i];
    }
    System.arraycopy(plain, 20, packet, 24, plain.length - 20);
    packet[0] = 0x46;
    packet[3] = (byte) packet.length;
    return packet;
  }

  private static byte[] extended(int headers) {
    ByteBuffer data = ByteBuffer.allocate(8 * headers + 8);
    for (int i = 0; i < headers; i++) {
      data.put(8 * i, (byte) (i == headers - 1 ? 17 : 60));
    }
    data.put(8 * headers, PacketBytes.datagram(1, 2, 8, 0));
    return PacketBytes.ip(A6, B6, 60, 0, 0, data.array());
  }

  private static byte[] tag(int type, byte[] rest) {
    ByteBuffer tagged = ByteBuffer.allocate(4 + rest.length);
    return tagged.putShort(2, (short) type).put(4, rest).array();
  }
}
