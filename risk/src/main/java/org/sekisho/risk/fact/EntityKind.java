package org.sekisho.risk.fact;

import java.util.Locale;

/** What a rule can look at. */
public enum EntityKind {
  /** The whole system. */
  SYSTEM("system"),
  /** A zone. */
  ZONE("zones"),
  /** A component. */
  COMPONENT("components"),
  /** A link. */
  LINK("links"),
  /** An entry point. */
  ENTRY_POINT("entry-points"),
  /** An asset. */
  ASSET("assets"),
  /** A link seen as the crossing of a boundary between zones or owners. */
  CROSSING("links"),
  /** A way from an entry point to an asset. */
  PATH("paths"),
  /** Somebody who acts on the system; only related to others, no rule looks for threats at it. */
  ACTOR("actors");

  private final String list;
  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  EntityKind(String list) {
    this.list = list;
  }

  /** The list of the model file that holds such entities. */
  public String list() {
    return list;
  }

  /** The id in documents, such as {@code entry-point}. */
  public String id() {
    return id;
  }
}
