package org.sekisho.acceptance.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listeners and clients that run inside a namespace of the laboratory, as a process of their own.
 *
 * <ul>
 *   <li>{@code listen tcp:8883 udp:123 …}: greets each TCP peer with its address, then answers how
 *       many bytes it sent; counts datagrams. Says {@code ready} when all are open.
 *   <li>{@code echo:9444} among them says back what it hears.
 *   <li>{@code put <host> <port> <bytes>}: sends so many bytes; prints greeting and answer.
 *   <li>{@code send <host> <port> <hex>}: the same with these bytes.
 *   <li>{@code say <host> <port> <hex>}: says these bytes and prints how many came back.
 *   <li>{@code datagrams <host> <port> <count> <per second> [<source>]}: sends datagrams.
 *   <li>{@code resolve <server> <port> <name> A|AAAA}: asks a name server; prints the code of its
 *       answer, its addresses, and how long they live.
 * </ul>
 */
final class Ports {
  private static final int LIMIT_MS = 5_000;
  private static final int TRY_MS = 2_000;
  private static final long LATE_NANOS = 100_000_000L;

  private Ports() {}

  public static void main(String[] words) throws Exception {
    switch (words[0]) {
      case "listen" -> listen(words);
      case "put" -> put(words[1], Integer.parseInt(words[2]), new byte[Integer.parseInt(words[3])]);
      case "send" -> put(words[1], Integer.parseInt(words[2]), HexFormat.of().parseHex(words[3]));
      case "say" -> say(words[1], Integer.parseInt(words[2]), HexFormat.of().parseHex(words[3]));
      case "resolve" -> resolve(words[1], Integer.parseInt(words[2]), words[3], words[4]);
      case "datagrams" ->
          datagrams(
              words[1],
              Integer.parseInt(words[2]),
              Integer.parseInt(words[3]),
              Integer.parseInt(words[4]),
              words.length > 5 ? InetAddress.getByName(words[5]) : null);
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private static void listen(String[] words) throws Exception {
    for (int i = 1; i < words.length; i++) {
      String[] one = words[i].split(":", -1);
      int port = Integer.parseInt(one[1]);
      if (one[0].equals("echo")) {
        @SuppressWarnings("resource") // open until the process ends
        var server = new ServerSocket(port, 50);
        Thread.ofVirtual().start(() -> accept(server, Ports::echo));
      } else if (one[0].equals("tcp")) {
        @SuppressWarnings("resource") // open until the process ends
        var server = new ServerSocket(port, 50);
        Thread.ofVirtual().start(() -> accept(server, Ports::greet));
      } else {
        @SuppressWarnings("resource") // open until the process ends
        var socket = new DatagramSocket(port);
        Thread.ofVirtual().start(() -> count(socket));
      }
    }
    System.out.println("ready");
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void accept(ServerSocket server, Consumer<Socket> serve) {
    while (true) {
      try {
        Socket peer = server.accept();
        Thread.ofVirtual().start(() -> serve.accept(peer));
      } catch (IOException e) {
        System.out.println("accept " + e);
      }
    }
  }

  private static void echo(Socket peer) {
    try (peer) {
      peer.getInputStream().transferTo(peer.getOutputStream());
    } catch (IOException e) {
      System.out.println("peer " + e);
    }
  }

  private static void greet(Socket peer) {
    try (peer) {
      peer.setSoTimeout(LIMIT_MS);
      OutputStream out = peer.getOutputStream();
      out.write(
          ("you are " + peer.getInetAddress().getHostAddress() + "\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      long bytes = peer.getInputStream().transferTo(OutputStream.nullOutputStream());
      out.write(("got " + bytes + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      System.out.println("peer " + e);
    }
  }

  private static void count(DatagramSocket socket) {
    var total = new AtomicLong();
    Thread.ofVirtual()
        .start(
            () -> {
              long told = 0;
              while (true) {
                LockSupport.parkNanos(100_000_000L);
                if (total.get() != told) {
                  told = total.get();
                  System.out.println("datagrams " + told);
                }
              }
            });
    byte[] buffer = new byte[2048];
    while (true) {
      try {
        socket.receive(new DatagramPacket(buffer, buffer.length));
        total.incrementAndGet();
      } catch (IOException e) {
        System.out.println("datagram " + e);
      }
    }
  }

  private static void put(String host, int port, byte[] bytes) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), LIMIT_MS);
      socket.setSoTimeout(LIMIT_MS);
      InputStream in = socket.getInputStream();
      byte[] greeting = new byte[256];
      int length = in.read(greeting);
      System.out.print(new String(greeting, 0, Math.max(0, length), StandardCharsets.US_ASCII));
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      System.out.print(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      System.out.println("failed " + e);
      System.exit(1);
    }
  }

  private static void say(String host, int port, byte[] bytes) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), LIMIT_MS);
      socket.setSoTimeout(TRY_MS);
      socket.getOutputStream().write(bytes);
      System.out.println("echo " + socket.getInputStream().readNBytes(bytes.length).length);
    } catch (SocketTimeoutException e) {
      System.out.println("no answer");
    }
  }

  private static void resolve(String server, int port, String name, String type)
      throws IOException {
    var query = new ByteArrayOutputStream();
    query.writeBytes(HexFormat.of().parseHex("123401000001000000000000"));
    for (String label : name.split("\\.", -1)) {
      query.write(label.length());
      query.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.writeBytes(new byte[] {0, 0, (byte) (type.equals("A") ? 1 : 28), 0, 1});
    var packet = new DatagramPacket(new byte[1500], 1500);
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(TRY_MS);
      for (int tries = 0; ; tries++) {
        socket.send(
            new DatagramPacket(
                query.toByteArray(), query.size(), InetAddress.getByName(server), port));
        try {
          socket.receive(packet);
          break;
        } catch (SocketTimeoutException e) {
          if (tries == 2) {
            System.out.println("no answer");
            return;
          }
        }
      }
    }
    ByteBuffer in = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
    StringBuilder said = new StringBuilder("code " + (in.getShort(2) & 15));
    int answers = in.getShort(6);
    in.position(12);
    skipName(in);
    in.getInt();
    for (int i = 0; i < answers; i++) {
      skipName(in);
      in.getInt();
      int lifeS = in.getInt();
      byte[] address = new byte[in.getShort()];
      in.get(address);
      said.append(' ')
          .append(InetAddress.getByAddress(address).getHostAddress())
          .append(" for ")
          .append(lifeS)
          .append(" s");
    }
    System.out.println(said);
  }

  private static void skipName(ByteBuffer in) {
    for (int length = in.get(); length > 0; length = in.get()) {
      in.position(in.position() + length);
    }
  }

  private static void datagrams(
      String host, int port, int count, int perSecond, @Nullable InetAddress source)
      throws IOException {
    InetAddress target = InetAddress.getByName(host);
    long gap = 1_000_000_000L / perSecond;
    long next = System.nanoTime();
    try (var socket = new DatagramSocket(0, source)) {
      byte[] payload = new byte[32];
      for (int i = 0; i < count; i++) {
        socket.send(new DatagramPacket(payload, payload.length, target, port));
        next += gap;
        long wait = next - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        } else if (wait < -LATE_NANOS) {
          // A machine that was busy makes no burst of it.
          next = System.nanoTime();
        }
      }
    }
    System.out.println("sent " + count);
  }
}
