package org.sekisho.headend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.headend.api.ApiConfig;
import org.sekisho.headend.wan.WanConfig;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.Ids;
import org.sekisho.program.access.LockoutLimits;
import org.sekisho.program.enrolment.EnrolmentConfig;
import org.sekisho.program.maintenance.MaintenanceConfig;
import org.sekisho.program.sandbox.SandboxConfig;

/**
 * The configuration of the head-end; see {@code head-end.yaml} for what each key does.
 *
 * @param id component id in the system model
 * @param model system-model file
 * @param data private directory
 * @param readingsRetention readings older than this are deleted, day by day
 * @param batchesRetention signed batches older than this are given up
 * @param batchesMaxBytes size beyond which the oldest signed batches are given up
 * @param auditRetention audit entries and finished commands older than this are deleted
 * @param issuer claim {@code iss} of tokens; empty for the management of the model
 * @param access how many wrong tokens are too many
 * @param sandbox how the process is confined
 */
public record HeadEndConfig(
    String id,
    Path model,
    Path data,
    EnrolmentConfig enrolment,
    MaintenanceConfig maintenance,
    WanConfig wan,
    ApiConfig api,
    Duration readingsRetention,
    Duration batchesRetention,
    long batchesMaxBytes,
    Duration auditRetention,
    Optional<String> issuer,
    LockoutLimits access,
    SandboxConfig sandbox) {
  /** Usual port of the maintenance listener. */
  public static final int USUAL_MAINTENANCE_PORT = 7446;

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final long GIB = 1L << 30;

  /** Reads the configuration; the caller finishes the document. */
  public static HeadEndConfig read(Fields root) {
    Fields readings = root.section("readings");
    Fields batches = root.section("batches");
    Fields audit = root.section("audit");
    return new HeadEndConfig(
        root.text("id", Ids.FORM, Ids.ALLOWED),
        root.path("model"),
        root.path("data"),
        EnrolmentConfig.read(root),
        MaintenanceConfig.read(root, USUAL_MAINTENANCE_PORT),
        WanConfig.read(root),
        ApiConfig.read(root),
        readings.duration("retention", Duration.ofDays(400), DAY, LONGEST),
        batches.duration("retention", Duration.ofDays(30), DAY, LONGEST),
        batches.sizeBytes("max-size", 4 * GIB, 1024 * 1024, 1024 * GIB),
        audit.duration("retention", Duration.ofDays(400), DAY, LONGEST),
        root.section("tokens").optionalText("issuer"),
        LockoutLimits.from(root.section("access")),
        SandboxConfig.from(root.section("sandbox")));
  }
}
