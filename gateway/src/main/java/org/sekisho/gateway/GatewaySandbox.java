package org.sekisho.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.gateway.alert.AlertsConfig.LampKind;
import org.sekisho.gateway.configuration.ConfigurationFaces;
import org.sekisho.gateway.disposal.DisposalConfig;
import org.sekisho.gateway.network.names.NamesConfig;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.program.sandbox.Confinement;
import org.sekisho.program.sandbox.SandboxPlan;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;

/**
 * What the gateway may still do once it is confined. Files follow from the configuration file
 * alone, never from the faces in the data directory, which the gateway could write itself; only
 * when that file is broken do they follow from the faces, because the gateway then runs with one of
 * them. TCP ports follow from both: a configuration that is tried may name others.
 */
final class GatewaySandbox {
  /** What it opens sockets for: devices and the centre, the guard, and names of interfaces. */
  static final Set<Sockets> SOCKETS = EnumSet.allOf(Sockets.class);

  private GatewaySandbox() {}

  /** The plan for this configuration file; off when there is nothing at all to take it from. */
  static SandboxPlan plan(Path file, Optional<Installed> installed) {
    Optional<String> text = text(file);
    Optional<GatewayConfig> config = text.flatMap(t -> read(file, t));
    Optional<Path> data = config.map(GatewayConfig::data).or(() -> data(file, text, installed));
    List<GatewayConfig> faces =
        data.filter(d -> config.isEmpty() || !ConfigurationFaces.hold(d, text.orElse("")))
            .map(d -> faces(file, d))
            .orElse(List.of());
    if (config.isEmpty() && faces.isEmpty()) {
      return SandboxPlan.off("neither the configuration file nor a former version can be used");
    }
    SandboxPlan plan;
    if (config.isPresent()) {
      plan = plan(config.get());
    } else {
      // The first face is the one in use, the other the one that it may go back to.
      plan = plan(faces.getFirst());
      faces
          .subList(1, faces.size())
          .forEach(other -> files(plan.withReachOf(other.sandbox()), other));
    }
    faces.forEach(face -> ports(plan, face));
    Path folder = file.toAbsolutePath().normalize().getParent();
    // The folder, because an editor puts a new file in the place of the old one; but not a folder
    // that holds everything, perhaps also what belongs to other programs.
    plan.read(folder == null || plan.temporary().startsWith(folder) ? file : folder);
    installed.ifPresent(i -> plan.change(i.installation().root()));
    return plan;
  }

  /**
   * Whether the next start within this process could need TCP ports that are closed to it, so that
   * the process must be started anew.
   */
  static boolean needsNewProcess(
      Path file, Optional<Installed> installed, Confinement confinement) {
    if (!confinement.ports()) {
      return false;
    }
    SandboxPlan next = plan(file, installed);
    return !confinement.reach().listens().holds(next.listens())
        || !confinement.reach().connects().holds(next.connects());
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Without the class Program and its logger: the first start should be short. */
  private static Optional<GatewayConfig> read(Path file, String text) {
    try {
      Fields root = Document.read(file.toString(), text);
      GatewayConfig config = GatewayConfig.read(root);
      root.finish();
      return Optional.of(config);
    } catch (DocumentException | IllegalArgumentException e) {
      return Optional.empty(); // The program tells what is wrong with it.
    }
  }

  /** The data directory of a file that cannot be used: still named in it, or remembered. */
  private static Optional<Path> data(
      Path file, Optional<String> text, Optional<Installed> installed) {
    try {
      Fields root = Document.read(file.toString(), text.orElse(""));
      if (root.has("data")) {
        return Optional.of(root.path("data"));
      }
    } catch (DocumentException e) {
      // Not even YAML.
    }
    return installed.flatMap(Installed::remembered);
  }

  private static List<GatewayConfig> faces(Path file, Path data) {
    return ConfigurationFaces.texts(data).stream()
        .map(text -> read(file, text))
        .flatMap(Optional::stream)
        .filter(config -> config.data().normalize().equals(data.normalize()))
        .toList();
  }

  private static SandboxPlan plan(GatewayConfig config) {
    SandboxPlan plan = SandboxPlan.of(config.data()).with(config.sandbox());
    files(plan, config);
    ports(plan, config);
    return plan;
  }

  private static void ports(SandboxPlan plan, GatewayConfig config) {
    plan.listen(config.maintenance().listen())
        .listen(config.field().mqtt().listen())
        .connect(config.headEnd().host(), config.headEnd().port())
        .connect(config.enrolment().management());
    config.update().server().ifPresent(plan::connect);
    config.console().ifPresent(c -> plan.listen(c.users()).listen(c.maintainers()));
    config
        .network()
        .names()
        .ifPresent(names -> names.upstream().forEach(s -> plan.connect(s.host(), s.port())));
  }

  private static void files(SandboxPlan plan, GatewayConfig config) {
    plan.read(config.model()).read(config.enrolment().trust());
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
