package org.sekisho.management;

import org.sekisho.program.Program;
import org.sekisho.program.sandbox.Confinement;
import org.sekisho.program.sandbox.Sandbox;
import org.slf4j.LoggerFactory;

/** The IoT-GW management program. */
public final class ManagementProgram {
  private ManagementProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Confinement confinement =
        Sandbox.enter(
            args,
            ManagementSandbox.SOCKETS,
            ManagementConfig::read,
            ManagementSandbox::plan,
            System.getenv());
    confinement.tell(LoggerFactory.getLogger(ManagementProgram.class));
    Program.main(
        "management",
        args,
        ManagementConfig::read,
        ManagementConfig::data,
        config -> Management.start(config, confinement));
  }
}
