package org.sekisho.gateway.console;

import java.util.List;
import java.util.stream.Collectors;
import org.sekisho.model.system.LocalText;

/**
 * A protection that an operation lowers at this moment.
 *
 * @param what is lowered; empty when the operation itself says it
 * @param risk what may happen
 */
public record Danger(LocalText what, Risk risk) {
  /** An operation that is dangerous whatever it is done to. */
  static Danger of(Risk risk) {
    return new Danger(Block.same(""), risk);
  }

  /** The ids and versions of all their texts: what a person accepts, and what the log says. */
  public static String texts(List<Danger> all) {
    return all.stream()
        .map(d -> d.risk().id() + "/" + d.risk().version())
        .distinct()
        .collect(Collectors.joining(" "));
  }
}
