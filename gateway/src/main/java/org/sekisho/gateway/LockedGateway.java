package org.sekisho.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sekisho.gateway.disposal.DisposalDesk;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Program;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.Role;
import org.sekisho.program.enrolment.EstClient;
import org.sekisho.program.enrolment.IdentityKeeper;
import org.sekisho.program.enrolment.InventoryReporter;
import org.sekisho.program.maintenance.MaintenanceListener;
import org.slf4j.LoggerFactory;

/**
 * What a gateway still does when its management has locked it: it renews its certificate, asks the
 * management for orders, says that it is locked, watches its tamper switch. It listens to no device
 * and to no user, opens no journal, and forwards nothing.
 */
final class LockedGateway implements Program.Service {
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final Map<String, Object> ready = new LinkedHashMap<>();

  private LockedGateway() {}

  static LockedGateway start(Launch launch, RestartableProgram.Frame frame) {
    var locked = new LockedGateway();
    try {
      locked.begin(launch, frame);
      return locked;
    } catch (RuntimeException | Error e) {
      locked.close();
      throw e;
    }
  }

  private void begin(Launch launch, RestartableProgram.Frame frame) {
    GatewayConfig config = launch.config();
    InstantSource clock = InstantSource.system();
    var random = new SecureRandom();
    DisposalDesk.finish(config.data(), clock);
    EventSide events = closedAtEnd(EventSide.start(launch, clock, random));
    PeerTrust trust = Gateway.trust(config);
    IdentityKeeper keeper =
        closedAtEnd(
            new IdentityKeeper(
                new Peer(Role.GATEWAY, config.id()),
                config.data(),
                config.enrolment().codeFile(),
                new EstClient(config.enrolment().management(), trust, clock),
                clock,
                random));
    events.signWith(keeper::present);
    keeper.start();
    DisposalDesk desk =
        closedAtEnd(Gateway.disposal(config, keeper, events.sink(), clock, frame)).start();
    closedAtEnd(Gateway.orders(config, trust, keeper, desk)).start();
    Vertx vertx = Gateway.vertx();
    closedAtEnd(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS));
    closedAtEnd(
            new InventoryReporter(
                config.enrolment().management(),
                trust,
                keeper,
                () -> Map.of("version", Gateway.version(), "state", "locked")))
        .start();
    events.deliver(vertx, config.enrolment().management(), keeper::present, trust);
    var maintenance =
        new MaintenanceListener(
            vertx,
            config.maintenance(),
            config.data(),
            clock,
            random,
            () -> status(launch, keeper, desk),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    maintenance.start();
    closedAtEnd(maintenance);
    ready.put("maintenance", maintenance.port());
    ready.put("locked", true);
  }

  private static Map<String, Object> status(
      Launch launch, IdentityKeeper keeper, DisposalDesk desk) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("program", "gateway");
    status.put("id", launch.config().id());
    status.put("version", Gateway.version());
    status.put("state", "locked");
    status.put("enrolled", keeper.present().isPresent());
    status.put("disposal", desk.status());
    status.put("sandbox", launch.confinement().json());
    return status;
  }

  @Override
  public Map<String, Object> ready() {
    return Map.copyOf(ready);
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception e) {
        LoggerFactory.getLogger(LockedGateway.class).warn("stop: {}", e.toString());
      }
    }
  }

  private <T extends AutoCloseable> T closedAtEnd(T part) {
    closing.push(part);
    return part;
  }
}
