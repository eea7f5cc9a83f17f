package org.sekisho.management.token;

import java.util.List;

/** The scopes that an application can have. */
public final class Scope {
  /** Every scope of the head-end's API. */
  public static final List<String> ALL =
      List.of("readings:read", "commands:write", "inventory:read", "evidence:read");

  private Scope() {}
}
