package org.sekisho.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** A command that asks a running program, and shows the answer. */
abstract class AskingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "answer as JSON, for scripts")
  private boolean json;

  @Mixin private final RunningProgram program;

  AskingCommand(RunningProgram.Kind kind) {
    this.program = new RunningProgram(kind);
  }

  RunningProgram program() {
    return program;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  boolean json() {
    return json;
  }

  /** Shows an answer for people, or as it came. */
  int show(JsonNode answer) {
    out().print(json ? answer.toPrettyString() + "\n" : Glance.of(answer));
    out().flush();
    return SekishoCommand.DONE;
  }
}
