package org.sekisho.headend;

import java.util.EnumSet;
import java.util.Set;
import org.sekisho.program.sandbox.SandboxPlan;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;

/** What the head-end may still do once it is confined. */
final class HeadEndSandbox {
  /** What it opens sockets for: gateways, applications and the management. */
  static final Set<Sockets> SOCKETS = EnumSet.of(Sockets.UNIX, Sockets.INTERNET);

  private HeadEndSandbox() {}

  /** The plan for this configuration. */
  static SandboxPlan plan(HeadEndConfig config) {
    return SandboxPlan.of(config.data())
        .with(config.sandbox())
        .with(config.enrolment())
        .read(config.model())
        .listen(config.wan().listen())
        .listen(config.api().listen())
        .listen(config.maintenance().listen());
  }
}
