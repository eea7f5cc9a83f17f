package org.sekisho.program.release;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Updates an installation over and over until the process is ended at the step that was asked for:
 * stages a release, tries it, confirms it or gives it up.
 */
final class Victim {
  private Victim() {}

  /** Arguments: installation, folder of releases {@code 1.0.N.release}, first N, fatal step. */
  public static void main(String[] args) throws Exception {
    int fatal = Integer.parseInt(args[3]);
    int[] done = {0};
    Installation installation =
        Installation.at(
            Path.of(args[0]),
            _ -> {
              if (++done[0] == fatal) {
                // As the power fails: nothing is closed, nothing is finished.
                Runtime.getRuntime().halt(137);
              }
            });
    installation.settle();
    if (installation.state().trying().isPresent()) {
      installation.giveUp("the trial was cut short");
    }
    for (int i = 0; i < 2; i++) {
      Path release = Path.of(args[1], "1.0." + (Integer.parseInt(args[2]) + i) + ".release");
      try (InputStream in = Files.newInputStream(release)) {
        installation.stage(in, Long.MAX_VALUE, false, Optional.empty());
      }
      installation.startTrial(3, 60, false);
      if (i == 0) {
        installation.confirm();
      } else {
        installation.giveUp("it did not prove itself");
      }
    }
  }
}
