package org.sekisho.guard.packet;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes packets, honest and otherwise, beginning with the header of the network layer. */
public final class PacketBytes {
  /** Most bytes that a report carries. */
  public static final int CAPTURE = 128;

  private PacketBytes() {}

  /** A TCP segment without data; a stack's own SYN has 40 bytes of header, a tool's 24. */
  public static byte[] tcp(String from, int fromPort, String to, int toPort, int flags) {
    return ip(from, to, 6, 0, 0, segment(fromPort, toPort, flags, 20));
  }

  public static byte[] segment(int fromPort, int toPort, int flags, int header) {
    ByteBuffer tcp = ByteBuffer.allocate(header);
    tcp.putShort((short) fromPort).putShort((short) toPort).putInt(1).putInt(0);
    tcp.put((byte) ((header / 4) << 4)).put((byte) flags).putShort((short) 1024);
    return tcp.array();
  }

  public static byte[] udp(String from, int fromPort, String to, int toPort, int data) {
    return ip(from, to, 17, 0, 0, datagram(fromPort, toPort, 8 + data, data));
  }

  /** A datagram that claims this length. */
  public static byte[] datagram(int fromPort, int toPort, int claimed, int data) {
    ByteBuffer udp = ByteBuffer.allocate(8 + data);
    udp.putShort((short) fromPort).putShort((short) toPort).putShort((short) claimed);
    return udp.array();
  }

  public static byte[] echo(String from, String to, int data) {
    ByteBuffer icmp = ByteBuffer.allocate(8 + data);
    boolean v6 = from.contains(":");
    icmp.put((byte) (v6 ? 128 : 8));
    return ip(from, to, v6 ? 58 : 1, 0, 0, icmp.array());
  }

  /** A fragment; offset in bytes. */
  public static byte[] fragment(
      String from, String to, int protocol, int id, int offset, boolean more, int data) {
    return ip(from, to, protocol, id, (more ? 0x2000 : 0) | offset / 8, new byte[data]);
  }

  /** A packet with this word of fragment flags and offset; IPv6 gets a fragment header for it. */
  public static byte[] ip(String from, String to, int protocol, int id, int word, byte[] data) {
    IpAddress source = address(from);
    if (!source.v6()) {
      ByteBuffer packet = ByteBuffer.allocate(20 + data.length);
      packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + data.length));
      packet.putShort((short) id).putShort((short) word);
      packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
      return packet.put(source.bytes()).put(address(to).bytes()).put(data).array();
    }
    int extension = word == 0 ? 0 : 8;
    ByteBuffer packet = ByteBuffer.allocate(40 + extension + data.length);
    packet.putInt(0x6000_0000).putShort((short) (extension + data.length));
    packet.put((byte) (extension == 0 ? protocol : 44)).put((byte) 64);
    packet.put(source.bytes()).put(address(to).bytes());
    if (extension > 0) {
      packet.put((byte) protocol).put((byte) 0);
      packet.putShort((short) ((word & 0x1fff) << 3 | (word >>> 13 & 1))).putInt(id);
    }
    return packet.put(data).array();
  }

  public static byte[] arp(int operation, String mac, String sender, String target) {
    ByteBuffer arp = ByteBuffer.allocate(28);
    arp.putShort((short) 1).putShort((short) 0x800).put((byte) 6).put((byte) 4);
    arp.putShort((short) operation);
    putMac(arp, mac);
    arp.put(address(sender).bytes());
    putMac(arp, "00:00:00:00:00:00");
    return arp.put(address(target).bytes()).array();
  }

  public static byte[] dhcpOffer(String from, String to, String client, String offered) {
    ByteBuffer udp = ByteBuffer.allocate(8 + 240);
    udp.putShort((short) 67)
        .putShort((short) 68)
        .putShort((short) udp.capacity())
        .putShort((short) 0);
    udp.put((byte) 2).put((byte) 1).put((byte) 6).put((byte) 0);
    udp.position(8 + 16);
    udp.put(address(offered).bytes());
    udp.position(8 + 28);
    putMac(udp, client);
    return ip(from, to, 17, 0, 0, udp.array());
  }

  public static byte[] withEthernet(int type, byte[] network) {
    ByteBuffer frame = ByteBuffer.allocate(14 + network.length);
    return frame.putShort(12, (short) type).put(14, network).array();
  }

  private static void putMac(ByteBuffer to, String mac) {
    long bits = MacAddress.parse(mac).orElseThrow().bits();
    to.putShort((short) (bits >>> 32)).putInt((int) bits);
  }

  private static IpAddress address(@Nullable String text) {
    return IpAddress.parse(String.valueOf(text)).orElseThrow();
  }
}
