package org.sekisho.program.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.sekisho.program.Address;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;

/**
 * Somebody who has taken over a program: tries everything that the program does not need, and says
 * line by line what he could do. Words: how it is confined ({@code free}, {@code gateway}, {@code
 * guard}), data folder, a folder outside, a folder of a removable medium, another process, an open
 * port that the program may use, one that it may not, a free one, one more process, and the name of
 * an abstract socket.
 */
final class Prisoner {
  private static final long ATTACH = 16;
  private static final long DETACH = 17;
  private static final int INET = 2;
  private static final int UNIX = 1;
  private static final int STREAM = 1;
  private static final int RAW = 3;
  private static final int ICMP = 1;
  private static final int MULTIPATH_TCP = 262;
  private static final long FAST_OPEN = 0x20000000L;

  private static final LinuxCalls LINUX = LinuxCalls.here().orElseThrow();

  private Prisoner() {}

  private interface Attempt {
    void run() throws Exception;
  }

  /** Runs until its standard input ends. */
  public static void main(String[] words) throws Exception {
    Path data = Path.of(words[1]);
    Path outside = Path.of(words[2]);
    Set<Sockets> sockets =
        words[0].equals("guard")
            ? EnumSet.of(Sockets.UNIX, Sockets.NETLINK)
            : EnumSet.allOf(Sockets.class);
    Confinement confinement =
        Sandbox.enter(
            sockets,
            () ->
                switch (words[0]) {
                  case "free" -> SandboxPlan.off("the same without a sandbox");
                  case "guard" -> SandboxPlan.of(data);
                  default ->
                      SandboxPlan.of(data)
                          .listen(new Address("127.0.0.1", 0))
                          .connect("127.0.0.1", Integer.parseInt(words[5]));
                },
            System.getenv());
    say("level", confinement.level());
    Path medium = Path.of(words[3]);
    Path other = Path.of("/proc", words[4]);
    attempt("use own data", () -> Files.writeString(data.resolve("own"), "own"));
    attempt("rename own data", () -> rename(data));
    attempt("unpack a library", () -> Files.createTempFile("library", ".so"));
    attempt("read a key outside", () -> Files.readString(outside.resolve("secret.key")));
    attempt("list a folder outside", () -> list(outside));
    attempt("write outside", () -> Files.writeString(outside.resolve("new"), "new"));
    attempt("change a file outside", () -> Files.writeString(outside.resolve("secret.key"), "x"));
    attempt("remove a file outside", () -> Files.delete(outside.resolve("old")));
    attempt("start a program", () -> start("/bin/true"));
    attempt("start from a medium", () -> start(medium.resolve("autorun.sh").toString()));
    attempt("load code from a medium", () -> Files.readAllBytes(medium.resolve("plugin.jar")));
    attempt("open an Internet socket", () -> connect(Integer.parseInt(words[5])));
    attempt("listen on a free port", () -> listen(0));
    attempt("connect to another port", () -> connect(Integer.parseInt(words[6])));
    attempt("connect with the first data", () -> fastOpen(Integer.parseInt(words[6])));
    attempt("listen on another port", () -> listen(Integer.parseInt(words[7])));
    attempt("open a raw socket", () -> open(INET, RAW, ICMP));
    attempt("open a multipath socket", () -> open(INET, STREAM, MULTIPATH_TCP));
    attempt("call an abstract socket", () -> callAbstract(words[9]));
    attempt("open a Unix socket", () -> SocketChannel.open(StandardProtocolFamily.UNIX).close());
    attempt("open the memory of another", () -> Files.newInputStream(other.resolve("mem")).close());
    attempt("trace another", () -> trace(Long.parseLong(words[4])));
    attempt("end another", () -> end(Long.parseLong(words[8])));
    attempt("leave its name space", () -> call(Call.UNSHARE, 0));
    attempt("set the clock", () -> call(Call.CLOCK_SETTIME, 99, 0));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  // Begun by a thread of the Java machine, not by one of this program.
                  attempt("read a key at the end", () -> Files.readString(outside.resolve("late")));
                }));
    say("ready", "now");
    new CountDownLatch(1).await();
  }

  private static void list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(_ -> {});
    }
  }

  private static void rename(Path data) throws IOException {
    Files.createDirectories(data.resolve("folder"));
    Files.move(data.resolve("own"), data.resolve("folder/own"));
    Files.delete(data.resolve("folder/own"));
  }

  private static void start(String program) throws IOException, InterruptedException {
    int code = new ProcessBuilder(program).start().waitFor();
    if (code != 0) {
      throw new IOException("ended with " + code);
    }
  }

  private static void connect(int port) throws IOException {
    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).close();
  }

  private static void listen(int port) throws IOException {
    ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .close();
  }

  private static void end(long process) throws IOException {
    if (!ProcessHandle.of(process).orElseThrow().destroy()) {
      throw new IOException("not permitted");
    }
  }

  /** A new socket, by system call: the Java machine has no such ones. */
  private static int open(int family, int type, int protocol) throws IOException {
    return (int) done(LINUX.call(Call.SOCKET, family, type, protocol));
  }

  private static void fastOpen(int port) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(16);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) INET);
      address.set(
          ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), Short.BYTES, (short) port);
      address.set(ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), Integer.BYTES, 0x7F000001);
      MemorySegment data = arena.allocateFrom("x");
      done(
          LINUX.call(
              Call.SENDTO,
              open(INET, STREAM, 0),
              data.address(),
              1,
              FAST_OPEN,
              address.address(),
              address.byteSize()));
    }
  }

  private static void callAbstract(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = abstractAddress(arena, name);
      int connect = LINUX.processor() == LinuxCalls.Processor.X86_64 ? 42 : 203;
      done(LINUX.call(connect, open(UNIX, STREAM, 0), address.address(), address.byteSize()));
    }
  }

  /** The address of a Unix socket whose name begins with a zero byte and is in no folder. */
  static MemorySegment abstractAddress(Arena arena, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    MemorySegment address = arena.allocate(Short.BYTES + 1L + text.length);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) UNIX);
    MemorySegment.copy(text, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES + 1L, text.length);
    return address;
  }

  private static long done(long result) throws IOException {
    if (result < 0) {
      throw new IOException("error " + -result);
    }
    return result;
  }

  private static void trace(long process) throws IOException {
    call(Call.PTRACE, ATTACH, process, 0, 0);
    // The detaching may come before the other has stopped; it ends with this process at the latest.
    LINUX.call(Call.PTRACE, DETACH, process, 0, 0);
  }

  /** Only a refusal counts: a call with senseless arguments fails anyhow. */
  private static void call(Call call, long... arguments) throws IOException {
    if (LINUX.call(call, arguments) == -LinuxCalls.EPERM) {
      throw new IOException("not permitted");
    }
  }

  private static void attempt(String what, Attempt attempt) {
    try {
      attempt.run();
      say(what, "done");
    } catch (Exception e) {
      say(what, "refused");
    }
  }

  @SuppressWarnings("SystemOut")
  private static void say(String what, String how) {
    System.out.println(what + ": " + how.toLowerCase(Locale.ROOT));
    System.out.flush();
  }
}
