package org.sekisho.gateway;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.sekisho.gateway.disposal.DisposalDesk;
import org.sekisho.program.Program;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.sandbox.Confinement;
import org.sekisho.program.sandbox.Sandbox;
import org.sekisho.program.sandbox.SandboxPlan;
import org.slf4j.LoggerFactory;

/** The IoT gateway program. */
public final class GatewayProgram {
  private GatewayProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Optional<Installed> installed =
        Installed.of(
            System.getProperty("sekisho.installation"), System.getProperty("sekisho.slot"));
    Confinement confinement =
        Sandbox.enter(
            GatewaySandbox.SOCKETS,
            () ->
                args.length == 1
                    ? GatewaySandbox.plan(Path.of(args[0]), installed)
                    : SandboxPlan.off("there is no configuration file"),
            System.getenv());
    Optional<String> objection = installed.flatMap(Installed::objection);
    if (installed.isPresent() && objection.isPresent()) {
      // Nothing is done for a program that is not the one signed.
      System.err.println(
          "gateway: slot " + installed.get().slot().word() + " does not start: " + objection.get());
      installed.get().installation().noteAltered(installed.get().slot(), objection.get());
      System.exit(Program.ALTERED);
    }
    confinement.tell(LoggerFactory.getLogger(GatewayProgram.class));
    RestartableProgram.main(
        "gateway",
        args,
        new GatewayLoader(installed, InstantSource.system(), confinement),
        GatewayProgram::start);
  }

  /** Starts the gateway, or what a locked one still does. */
  static Program.Service start(Launch launch, RestartableProgram.Frame frame) {
    RestartableProgram.Frame outer = launch.installed().isPresent() ? anew(launch, frame) : frame;
    return DisposalDesk.isLocked(launch.config().data())
        ? LockedGateway.start(launch, outer)
        : Gateway.start(launch, outer);
  }

  /**
   * A process that is confined to its ports does not get others; where there is a launcher, it
   * starts a new process for a configuration that names others.
   */
  private static RestartableProgram.Frame anew(Launch launch, RestartableProgram.Frame frame) {
    return new RestartableProgram.Frame() {
      @Override
      public void again(String why) {
        if (GatewaySandbox.needsNewProcess(
            launch.file(), launch.installed(), launch.confinement())) {
          frame.end(Program.RESTART, why + ", in a new process because its ports are others");
        } else {
          frame.again(why);
        }
      }

      @Override
      public void end(int code, String why) {
        frame.end(code, why);
      }
    };
  }
}
