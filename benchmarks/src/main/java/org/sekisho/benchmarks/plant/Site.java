package org.sekisho.benchmarks.plant;

import java.io.IOException;
import java.util.List;

/** Where the programs of a plant run, and how they reach each other. */
public interface Site {
  /** Everything on loopback. */
  Site LOOPBACK =
      new Site() {
        @Override
        public List<String> words(ProgramKind kind) {
          return List.of();
        }

        @Override
        public String centre() {
          return "127.0.0.1";
        }

        @Override
        public String field() {
          return "127.0.0.1";
        }

        @Override
        public <T> T at(ProgramKind kind, Work<T> work) throws IOException, InterruptedException {
          return work.run();
        }
      };

  /** Something that opens sockets. */
  interface Work<T> {
    /** Does it. */
    T run() throws IOException, InterruptedException;
  }

  /** The words before the command that starts a program. */
  List<String> words(ProgramKind kind);

  /** Address of management and head-end, as the gateway sees them. */
  String centre();

  /** Address that the gateway has for devices. */
  String field();

  /** Port of the gateway for devices; 0 lets the system choose. */
  default int fieldPort() {
    return 0;
  }

  /** Does something in the network that this program is in. */
  <T> T at(ProgramKind kind, Work<T> work) throws IOException, InterruptedException;
}
