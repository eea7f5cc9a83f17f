package org.sekisho.gateway.console;

import java.util.List;
import org.sekisho.model.system.LocalText;

/** What the lamps show, for the screen. Thread-safe. */
@FunctionalInterface
public interface LampMirror {
  /**
   * One lamp.
   *
   * @param name which one
   * @param look colour and pattern
   * @param meaning what that means
   * @param tone how it is drawn
   */
  record Lamp(LocalText name, LocalText look, LocalText meaning, Block.Tone tone) {}

  /** All lamps. */
  List<Lamp> lamps();
}
