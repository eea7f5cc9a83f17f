package org.sekisho.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.CommandFailure;
import org.sekisho.cli.risk.ResidualRisk;
import org.sekisho.risk.treatment.Evidence;
import org.sekisho.risk.treatment.EvidenceFile;
import tools.jackson.databind.JsonNode;

/**
 * Attacks the running gateway of the demonstration, tells what it saw and did, and what that makes
 * of the residual risk. Without a network of its own it does what needs none.
 */
final class AttackAct {
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(20);
  private static final Duration ATTACK_LIMIT = Duration.ofSeconds(60);
  private static final Duration EVIDENCE_LIFE = Duration.ofDays(90);
  private static final Duration ARRIVED_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_MS = 100;

  /** Any number may follow any other at this point. */
  private static final String HONEST_POINT = "illuminance";

  private static final Pattern HONEST_END = Pattern.compile("sent (\\d+) acknowledged (\\d+)");

  private final Demo demo;
  private final Path model;
  private final Path folder;
  private final String network;
  private final int fieldPort;
  private final PrintWriter out;
  private final List<Evidence> evidence = new ArrayList<>();

  /**
   * An attack on a started demonstration.
   *
   * @param network name of the {@link AttackNetwork}; empty when there is none
   */
  AttackAct(Demo demo, String network, PrintWriter out) {
    this.demo = demo;
    this.model = demo.modelFile();
    this.folder = demo.evidence();
    this.network = network;
    this.fieldPort = demo.fieldPort();
    this.out = out;
  }

  /**
   * One attack.
   *
   * @param title what a person reads
   * @param place where the attacker stands in the network
   * @param arguments what {@link Attacker} is told
   * @param kinds alerts that show that it was seen
   * @param controls controls of the catalogue that this shows
   */
  private record Attack(
      String title,
      String place,
      List<String> arguments,
      Set<String> kinds,
      List<String> controls) {}

  /** Attacks; fails when something was not seen, or when honest devices suffered. */
  void run() throws IOException, InterruptedException {
    out.printf("%nAttacks%n");
    if (network.isEmpty()) {
      out.println("  without root: only what needs no network of its own");
    }
    int unseen = 0;
    Instant began = Instant.now();
    Process honest = network.isEmpty() ? null : startHonest();
    try {
      for (Attack attack : attacks()) {
        if (!run(attack)) {
          unseen++;
        }
      }
      if (honest != null) {
        honestReadingsArrived(honest, began);
      }
    } finally {
      if (honest != null) {
        honest.destroyForcibly();
      }
    }
    honestDevicesAreServed();
    residual();
    if (unseen > 0) {
      throw new CommandFailure("%d attacks were not seen".formatted(unseen));
    }
  }

  private List<Attack> attacks() {
    String port = String.valueOf(fieldPort);
    if (network.isEmpty()) {
      return List.of(guessing("127.0.0.1", port, "127.0.0.1"));
    }
    return List.of(
        new Attack(
            "a stranger on the WAN tries 200 ports",
            "wan",
            List.of("scan", AttackNetwork.HOUSE_ON_WAN, "1", "200"),
            Set.of("port-scan"),
            List.of("scan-detection", "firewall-default-deny")),
        new Attack(
            "somebody plugs in a computer and talks to the gateway",
            "field",
            List.of("visit", AttackNetwork.HOUSE_ON_FIELD, port),
            Set.of("unknown-device"),
            List.of("device-allow-list")),
        new Attack(
            "a flood of 20,000 packets from the WAN",
            "wan",
            List.of("flood", AttackNetwork.HOUSE_ON_WAN, "9999", "20000", AttackNetwork.FLOODER),
            Set.of("packet-flood"),
            List.of("packet-rate-detection")),
        new Attack(
            "a device that was taken over begins 400 connections in two seconds",
            "field",
            List.of("syns", AttackNetwork.HOUSE_ON_FIELD, port, "400", AttackNetwork.HIJACKED),
            Set.of("syn-flood"),
            List.of("syn-flood-protection")),
        guessing(AttackNetwork.HOUSE_ON_FIELD, port, AttackNetwork.HIJACKED));
  }

  private static Attack guessing(String host, String port, String source) {
    return new Attack(
        "a device that was taken over guesses the password of the front-door lock",
        "field",
        List.of("guess", host, port, "front-door-lock", "12", source),
        Set.of("guessing"),
        List.of("lockout", "login-attempt-detection"));
  }

  private boolean run(Attack attack) throws IOException, InterruptedException {
    Map<String, Long> before = counts();
    long start = System.nanoTime();
    Process attacker = start(attack);
    JsonNode seen = null;
    long seenNs = 0;
    while (seen == null && System.nanoTime() - start < SEEN_WITHIN.toNanos()) {
      seen = news(before, attack.kinds());
      seenNs = System.nanoTime() - start;
      if (seen == null) {
        Thread.sleep(LOOK_MS);
      }
    }
    String said = end(attacker);
    out.printf("%n  %s%n", attack.title());
    out.printf("    attacker:  %s%n", said);
    if (seen == null) {
      out.printf("    NOT SEEN within %d s%n", SEEN_WITHIN.toSeconds());
    } else {
      out.printf(
          Locale.ROOT,
          "    seen:      after %.1f s, %s, %s%n",
          seenNs / 1e9,
          seen.path("kind").asString(""),
          seen.path("detail").asString(""));
      String action = seen.path("action").asString("");
      out.printf("    done:      %s%n", action.isEmpty() ? "told" : action);
    }
    out.flush();
    for (String control : attack.controls()) {
      show(control, seen != null, String.join(" ", attack.arguments()));
    }
    return seen != null;
  }

  private Map<String, Long> counts() throws IOException, InterruptedException {
    Map<String, Long> counts = new HashMap<>();
    for (JsonNode alert : alerts()) {
      counts.put(alert.path("id").asString(""), alert.path("count").asLong());
    }
    return counts;
  }

  private JsonNode alerts() throws IOException, InterruptedException {
    return demo.ask("gateway", "GET", "/alerts", null).path("alerts");
  }

  /** An alert of one of the kinds that is new or has happened again. */
  private @Nullable JsonNode news(Map<String, Long> before, Set<String> kinds)
      throws IOException, InterruptedException {
    for (JsonNode alert : alerts()) {
      if (kinds.contains(alert.path("kind").asString(""))
          && alert.path("count").asLong()
              > before.getOrDefault(alert.path("id").asString(""), 0L)) {
        return alert;
      }
    }
    return null;
  }

  private Process start(Attack attack) throws IOException {
    Process process = start(attack.place(), Attacker.class, attack.arguments());
    process.getOutputStream().close();
    return process;
  }

  private Process start(String place, Class<?> program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (!network.isEmpty()) {
      command.addAll(AttackNetwork.inside(network, place));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** A device of the house that works on in the attacked network. */
  private Process startHonest() throws IOException {
    Process honest =
        start(
            "field",
            HonestDevice.class,
            List.of(
                AttackNetwork.HOUSE_ON_FIELD,
                String.valueOf(fieldPort),
                Demo.HAND_SENSOR,
                demo.file(Demo.HAND_SENSOR + ".password").toString(),
                demo.file("root-ca.pem").toString(),
                AttackNetwork.HAND_SENSOR,
                "readings/" + HONEST_POINT));
    String said = honest.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"ready".equals(said)) {
      honest.destroyForcibly();
      throw new CommandFailure("the honest device was not let in: " + said);
    }
    return honest;
  }

  /** Nothing that was acknowledged may be missing, and nothing may be there twice. */
  private void honestReadingsArrived(Process honest, Instant began)
      throws IOException, InterruptedException {
    honest.getOutputStream().write('\n');
    honest.getOutputStream().close();
    String said = honest.inputReader(StandardCharsets.UTF_8).readLine();
    Matcher counts = HONEST_END.matcher(said == null ? "" : said);
    if (!counts.matches() || !counts.group(1).equals(counts.group(2))) {
      throw new CommandFailure("the honest device was not served: " + said);
    }
    int sent = Integer.parseInt(counts.group(1));
    long deadline = System.nanoTime() + ARRIVED_WITHIN.toNanos();
    Set<Long> different = Set.of();
    int stored = 0;
    while (different.size() < sent && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_MS);
      try (DemoApi api = demo.api()) {
        List<JsonNode> readings = api.readings(Demo.HAND_SENSOR, HONEST_POINT, began);
        stored = readings.size();
        different =
            readings.stream().map(r -> r.path("value").asLong()).collect(Collectors.toSet());
      }
    }
    out.printf(
        "  readings of an honest device meanwhile: %d sent, %d acknowledged, %d stored, %d"
            + " different%n",
        sent, sent, stored, different.size());
    if (stored != sent || different.size() != sent) {
      throw new CommandFailure("readings of an honest device did not arrive exactly once");
    }
  }

  private static String end(Process attacker) throws IOException, InterruptedException {
    if (!attacker.waitFor(ATTACK_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      attacker.destroyForcibly();
      return "ended after " + ATTACK_LIMIT.toSeconds() + " s";
    }
    return new String(attacker.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .strip()
        .replace("\n", " ");
  }

  private void honestDevicesAreServed() throws IOException, InterruptedException {
    JsonNode devices = demo.ask("gateway", "GET", "/status", null).path("devices");
    // The one that worked during the attacks has just gone, or is about to.
    int connected = Math.min(devices.path("connected").asInt(), demo.playedDevices().size());
    int played = demo.playedDevices().size();
    out.printf("%n  honest devices connected after all this: %d of %d%n", connected, played);
    if (connected < played) {
      throw new CommandFailure(
          "%d of %d honest devices lost their connection".formatted(played - connected, played));
    }
  }

  private void show(String control, boolean works, String test) throws IOException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String id = "demo-" + control;
    String text =
        """
        format: sekisho-evidence/1
        id: %s
        control: %s
        on: ["component:%s"]
        result: %s
        tool: sekisho demo
        test: "%s"
        made: %s
        expires: %s
        """
            .formatted(
                id,
                control,
                DemoConfigs.GATEWAY,
                works ? "passed" : "failed",
                test,
                now,
                now.plus(EVIDENCE_LIFE));
    Path file = folder.resolve(id + ".yaml");
    Files.createDirectories(folder);
    Files.writeString(file, text);
    evidence.addAll(EvidenceFile.read(file));
  }

  private void residual() {
    ResidualRisk before = ResidualRisk.of(model, List.of());
    ResidualRisk after = ResidualRisk.of(model, evidence);
    out.printf(
        """

        Residual risk of %s (only what evidence shows counts)
                          stopped    value left
          before        %4d of %d %10d
          after         %4d of %d %10d
          evidence: %s
          more: ./sekisho analyse %s --evidence %s
        """,
        DemoFolder.shown(model, Path.of("")),
        before.held(),
        before.threats(),
        before.value(),
        after.held(),
        after.threats(),
        after.value(),
        DemoFolder.shown(folder, Path.of("")),
        DemoFolder.shown(model, Path.of("")),
        DemoFolder.shown(folder, Path.of("")));
    out.flush();
  }
}
