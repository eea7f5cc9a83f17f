package org.sekisho.guard.channel;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.Remark;

/**
 * Messages as bytes: one octet of kind, eight of number, the values. On the channel four octets of
 * length go before. Any bytes give a result.
 */
public final class GuardCodec {
  /** Longest message in bytes; a longer one closes the channel. */
  public static final int MAX_MESSAGE = 1024 * 1024;

  private static final int APPLY = 1;
  private static final int CONFIRM = 2;
  private static final int REVERT = 3;
  private static final int BLOCK = 4;
  private static final int UNBLOCK = 5;
  private static final int READ_STATE = 6;
  private static final int OPEN_FLOW = 7;
  private static final int OPEN_TO_FLOOR = 8;
  private static final int APPLIED = 32;
  private static final int DONE = 33;
  private static final int REFUSED = 34;
  private static final int STATE = 35;
  private static final int PACKET = 64;
  private static final int COUNTERS = 65;
  private static final int NEIGHBOUR = 66;
  private static final int POLICY = 67;
  private static final int TEXT = 256;

  /** Bytes of a value of a remark: each character has up to three. */
  private static final int VALUE = 3 * Remark.MAX_VALUE;

  private GuardCodec() {}

  /** The bytes of a message without the length before it. */
  public static byte[] encode(long number, GuardMessage message) {
    var out = new WireWriter();
    switch (message) {
      case Request.ApplyPolicy m -> {
        head(out, APPLY, number).integer(m.confirmWithinS());
        PolicyWire.write(out, m.policy());
      }
      case Request.Confirm m -> head(out, CONFIRM, number).whole(m.generation());
      case Request.Revert _ -> head(out, REVERT, number);
      case Request.OpenToFloor m -> head(out, OPEN_TO_FLOOR, number).integer(m.seconds());
      case Request.Block m -> head(out, BLOCK, number).address(m.address()).integer(m.seconds());
      case Request.Unblock m -> head(out, UNBLOCK, number).address(m.address());
      case Request.OpenFlow m ->
          head(out, OPEN_FLOW, number)
              .text(m.flow())
              .list(m.addresses(), WireWriter::address)
              .integer(m.seconds());
      case Request.ReadState _ -> head(out, READ_STATE, number);
      case Answer.Applied m ->
          head(out, APPLIED, number).whole(m.generation()).integer(m.confirmWithinS());
      case Answer.Done _ -> head(out, DONE, number);
      case Answer.Refused m -> remark(head(out, REFUSED, number), m.reason());
      case Answer.State m ->
          head(out, STATE, number)
              .whole(m.generation())
              .integer(m.confirmWithinS())
              .integer(m.blocked())
              .list(m.weaknesses(), GuardCodec::remark);
      case PacketReport m ->
          head(out, PACKET, number)
              .text(m.rule())
              .choice(m.disposition())
              .whole(m.atNanos())
              .text(m.inInterface())
              .text(m.outInterface())
              .text(m.mac())
              .block(m.packet());
      case CounterReport m ->
          head(out, COUNTERS, number)
              .whole(m.atNanos())
              .list(
                  m.counters().entrySet(),
                  (o, c) ->
                      o.text(c.getKey()).whole(c.getValue().packets()).whole(c.getValue().bytes()));
      case NeighbourReport m ->
          head(out, NEIGHBOUR, number)
              .text(m.interfaceName())
              .address(m.address())
              .text(m.mac())
              .choice(m.state());
      case PolicyReport m -> remark(head(out, POLICY, number).whole(m.generation()), m.why());
    }
    return out.bytes();
  }

  /** Reads a message. */
  public static Decoded decode(byte[] bytes) {
    if (bytes.length > MAX_MESSAGE) {
      return new Decoded.Malformed("longer than " + MAX_MESSAGE + " bytes");
    }
    try {
      var in = new WireReader(ByteBuffer.wrap(bytes));
      int kind = in.octet();
      long number = in.whole();
      GuardMessage message = read(kind, in);
      return in.atEnd()
          ? new Decoded.Frame(number, message)
          : new Decoded.Malformed("more bytes than the message has");
    } catch (BufferUnderflowException e) {
      return new Decoded.Malformed("ends too early");
    } catch (IllegalArgumentException e) {
      return new Decoded.Malformed(String.valueOf(e.getMessage()));
    }
  }

  /** The bytes of a policy alone, as the guard keeps it. */
  public static byte[] encodePolicy(NetworkPolicy policy) {
    var out = new WireWriter();
    PolicyWire.write(out, policy);
    return out.bytes();
  }

  private static WireWriter head(WireWriter out, int kind, long number) {
    return out.octet(kind).whole(number);
  }

  private static void remark(WireWriter out, Remark remark) {
    out.choice(remark.code()).list(remark.values(), WireWriter::text);
  }

  private static Remark remark(WireReader in) {
    Remark.Code code = in.choice(Remark.Code.values());
    return new Remark(code, in.list(code.places(), i -> i.text(VALUE)));
  }

  private static GuardMessage read(int kind, WireReader in) {
    return switch (kind) {
      case APPLY -> {
        int confirmWithinS = in.integer();
        yield new Request.ApplyPolicy(PolicyWire.read(in), confirmWithinS);
      }
      case CONFIRM -> new Request.Confirm(in.whole());
      case REVERT -> new Request.Revert();
      case OPEN_TO_FLOOR -> new Request.OpenToFloor(in.integer());
      case BLOCK -> new Request.Block(in.address(), in.integer());
      case UNBLOCK -> new Request.Unblock(in.address());
      case OPEN_FLOW ->
          new Request.OpenFlow(
              in.text(TEXT),
              in.list(Request.OpenFlow.MAX_ADDRESSES, WireReader::address),
              in.integer());
      case READ_STATE -> new Request.ReadState();
      case APPLIED -> new Answer.Applied(in.whole(), in.integer());
      case DONE -> new Answer.Done();
      case REFUSED -> new Answer.Refused(remark(in));
      case STATE ->
          new Answer.State(in.whole(), in.integer(), in.integer(), in.list(64, GuardCodec::remark));
      case PACKET ->
          new PacketReport(
              in.text(TEXT),
              in.choice(Disposition.values()),
              in.whole(),
              in.text(TEXT),
              in.text(TEXT),
              in.text(TEXT),
              in.block(PacketReport.MAX_PACKET));
      case COUNTERS -> {
        long atNanos = in.whole();
        Map<String, CounterReport.Count> counters = new LinkedHashMap<>();
        List<Map.Entry<String, CounterReport.Count>> read =
            in.list(
                CounterReport.MAX_COUNTERS,
                i -> Map.entry(i.text(TEXT), new CounterReport.Count(i.whole(), i.whole())));
        read.forEach(c -> counters.put(c.getKey(), c.getValue()));
        yield new CounterReport(atNanos, counters);
      }
      case NEIGHBOUR ->
          new NeighbourReport(
              in.text(TEXT),
              in.address(),
              in.text(TEXT),
              in.choice(NeighbourReport.NeighbourState.values()));
      case POLICY -> new PolicyReport(in.whole(), remark(in));
      default -> throw new IllegalArgumentException("no such kind of message: " + kind);
    };
  }
}
