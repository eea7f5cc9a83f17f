package org.sekisho.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.sekisho.guard.program.Guard;
import org.sekisho.guard.program.GuardConfig;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
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
            EnumSet.of(Sockets.UNIX, Sockets.NETLINK),
            () ->
                args.length == 1
                    ? plan(Path.of(args[0]))
                    : SandboxPlan.off("there is no configuration file"),
            System.getenv());
    LoggerFactory.getLogger(GuardProgram.class).info("sandbox: {}", confinement);
    Program.main("guard", args, GuardConfig::read, GuardConfig::data, Guard::start);
  }

  /** Its own files, its socket's folder, the kernel's network settings; no network. */
  private static SandboxPlan plan(Path file) {
    GuardConfig config;
    try {
      config = Program.read(Document.read(file), GuardConfig::read);
    } catch (DocumentException e) {
      return SandboxPlan.off("the configuration file cannot be used");
    }
    SandboxPlan plan =
        SandboxPlan.of(config.data())
            .with(config.sandbox())
            .read(file)
            .write(Path.of("/proc/sys/net"));
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
