package org.sekisho.headend;

import org.sekisho.program.Program;
import org.sekisho.program.sandbox.Confinement;
import org.sekisho.program.sandbox.Sandbox;
import org.slf4j.LoggerFactory;

/** The head-end program. */
public final class HeadEndProgram {
  private HeadEndProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Confinement confinement =
        Sandbox.enter(
            args,
            HeadEndSandbox.SOCKETS,
            HeadEndConfig::read,
            HeadEndSandbox::plan,
            System.getenv());
    confinement.tell(LoggerFactory.getLogger(HeadEndProgram.class));
    Program.main(
        "head-end",
        args,
        HeadEndConfig::read,
        HeadEndConfig::data,
        config -> HeadEnd.start(config, confinement));
  }
}
