package org.sekisho.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.configuration.ConfigurationFaces;
import org.sekisho.gateway.configuration.Return;
import org.sekisho.gateway.disposal.DisposalDesk;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Program;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.sandbox.Confinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the face of the configuration that the gateway starts with. */
final class GatewayLoader implements RestartableProgram.Loader<Launch> {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayLoader.class);

  private final Optional<Installed> installed;
  private final InstantSource clock;
  private final Confinement confinement;
  private @Nullable ConfigurationFaces opened;

  GatewayLoader(Optional<Installed> installed, InstantSource clock, Confinement confinement) {
    this.installed = installed;
    this.clock = clock;
    this.confinement = confinement;
  }

  @Override
  public Path data(Path file) {
    Path data;
    try {
      Fields root = Document.read(file);
      data = root.path("data");
      if (!root.has("data")) {
        root.finish();
      }
      installed.ifPresent(i -> i.remember(data));
      return data;
    } catch (DocumentException e) {
      // A file that is broken does not keep the gateway from running with what it had.
      return installed
          .flatMap(Installed::remembered)
          .filter(ConfigurationFaces::present)
          .orElseThrow(() -> e);
    }
  }

  @Override
  public Launch load(Path file) {
    Path data = data(file);
    if (DisposalDesk.finish(data, clock)) {
      opened = null; // its keys and both faces are destroyed
    }
    // One object for the life of the process: it remembers what it found until that is told.
    ConfigurationFaces faces = opened == null ? ConfigurationFaces.open(data, clock) : opened;
    opened = faces;
    Optional<ConfigurationFaces.Chosen> chosen =
        faces.choose(text(file), text -> problem(file, file, data, text));
    if (chosen.isEmpty()) {
      // Nothing better is there: the file's own problems are told, with line and column.
      return new Launch(
          Program.read(Document.read(file), GatewayConfig::read),
          text(file).orElse(""),
          file,
          Optional.of(faces),
          false,
          installed,
          confinement,
          faces.findings());
    }
    var findings = faces.findings();
    findings.forEach(finding -> LOG.warn("configuration: {}", finding.detail()));
    GatewayConfig config =
        Program.read(Document.read(file.toString(), chosen.get().text()), GatewayConfig::read);
    return new Launch(
        config,
        chosen.get().text(),
        file,
        Optional.of(faces),
        chosen.get().onTrial(),
        installed,
        confinement,
        findings);
  }

  @Override
  public boolean failed(Launch tried, RuntimeException why) {
    return tried.onTrial()
        && tried
            .faces()
            .map(faces -> faces.revert(Return.notStarted(String.valueOf(why.getMessage()))))
            .orElse(false);
  }

  /**
   * What is wrong with a text as a configuration of this gateway; empty when nothing is.
   *
   * @param file where relative paths begin
   * @param named the name that problems carry
   */
  static Optional<String> problem(Path file, Path named, Path data, String text) {
    try {
      Path where = file.resolveSibling(String.valueOf(named.getFileName()));
      GatewayConfig config = read(where, text);
      return config.data().toAbsolutePath().normalize().equals(data.toAbsolutePath().normalize())
          ? Optional.empty()
          : Optional.of("data: stays " + data + "; another directory is another gateway");
    } catch (DocumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The text as the configuration of this file's place. */
  static GatewayConfig read(Path where, String text) {
    return Program.read(Document.read(where.toString(), text), GatewayConfig::read);
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
