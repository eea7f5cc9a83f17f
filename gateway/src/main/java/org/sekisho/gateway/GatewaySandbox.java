package org.sekisho.gateway;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sekisho.gateway.alert.AlertsConfig.LampKind;
import org.sekisho.gateway.disposal.DisposalConfig;
import org.sekisho.gateway.network.names.NamesConfig;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.program.sandbox.SandboxPlan;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;

/**
 * What the gateway may still do once it is confined. It follows from the configuration file alone,
 * never from the faces in the data directory: those the gateway could write itself.
 */
final class GatewaySandbox {
  /** What it opens sockets for: devices and the centre, the guard, and names of interfaces. */
  static final Set<Sockets> SOCKETS = EnumSet.allOf(Sockets.class);

  private GatewaySandbox() {}

  /** The plan for this configuration file; off when there is nothing to take it from. */
  static SandboxPlan plan(Path file, Optional<Installed> installed) {
    Optional<SandboxPlan> found = configured(file);
    if (found.isEmpty()) {
      return SandboxPlan.off(
          "the configuration file cannot be used, so nobody says what may be reached");
    }
    SandboxPlan plan = found.get();
    Path folder = file.toAbsolutePath().normalize().getParent();
    // The folder, because an editor puts a new file in the place of the old one; but not a folder
    // that holds everything, perhaps also what belongs to other programs.
    plan.read(folder == null || plan.temporary().startsWith(folder) ? file : folder);
    installed.ifPresent(i -> plan.change(i.installation().root()));
    return plan;
  }

  private static Optional<SandboxPlan> configured(Path file) {
    try {
      // Without the class Program and its logger: the first start should be short.
      Fields root = Document.read(file);
      GatewayConfig config = GatewayConfig.read(root);
      root.finish();
      return Optional.of(plan(config));
    } catch (DocumentException | IllegalArgumentException e) {
      // The program tells what is wrong with the file. It may run with the last good version; where
      // that one's model and trust lie, nobody but the gateway's own data says.
      return Optional.empty();
    }
  }

  private static SandboxPlan plan(GatewayConfig config) {
    SandboxPlan plan =
        SandboxPlan.of(config.data())
            .with(config.sandbox())
            .read(config.model())
            .read(config.enrolment().trust());
    // It may come later; then it is read, and destroyed under another name.
    Path codes = config.enrolment().codeFile().toAbsolutePath().getParent();
    if (codes != null) {
      plan.change(codes);
    }
    config
        .alerts()
        .lampPath()
        .ifPresent(
            lamp -> {
              Path folder = lamp.toAbsolutePath().getParent();
              if (config.alerts().lamp() == LampKind.LED) {
                plan.write(lamp);
              } else if (folder != null) {
                plan.change(folder); // It is replaced by a new one.
              }
            });
    config.network().names().flatMap(NamesConfig::denyFile).ifPresent(plan::read);
    DisposalConfig disposal = config.disposal();
    disposal.tamper().ifPresent(input -> read(plan, input));
    disposal.button().ifPresent(input -> read(plan, input));
    for (Path also : disposal.also()) {
      plan.change(also);
      Path folder = also.getParent();
      if (folder != null) {
        plan.rename(folder); // What is destroyed gets a name that says nothing first.
      }
    }
    disposal.factorySettings().ifPresent(from -> plan.read(from).change(disposal.settings()));
    return plan;
  }

  private static void read(SandboxPlan plan, DisposalConfig.Input input) {
    switch (input) {
      case DisposalConfig.Input.WordInFile(Path word, _) -> {
        // The folder: a file that somebody replaces must not blind the watch.
        Path folder = word.toAbsolutePath().getParent();
        plan.read(folder == null ? word : folder);
      }
      case DisposalConfig.Input.Events(Path device, _) -> plan.device(device);
    }
  }
}
