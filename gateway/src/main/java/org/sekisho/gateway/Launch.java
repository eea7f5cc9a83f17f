package org.sekisho.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sekisho.gateway.configuration.ConfigurationFaces;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.sandbox.Confinement;

/**
 * What the gateway is started with.
 *
 * @param text what the configuration was read from; empty when it was put together otherwise
 * @param file the configuration file that a person wrote
 * @param faces the two faces of the configuration; empty when it is read from the file alone
 * @param onTrial whether the configuration must still prove itself
 * @param installed the slot that this program runs from, if any
 * @param confinement how far this process is confined
 * @param findings what was found before there was anybody to tell
 */
public record Launch(
    GatewayConfig config,
    String text,
    Path file,
    Optional<ConfigurationFaces> faces,
    boolean onTrial,
    Optional<Installed> installed,
    Confinement confinement,
    List<SecurityEvent> findings) {
  public Launch {
    findings = List.copyOf(findings);
  }

  /** Starts with this configuration, as it is. */
  static Launch of(GatewayConfig config) {
    return new Launch(
        config,
        "",
        Path.of("gateway.yaml"),
        Optional.empty(),
        false,
        Optional.empty(),
        Confinement.notAsked(),
        List.of());
  }
}
