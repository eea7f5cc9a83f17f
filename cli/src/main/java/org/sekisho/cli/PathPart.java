package org.sekisho.cli;

import org.sekisho.model.system.Ids;

/** Ids from the command line that become part of a request's path. */
final class PathPart {
  private PathPart() {}

  /** The id itself; what is no id cannot lead to another path. */
  static String of(String id) {
    if (!Ids.isId(id)) {
      throw new CommandFailure("not an id: expected " + Ids.ALLOWED);
    }
    return id;
  }
}
