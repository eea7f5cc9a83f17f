package org.sekisho.gateway.configuration;

import java.time.Duration;
import java.util.List;
import org.sekisho.gateway.console.Danger;

/**
 * What would come with another configuration.
 *
 * @param dangers protections that it lowers
 * @param within how long it would be on trial
 */
public record Prospect(List<Danger> dangers, Duration within) {
  public Prospect {
    dangers = List.copyOf(dangers);
  }

  /** Reads texts of this gateway's configuration. */
  public interface Reader {
    /** What is wrong with the text of a file of this name; empty when nothing is. */
    java.util.Optional<String> problem(java.nio.file.Path named, String text);

    /** What comes when the one takes the place of the other; both can be used. */
    Prospect prospect(String before, String after);
  }
}
