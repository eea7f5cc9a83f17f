package org.sekisho.field.house;

import org.sekisho.program.Program;

/** The program that plays the sensors and actuators of a house. */
public final class HouseProgram {
  private HouseProgram() {}

  /** Runs until SIGTERM; the one argument is the configuration file. */
  public static void main(String[] args) {
    Program.main("house", args, HouseConfig::read, HouseConfig::data, House::start);
  }
}
