package org.sekisho.program.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sekisho.program.sandbox.LinuxCalls.Processor;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;

/**
 * The filter of system calls as a program of the classic packet filter (seccomp(2)): what is on the
 * list, comes from another architecture, or opens a socket of another family is answered with
 * EPERM; everything else passes. Internet sockets are those of TCP and UDP only: Landlock's rules
 * for ports see no other ones, and no connection that begins with its first data (TCP Fast Open).
 */
final class CallFilter {
  private static final int LOAD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_BITS = 0x45;
  private static final int AND = 0x54;
  private static final int RETURN = 0x06;

  private static final int NUMBER_AT = 0;
  private static final int ARCHITECTURE_AT = 4;
  private static final int FIRST_ARGUMENT_AT = 16;
  private static final int SECOND_ARGUMENT_AT = 24;
  private static final int THIRD_ARGUMENT_AT = 32;
  private static final int FOURTH_ARGUMENT_AT = 40;

  private static final int INET = 2;
  private static final int INET6 = 10;

  /** The rest of a socket's type are options. */
  private static final int TYPE_BITS = 0xF;

  private static final List<Integer> STREAM_AND_DATAGRAM = List.of(1, 2);

  /** The usual one of the type, TCP, UDP. */
  private static final List<Integer> PROTOCOLS = List.of(0, 6, 17);

  private static final int FAST_OPEN = 0x20000000;

  private static final int PASS = 0x7FFF0000;
  private static final int REFUSE = 0x00050000 | LinuxCalls.EPERM;

  /** Calls of the x32 interface bear it in their number. */
  private static final int X32 = 0x40000000;

  /** Bytes of one instruction. */
  static final int INSTRUCTION_BYTES = 8;

  private record Instruction(int code, int whenTrue, int whenFalse, int value) {}

  private CallFilter() {}

  /** The instructions, one after the other, as the kernel wants them. */
  static byte[] program(Processor processor, Set<Sockets> sockets) {
    List<Instruction> all = new ArrayList<>();
    all.add(new Instruction(LOAD, 0, 0, ARCHITECTURE_AT));
    all.add(new Instruction(JUMP_IF_EQUAL, 1, 0, processor.audit()));
    all.add(new Instruction(RETURN, 0, 0, REFUSE));
    all.add(new Instruction(LOAD, 0, 0, NUMBER_AT));
    if (processor == Processor.X86_64) {
      all.add(new Instruction(JUMP_IF_BITS, 0, 1, X32));
      all.add(new Instruction(RETURN, 0, 0, REFUSE));
    }
    for (Call call : Call.refused()) {
      int number = call.number(processor);
      if (number != Call.NONE) {
        all.add(new Instruction(JUMP_IF_EQUAL, 0, 1, number));
        all.add(new Instruction(RETURN, 0, 0, REFUSE));
      }
    }
    refuseFlag(all, Call.SENDTO.number(processor), FOURTH_ARGUMENT_AT);
    refuseFlag(all, Call.SENDMSG.number(processor), THIRD_ARGUMENT_AT);
    refuseFlag(all, Call.SENDMMSG.number(processor), FOURTH_ARGUMENT_AT);
    all.add(new Instruction(JUMP_IF_EQUAL, 1, 0, Call.SOCKET.number(processor)));
    all.add(new Instruction(RETURN, 0, 0, PASS));
    all.add(new Instruction(LOAD, 0, 0, FIRST_ARGUMENT_AT));
    for (int family : families(sockets)) {
      all.add(new Instruction(JUMP_IF_EQUAL, 0, 1, family));
      all.add(new Instruction(RETURN, 0, 0, PASS));
    }
    if (sockets.contains(Sockets.INTERNET)) {
      List<Instruction> internet = internet();
      all.add(new Instruction(JUMP_IF_EQUAL, 1, 0, INET));
      all.add(new Instruction(JUMP_IF_EQUAL, 0, internet.size(), INET6));
      all.addAll(internet);
    }
    all.add(new Instruction(RETURN, 0, 0, REFUSE));
    return bytes(all);
  }

  /** A call with this flag is refused; the others go on with the number of the call. */
  private static void refuseFlag(List<Instruction> all, int number, int flagsAt) {
    all.add(new Instruction(JUMP_IF_EQUAL, 0, 4, number));
    all.add(new Instruction(LOAD, 0, 0, flagsAt));
    all.add(new Instruction(JUMP_IF_BITS, 0, 1, FAST_OPEN));
    all.add(new Instruction(RETURN, 0, 0, REFUSE));
    all.add(new Instruction(RETURN, 0, 0, PASS));
  }

  /** What is asked of an Internet socket; the last instruction is the one before a refusal. */
  private static List<Instruction> internet() {
    List<Instruction> all = new ArrayList<>();
    all.add(new Instruction(LOAD, 0, 0, SECOND_ARGUMENT_AT));
    all.add(new Instruction(AND, 0, 0, TYPE_BITS));
    anyOf(all, STREAM_AND_DATAGRAM);
    all.add(new Instruction(LOAD, 0, 0, THIRD_ARGUMENT_AT));
    anyOf(all, PROTOCOLS);
    all.add(new Instruction(RETURN, 0, 0, PASS));
    return all;
  }

  /** Goes on when what was loaded is one of these, and refuses otherwise. */
  private static void anyOf(List<Instruction> all, List<Integer> values) {
    for (int i = 0; i < values.size(); i++) {
      all.add(new Instruction(JUMP_IF_EQUAL, values.size() - i, 0, values.get(i)));
    }
    all.add(new Instruction(RETURN, 0, 0, REFUSE));
  }

  /** Families whose sockets of every kind may be opened. */
  private static List<Integer> families(Set<Sockets> sockets) {
    List<Integer> families = new ArrayList<>();
    for (Sockets kind : sockets) {
      families.addAll(
          switch (kind) {
            case UNIX -> List.of(1);
            case INTERNET -> List.<Integer>of();
            case NETLINK -> List.of(16);
          });
    }
    return families;
  }

  private static byte[] bytes(List<Instruction> all) {
    ByteBuffer bytes =
        ByteBuffer.allocate(all.size() * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
    for (Instruction one : all) {
      bytes.putShort((short) one.code());
      bytes.put((byte) one.whenTrue());
      bytes.put((byte) one.whenFalse());
      bytes.putInt(one.value());
    }
    return bytes.array();
  }
}
