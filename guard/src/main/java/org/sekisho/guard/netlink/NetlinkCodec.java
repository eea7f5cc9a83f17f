package org.sekisho.guard.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Messages of nfnetlink_log, of nf_tables and of the neighbour table, as in the kernel's headers
 * linux/netfilter/nfnetlink_log.h, linux/netfilter/nf_tables.h and linux/neighbour.h. Reading is
 * total: any bytes give messages, what cannot be read is {@link NetlinkMessage.Other}. Numbers of
 * netlink's own headers are in the machine's byte order, those of nfnetlink in the network's.
 */
final class NetlinkCodec {
  static final int COPY_PACKET = 2;

  private static final int HEADER = 16;
  private static final int ATTRIBUTE = 4;
  private static final int FAMILY_HEADER = 4;
  private static final int NEIGHBOUR_HEADER = 12;

  private static final int TYPE_ERROR = 2;
  private static final int TYPE_DONE = 3;
  private static final int TYPE_NEW_OBJECT = 0xA12;
  private static final int TYPE_ASK_OBJECTS = 0xA13;
  private static final int TYPE_LOG_PACKET = 0x400;
  private static final int TYPE_LOG_CONFIG = 0x401;
  private static final int TYPE_NEW_NEIGHBOUR = 28;
  private static final int TYPE_GONE_NEIGHBOUR = 29;
  private static final int TYPE_ASK_NEIGHBOURS = 30;
  private static final int FLAGS_REQUEST_ACK = 0x1 | 0x4;
  private static final int FLAGS_REQUEST_DUMP = 0x1 | 0x300;

  private static final int CONFIG_COMMAND = 1;
  private static final int CONFIG_MODE = 2;
  private static final int CONFIG_BUFFER = 3;
  private static final int CONFIG_TIMEOUT = 4;
  private static final int CONFIG_THRESHOLD = 5;
  private static final int COMMAND_BIND = 1;

  private static final int LOG_TIMESTAMP = 3;
  private static final int LOG_IN = 4;
  private static final int LOG_OUT = 5;
  private static final int LOG_ADDRESS = 8;
  private static final int LOG_PAYLOAD = 9;
  private static final int LOG_PREFIX = 10;
  private static final int TYPE_MASK = 0x3fff;

  private static final int OBJECT_TABLE = 1;
  private static final int OBJECT_NAME = 2;
  private static final int OBJECT_TYPE = 3;
  private static final int OBJECT_DATA = 4;
  private static final int OBJECT_IS_COUNTER = 1;
  private static final int COUNTER_BYTES = 1;
  private static final int COUNTER_PACKETS = 2;

  private static final int NEIGHBOUR_ADDRESS = 1;
  private static final int NEIGHBOUR_MAC = 2;
  private static final int MAC_LENGTH = 6;
  private static final int MAX_PREFIX = 128;

  private NetlinkCodec() {}

  /** Asks for what the rules log to this group. */
  static byte[] bind(int sequence, int group) {
    return config(sequence, group, CONFIG_COMMAND, new byte[] {COMMAND_BIND});
  }

  /** Asks for this many bytes of each packet. */
  static byte[] copyPacket(int sequence, int group, int bytes) {
    byte[] mode = ByteBuffer.allocate(6).putInt(bytes).put((byte) COPY_PACKET).array();
    return config(sequence, group, CONFIG_MODE, mode);
  }

  /** Bounds the bytes that the kernel gathers before it sends them together. */
  static byte[] buffer(int sequence, int group, int bytes) {
    return config(sequence, group, CONFIG_BUFFER, number(bytes));
  }

  /** Bounds the time that the kernel gathers, in hundredths of a second. */
  static byte[] timeout(int sequence, int group, int hundredths) {
    return config(sequence, group, CONFIG_TIMEOUT, number(hundredths));
  }

  /** Bounds the packets that the kernel gathers. */
  static byte[] threshold(int sequence, int group, int packets) {
    return config(sequence, group, CONFIG_THRESHOLD, number(packets));
  }

  /** Asks for all neighbours that are known at present. */
  static byte[] askNeighbours(int sequence) {
    byte[] bytes = new byte[HEADER + NEIGHBOUR_HEADER];
    begin(bytes, TYPE_ASK_NEIGHBOURS, FLAGS_REQUEST_DUMP, sequence);
    return bytes;
  }

  /**
   * Asks for all named counters of a table.
   *
   * @param family number of the table's family, as nf_tables has it
   */
  static byte[] askCounters(int sequence, int family, String table) {
    byte[] name = (table + "\0").getBytes(StandardCharsets.ISO_8859_1);
    int at = HEADER + FAMILY_HEADER;
    byte[] bytes = new byte[at + ATTRIBUTE + aligned(name.length) + ATTRIBUTE + Integer.BYTES];
    ByteBuffer message = begin(bytes, TYPE_ASK_OBJECTS, FLAGS_REQUEST_DUMP, sequence);
    message.put(HEADER, (byte) family);
    at = attribute(message, at, OBJECT_TABLE, name);
    attribute(message, at, OBJECT_TYPE, number(OBJECT_IS_COUNTER));
    return bytes;
  }

  private static int attribute(ByteBuffer message, int at, int type, byte[] value) {
    int size = ATTRIBUTE + value.length;
    message.putShort(at, (short) size).putShort(at + 2, (short) type).put(at + ATTRIBUTE, value);
    return at + aligned(size);
  }

  /** All messages of a datagram. */
  static List<NetlinkMessage> read(byte[] datagram, int length) {
    List<NetlinkMessage> messages = new ArrayList<>();
    ByteBuffer bytes =
        ByteBuffer.wrap(datagram, 0, Math.min(length, datagram.length))
            .order(ByteOrder.nativeOrder());
    while (bytes.remaining() >= HEADER) {
      int begin = bytes.position();
      int size = bytes.getInt(begin);
      int type = Short.toUnsignedInt(bytes.getShort(begin + 4));
      if (size < HEADER || size > bytes.remaining()) {
        messages.add(new NetlinkMessage.Other(type));
        break;
      }
      messages.add(
          message(type, bytes.getInt(begin + 8), body(bytes, begin + HEADER, size - HEADER)));
      bytes.position(Math.min(bytes.limit(), begin + aligned(size)));
    }
    return messages;
  }

  private static NetlinkMessage message(int type, int sequence, ByteBuffer body) {
    return switch (type) {
      case TYPE_LOG_PACKET -> logged(body);
      case TYPE_NEW_NEIGHBOUR -> neighbour(body, false);
      case TYPE_GONE_NEIGHBOUR -> neighbour(body, true);
      case TYPE_NEW_OBJECT -> counter(sequence, body);
      case TYPE_DONE -> new NetlinkMessage.Done(sequence);
      case TYPE_ERROR ->
          body.remaining() < 4
              ? new NetlinkMessage.Other(type)
              : new NetlinkMessage.Acknowledged(sequence, -body.getInt(0));
      default -> new NetlinkMessage.Other(type);
    };
  }

  private static NetlinkMessage logged(ByteBuffer body) {
    if (body.remaining() < FAMILY_HEADER) {
      return new NetlinkMessage.Other(TYPE_LOG_PACKET);
    }
    String prefix = "";
    String mac = "";
    long atNanos = 0;
    int in = 0;
    int out = 0;
    byte[] packet = new byte[0];
    int at = FAMILY_HEADER;
    while (body.limit() - at >= ATTRIBUTE) {
      int size = Short.toUnsignedInt(body.getShort(at));
      int type = body.getShort(at + 2) & TYPE_MASK;
      if (size < ATTRIBUTE || size > body.limit() - at) {
        break;
      }
      ByteBuffer value = body(body, at + ATTRIBUTE, size - ATTRIBUTE).order(ByteOrder.BIG_ENDIAN);
      int bytes = value.remaining();
      switch (type) {
        case LOG_TIMESTAMP ->
            atNanos = bytes < 16 ? 0 : value.getLong(0) * 1_000_000_000L + value.getLong(8) * 1_000;
        case LOG_IN -> in = bytes < 4 ? 0 : value.getInt(0);
        case LOG_OUT -> out = bytes < 4 ? 0 : value.getInt(0);
        case LOG_ADDRESS -> mac = hardware(value);
        case LOG_PAYLOAD -> packet = rest(value);
        case LOG_PREFIX -> prefix = text(value);
        default -> {
          // Not needed.
        }
      }
      at += aligned(size);
    }
    return new NetlinkMessage.Logged(prefix, atNanos, in, out, mac, packet);
  }

  private static NetlinkMessage neighbour(ByteBuffer body, boolean gone) {
    if (body.remaining() < NEIGHBOUR_HEADER) {
      return new NetlinkMessage.Other(TYPE_NEW_NEIGHBOUR);
    }
    int index = body.getInt(4);
    int state = Short.toUnsignedInt(body.getShort(8));
    byte[] address = new byte[0];
    String mac = "";
    int at = NEIGHBOUR_HEADER;
    while (body.limit() - at >= ATTRIBUTE) {
      int size = Short.toUnsignedInt(body.getShort(at));
      int type = body.getShort(at + 2) & TYPE_MASK;
      if (size < ATTRIBUTE || size > body.limit() - at) {
        break;
      }
      ByteBuffer value = body(body, at + ATTRIBUTE, size - ATTRIBUTE);
      if (type == NEIGHBOUR_ADDRESS) {
        address = rest(value);
      } else if (type == NEIGHBOUR_MAC && value.remaining() == MAC_LENGTH) {
        mac = colons(rest(value));
      }
      at += aligned(size);
    }
    return new NetlinkMessage.Neighbour(index, address, mac, state, gone);
  }

  private static NetlinkMessage counter(int sequence, ByteBuffer body) {
    String name = "";
    long[] counted = new long[2];
    boolean isCounter = false;
    int at = FAMILY_HEADER;
    while (body.limit() - at >= ATTRIBUTE) {
      int size = Short.toUnsignedInt(body.getShort(at));
      int type = body.getShort(at + 2) & TYPE_MASK;
      if (size < ATTRIBUTE || size > body.limit() - at) {
        break;
      }
      ByteBuffer value = body(body, at + ATTRIBUTE, size - ATTRIBUTE);
      switch (type) {
        case OBJECT_NAME -> name = text(value);
        case OBJECT_TYPE ->
            isCounter =
                value.remaining() >= 4
                    && value.order(ByteOrder.BIG_ENDIAN).getInt(0) == OBJECT_IS_COUNTER;
        case OBJECT_DATA -> counts(value, counted);
        default -> {
          // Not needed.
        }
      }
      at += aligned(size);
    }
    return isCounter
        ? new NetlinkMessage.Counter(sequence, name, counted[0], counted[1])
        : new NetlinkMessage.Other(TYPE_NEW_OBJECT);
  }

  /** Packets, then bytes. */
  private static void counts(ByteBuffer data, long[] counted) {
    int at = 0;
    while (data.limit() - at >= ATTRIBUTE) {
      int size = Short.toUnsignedInt(data.getShort(at));
      int type = data.getShort(at + 2) & TYPE_MASK;
      if (size < ATTRIBUTE || size > data.limit() - at) {
        return;
      }
      if (size >= ATTRIBUTE + Long.BYTES && (type == COUNTER_PACKETS || type == COUNTER_BYTES)) {
        counted[type == COUNTER_PACKETS ? 0 : 1] =
            body(data, at + ATTRIBUTE, Long.BYTES).order(ByteOrder.BIG_ENDIAN).getLong(0);
      }
      at += aligned(size);
    }
  }

  /** Two bytes of length, two of nothing, then up to eight of the address. */
  private static String hardware(ByteBuffer value) {
    if (value.remaining() < 4 + MAC_LENGTH || value.getShort(0) != MAC_LENGTH) {
      return "";
    }
    byte[] mac = new byte[MAC_LENGTH];
    value.get(4, mac);
    return colons(mac);
  }

  private static String colons(byte[] mac) {
    return HexFormat.ofDelimiter(":").formatHex(mac);
  }

  private static String text(ByteBuffer value) {
    byte[] bytes = rest(value);
    int end = 0;
    while (end < bytes.length && end < MAX_PREFIX && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
  }

  private static byte[] rest(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer body(ByteBuffer from, int at, int length) {
    return from.slice(at, length).order(ByteOrder.nativeOrder());
  }

  private static int aligned(int size) {
    return (size + 3) & ~3;
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static byte[] config(int sequence, int group, int attribute, byte[] value) {
    int size = ATTRIBUTE + value.length;
    byte[] bytes = new byte[HEADER + FAMILY_HEADER + aligned(size)];
    ByteBuffer message = begin(bytes, TYPE_LOG_CONFIG, FLAGS_REQUEST_ACK, sequence);
    // Family and version 0, then the group in network order.
    message.put(HEADER + 2, (byte) (group >>> 8)).put(HEADER + 3, (byte) group);
    message.putShort(HEADER + FAMILY_HEADER, (short) size);
    message.putShort(HEADER + FAMILY_HEADER + 2, (short) attribute);
    message.put(HEADER + FAMILY_HEADER + ATTRIBUTE, value);
    return bytes;
  }

  private static ByteBuffer begin(byte[] bytes, int type, int flags, int sequence) {
    return ByteBuffer.wrap(bytes)
        .order(ByteOrder.nativeOrder())
        .putInt(0, bytes.length)
        .putShort(4, (short) type)
        .putShort(6, (short) flags)
        .putInt(8, sequence);
  }
}
