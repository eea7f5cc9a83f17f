package org.sekisho.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.sekisho.gateway.console.Screen;
import org.sekisho.program.Address;
import org.sekisho.program.Program;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.Role;
import org.sekisho.program.maintenance.MaintenanceClient;
import org.sekisho.program.sandbox.Confinement;

/** A whole gateway with its pages and a guard beside it. */
final class RunningConsole implements AutoCloseable {
  static final String ID = "home-gw-1";
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  final Path folder;
  final Path data;
  final StandInGuard guard;
  final List<String> again = new CopyOnWriteArrayList<>();
  private final Program.Running running;

  RunningConsole(Path folder, boolean portForwards) throws IOException {
    this(folder, portForwards, "", new TestAuthority());
  }

  RunningConsole(Path folder, boolean portForwards, String more, TestAuthority authority)
      throws IOException {
    this.folder = folder;
    this.data = folder.resolve("data");
    Path file = folder.resolve("gateway.yaml");
    if (!Files.exists(file)) {
      authority.writeRoot(folder.resolve("root-ca.pem"));
      Files.copy(Path.of("../examples/home-gateway.yaml"), folder.resolve("home-gateway.yaml"));
      authority.issue(Role.GATEWAY, ID).store(data.resolve("identity"));
    }
    Files.writeString(file, configuration() + more);
    this.guard =
        new StandInGuard(folder.resolve("guard.sock"), folder.resolve("guard"), portForwards);
    Launch launch = launch(file);
    var frame = frame();
    this.running = Program.start("gateway", launch, data, l -> GatewayProgram.start(l, frame));
    await("the guard holds the policy", () -> status("network", "defence").startsWith("on"));
  }

  /** The configuration that it starts with. */
  static String configuration() {
    return """
    id: home-gw-1
    model: home-gateway.yaml
    data: data
    maintenance: {listen: 127.0.0.1:0}
    field: {mqtt: {listen: 127.0.0.1:0}}
    wan: {head-end: 127.0.0.1:1}
    enrolment: {management: https://localhost:1, trust: root-ca.pem, code-file: code}
    console: {users: {listen: 127.0.0.1:0}, maintainers: {listen: 127.0.0.1:0}}
    network:
      guard: guard.sock
      interfaces: {wan: [wan0], field: [field0], lan: [lan0]}
    disposal: {fill: 0B}
    """;
  }

  private static Launch launch(Path file) {
    return new GatewayLoader(
            Optional.empty(), InstantSource.system(), Confinement.off("a test in its own JVM"))
        .load(file);
  }

  private RestartableProgram.Frame frame() {
    return new RestartableProgram.Frame() {
      @Override
      public void again(String why) {
        again.add(why);
      }

      @Override
      public void end(int code, String why) {}
    };
  }

  org.sekisho.gateway.console.Console console() {
    return ((Gateway) running.service()).console();
  }

  int port(String listener) {
    return (int) Objects.requireNonNull(running.service().ready().get(listener));
  }

  ConsoleVisitor visitor(Screen screen) throws IOException, InterruptedException {
    return ConsoleVisitor.first(data, screen, port("console-" + screen.word()));
  }

  String manual(String language) throws IOException, InterruptedException {
    try (var client =
        MaintenanceClient.ofData(data, new Address("127.0.0.1", port("maintenance")))) {
      return client.get("/manual/" + language).json().path("text").asString("");
    }
  }

  String status(String part, String word) {
    try (var client =
        MaintenanceClient.ofData(data, new Address("127.0.0.1", port("maintenance")))) {
      return client.get("/status").json().path(part).path(word).asString("");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static void await(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not in time: " + what);
      }
      Thread.onSpinWait();
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    running.close();
    guard.close();
  }
}
