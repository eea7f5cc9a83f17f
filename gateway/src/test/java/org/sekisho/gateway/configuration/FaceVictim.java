package org.sekisho.gateway.configuration;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import org.sekisho.gateway.configuration.ConfigurationFaces.Chosen;

/**
 * Changes a configuration without end, until the process is killed: stages, tries, confirms, takes
 * back, imports an edited file.
 */
final class FaceVictim {
  private FaceVictim() {}

  /** Arguments: data directory, seed, the step that is fatal, or 0 to be killed from outside. */
  public static void main(String[] args) {
    var random = new Random(Long.parseLong(args[1]));
    int fatal = Integer.parseInt(args[2]);
    int[] done = {0};
    ConfigurationFaces faces =
        ConfigurationFaces.open(
            Path.of(args[0]),
            InstantSource.system(),
            _ -> {
              if (++done[0] == fatal) {
                Runtime.getRuntime().halt(137);
              }
            });
    String file = text(random.nextInt(100));
    System.out.println("begun");
    while (true) {
      Optional<Chosen> chosen = faces.choose(Optional.of(file), _ -> Optional.empty());
      if (chosen.isEmpty()) {
        System.out.println("nothing to choose");
        Runtime.getRuntime().halt(1);
      }
      switch (random.nextInt(6)) {
        case 0 -> file = text(random.nextInt(100));
        case 1, 2 -> {
          faces.stage(text(random.nextInt(100)), _ -> Optional.empty());
          faces.startTrial(random.nextBoolean(), false);
        }
        case 3, 4 -> faces.confirm();
        default -> faces.revert(Return.notStarted("a port is taken"));
      }
    }
  }

  /** A text of some kilobytes: not one sector. */
  static String text(int number) {
    return ("# configuration " + number + "\n").repeat(200 + number) + "end: " + number + "\n";
  }
}
