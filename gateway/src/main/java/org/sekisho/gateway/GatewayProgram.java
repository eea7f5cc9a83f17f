package org.sekisho.gateway;

import java.time.InstantSource;
import java.util.Optional;
import org.sekisho.gateway.disposal.DisposalDesk;
import org.sekisho.program.Program;
import org.sekisho.program.RestartableProgram;

/** The IoT gateway program. */
public final class GatewayProgram {
  private GatewayProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Optional<Installed> installed =
        Installed.of(
            System.getProperty("sekisho.installation"), System.getProperty("sekisho.slot"));
    Optional<String> objection = installed.flatMap(Installed::objection);
    if (installed.isPresent() && objection.isPresent()) {
      // Not one line of the configuration is read by a program that is not the one signed.
      System.err.println(
          "gateway: slot " + installed.get().slot().word() + " does not start: " + objection.get());
      installed.get().installation().noteAltered(installed.get().slot(), objection.get());
      System.exit(Program.ALTERED);
    }
    RestartableProgram.main(
        "gateway",
        args,
        new GatewayLoader(installed, InstantSource.system()),
        GatewayProgram::start);
  }

  /** Starts the gateway, or what a locked one still does. */
  static Program.Service start(Launch launch, RestartableProgram.Frame frame) {
    return DisposalDesk.isLocked(launch.config().data())
        ? LockedGateway.start(launch, frame)
        : Gateway.start(launch, frame);
  }
}
