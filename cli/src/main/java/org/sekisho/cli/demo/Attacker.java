package org.sekisho.cli.demo;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The attacker of {@code sekisho demo --attack}, a process of its own so that it can stand in
 * another network namespace. Bounded in number and time; attacks only what the demonstration names.
 */
public final class Attacker {
  private static final int CONNECT_MS = 700;
  private static final int ANSWER_MS = 5_000;
  private static final int MAX_PACKETS = 50_000;
  private static final int MAX_CONNECTIONS = 2_000;

  private Attacker() {}

  /**
   * {@code scan HOST FIRST-PORT COUNT}, {@code guess HOST PORT USER TRIES SOURCE}, {@code flood
   * HOST PORT PACKETS SOURCE}, {@code syns HOST PORT CONNECTIONS SOURCE} or {@code visit HOST
   * PORT}; prints one line that says what came of it.
   */
  public static void main(String[] args) throws Exception {
    InetAddress host = InetAddress.ofLiteral(args[1]);
    int port = Integer.parseInt(args[2]);
    switch (args[0]) {
      case "scan" -> System.out.println(scan(host, port, Integer.parseInt(args[3])));
      case "guess" ->
          System.out.println(guess(host, port, args[3], Integer.parseInt(args[4]), args[5]));
      case "syns" -> System.out.println(syns(host, port, Integer.parseInt(args[3]), args[4]));
      case "flood" -> System.out.println(flood(host, port, Integer.parseInt(args[3]), args[4]));
      case "visit" -> System.out.println(visit(host, port) ? "connected" : "no connection");
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Tries to connect to each port, twenty at once. */
  private static String scan(InetAddress host, int first, int count)
      throws InterruptedException, ExecutionException {
    List<Integer> open = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(20)) {
      List<Future<Boolean>> tries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int port = first + i;
        tries.add(threads.submit(() -> visit(host, port)));
      }
      for (int i = 0; i < count; i++) {
        if (tries.get(i).get()) {
          open.add(first + i);
        }
      }
    }
    return "%d ports tried, open: %s".formatted(count, open.isEmpty() ? "none" : open);
  }

  private static boolean visit(InetAddress host, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Tries passwords at the field listener, one connection each. */
  private static String guess(InetAddress host, int port, String user, int tries, String source)
      throws GeneralSecurityException {
    int refused = 0;
    int cut = 0;
    int in = 0;
    SSLContext tls = trusting();
    for (int i = 0; i < tries; i++) {
      switch (login(tls, InetAddress.ofLiteral(source), host, port, user, "password" + i)) {
        case 0 -> in++;
        case -1 -> cut++;
        default -> refused++;
      }
    }
    return "%d passwords tried: %d refused, %d not even asked, %d got in"
        .formatted(tries, refused, cut, in);
  }

  /** The code of the CONNACK, or -1 when there is none. */
  private static int login(
      SSLContext tls,
      InetAddress source,
      InetAddress host,
      int port,
      String user,
      String password) {
    try (var socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
      socket.bind(new InetSocketAddress(source, 0));
      socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
      socket.setSoTimeout(ANSWER_MS);
      OutputStream out = socket.getOutputStream();
      out.write(connect(user, password));
      out.flush();
      var in = new DataInputStream(socket.getInputStream());
      in.readUnsignedByte();
      in.readUnsignedByte();
      in.readUnsignedByte();
      return in.readUnsignedByte();
    } catch (IOException e) {
      return -1;
    }
  }

  /** An MQTT 3.1.1 CONNECT with user name and password. */
  static byte[] connect(String user, String password) {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    byte[] id = "guess".getBytes(StandardCharsets.UTF_8);
    int length = 10 + 2 + id.length + 2 + name.length + 2 + secret.length;
    ByteBuffer packet = ByteBuffer.allocate(2 + length);
    packet.put((byte) 0x10).put((byte) length);
    packet.putShort((short) 4).put("MQTT".getBytes(StandardCharsets.UTF_8));
    packet.put((byte) 4).put((byte) 0xC2).putShort((short) 60);
    packet.putShort((short) id.length).put(id);
    packet.putShort((short) name.length).put(name);
    packet.putShort((short) secret.length).put(secret);
    return packet.array();
  }

  /** An attacker does not care who answers. */
  private static SSLContext trusting() throws GeneralSecurityException {
    var everybody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {everybody}, new SecureRandom());
    return tls;
  }

  /** Begins connections, 200 in a second, and goes on with none of them. */
  private static String syns(InetAddress host, int port, int connections, String source)
      throws IOException {
    List<SocketChannel> begun = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(connections, MAX_CONNECTIONS); i++) {
        SocketChannel channel = SocketChannel.open();
        begun.add(channel);
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
        channel.configureBlocking(false);
        boolean _ = channel.connect(new InetSocketAddress(host, port));
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      return begun.size() + " connections begun";
    } finally {
      for (SocketChannel channel : begun) {
        channel.close();
      }
    }
  }

  /** Sends small datagrams, 5,000 in a second. */
  private static String flood(InetAddress host, int port, int packets, String source)
      throws IOException {
    int sent = 0;
    int failed = 0;
    try (var socket = new DatagramSocket(0, InetAddress.ofLiteral(source))) {
      var packet = new DatagramPacket(new byte[64], 64, host, port);
      long start = System.nanoTime();
      for (int i = 0; i < Math.min(packets, MAX_PACKETS); i++) {
        try {
          socket.send(packet);
          sent++;
        } catch (IOException e) {
          failed++;
        }
        long due = start + Duration.ofSeconds(1).toNanos() * i / 5_000;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      }
    }
    return "%d datagrams sent, %d not".formatted(sent, failed);
  }
}
