package org.sekisho.field.house;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.sekisho.field.house.device.CommandMessage;
import org.sekisho.field.house.device.DeviceLink;
import org.sekisho.field.house.device.DeviceLink.Reply;
import org.sekisho.field.house.device.LinkSettings;
import org.sekisho.field.house.device.Mqtt3Link;
import org.sekisho.field.house.device.Mqtt5Link;
import org.sekisho.field.house.device.PayloadForm;
import org.sekisho.field.house.physics.HousePlan;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Program;
import org.sekisho.program.Secret;
import org.sekisho.program.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The running house: one loop owns the simulation and all devices; network threads only hand
 * commands over to it.
 */
public final class House implements Program.Service {
  private static final Logger LOG = LoggerFactory.getLogger(House.class);
  private static final List<PayloadForm> FORMS = List.of(PayloadForm.values());
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration KEEP_METER_EVERY = Duration.ofMinutes(1);

  private final HouseConfig config;
  private final InstantSource clock;
  private final Simulation simulation;
  private final SplittableRandom random;
  private final HouseCounters counters = new HouseCounters();
  private final Map<String, PlayedDevice> devices = new LinkedHashMap<>();
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("house").factory());
  private long lastNs = System.nanoTime();

  private House(HouseConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    SystemModel model = SystemModelFile.read(config.model());
    HousePlan plan = HousePlan.of(model, config.notPlayed());
    LocalDateTime start =
        config
            .startAt()
            .orElseGet(() -> LocalDateTime.ofInstant(clock.instant(), config.timeZone()));
    this.simulation = new Simulation(plan, config.seed(), start);
    this.random = new SplittableRandom(config.seed());
    simulation.resumeEnergy(keptEnergyKWh());
    Map<String, Secret> passwords = Credentials.read(config.credentials());
    TrustManagerFactory trust = trust(config.trust());
    int number = 0;
    for (HousePlan.Device device : plan.devices().values()) {
      Secret password = passwords.get(device.id());
      if (password == null) {
        throw new StartException(
            "credentials: "
                + config.credentials()
                + " has no password of "
                + device.id()
                + "; add it, or name the device under 'not-played'");
      }
      var settings = new LinkSettings(device.id(), password, config.gateway(), trust);
      devices.put(device.id(), play(device, number++, settings));
    }
  }

  /** Starts the house. */
  public static House start(HouseConfig config) {
    var house = new House(config, InstantSource.system());
    house.devices.values().forEach(device -> device.link().start());
    house.every(TICK, house::tick);
    house.every(KEEP_METER_EVERY, house::keepMeter);
    return house;
  }

  @Override
  public Map<String, Object> ready() {
    return Map.of("devices", devices.size());
  }

  /** What became of the devices' messages. */
  public HouseCounters counters() {
    return counters;
  }

  /** Versions and payload forms go round, so that every combination is in use. */
  private PlayedDevice play(HousePlan.Device device, int number, LinkSettings settings) {
    PayloadForm form = FORMS.get(number % FORMS.size());
    boolean listens = device.profile().points().values().stream().anyMatch(p -> p.writable());
    DeviceLink.Inbox inbox =
        (message, reply) ->
            CommandMessage.decode(message.topic(), message.payload())
                .ifPresentOrElse(
                    command -> handOver(device.id(), command, reply),
                    () -> LOG.warn("{}: a message that is no command", device.id()));
    DeviceLink link =
        number % 2 == 0
            ? new Mqtt5Link(settings, listens, inbox)
            : new Mqtt3Link(settings, listens, inbox);
    return new PlayedDevice(device, form, link, counters);
  }

  private void tick() {
    long nowNs = System.nanoTime();
    simulation.advance(Duration.ofNanos((long) ((nowNs - lastNs) * config.speed())));
    lastNs = nowNs;
    Instant now = clock.instant();
    devices.values().forEach(device -> device.work(simulation, nowNs, now));
  }

  private void handOver(String id, CommandMessage command, Reply reply) {
    try {
      loop.execute(() -> take(id, command, reply));
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: command after the stop", id);
    }
  }

  private void take(String id, CommandMessage command, Reply reply) {
    PlayedDevice device = devices.get(id);
    if (device == null) {
      return;
    }
    Optional<byte[]> before = device.remembered(command);
    if (before.isPresent()) {
      device.answer(command, before.get(), reply);
      return;
    }
    var _ =
        loop.schedule(
            () -> carryOut(device, command, reply),
            delayMs(device.device()),
            TimeUnit.MILLISECONDS);
  }

  private void carryOut(PlayedDevice device, CommandMessage command, Reply reply) {
    Instant now = clock.instant();
    // The same command twice within the delay: the second finds the first one's result.
    Optional<byte[]> before = device.remembered(command);
    if (before.isPresent()) {
      device.answer(command, before.get(), reply);
      return;
    }
    if (command.expires().map(now::isAfter).orElse(false)) {
      device.answer(command, command.failed("expired"), reply);
      return;
    }
    var point = new PointId(device.device().id(), command.point());
    if (!simulation.accepts(point, command.value())) {
      device.answer(command, command.failed("not-possible"), reply);
    } else {
      simulation.command(point, command.value());
      counters.carriedOut();
      device.answer(command, command.done(simulation.value(point)), reply);
      device.reportAll(simulation, now);
    }
  }

  /** How long the real thing takes: a relay, a remote control, a bolt. */
  private int delayMs(HousePlan.Device device) {
    return switch (device.equipment()) {
      case LAMP, OUTLET -> 40 + random.nextInt(120);
      case AIR_CONDITIONER -> 250 + random.nextInt(500);
      case METER, OTHER -> 600 + random.nextInt(700);
    };
  }

  private void every(Duration period, Runnable work) {
    var _ =
        loop.scheduleAtFixedRate(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                // Without this the loop would silently never run again.
                LOG.error("the house's loop failed", e);
              }
            },
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void keepMeter() {
    PrivateFiles.replace(
        meterFile(),
        JSON.writeValueAsString(Map.of("energy_kwh", simulation.energyKWh()))
            .getBytes(StandardCharsets.UTF_8));
    LOG.info(
        "{} of {} devices connected, {}",
        devices.values().stream().filter(d -> d.link().connected()).count(),
        devices.size(),
        counters);
  }

  /** A meter does not begin at 0 because somebody restarts the simulation. */
  private double keptEnergyKWh() {
    try {
      return Files.exists(meterFile())
          ? JSON.readTree(Files.readString(meterFile())).path("energy_kwh").asDouble(0)
          : 0;
    } catch (IOException | JacksonException e) {
      throw new StartException("data: " + meterFile() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Path meterFile() {
    return config.data().resolve("meter.json");
  }

  private static TrustManagerFactory trust(Path roots) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      int number = 0;
      for (var root : PeerTrust.read(roots).roots()) {
        store.setCertificateEntry("root-" + number++, root);
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return factory;
    } catch (IOException | GeneralSecurityException e) {
      throw new StartException("trust: " + roots + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    loop.shutdown();
    try {
      if (!loop.awaitTermination(2, TimeUnit.SECONDS)) {
        loop.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List.copyOf(devices.values()).parallelStream().forEach(PlayedDevice::close);
    keepMeter();
  }
}
