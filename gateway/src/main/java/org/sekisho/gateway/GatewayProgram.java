package org.sekisho.gateway;

import org.sekisho.program.Program;

/** The IoT gateway program. */
public final class GatewayProgram {
  private GatewayProgram() {}

  /** Starts with one argument, the configuration file. */
  public static void main(String[] args) {
    Program.main("gateway", args, GatewayConfig::read, GatewayConfig::data, Gateway::start);
  }
}
