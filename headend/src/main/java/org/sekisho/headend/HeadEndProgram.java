package org.sekisho.headend;

import org.sekisho.program.Program;

/** The head-end program. */
public final class HeadEndProgram {
  private HeadEndProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Program.main("head-end", args, HeadEndConfig::read, HeadEndConfig::data, HeadEnd::start);
  }
}
