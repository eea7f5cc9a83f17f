package org.sekisho.guard;

import org.sekisho.guard.program.Guard;
import org.sekisho.guard.program.GuardConfig;
import org.sekisho.program.Program;

/** The guard program: the only one of the gateway that has privilege. */
public final class GuardProgram {
  private GuardProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Program.main("guard", args, GuardConfig::read, GuardConfig::data, Guard::start);
  }
}
