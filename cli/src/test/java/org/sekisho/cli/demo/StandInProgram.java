package org.sekisho.cli.demo;

import java.nio.file.Path;
import java.util.Map;
import org.sekisho.program.Program;
import org.sekisho.program.StartException;

/** A program with nothing in it, for tests of what starts and stops programs. */
public final class StandInProgram {
  private StandInProgram() {}

  /** What it reads. */
  private record Config(Path data, boolean broken) {}

  /** Runs until it is told to stop. */
  public static void main(String[] args) {
    Program.main(
        "stand-in",
        args,
        root -> new Config(root.path("data"), root.flag("broken", false)),
        Config::data,
        config -> {
          if (config.broken()) {
            throw new StartException("listen: port 1 is taken");
          }
          return new Program.Service() {
            @Override
            public Map<String, Object> ready() {
              return Map.of();
            }

            @Override
            public void close() {
              System.err.println("closed");
            }
          };
        });
  }
}
