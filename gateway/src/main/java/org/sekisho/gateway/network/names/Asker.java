package org.sekisho.gateway.network.names;

/** Who asks for a name. */
sealed interface Asker {
  /**
   * A device of the model.
   *
   * @param id component id
   */
  record Device(String id) implements Asker {}

  /** A computer of the LAN. */
  record Computer() implements Asker {}

  /** Somebody else. */
  record Stranger() implements Asker {}
}
