package org.sekisho.home;

import org.sekisho.program.Program;

/** The home application as a process: {@code HomeProgram <home.yaml>}. */
public final class HomeProgram {
  private HomeProgram() {}

  /** Runs until SIGTERM. */
  public static void main(String[] args) {
    Program.main("home", args, HomeConfig::read, HomeConfig::data, HomeApplication::start);
  }
}
