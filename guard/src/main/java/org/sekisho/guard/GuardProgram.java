package org.sekisho.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.sekisho.guard.program.Guard;
import org.sekisho.guard.program.GuardConfig;
import org.sekisho.program.Program;
import org.sekisho.program.sandbox.Confinement;
import org.sekisho.program.sandbox.Sandbox;
import org.sekisho.program.sandbox.SandboxPlan;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;
import org.slf4j.LoggerFactory;

/** The guard program: the only one of the gateway that has privilege. */
public final class GuardProgram {
  private GuardProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Confinement confinement =
        Sandbox.enter(
            args,
            EnumSet.of(Sockets.UNIX, Sockets.NETLINK),
            GuardConfig::read,
            GuardProgram::plan,
            System.getenv());
    confinement.tell(LoggerFactory.getLogger(GuardProgram.class));
    Program.main("guard", args, GuardConfig::read, GuardConfig::data, Guard::start);
  }

  /** Its own files, its socket's folder, the kernel's network settings; no network. */
  private static SandboxPlan plan(GuardConfig config) {
    SandboxPlan plan =
        SandboxPlan.of(config.data()).with(config.sandbox()).write(Path.of("/proc/sys/net"));
    Path folder = config.socket().toAbsolutePath().getParent();
    if (folder != null) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      plan.change(folder);
    }
    return plan;
  }
}
