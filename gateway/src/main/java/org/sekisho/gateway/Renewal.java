package org.sekisho.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.configuration.ConfigurationFaces;
import org.sekisho.gateway.configuration.ConfigurationKeeper;
import org.sekisho.gateway.configuration.ConfigurationRoutes;
import org.sekisho.gateway.configuration.ConfigurationSection;
import org.sekisho.gateway.configuration.Illness;
import org.sekisho.gateway.configuration.Prospect;
import org.sekisho.gateway.console.Console;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.journal.Journal;
import org.sekisho.gateway.listener.FieldSide;
import org.sekisho.gateway.status.GatewayStatus;
import org.sekisho.gateway.update.DdiClient;
import org.sekisho.gateway.update.UpdateRoutes;
import org.sekisho.gateway.update.Updates;
import org.sekisho.gateway.uplink.Uplink;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.sekisho.program.release.Slot;

/** New configurations and new releases of this gateway, and what decides whether they stay. */
final class Renewal implements AutoCloseable {
  private final Launch launch;
  private final FieldSide field;
  private final BooleanSupplier fieldOff;
  private final Journal journal;
  private final Uplink uplink;
  private final EventSink events;
  private final InstantSource clock;
  private final Updates updates;
  private final @Nullable ConfigurationKeeper keeper;

  Renewal(
      Launch launch,
      RestartableProgram.Frame frame,
      Supplier<TlsIdentity> identity,
      PeerTrust trust,
      FieldSide field,
      BooleanSupplier fieldOff,
      Journal journal,
      Uplink uplink,
      EventSink events,
      InstantSource clock) {
    this.launch = launch;
    this.field = field;
    this.fieldOff = fieldOff;
    this.journal = journal;
    this.uplink = uplink;
    this.events = events;
    this.clock = clock;
    GatewayConfig config = launch.config();
    URI server = config.update().server().orElse(config.enrolment().management());
    this.updates =
        new Updates(
            config.id(),
            launch.installed().flatMap(Installed::version).orElse(Gateway.version()),
            config.update(),
            config.data(),
            launch.installed().map(Installed::installation).orElse(null),
            launch.installed().map(Installed::slot).orElse(Slot.A),
            () ->
                new DdiClient(
                    server,
                    config.update().tenant(),
                    config.id(),
                    () -> trust.context(new LiveKeyManager(identity))),
            () -> illness().map(Illness::toString),
            this::linked,
            events,
            clock,
            new SecureRandom(),
            frame);
    this.keeper =
        launch
            .faces()
            .map(
                faces ->
                    new ConfigurationKeeper(
                        faces,
                        config.configuration(),
                        reader(),
                        this::illness,
                        this::linked,
                        events,
                        clock,
                        frame))
            .orElse(null);
  }

  void addTo(MaintenanceListener maintenance, GatewayStatus status) {
    new UpdateRoutes(updates, events, clock).addTo(maintenance);
    status.show("update", updates::json);
    if (keeper != null) {
      new ConfigurationRoutes(keeper, events, clock).addTo(maintenance);
      status.show("configuration", keeper::json);
    }
  }

  /** Offers the pages of both. */
  void show(Console console) {
    console.offer(PartScreens.updates(updates)).update(() -> PartScreens.available(updates));
    if (keeper != null) {
      console.offer(new ConfigurationSection(keeper, launch.file()));
    }
  }

  /** Begins; the gateway is otherwise up. */
  void start() {
    launch.findings().forEach(events::record);
    if (keeper != null) {
      keeper.start(launch.onTrial());
    }
    updates.start();
  }

  private Prospect.Reader reader() {
    return new Prospect.Reader() {
      @Override
      public Optional<String> problem(Path named, String text) {
        return GatewayLoader.problem(launch.file(), named, launch.config().data(), text);
      }

      @Override
      public Prospect prospect(String before, String after) {
        GatewayConfig next = GatewayLoader.read(launch.file(), after);
        return new Prospect(
            ConfigurationRisks.of(GatewayLoader.read(launch.file(), before), next),
            next.configuration().within());
      }
    };
  }

  private boolean linked() {
    return uplink.status().state().connected();
  }

  /** What a gateway on trial lacks; the head-end only counts when it was reached before. */
  private Optional<Illness> illness() {
    // A maintainer may have switched the devices' door off: that is no illness.
    if (!fieldOff.getAsBoolean() && field.mqttPort() <= 0) {
      return Optional.of(Illness.of(Illness.Lack.FIELD_LISTENER));
    }
    try {
      if (journal.inTransaction(_ -> journal.chain()) == null) {
        return Optional.of(Illness.of(Illness.Lack.JOURNAL_CHAIN));
      }
    } catch (RuntimeException e) {
      return Optional.of(new Illness(Illness.Lack.JOURNAL, String.valueOf(e.getMessage())));
    }
    boolean before =
        updates.linkBefore() || launch.faces().filter(ConfigurationFaces::linkBefore).isPresent();
    return before && !linked() ? Optional.of(Illness.of(Illness.Lack.HEAD_END)) : Optional.empty();
  }

  @Override
  public void close() {
    updates.close();
    if (keeper != null) {
      keeper.close();
    }
  }
}
