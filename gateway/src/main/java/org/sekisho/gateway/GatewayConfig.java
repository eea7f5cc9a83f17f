package org.sekisho.gateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.gateway.alert.AlertsConfig;
import org.sekisho.gateway.command.CommandConfig;
import org.sekisho.gateway.configuration.ConfigurationTrialConfig;
import org.sekisho.gateway.console.ConsoleConfig;
import org.sekisho.gateway.disposal.DisposalConfig;
import org.sekisho.gateway.health.HealthConfig;
import org.sekisho.gateway.journal.JournalConfig;
import org.sekisho.gateway.listener.FieldConfig;
import org.sekisho.gateway.log.LogConfig;
import org.sekisho.gateway.network.NetworkConfig;
import org.sekisho.gateway.network.detection.DetectionConfig;
import org.sekisho.gateway.update.UpdateConfig;
import org.sekisho.gateway.uplink.UplinkConfig;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.Ids;
import org.sekisho.program.Address;
import org.sekisho.program.access.LockoutLimits;
import org.sekisho.program.enrolment.EnrolmentConfig;
import org.sekisho.program.maintenance.MaintenanceConfig;
import org.sekisho.program.sandbox.SandboxConfig;

/**
 * The configuration file of the gateway program; {@code gateway.yaml} beside this module's sources
 * explains every key.
 *
 * @param id component id of this gateway in the system model
 * @param model system model file
 * @param data private directory
 * @param headEnd where the head-end listens for gateways
 * @param ledgerInterval how often the ledger is compared with the head-end
 * @param access how many wrong passwords are too many
 * @param console the gateway's own pages, if it has any
 * @param network interfaces, addresses and limits of the network defence
 * @param detection what the detectors take for an attack on the network
 * @param disposal how secrets are destroyed
 * @param sandbox how the process is confined
 */
public record GatewayConfig(
    String id,
    Path model,
    Path data,
    MaintenanceConfig maintenance,
    EnrolmentConfig enrolment,
    FieldConfig field,
    JournalConfig journal,
    Address headEnd,
    UplinkConfig uplink,
    Duration ledgerInterval,
    CommandConfig commands,
    LockoutLimits access,
    ConfigurationTrialConfig configuration,
    UpdateConfig update,
    LogConfig log,
    AlertsConfig alerts,
    HealthConfig health,
    Optional<ConsoleConfig> console,
    NetworkConfig network,
    DetectionConfig detection,
    DisposalConfig disposal,
    SandboxConfig sandbox) {
  private static final int MAINTENANCE_PORT = 7445;
  private static final int HEAD_END_PORT = 7883;
  private static final Duration USUAL_LEDGER_INTERVAL = Duration.ofSeconds(60);

  /** Reads the file; everything that is wrong is noted in the fields. */
  public static GatewayConfig read(Fields root) {
    Address headEnd =
        Address.of(root.section("wan"), "head-end", new Address("127.0.0.1", HEAD_END_PORT));
    Fields network = root.section("network");
    return new GatewayConfig(
        root.text("id", Ids.FORM, Ids.ALLOWED),
        root.path("model"),
        root.path("data"),
        MaintenanceConfig.read(root, MAINTENANCE_PORT),
        EnrolmentConfig.read(root),
        FieldConfig.from(root.section("field")),
        JournalConfig.from(root.section("journal")),
        headEnd,
        UplinkConfig.from(root.section("uplink")),
        root.section("ledger")
            .duration(
                "interval", USUAL_LEDGER_INTERVAL, Duration.ofMillis(100), Duration.ofDays(1)),
        CommandConfig.from(root.section("commands")),
        LockoutLimits.from(root.section("access")),
        ConfigurationTrialConfig.from(root.section("configuration")),
        UpdateConfig.from(root.section("update")),
        LogConfig.from(root.section("log")),
        AlertsConfig.from(root.section("alerts")),
        HealthConfig.from(root.section("health")),
        ConsoleConfig.read(root),
        NetworkConfig.from(network),
        DetectionConfig.from(network.section("detection")),
        DisposalConfig.from(root.section("disposal")),
        SandboxConfig.from(root.section("sandbox")));
  }
}
