package org.sekisho.home;

import org.sekisho.program.Program;
import org.sekisho.program.sandbox.Confinement;
import org.sekisho.program.sandbox.Sandbox;
import org.slf4j.LoggerFactory;

/** The home application as a process: {@code HomeProgram <home.yaml>}. */
public final class HomeProgram {
  private HomeProgram() {}

  /** Runs until SIGTERM. */
  public static void main(String[] args) {
    Confinement confinement =
        Sandbox.enter(
            args, HomeSandbox.SOCKETS, HomeConfig::read, HomeSandbox::plan, System.getenv());
    confinement.tell(LoggerFactory.getLogger(HomeProgram.class));
    Program.main(
        "home",
        args,
        HomeConfig::read,
        HomeConfig::data,
        config -> HomeApplication.start(config, confinement));
  }
}
