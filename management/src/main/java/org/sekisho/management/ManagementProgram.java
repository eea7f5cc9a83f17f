package org.sekisho.management;

import org.sekisho.program.Program;

/** The IoT-GW management program. */
public final class ManagementProgram {
  private ManagementProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Program.main(
        "management", args, ManagementConfig::read, ManagementConfig::data, Management::start);
  }
}
