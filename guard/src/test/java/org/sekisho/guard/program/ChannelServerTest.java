package org.sekisho.guard.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.Decoded;
import org.sekisho.guard.channel.GuardCodec;
import org.sekisho.guard.channel.GuardMessage;
import org.sekisho.guard.channel.PolicyReport;
import org.sekisho.guard.channel.Request;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.policy.Samples;
import org.sekisho.model.Verifies;
import org.sekisho.program.sandbox.SandboxConfig;

/** Who may speak to the guard, and how. */
@Timeout(300)
class ChannelServerTest {
  @TempDir Path folder;

  private ChannelServer server(String user) {
    return ChannelServer.open(
        new GuardConfig(
            folder.resolve("guard.yaml"),
            folder,
            folder.resolve("guard.sock"),
            user,
            Optional.empty(),
            Samples.wideFloor(),
            SandboxConfig.USUAL),
        request -> Answer.Refused.of(Remark.Code.NO_SUCH_FLOW, request.getClass().getSimpleName()));
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("guard.sock")));
  }

  private static void send(SocketChannel channel, byte[] message) throws IOException {
    var bytes = ByteBuffer.allocate(4 + message.length);
    bytes.putInt(message.length).put(message).flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static Decoded receive(SocketChannel channel) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(read(channel, 4).getInt());
    return GuardCodec.decode(read(channel, message.capacity()).array());
  }

  private static ByteBuffer read(SocketChannel channel, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  private static boolean ends(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static String ownUser() throws IOException {
    return Files.getOwner(Path.of("/proc/self")).getName();
  }

  @Test
  @Verifies("SEC-CONF-03")
  void answersTheGatewaysUser() throws Exception {
    try (ChannelServer server = server(ownUser());
        SocketChannel channel = connect()) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("guard.sock"))))
          .isEqualTo("rw-rw----");
      send(channel, GuardCodec.encode(7, new Request.ReadState()));
      assertThat(receive(channel))
          .isEqualTo(
              new Decoded.Frame(7, Answer.Refused.of(Remark.Code.NO_SUCH_FLOW, "ReadState")));
      server.tell(new PolicyReport(3, Remark.of(Remark.Code.RULES_REMOVED)));
      assertThat(receive(channel))
          .isEqualTo(
              new Decoded.Frame(0, new PolicyReport(3, Remark.of(Remark.Code.RULES_REMOVED))));
    }
    assertThat(folder.resolve("guard.sock")).doesNotExist();
  }

  @Test
  @Verifies("SEC-CONF-03")
  void refusesEveryOtherUserWhateverTheFileSays() throws Exception {
    String other = ownUser().equals("daemon") ? "bin" : "daemon";
    try (ChannelServer _ = server(other);
        SocketChannel channel = connect()) {
      assertThat(ends(channel)).isTrue();
    }
  }

  @Test
  void cutsOffWhoeverSendsAnythingButRequests() throws Exception {
    GuardMessage answer = new Answer.Done();
    try (ChannelServer _ = server(ownUser())) {
      for (byte[] bad : new byte[][] {{1, 2, 3}, GuardCodec.encode(1, answer)}) {
        try (SocketChannel channel = connect()) {
          send(channel, bad);
          assertThat(ends(channel)).isTrue();
        }
      }
      try (SocketChannel channel = connect()) {
        channel.write(ByteBuffer.allocate(4).putInt(GuardCodec.MAX_MESSAGE + 1).flip());
        assertThat(ends(channel)).isTrue();
      }
    }
  }

  @Test
  void dropsReportsOfWhoeverDoesNotReadThem() throws Exception {
    try (ChannelServer server = server(ownUser());
        SocketChannel channel = connect()) {
      send(channel, GuardCodec.encode(1, new Request.ReadState()));
      assertThat(receive(channel)).isInstanceOf(Decoded.Frame.class);
      // More than any buffer holds: this would never end if it waited for the reader.
      for (int i = 0; i < 50_000; i++) {
        server.tell(new PolicyReport(i, Remark.of(Remark.Code.KERNEL_REFUSED, "x".repeat(200))));
      }
      assertThat(receive(channel)).isInstanceOf(Decoded.Frame.class);
    }
  }
}
