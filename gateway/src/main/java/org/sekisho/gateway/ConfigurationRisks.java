package org.sekisho.gateway;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sekisho.gateway.alert.AlertsConfig;
import org.sekisho.gateway.configuration.ConfigurationTrialConfig.Confirmation;
import org.sekisho.gateway.console.Block;
import org.sekisho.gateway.console.ConsoleConfig;
import org.sekisho.gateway.console.Danger;
import org.sekisho.gateway.console.Risk;
import org.sekisho.gateway.event.EventClass;
import org.sekisho.gateway.listener.FieldConfig;
import org.sekisho.gateway.log.LogConfig;
import org.sekisho.gateway.network.NetworkConfig;
import org.sekisho.guard.detect.DetectionLimits;
import org.sekisho.guard.policy.NetworkLimits;
import org.sekisho.program.Address;
import org.sekisho.program.access.LockoutLimits;

/**
 * Which protections another configuration lowers: a rule for each key whose change can. A key that
 * has none must stand among the harmless ones of the test.
 */
final class ConfigurationRisks {
  /**
   * One key, or several below one.
   *
   * @param key as in the configuration file
   * @param risk what may happen
   * @param lowered whether the second protects less than the first
   */
  record Rule(String key, Risk risk, BiPredicate<GatewayConfig, GatewayConfig> lowered) {}

  /** All of them, in the order of the configuration file. */
  static final List<Rule> RULES =
      Stream.of(
              centres(), field(), log(), alerts(), access(), trial(), console(), network(), rest())
          .flatMap(List::stream)
          .toList();

  private ConfigurationRisks() {}

  /** What the second lowers of what the first protects. */
  static List<Danger> of(GatewayConfig before, GatewayConfig after) {
    return RULES.stream()
        .filter(rule -> rule.lowered().test(before, after))
        .map(rule -> new Danger(Block.same(rule.key()), rule.risk()))
        .toList();
  }

  private static List<Rule> centres() {
    return List.of(
        changed("model", Risk.OTHER_CENTRE, GatewayConfig::model),
        changed("enrolment.management", Risk.OTHER_CENTRE, c -> c.enrolment().management()),
        changed("enrolment.trust", Risk.OTHER_CENTRE, c -> c.enrolment().trust()),
        changed("wan.head-end", Risk.OTHER_CENTRE, GatewayConfig::headEnd));
  }

  private static List<Rule> field() {
    Function<GatewayConfig, FieldConfig.Mqtt> mqtt = c -> c.field().mqtt();
    return List.of(
        opened("field.mqtt.listen", mqtt.andThen(FieldConfig.Mqtt::listen)),
        higher("field.mqtt.max-connections", mqtt.andThen(FieldConfig.Mqtt::maxConnections)),
        higher(
            "field.mqtt.max-connections-per-source",
            mqtt.andThen(FieldConfig.Mqtt::maxConnectionsPerSource)),
        higher("field.mqtt.max-pending", mqtt.andThen(FieldConfig.Mqtt::maxPending)),
        higher("field.mqtt.connect-timeout", mqtt.andThen(FieldConfig.Mqtt::connectTimeout)),
        higher("field.mqtt.first-packet", mqtt.andThen(FieldConfig.Mqtt::firstPacketBytes)),
        higher("field.mqtt.max-packet", mqtt.andThen(FieldConfig.Mqtt::maxPacketBytes)),
        higher("field.mqtt.packet-timeout", mqtt.andThen(FieldConfig.Mqtt::packetTimeout)),
        higher("field.mqtt.max-in-flight", mqtt.andThen(FieldConfig.Mqtt::maxInFlight)),
        higher("field.mqtt.readings-per-second", mqtt.andThen(FieldConfig.Mqtt::readingsPerSecond)),
        higher("field.mqtt.burst", mqtt.andThen(FieldConfig.Mqtt::burst)),
        higher("field.mqtt.max-held", mqtt.andThen(FieldConfig.Mqtt::maxHeldBytes)),
        higher("commands.per-minute", c -> c.commands().perMinute()));
  }

  private static List<Rule> log() {
    return Stream.concat(
            Arrays.stream(EventClass.values())
                .flatMap(
                    of -> {
                      String key = "log." + of.name().toLowerCase(java.util.Locale.ROOT);
                      Function<GatewayConfig, LogConfig.Budget> budget = c -> c.log().budget(of);
                      return Stream.of(
                          lower(
                              key + ".max-bytes",
                              Risk.RECORDS_LESS,
                              budget.andThen(LogConfig.Budget::bytes)),
                          lower(
                              key + ".retention",
                              Risk.RECORDS_LESS,
                              budget.andThen(LogConfig.Budget::retention)));
                    }),
            Stream.of(
                lower("log.queue", Risk.RECORDS_LESS, c -> c.log().queue()),
                higher("log.repeat-window", Risk.RECORDS_LESS, c -> c.log().repeatWindow()),
                higher("log.flood-window", Risk.RECORDS_LESS, c -> c.log().floodWindow()),
                higher("log.sign-interval", Risk.RECORDS_LESS, c -> c.log().signInterval()),
                lost("log.logins", Risk.RECORDS_LESS, c -> c.log().authentication())))
        .toList();
  }

  private static List<Rule> alerts() {
    return List.of(
        lower("alerts.open", Risk.DETECTION_LESS, c -> c.alerts().open()),
        lower("alerts.history", Risk.RECORDS_LESS, c -> c.alerts().history()),
        lost(
            "alerts.lamp",
            Risk.DETECTION_LESS,
            c -> c.alerts().lamp() != AlertsConfig.LampKind.OFF),
        changed("alerts.lamp-path", Risk.DETECTION_LESS, c -> c.alerts().lampPath()),
        lost("alerts.deliver", Risk.DETECTION_LESS, c -> c.alerts().deliver()),
        higher("alerts.repeat-interval", Risk.DETECTION_LESS, c -> c.alerts().repeatInterval()),
        higher("health.check-interval", Risk.DETECTION_LESS, c -> c.health().checkInterval()),
        lower("health.min-disk-free", Risk.DETECTION_LESS, c -> c.health().minDiskFree()),
        higher("health.clock-step", Risk.DETECTION_LESS, c -> c.health().clockStep()),
        higher("health.missed-intervals", Risk.DETECTION_LESS, c -> c.health().missedIntervals()),
        higher("health.hottest", Risk.DETECTION_LESS, c -> c.health().hottest()),
        changed("health.thermal", Risk.DETECTION_LESS, c -> c.health().thermal()),
        more("health.declared-ports", Risk.DETECTION_LESS, c -> c.health().declaredPorts()));
  }

  private static List<Rule> access() {
    Function<GatewayConfig, LockoutLimits> access = GatewayConfig::access;
    Risk risk = Risk.DOORS_WEAKER;
    return List.of(
        higher("access.wrong-per-account", risk, access.andThen(LockoutLimits::perAccount)),
        higher("access.wrong-per-source", risk, access.andThen(LockoutLimits::perSource)),
        lower("access.wrong-window", risk, access.andThen(LockoutLimits::window)),
        higher("access.spray-accounts", risk, access.andThen(LockoutLimits::sprayAccounts)),
        lower("access.spray-window", risk, access.andThen(LockoutLimits::sprayWindow)),
        higher(
            "access.wrong-per-source-in-spray",
            risk,
            access.andThen(LockoutLimits::perSourceInSpray)),
        lower("access.lock-first", risk, access.andThen(LockoutLimits::firstLock)),
        lower("access.lock-longest", risk, access.andThen(LockoutLimits::longestLock)),
        lower("access.local-delay-longest", risk, access.andThen(LockoutLimits::longestLocalDelay)),
        lower("access.remembered", risk, access.andThen(LockoutLimits::remembered)));
  }

  private static List<Rule> trial() {
    return List.of(
        lost(
            "configuration.confirm",
            Risk.UNWATCHED_TRIAL,
            c -> c.configuration().confirm() == Confirmation.PERSON),
        changed("update.server", Risk.OTHER_CENTRE, c -> c.update().server()),
        changed("update.tenant", Risk.OTHER_CENTRE, c -> c.update().tenant()),
        higher("update.poll", Risk.LATE_UPDATES, c -> c.update().poll()),
        lost("update.automatic", Risk.LATE_UPDATES, c -> c.update().automatic()));
  }

  private static List<Rule> console() {
    return List.of(
        page("console.users.listen", Risk.OPEN_PORT, (a, b) -> isWider(a.users(), b.users())),
        page(
            "console.maintainers.listen",
            Risk.OPEN_PORT,
            (a, b) -> isWider(a.maintainers(), b.maintainers())),
        page(
            "console.maintainers.on-wan",
            Risk.OPEN_PORT,
            (a, b) -> !a.maintainersOnWan() && b.maintainersOnWan()),
        page("console.idle", Risk.DOORS_WEAKER, (a, b) -> b.idle().compareTo(a.idle()) > 0),
        page("console.life", Risk.DOORS_WEAKER, (a, b) -> b.life().compareTo(a.life()) > 0),
        page("console.proof", Risk.DOORS_WEAKER, (a, b) -> b.proof().compareTo(a.proof()) > 0),
        page(
            "console.forbidden-words",
            Risk.WEAK_PASSWORD,
            (a, b) -> !b.forbiddenWords().containsAll(a.forbiddenWords())),
        new Rule(
            "console", Risk.OPEN_PORT, (a, b) -> a.console().isEmpty() && b.console().isPresent()));
  }

  private static List<Rule> network() {
    Function<GatewayConfig, NetworkConfig> network = GatewayConfig::network;
    Function<GatewayConfig, NetworkLimits> limits = c -> c.network().limits();
    return List.of(
        lost("network.guard", Risk.DEFENCE_OFF, c -> c.network().guard().isPresent()),
        changed("network.interfaces", Risk.DEFENCE_OFF, network.andThen(NetworkConfig::interfaces)),
        changed("network.devices", Risk.MORE_REACH, network.andThen(NetworkConfig::devices)),
        lost("network.only-known-devices", Risk.MORE_REACH, c -> c.network().onlyKnownDevices()),
        more("network.services", Risk.OPEN_PORT, network.andThen(NetworkConfig::services)),
        more("network.outgoing", Risk.MORE_REACH, network.andThen(NetworkConfig::outgoing)),
        more("network.flows", Risk.MORE_REACH, network.andThen(NetworkConfig::flows)),
        new Rule(
            "network.names",
            Risk.MORE_REACH,
            (a, b) ->
                a.network().names().isPresent()
                    && !b.network().names().equals(a.network().names())),
        more("network.forwards", Risk.OPEN_PORT, network.andThen(NetworkConfig::forwards)),
        gained("network.lan-to-wan", Risk.MORE_REACH, c -> c.network().lanToWan()),
        higher("network.ease-most", Risk.DEFENCE_OFF, c -> c.network().easeMost()),
        new Rule(
            "network.limits",
            Risk.LIMITS_HIGHER,
            (a, b) -> isAnyHigher(limits.apply(a), limits.apply(b))),
        more(
            "network.patches",
            Risk.DETECTION_LESS,
            // Those that go are the weakness: the two change places.
            c -> c.network().patches(),
            true),
        new Rule(
            "network.detection",
            Risk.DETECTION_LESS,
            (a, b) -> isAnyBlinder(a.detection().limits(), b.detection().limits())),
        more(
            "network.detection.block.never", Risk.DETECTION_LESS, c -> c.detection().neverBlock()));
  }

  private static List<Rule> rest() {
    return List.of(
        lost("disposal.tamper", Risk.SECRETS_REMAIN, c -> c.disposal().tamper().isPresent()),
        lost("disposal.reset-button", Risk.SECRETS_REMAIN, c -> c.disposal().button().isPresent()),
        lower("disposal.fill", Risk.SECRETS_REMAIN, c -> c.disposal().fillBytes()),
        higher("disposal.poll", Risk.SECRETS_REMAIN, c -> c.disposal().poll()),
        more("disposal.also", Risk.SECRETS_REMAIN, c -> c.disposal().also(), true),
        lost("sandbox.enabled", Risk.LESS_CONFINED, c -> c.sandbox().enabled()),
        more("sandbox.also-read", Risk.LESS_CONFINED, c -> c.sandbox().alsoRead()),
        more("sandbox.also-write", Risk.LESS_CONFINED, c -> c.sandbox().alsoWrite()),
        more("sandbox.also-connect", Risk.LESS_CONFINED, c -> c.sandbox().alsoConnect()));
  }

  // --- kinds of rules

  private static <T extends Comparable<? super T>> Rule higher(
      String key, Risk risk, Function<GatewayConfig, T> of) {
    return new Rule(key, risk, (a, b) -> of.apply(b).compareTo(of.apply(a)) > 0);
  }

  private static <T extends Comparable<? super T>> Rule higher(
      String key, Function<GatewayConfig, T> of) {
    return higher(key, Risk.LIMITS_HIGHER, of);
  }

  private static <T extends Comparable<? super T>> Rule lower(
      String key, Risk risk, Function<GatewayConfig, T> of) {
    return new Rule(key, risk, (a, b) -> of.apply(b).compareTo(of.apply(a)) < 0);
  }

  private static Rule lost(String key, Risk risk, Function<GatewayConfig, Boolean> of) {
    return new Rule(key, risk, (a, b) -> of.apply(a) && !of.apply(b));
  }

  private static Rule gained(String key, Risk risk, Function<GatewayConfig, Boolean> of) {
    return new Rule(key, risk, (a, b) -> !of.apply(a) && of.apply(b));
  }

  private static <T> Rule changed(String key, Risk risk, Function<GatewayConfig, T> of) {
    return new Rule(key, risk, (a, b) -> !of.apply(a).equals(of.apply(b)));
  }

  private static <T> Rule more(
      String key, Risk risk, Function<GatewayConfig, ? extends Collection<T>> of) {
    return more(key, risk, of, false);
  }

  private static <T> Rule more(
      String key, Risk risk, Function<GatewayConfig, ? extends Collection<T>> of, boolean fewer) {
    return new Rule(
        key,
        risk,
        (a, b) -> {
          Collection<T> kept = of.apply(fewer ? b : a);
          return !new HashSet<>(kept).containsAll(of.apply(fewer ? a : b));
        });
  }

  private static Rule opened(String key, Function<GatewayConfig, Address> of) {
    return new Rule(key, Risk.OPEN_PORT, (a, b) -> isWider(of.apply(a), of.apply(b)));
  }

  /** A key of a page that both have. */
  private static Rule page(
      String key, Risk risk, BiPredicate<ConsoleConfig, ConsoleConfig> lowered) {
    return new Rule(
        key,
        risk,
        (a, b) ->
            a.console()
                .flatMap(before -> b.console().map(after -> lowered.test(before, after)))
                .orElse(false));
  }

  private static boolean isWider(Address before, Address after) {
    return width(after) > width(before);
  }

  private static int width(Address address) {
    boolean all = address.host().equals("0.0.0.0") || address.host().equals("::");
    return address.isLoopback() ? 0 : all ? 2 : 1;
  }

  private static boolean isAnyHigher(NetworkLimits a, NetworkLimits b) {
    return b.packetsPerSource() > a.packetsPerSource()
        || b.packetsPerInterface() > a.packetsPerInterface()
        || b.synPerSource() > a.synPerSource()
        || b.connectionsPerSource() > a.connectionsPerSource()
        || b.fragmentsPerSource() > a.fragmentsPerSource()
        || b.fragmentsTotal() > a.fragmentsTotal()
        || b.largestDatagram() > a.largestDatagram()
        || b.echoPerSecond() > a.echoPerSecond()
        || b.echoBurst() > a.echoBurst()
        || b.icmpErrorsPerSecond() > a.icmpErrorsPerSecond()
        || b.egressPacketsPerDevice() > a.egressPacketsPerDevice()
        || b.egressBytesPerDevice() > a.egressBytesPerDevice()
        || b.egressPacketsTotal() > a.egressPacketsTotal()
        || b.ingressPacketsPerDevice() > a.ingressPacketsPerDevice()
        || b.newOutgoingPerSecond() > a.newOutgoingPerSecond()
        || b.reportsPerRule() < a.reportsPerRule();
  }

  private static boolean isAnyBlinder(DetectionLimits a, DetectionLimits b) {
    var f = a.flood();
    var g = b.flood();
    var s = a.scan();
    var t = b.scan();
    return g.perSource1s() > f.perSource1s()
        || g.perSource10s() > f.perSource10s()
        || g.capacity() > f.capacity()
        || g.capacityPercent() > f.capacityPercent()
        || g.capacitySeconds() > f.capacitySeconds()
        || g.perTarget10s() > f.perTarget10s()
        || g.refusedPerTarget60s() > f.refusedPerTarget60s()
        || g.sources() > f.sources()
        || g.halfOpen() > f.halfOpen()
        || g.halfOpenPerSource() > f.halfOpenPerSource()
        || t.fastPorts() > s.fastPorts()
        || t.fastWindow().compareTo(s.fastWindow()) < 0
        || t.slowPorts() > s.slowPorts()
        || t.slowWindow().compareTo(s.slowWindow()) < 0
        || t.sweepHosts() > s.sweepHosts()
        || t.sweepWindow().compareTo(s.sweepWindow()) < 0
        || b.fragments().datagrams() > a.fragments().datagrams()
        || b.fragments().each() > a.fragments().each()
        || b.fragments().patience().compareTo(a.fragments().patience()) > 0
        || b.fragments().unfinished() > a.fragments().unfinished()
        || b.attempts().spoofed() > a.attempts().spoofed()
        || b.attempts().egress() > a.attempts().egress()
        || b.attempts().syn() > a.attempts().syn()
        || b.attempts().echo() > a.attempts().echo()
        || b.attempts().addressHold().compareTo(a.attempts().addressHold()) < 0
        || isAnyBlinder(a.block(), b.block())
        || isAnyBlinder(a.memory(), b.memory());
  }

  private static boolean isAnyBlinder(DetectionLimits.Block a, DetectionLimits.Block b) {
    return b.time().compareTo(a.time()) < 0
        || b.perMinute() < a.perMinute()
        || (a.devices() && !b.devices());
  }

  private static boolean isAnyBlinder(DetectionLimits.Memory a, DetectionLimits.Memory b) {
    return b.sources() < a.sources()
        || b.suspects() < a.suspects()
        || b.incidents() < a.incidents()
        || b.apart() < a.apart()
        || b.retell().compareTo(a.retell()) > 0
        || b.quiet().compareTo(a.quiet()) > 0;
  }
}
