package org.sekisho.benchmarks.plant;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs of a plant, started as {@code ./sekisho} starts them. */
public enum ProgramKind {
  /** The IoT gateway. */
  GATEWAY("gateway", "org.sekisho.gateway.GatewayProgram"),
  /** The gateway's privileged helper. */
  GUARD("guard", "org.sekisho.guard.GuardProgram"),
  /** The head-end. */
  HEAD_END("headend", "org.sekisho.headend.HeadEndProgram"),
  /** The IoT-GW management. */
  MANAGEMENT("management", "org.sekisho.management.ManagementProgram");

  private final String module;
  private final String main;

  ProgramKind(String module, String main) {
    this.module = module;
    this.main = main;
  }

  /**
   * The command line.
   *
   * @param more JVM options beside those of {@code ./sekisho}, which {@code benchmarks/run} hands
   *     over as the property {@code sekisho.jvm.<module>}
   */
  List<String> command(Path java, Path root, List<String> more, Path configuration) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    String usual = System.getProperty("sekisho.jvm." + module, "");
    if (!usual.isBlank()) {
      command.addAll(List.of(usual.strip().split("\\s+", -1)));
    }
    command.addAll(more);
    Path target = root.resolve(module).resolve("target");
    command.add("-cp");
    command.add(target.resolve("sekisho-" + module + ".jar") + ":" + target.resolve("lib") + "/*");
    command.add(main);
    command.add(configuration.toString());
    return command;
  }
}
