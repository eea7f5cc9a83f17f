package org.sekisho.guard.packet;

/** Flag bits of TCP (RFC 9293). */
public final class TcpFlags {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int PSH = 8;
  public static final int ACK = 16;
  public static final int URG = 32;

  private static final int KNOWN = FIN | SYN | RST | PSH | ACK | URG;

  private TcpFlags() {}

  /** Without the bits of congestion notification, which say nothing of the sender's intent. */
  public static int plain(int flags) {
    return flags & KNOWN;
  }
}
