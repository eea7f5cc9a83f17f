package org.sekisho.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.CommandFailure;
import org.sekisho.cli.demo.DemoPorts.Listener;

class DemoPortsTest {
  @TempDir private Path folder;
  private final List<String> notes = new ArrayList<>();

  @Test
  void takesTheUsualPortsWhenTheyAreFree() {
    DemoPorts ports = choose(List.of());
    for (Listener listener : Listener.values()) {
      assertThat(ports.of(listener)).isEqualTo(listener.usual());
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void takesTheNextFreePortAndSaysSoButNeverOnePortTwice() {
    DemoPorts ports = choose(List.of(7443, 8883));
    assertThat(ports.of(Listener.MANAGEMENT)).isEqualTo(7444);
    assertThat(ports.of(Listener.FIELD)).isEqualTo(8884);
    var distinct = new HashSet<Integer>();
    for (Listener listener : Listener.values()) {
      assertThat(distinct.add(ports.of(listener))).isTrue();
    }
    assertThat(notes).contains("port 7443 is busy: management takes 7444");
  }

  @Test
  void remembersThePortsForTheNextStart() throws Exception {
    Path file = folder.resolve("ports.json");
    Files.writeString(file, choose(List.of(8883)).json());
    assertThat(DemoPorts.choose(file, _ -> () -> {}, notes::add).of(Listener.FIELD))
        .isEqualTo(8884);
  }

  @Test
  void saysThatItsFileIsDamaged() throws Exception {
    Path file = folder.resolve("ports.json");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> DemoPorts.choose(file, _ -> () -> {}, notes::add))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--reset");
  }

  @Test
  void holdsEachPortUntilItsProgramIsStarted() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
      assertThat(DemoPorts.bind(port)).isNull();
    }
    Path file = folder.resolve("ports.json");
    Files.writeString(file, "{\"page\": %d}".formatted(port));
    try (DemoPorts ports =
        DemoPorts.choose(file, p -> p == port ? DemoPorts.bind(p) : () -> {}, notes::add)) {
      assertThat(DemoPorts.bind(port)).isNull();
      ports.release("gateway");
      assertThat(DemoPorts.bind(port)).isNull();
      ports.release("home");
      try (Closeable free = DemoPorts.bind(port)) {
        assertThat(free).isNotNull();
      }
    }
  }

  private DemoPorts choose(List<Integer> busy) {
    return DemoPorts.choose(
        folder.resolve("none.json"), port -> busy.contains(port) ? null : () -> {}, notes::add);
  }
}
