package org.sekisho.home;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.sekisho.home.headend.HeadEndConfig;
import org.sekisho.home.page.PageConfig;
import org.sekisho.home.statistics.Retention;
import org.sekisho.model.document.Fields;
import org.sekisho.program.access.LockoutLimits;
import org.sekisho.program.enrolment.EnrolmentConfig;
import org.sekisho.program.maintenance.MaintenanceConfig;
import org.sekisho.program.sandbox.SandboxConfig;

/**
 * Configuration of the home application.
 *
 * @param id the application's component id in the system model
 * @param data the program's private directory
 * @param access how many wrong codes and passwords are too many
 * @param sandbox how the process is confined
 */
public record HomeConfig(
    String id,
    Path data,
    PageConfig page,
    HeadEndConfig api,
    Retention statistics,
    MaintenanceConfig maintenance,
    EnrolmentConfig enrolment,
    LockoutLimits access,
    SandboxConfig sandbox) {
  /** The usual port of the maintenance listener. */
  public static final int MAINTENANCE_PORT = 7449;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /** Reads it; problems are noted in the fields. */
  public static HomeConfig read(Fields root) {
    String id = root.text("id", ID, "a component id of the system model, such as home-app");
    return new HomeConfig(
        id,
        root.path("data"),
        PageConfig.read(root),
        HeadEndConfig.read(root, id),
        Retention.read(root),
        MaintenanceConfig.read(root, MAINTENANCE_PORT),
        EnrolmentConfig.read(root),
        LockoutLimits.from(root.section("access")),
        SandboxConfig.from(root.section("sandbox")));
  }
}
