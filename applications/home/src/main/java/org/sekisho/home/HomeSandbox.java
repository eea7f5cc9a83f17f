package org.sekisho.home;

import java.util.EnumSet;
import java.util.Set;
import org.sekisho.program.sandbox.SandboxPlan;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;

/** What the home application may still do once it is confined. */
final class HomeSandbox {
  /** What it opens sockets for: its page, the head-end and the management. */
  static final Set<Sockets> SOCKETS = EnumSet.of(Sockets.UNIX, Sockets.INTERNET);

  private HomeSandbox() {}

  /** The plan for this configuration. */
  static SandboxPlan plan(HomeConfig config) {
    return SandboxPlan.of(config.data())
        .with(config.sandbox())
        .with(config.enrolment())
        .read(config.api().trust())
        .read(config.api().secretFile())
        .connect(config.api().url())
        .connect(config.api().tokenUrl())
        .listen(config.page().listen())
        .listen(config.maintenance().listen());
  }
}
