package org.sekisho.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.sekisho.cli.CommandFailure;
import org.sekisho.cli.SekishoCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sekisho demo}. */
@Command(
    name = "demo",
    description = "Starts every program on this machine, with a simulated house.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dir",
      paramLabel = "<folder>",
      description = "where keys, secrets, data and logs are kept (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of("demo");

  @Option(names = "--reset", description = "forget everything that the folder holds, start afresh")
  private boolean reset;

  @Option(
      names = "--smoke",
      description = "without a person: prove that readings and a command get through, then stop")
  private boolean smoke;

  @Option(names = "--keep", description = "after --smoke, go on running until Ctrl-C")
  private boolean keep;

  @Option(
      names = "--attack",
      description =
          "prove that it works, then attack the gateway and tell what it saw, did, and what that"
              + " makes of the residual risk; with root in network namespaces of its own")
  private boolean attack;

  @Option(names = "--attack-network", hidden = true)
  private String network = "";

  @Option(
      names = "--limit",
      paramLabel = "<seconds>",
      description = "how long --smoke may take after the start (default: ${DEFAULT-VALUE})")
  private int limitS = 180;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String root = System.getenv("SEKISHO_ROOT");
    if (root == null) {
      throw new CommandFailure("start it by the script: ./sekisho demo");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (attack && network.isEmpty()) {
      String missing = AttackNetwork.missing();
      if (missing.isEmpty()) {
        return inNetworkOfItsOwn(Path.of(root));
      }
      out.println("No network of its own (" + missing + "): only attacks that need none");
    }
    Instant start = Instant.now();
    Consumer<String> notes =
        line -> {
          out.println("  " + line);
          out.flush();
        };
    out.println("Sekisho demonstration in " + DemoFolder.shown(folder, Path.of("")));
    out.flush();
    DemoFolder taken = DemoFolder.take(folder.toAbsolutePath().normalize(), reset, notes);
    DemoPorts ports = DemoPorts.choose(taken.resolve("ports.json"), DemoPorts::bind, notes);
    var demo = new Demo(taken, ports, Path.of(root), !network.isEmpty(), out);
    var stop = new Thread(demo::close, "demo-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      demo.start();
      if (smoke || attack) {
        new Smoke(demo, out, start, Duration.ofSeconds(limitS)).run();
      }
      if (attack) {
        new AttackAct(demo, network, out).run();
      }
      if ((!smoke && !attack) || keep) {
        demo.explain();
        demo.watch();
      }
      return SekishoCommand.DONE;
    } finally {
      demo.close();
    }
  }

  /** Runs this command again inside of a network that is removed with it. */
  private int inNetworkOfItsOwn(Path root) throws IOException, InterruptedException {
    AttackNetwork own = AttackNetwork.open();
    List<String> command = new ArrayList<>(own.inHouse());
    command.addAll(List.of(root.resolve("sekisho").toString(), "demo", "--attack"));
    command.addAll(List.of("--attack-network", own.name()));
    command.addAll(List.of("--dir", folder.toString(), "--limit", String.valueOf(limitS)));
    if (reset) {
      command.add("--reset");
    }
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("SEKISHO_BUILT", "yes");
    Process inside = builder.start();
    // Also when a person presses Ctrl-C: what runs inside ends first, then its network goes.
    var end =
        new Thread(
            () -> {
              inside.destroy();
              inside.onExit().join();
              own.close();
            },
            "attack-network-end");
    Runtime.getRuntime().addShutdownHook(end);
    return inside.waitFor();
  }
}
