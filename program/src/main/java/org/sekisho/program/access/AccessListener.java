package org.sekisho.program.access;

/** Hears what happens at the doors. Called on the trying thread; must not block and not throw. */
@FunctionalInterface
public interface AccessListener {
  /** Takes the event. */
  void heard(AccessEvent event);

  /** Hears nothing. */
  static AccessListener none() {
    return _ -> {};
  }
}
