package org.sekisho.cli.demo;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.sekisho.program.PeerTrust;

/**
 * A device that works while {@link Attacker} attacks, a process of its own in the field network: it
 * publishes the numbers 1, 2, 3, … over one connection, 20 in a second at QoS 1, until somebody
 * writes to its standard input.
 */
public final class HonestDevice {
  private static final int CONNECT_MS = 5_000;
  private static final Duration BETWEEN = Duration.ofMillis(50);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);
  private static final int MOST = 60_000;
  private static final int PUBACK = 4;

  private HonestDevice() {}

  /**
   * {@code HOST PORT USER PASSWORD-FILE CA-FILE SOURCE TOPIC}; prints {@code ready}, and at the end
   * how many numbers it has sent and how many of them were acknowledged.
   */
  public static void main(String[] args) throws Exception {
    SSLContext tls = PeerTrust.read(Path.of(args[4])).context(null);
    try (var socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(args[5]), 0));
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(args[0]), Integer.parseInt(args[1])),
          CONNECT_MS);
      socket.setSoTimeout(CONNECT_MS);
      var in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      out.write(Attacker.connect(args[2], Files.readString(Path.of(args[3])).strip()));
      out.flush();
      if (in.readInt() != 0x2002_0000) {
        throw new IOException("not let in");
      }
      socket.setSoTimeout(0);
      System.out.println("ready");
      work(in, out, args[6]);
    }
  }

  private static void work(DataInputStream in, OutputStream out, String topic)
      throws IOException, InterruptedException {
    var acknowledged = new AtomicInteger();
    Thread.ofVirtual().start(() -> readAnswers(in, acknowledged));
    int sent = 0;
    while (sent < MOST && System.in.available() == 0) {
      sent++;
      out.write(publish(topic, sent));
      out.flush();
      Thread.sleep(BETWEEN);
    }
    long deadline = System.nanoTime() + LAST_ANSWERS.toNanos();
    while (acknowledged.get() < sent && System.nanoTime() < deadline) {
      Thread.sleep(BETWEEN);
    }
    System.out.println("sent " + sent + " acknowledged " + acknowledged.get());
  }

  private static void readAnswers(DataInputStream in, AtomicInteger acknowledged) {
    try {
      while (true) {
        int type = in.readUnsignedByte() >> 4;
        in.skipNBytes(in.readUnsignedByte());
        if (type == PUBACK) {
          acknowledged.incrementAndGet();
        }
      }
    } catch (IOException e) {
      // The connection is over: what is not acknowledged now never will be.
    }
  }

  private static byte[] publish(String topic, int number) {
    byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
    byte[] value = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    int length = 2 + name.length + 2 + value.length;
    return ByteBuffer.allocate(2 + length)
        .put((byte) 0x32)
        .put((byte) length)
        .putShort((short) name.length)
        .put(name)
        .putShort((short) number)
        .put(value)
        .array();
  }
}
