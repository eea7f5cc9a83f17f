package org.sekisho.management;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sekisho.management.authority.HostName;
import org.sekisho.management.release.ReleaseConfig;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;
import org.sekisho.program.Peer;
import org.sekisho.program.Secret;
import org.sekisho.program.access.LockoutLimits;
import org.sekisho.program.maintenance.MaintenanceConfig;
import org.sekisho.program.sandbox.SandboxConfig;

/**
 * The configuration of the management program; see {@code management.yaml} for what each key does.
 *
 * @param id own id, in the own server certificate
 * @param data private directory
 * @param listen where programs and applications reach it
 * @param names host names and IP addresses of the own server certificate, at least one
 * @param certificateLife life of the certificates that are issued
 * @param codeLife how long a one-time code can be used
 * @param tokenLife life of an application's token
 * @param database JDBC address, which may hold a password; empty for SQLite in the data directory
 * @param releases how releases are offered to gateways
 * @param maintenance the operator's listener
 * @param access how many wrong codes and secrets are too many
 * @param sandbox how the process is confined
 */
public record ManagementConfig(
    String id,
    Path data,
    Address listen,
    List<String> names,
    Duration certificateLife,
    Duration codeLife,
    Duration tokenLife,
    Optional<Secret> database,
    ReleaseConfig releases,
    MaintenanceConfig maintenance,
    LockoutLimits access,
    SandboxConfig sandbox) {
  /** Usual port of the listener. */
  public static final int USUAL_PORT = 7443;

  /** Usual port of the maintenance listener. */
  public static final int USUAL_MAINTENANCE_PORT = 7447;

  public ManagementConfig {
    names = List.copyOf(names);
  }

  /** Reads the configuration; the caller finishes the document. */
  public static ManagementConfig read(Fields root) {
    String id = root.text("id", "management");
    if (!Peer.ID.matcher(id).matches()) {
      root.problem("id", "1 to 64 of a-z, 0-9 and -");
    }
    List<String> names =
        root.has("names") ? root.texts("names") : List.of("localhost", "127.0.0.1");
    if (names.isEmpty() || names.size() > HostName.MAX_NAMES) {
      root.problem("names", "1 to " + HostName.MAX_NAMES + " host names or IP addresses");
    }
    names.stream()
        .filter(name -> !HostName.isValid(name))
        .forEach(name -> root.problem("names", "'" + name + "' is no host name or IP address"));
    Fields certificates = root.section("certificates");
    Fields codes = root.section("codes");
    Fields tokens = root.section("tokens");
    return new ManagementConfig(
        id,
        root.path("data"),
        Address.of(root, "listen", new Address("127.0.0.1", USUAL_PORT)),
        names,
        certificates.duration(
            "life", Duration.ofDays(90), Duration.ofSeconds(5), Duration.ofDays(825)),
        codes.duration("life", Duration.ofHours(24), Duration.ofSeconds(1), Duration.ofDays(30)),
        tokens.duration(
            "life", Duration.ofMinutes(15), Duration.ofSeconds(10), Duration.ofHours(24)),
        root.section("database").optionalText("url").map(Secret::of),
        ReleaseConfig.from(root.section("releases")),
        MaintenanceConfig.read(root, USUAL_MAINTENANCE_PORT),
        LockoutLimits.from(root.section("access")),
        SandboxConfig.from(root.section("sandbox")));
  }
}
