package org.sekisho.gateway.console;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.listener.FieldSide;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.Address;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Secret;
import org.sekisho.program.SlowHash;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.access.AccountRole;
import org.sekisho.program.access.Accounts;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.access.PasswordPolicy;
import org.sekisho.program.access.Sessions;
import org.sekisho.program.maintenance.SelfSigned;

/**
 * The gateway's own pages: accounts, the two screens, and the sections that parts of the gateway
 * offer. The parts are given before {@link #start}; a page that no part offers says so.
 */
public final class Console implements AutoCloseable {
  private static final LocalText NO_UPDATE = new LocalText("確認していません", "not looked for");

  private final ConsoleConfig config;
  private final String gateway;
  private final SystemModel model;
  private final FieldSide field;
  private final Address headEnd;
  private final Services services;
  private final LockoutEngine doors;
  private final EventSink events;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Vertx vertx;
  private final Supplier<Map<String, Object>> status;
  private final TlsIdentity identity;
  private final Accounts accounts;
  private final FirstCodes firstCodes;
  private final Map<String, ConsoleSection> offered = new LinkedHashMap<>();
  private final Map<Screen, ConsoleServer> servers = new EnumMap<>(Screen.class);
  private AlertBoard alerts;
  private LampMirror lamps = List::of;
  private Supplier<LocalText> update = () -> NO_UPDATE;
  private WeakenedBoard weakened = WeakenedBoard.NONE;

  /**
   * Prepares accounts and certificate; makes the first accounts at the first start.
   *
   * @param data the program's private directory
   * @param status the JSON of the maintenance listener's status
   * @param alerts what the owner must look at
   */
  public Console(
      ConsoleConfig config,
      Path data,
      String gateway,
      SystemModel model,
      FieldSide field,
      Address headEnd,
      Services services,
      LockoutEngine doors,
      EventSink events,
      InstantSource clock,
      SecureRandom random,
      Vertx vertx,
      Supplier<Map<String, Object>> status,
      AlertBoard alerts) {
    this.config = config;
    this.gateway = gateway;
    this.model = model;
    this.field = field;
    this.headEnd = headEnd;
    this.services = services;
    this.doors = doors;
    this.events = events;
    this.clock = clock;
    this.random = random;
    this.vertx = vertx;
    this.status = status;
    this.alerts = alerts;
    Path folder = PrivateFiles.folder(data.resolve("console"));
    List<String> hosts = new ArrayList<>();
    for (Address address : List.of(config.users(), config.maintainers())) {
      if (!address.isLoopback() && !hosts.contains(address.host())) {
        hosts.add(address.host());
      }
    }
    this.identity = SelfSigned.loadOrMake(folder, "console", hosts, random, clock.instant());
    List<String> words = new ArrayList<>(List.of(gateway, "sekisho"));
    words.addAll(config.forbiddenWords());
    this.accounts =
        new Accounts(
            folder.resolve("accounts.db"),
            data.resolve("keys").resolve("accounts.key"),
            new PasswordPolicy(words),
            // One at a time: each takes 19 MiB of a small heap.
            new SlowHash(random, 1),
            doors,
            clock,
            random);
    this.firstCodes = new FirstCodes(folder);
    firstCodes.prepare(accounts, fingerprint(identity));
  }

  /** Adds the page of a part, in place of the one that says that there is none. */
  public Console offer(ConsoleSection section) {
    offered.put(section.id(), section);
    return this;
  }

  /** Shows these alerts. */
  public Console alerts(AlertBoard board) {
    alerts = board;
    return this;
  }

  /** Shows these lamps. */
  public Console lamps(LampMirror mirror) {
    lamps = mirror;
    return this;
  }

  /** Shows which protections are lowered. */
  public Console weakened(WeakenedBoard board) {
    weakened = board;
    return this;
  }

  /** Shows this text where it says whether an update is there. */
  public Console update(Supplier<LocalText> text) {
    update = text;
    return this;
  }

  /** Opens both screens, but for one that was switched off. */
  public Console start() {
    if (!config.maintainersOnWan()) {
      WanSide.refuse("console.maintainers.listen", config.maintainers(), headEnd);
    } else {
      events.record(
          SecurityEvent.of(
              EventKind.DANGEROUS_OPERATION, clock.instant(), Phrase.MAINTAINERS_ON_WAN.with()));
    }
    List<ConsoleSection> sections = sections();
    for (Screen screen : Screen.values()) {
      var server =
          new ConsoleServer(
              screen,
              config,
              gateway,
              sections,
              accounts,
              firstCodes,
              doors,
              events,
              clock,
              random,
              vertx,
              identity);
      servers.put(screen, server);
      services.add(service(screen, server));
      if (!services.isOff(server(screen))) {
        server.start();
      }
    }
    return this;
  }

  /** The port of the screen; 0 while it is off. */
  public int port(Screen screen) {
    ConsoleServer server = servers.get(screen);
    return server == null ? 0 : server.port();
  }

  /** Gives an account a new first password and opens its lock: for the owner of the machine. */
  public Optional<Secret> recover(String account) {
    Accounts.Change change = accounts.reset(account);
    if (change instanceof Accounts.Change.Done(Optional<Secret> code)) {
      firstCodes.used(account);
      for (Screen screen : Screen.values()) {
        doors.unlock(screen.door(), account);
      }
      endSessions(account);
      events.record(
          SecurityEvent.of(EventKind.ACCOUNT_CHANGED, clock.instant(), Phrase.ACCOUNT_RESET.with())
              .account(account));
      return code;
    }
    return Optional.empty();
  }

  /**
   * A line of a route table.
   *
   * @param roles whose accounts may; empty for lines that are open to strangers
   * @param asks whether a person must prove who it is, or accept a risk
   */
  public record Line(
      Screen screen, String method, String path, Set<AccountRole> roles, boolean asks) {}

  /** The route tables of both screens, to be read. */
  public List<Line> lines() {
    return routes().stream()
        .map(
            r ->
                new Line(
                    r.screen(),
                    r.method(),
                    r.path(),
                    r.roles(),
                    r.needs() == ConsoleRoute.Needs.PROOF
                        || r.needs() == ConsoleRoute.Needs.DANGEROUS))
        .toList();
  }

  /** The route tables of both screens. */
  List<ConsoleRoute> routes() {
    return servers.values().stream().flatMap(s -> s.routes().stream()).toList();
  }

  Accounts accounts() {
    return accounts;
  }

  Sessions sessions(Screen screen) {
    return Objects.requireNonNull(servers.get(screen)).sessions();
  }

  private List<ConsoleSection> sections() {
    List<ConsoleSection> sections = new ArrayList<>();
    sections.add(new StateSection(status, alerts, lamps, update, weakened));
    sections.add(new AlertsSection(alerts));
    sections.add(new DevicesSection(model, gateway, field));
    sections.add(new ServicesSection(services));
    Map<String, ConsoleSection> parts = new LinkedHashMap<>();
    AbsentSection.ALL.forEach(absent -> parts.put(absent.id(), absent));
    parts.putAll(offered);
    sections.addAll(parts.values());
    sections.add(new AccountsSection(accounts, doors, firstCodes, this::endSessions));
    return sections;
  }

  private void endSessions(String account) {
    servers.values().forEach(server -> server.sessions().endAll(account));
  }

  private static String server(Screen screen) {
    return "console-" + screen.word();
  }

  private Services.Service service(Screen screen, ConsoleServer server) {
    var onOff =
        new Services.Switch() {
          @Override
          public void start() {
            server.start();
          }

          @Override
          public void stop() {
            server.close();
          }
        };
    return new Services.Service(
        server(screen),
        screen.text(),
        screen == Screen.USERS
            ? new LocalText("利用者", "the users")
            : new LocalText("保守者", "the maintainers"),
        screen == Screen.USERS
            ? new LocalText("状態と警報を見る", "to see state and alerts")
            : new LocalText("設定と保守", "to set up and look after the gateway"),
        "HTTPS",
        config.listen(screen).host(),
        server::port,
        // The maintainers' own screen is not switched off from within: nobody could switch it on.
        screen == Screen.USERS ? Optional.of(onOff) : Optional.empty());
  }

  private static String fingerprint(TlsIdentity identity) {
    try {
      return HexFormat.ofDelimiter(":")
          .withUpperCase()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(identity.certificate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }

  @Override
  public void close() {
    servers.values().forEach(ConsoleServer::close);
    accounts.close();
  }
}
