package org.sekisho.report.analysis;

import org.sekisho.report.document.Anchor;

/** Where the parts of a report stand. */
final class Anchors {
  private Anchors() {}

  static Anchor finding(String id) {
    return Anchor.of("finding-", id);
  }

  static Anchor surface(String number) {
    return Anchor.of("surface-", number);
  }

  static Anchor asset(String id) {
    return Anchor.of("asset-", id);
  }

  static Anchor control(String id) {
    return Anchor.of("control-", id);
  }

  static Anchor component(String id) {
    return Anchor.of("component-", id);
  }
}
