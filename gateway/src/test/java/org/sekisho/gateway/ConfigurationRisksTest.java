package org.sekisho.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.gateway.console.Danger;
import org.sekisho.gateway.console.Risk;
import org.sekisho.model.Verifies;

/** Which changes of the configuration lower a protection. */
@Verifies("SEC-ALERT-02")
class ConfigurationRisksTest {
  private static final Path FILE = Path.of("gateway.yaml").toAbsolutePath();

  /** Keys that protect nothing, or that no text but one of this gateway can have. */
  private static final Set<String> HARMLESS =
      Set.of(
          "id",
          "data",
          // Loopback only, whatever it says.
          "maintenance.listen",
          "enrolment.code-file",
          "field.clock-ahead",
          "field.clock-behind",
          "field.mqtt.threads",
          "field.mqtt.keep-alive-max",
          "journal.max-bytes",
          "journal.when-full",
          "uplink.batch-readings",
          "uplink.linger",
          "uplink.in-flight",
          "uplink.backlog-batches",
          "uplink.answer-timeout",
          "uplink.keep-alive",
          "uplink.retry-first",
          "uplink.retry-greatest",
          "ledger.interval",
          "commands.waiting",
          // Asked for by the key beside it.
          "log.logins-reason",
          "configuration.within",
          "configuration.steady",
          "update.max-size",
          "update.slice",
          "update.steady",
          "update.within",
          "update.tries",
          "network.confirm-within",
          "disposal.hold",
          "disposal.factory-settings");

  private static String text(String more) {
    return """
    id: home-gw-1
    model: home-gateway.yaml
    data: data
    enrolment: {management: https://localhost:1, trust: root-ca.pem, code-file: code}
    """
        + more
        + "\n";
  }

  private static List<Danger> change(String before, String after) {
    return ConfigurationRisks.of(
        GatewayLoader.read(FILE, text(before)), GatewayLoader.read(FILE, text(after)));
  }

  /** The keys of the shipped example, those behind a comment sign included. */
  private static Set<String> keys() throws IOException {
    Set<String> keys = new TreeSet<>();
    List<String> path = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("src/main/config/gateway.yaml"))) {
      var key =
          java.util.regex.Pattern.compile("^( *)(?:# )?( *)([a-z][a-z0-9-]*):(?: (.*))?$")
              .matcher(line);
      if (!key.find() || line.matches("^ *# .*[a-z] [a-z].*")) {
        continue;
      }
      int depth = (key.group(1).length() + key.group(2).length()) / 2;
      while (path.size() > depth) {
        path.removeLast();
      }
      path.add(key.group(3));
      String rest = key.group(4) == null ? "" : key.group(4).strip();
      if (!rest.isEmpty()) {
        keys.add(String.join(".", path));
      }
    }
    return keys;
  }

  @Test
  void everyKeyOfTheShippedExampleHasARuleOrIsKnownToBeHarmless() throws IOException {
    Set<String> keys = keys();
    assertThat(keys).hasSizeGreaterThan(120).contains("sandbox.enabled", "network.guard");
    List<String> ruled = ConfigurationRisks.RULES.stream().map(r -> r.key()).toList();
    assertThat(keys)
        .filteredOn(k -> !HARMLESS.contains(k))
        .allSatisfy(
            key ->
                assertThat(ruled)
                    .as(key)
                    .anyMatch(
                        r ->
                            key.equals(r)
                                || r.startsWith(key + ".")
                                || (key.startsWith(r + ".") && !r.equals("console"))));
    assertThat(HARMLESS).as("no key that is gone").allSatisfy(k -> assertThat(keys).contains(k));
    assertThat(HARMLESS).noneMatch(ruled::contains);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sandbox: {} | sandbox: {enabled: false, reason: x} | sandbox.enabled | less-confined",
        "sandbox: {} | sandbox: {also-read: [/]} | sandbox.also-read | less-confined",
        "sandbox: {} | sandbox: {also-connect: [8080]} | sandbox.also-connect | less-confined",
        "network: {guard: s, interfaces: {wan: [w], field: [f]}} | network: {interfaces: {wan: [w],"
            + " field: [f]}} | network.guard | defence-off",
        "network: {} | network: {lan-to-wan: true} | network.lan-to-wan | more-reach",
        "network: {only-known-devices: true} | network: {} | network.only-known-devices |"
            + " more-reach",
        "network: {} | network: {detection: {scan: {fast-ports: 900}}} | network.detection |"
            + " detection-less",
        "network: {} | network: {detection: {block: {per-minute: 0}}} | network.detection |"
            + " detection-less",
        "network: {} | network: {detection: {block: {never: [10.0.0.0/8]}}} |"
            + " network.detection.block.never | detection-less",
        "network: {} | network: {limits: {syn-per-source: 999}} | network.limits | limits-higher",
        "network: {} | network: {services: [{id: web, port: tcp/80, from: [wan]}]} |"
            + " network.services | open-port",
        "network: {} | network: {forwards: [{id: cam, port: tcp/80, target: 10.0.0.2}]} |"
            + " network.forwards | open-port",
        "network: {patches: [{id: p, device: d, port: tcp/23, reason: r, until: 2029-03-31}]} |"
            + " network: {} | network.patches | detection-less",
        "log: {} | log: {logins: false, logins-reason: x} | log.logins | records-less",
        "log: {} | log: {security: {max-bytes: 64KiB}} | log.security.max-bytes | records-less",
        "alerts: {} | alerts: {deliver: false} | alerts.deliver | detection-less",
        "alerts: {} | alerts: {lamp: off} | alerts.lamp | detection-less",
        "access: {} | access: {lock-first: 1s} | access.lock-first | doors-weaker",
        "configuration: {} | configuration: {confirm: health} | configuration.confirm |"
            + " unwatched-trial",
        "update: {automatic: true} | update: {} | update.automatic | late-updates",
        "update: {} | update: {server: https://elsewhere.example} | update.server | other-centre",
        "wan: {head-end: 127.0.0.1:1} | wan: {head-end: 127.0.0.1:2} | wan.head-end | other-centre",
        "ledger: {} | console: {} | console | open-port",
        "console: {} | console: {proof: 15m} | console.proof | doors-weaker",
        "console: {forbidden-words: [SN-1]} | console: {} | console.forbidden-words |"
            + " weak-password",
        "console: {} | console: {users: {listen: 0.0.0.0:7450}} | console.users.listen | open-port",
        "field: {} | field: {mqtt: {listen: 10.0.0.1:8883}} | field.mqtt.listen | open-port",
        "commands: {} | commands: {per-minute: 6000} | commands.per-minute | limits-higher",
        "disposal: {tamper: {file: t}} | disposal: {} | disposal.tamper | secrets-remain",
        "disposal: {also: [a]} | disposal: {} | disposal.also | secrets-remain",
        "health: {} | health: {declared-ports: [21]} | health.declared-ports | detection-less"
      })
  void tellsWhatIsLoweredAndNotTheOtherWayRound(
      String before, String after, String key, String risk) {
    assertThat(change(before, after))
        .extracting(d -> d.what().en() + " " + d.risk().id())
        .containsExactly(key + " " + risk);
    assertThat(change(before, before)).isEmpty();
    if (!risk.equals("other-centre")) {
      assertThat(change(after, before)).as("raising it").isEmpty();
    }
  }

  @Test
  void everyRiskOfARuleIsInTheManual() {
    assertThat(ConfigurationRisks.RULES).allMatch(r -> Risk.ALL.contains(r.risk()));
  }
}
