package org.sekisho.acceptance.network;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** IPv4 and ARP as an attacker makes them. */
final class Frames {
  private Frames() {}

  static byte[] ip(String from, String to, int protocol, int id, int fragmentWord, byte[] data) {
    byte[] packet = new byte[20 + data.length];
    ByteBuffer.wrap(packet)
        .put((byte) 0x45)
        .put((byte) 0)
        .putShort((short) packet.length)
        .putShort((short) id)
        .putShort((short) fragmentWord)
        .put((byte) 64)
        .put((byte) protocol)
        .putShort((short) 0)
        .put(InetAddress.ofLiteral(from).getAddress())
        .put(InetAddress.ofLiteral(to).getAddress())
        .put(data)
        .putShort(10, (short) 0);
    ByteBuffer.wrap(packet).putShort(10, checksum(packet));
    return packet;
  }

  /** A packet of IPv6. */
  static byte[] ip6(String from, String to, int next, byte[] data) {
    return ByteBuffer.allocate(40 + data.length)
        .putInt(0x6000_0000)
        .putShort((short) data.length)
        .put((byte) next)
        .put((byte) 64)
        .put(InetAddress.ofLiteral(from).getAddress())
        .put(InetAddress.ofLiteral(to).getAddress())
        .put(data)
        .array();
  }

  /** A fragment of UDP over IPv6, for {@link #ip6} with the next header 44. */
  static byte[] fragment6(int id, int offset, boolean more, byte[] data) {
    return ByteBuffer.allocate(8 + data.length)
        .put((byte) 17)
        .put((byte) 0)
        .putShort((short) (offset | (more ? 1 : 0)))
        .putInt(id)
        .put(data)
        .array();
  }

  private static short checksum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += (Byte.toUnsignedInt(header[i]) << 8) | Byte.toUnsignedInt(header[i + 1]);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }

  /** A datagram that claims this length; without a checksum. */
  static byte[] udp(int fromPort, int toPort, int claimed, int data) {
    byte[] datagram = new byte[8 + data];
    ByteBuffer.wrap(datagram)
        .putShort((short) fromPort)
        .putShort((short) toPort)
        .putShort((short) claimed);
    return datagram;
  }

  /** The beginning of a connection; with a wrong checksum, which nobody looks at before. */
  static byte[] syn(int fromPort, int toPort) {
    byte[] segment = new byte[20];
    ByteBuffer.wrap(segment)
        .putShort((short) fromPort)
        .putShort((short) toPort)
        .putInt(7)
        .putInt(0)
        .put((byte) 0x50)
        .put((byte) 2)
        .putShort((short) 512);
    return segment;
  }

  static byte[] arp(int operation, String mac, String sender, String target) {
    byte[] message = new byte[28];
    ByteBuffer.wrap(message)
        .putShort((short) 1)
        .putShort((short) 0x800)
        .put((byte) 6)
        .put((byte) 4)
        .putShort((short) operation)
        .put(RawLink.mac(mac))
        .put(InetAddress.ofLiteral(sender).getAddress())
        .put(new byte[6])
        .put(InetAddress.ofLiteral(target).getAddress());
    return message;
  }

  static byte[] dhcpOffer(String from, String clientMac, String offered) {
    byte[] udp = udp(67, 68, 8 + 240, 240);
    ByteBuffer.wrap(udp)
        .put(8, (byte) 2)
        .put(8 + 16, InetAddress.ofLiteral(offered).getAddress())
        .put(8 + 28, RawLink.mac(clientMac));
    return ip(from, "255.255.255.255", 17, 0, 0, udp);
  }
}
