package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.repository.Repository;
import org.sekisho.acceptance.system.Await;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.guard.channel.PacketReport;
import org.sekisho.model.Verifies;

/** The guard as it is installed: a user of its own with one capability, and everything works. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class UnprivilegedGuardTest {
  private static final String USER = "64321";

  /** The number of CAP_NET_ADMIN is 12. */
  private static final String ONLY_NET_ADMIN = "0000000000001000";

  private static final List<String> ONE_CAPABILITY =
      List.of(
          "setpriv",
          "--reuid",
          USER,
          "--regid",
          USER,
          "--clear-groups",
          "--inh-caps=-all,+net_admin",
          "--ambient-caps=-all,+net_admin",
          "--bounding-set=-all,+net_admin");

  @Test
  @Verifies({"SEC-STEP-07", "SEC-CONF-15"})
  @Shows(control = "sandboxing", tool = "setpriv")
  void oneCapabilityIsEnough(@TempDir Path folder) throws Exception {
    Lab.requires("setpriv", "chown");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (DefendedLab lab = DefendedLab.open(folder)) {
      for (String own : List.of("guard", "run")) {
        lab.lab().gateway().must("mkdir", "-p", folder.resolve(own).toString());
        lab.lab().gateway().must("chown", USER + ":" + USER, folder.resolve(own).toString());
      }
      Path config = folder.resolve("guard.yaml");
      Files.writeString(
          config, Files.readString(config).replace("socket: guard.sock", "socket: run/guard.sock"));
      Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r--r--"));
      // The gateway of this story is root, to whom the guard's file must not belong.
      lab.lab().gateway().must("chown", USER, config.toString());
      Assumptions.assumeTrue(
          readable(lab.lab().gateway(), Repository.ROOT.resolve("guard/target/sekisho-guard.jar")),
          "needs a checkout that other users can read");

      lab.startGuard(ONE_CAPABILITY);
      List<String> status = Files.readAllLines(Path.of("/proc", lab.guardPid() + "", "status"));
      for (String set : List.of("CapPrm", "CapEff", "CapBnd")) {
        assertThat(status).contains(set + ":\t" + ONLY_NET_ADMIN);
      }
      assertThat(status).contains("NoNewPrivs:\t1", "Seccomp:\t2");
      assertThat(status).anyMatch(line -> line.matches("Uid:\\s+(64321\\s*){4}"));
      assertThat(lab.guardLog()).contains("sandbox: full");

      String network = DefendedLab.NETWORK.replace("guard: guard.sock", "guard: run/guard.sock");
      NetworkDefence defence = lab.hold(network);
      assertThat(defence.standing()).isEqualTo(NetworkDefence.Standing.ON);
      // Settings of the kernel.
      assertThat(lab.lab().gateway().read("/proc/sys/net/ipv4/tcp_max_syn_backlog"))
          .isEqualTo("128");
      assertThat(lab.lab().gateway().read("/proc/sys/net/ipv4/conf/wan0/arp_ignore"))
          .isEqualTo("1");
      assertThat(lab.lab().gateway().read("/proc/sys/net/ipv4/ip_forward")).isEqualTo("1");
      assertThat(defence.json().toString()).doesNotContain("cannot be set");

      // Rules, their counters, and the kernel's reports.
      lab.listen(lab.lab().gateway(), "tcp:2323");
      assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 2323)).isFalse();
      lab.awaitCounted("wan-in-denied", 0);
      Await.until(
          "the kernel's reports come",
          () -> lab.reports().stream().map(PacketReport::rule).anyMatch("wan-in-denied"::equals));

      // Another life: the rules are its own again.
      lab.killGuard();
      lab.startGuard(ONE_CAPABILITY);
      Await.until(
          "the gateway has found it again", () -> defence.standing() == NetworkDefence.Standing.ON);
      assertThat(lab.reaches(lab.lab().wan(), Lab.GATEWAY_WAN_V4, 2323)).isFalse();
    }
  }

  private static boolean readable(Lab.Host host, Path file) throws IOException {
    return host.run(
            Await.PATIENCE,
            "setpriv",
            "--reuid",
            USER,
            "--regid",
            USER,
            "--clear-groups",
            "test",
            "-r",
            file.toString())
        .ok();
  }
}
