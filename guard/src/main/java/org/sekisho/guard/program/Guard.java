package org.sekisho.guard.program;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sekisho.guard.channel.Answer;
import org.sekisho.guard.channel.Report;
import org.sekisho.guard.channel.Request;
import org.sekisho.guard.kernel.Kernel;
import org.sekisho.guard.kernel.LinuxKernel;
import org.sekisho.guard.netlink.KernelReports;
import org.sekisho.guard.netlink.NetlinkException;
import org.sekisho.guard.policy.Remark;
import org.sekisho.program.Program;
import org.sekisho.program.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard put together: rules first, then the door for the gateway. When it stops, however it
 * stops, the rules stay.
 */
public final class Guard implements Program.Service {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final long ANSWER_LIMIT_S = 30;

  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final ScheduledExecutorService owner =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("kernel").factory());

  private Guard() {}

  /** Starts the guard on the kernel of its network namespace. */
  public static Guard start(GuardConfig config) {
    config.requireOwnersFile();
    var guard = new Guard();
    try {
      guard.begin(config);
      return guard;
    } catch (RuntimeException | Error e) {
      guard.close();
      throw e;
    }
  }

  private void begin(GuardConfig config) {
    closing.push(this::stopOwner);
    InstantSource clock = InstantSource.system();
    var audit = new AuditFile(config.data(), clock);
    var door = new Door();
    PolicyKeeper keeper = onOwner(() -> keeper(config, clock, door));
    ChannelServer server =
        ChannelServer.open(
            config,
            request ->
                onOwner(
                    () -> {
                      Answer answer = keeper.answer(request);
                      if (!isFrequent(request)) {
                        audit.write(described(request), described(answer));
                      }
                      return answer;
                    }));
    closing.push(server);
    door.server = Optional.of(server);
    startReports(door);
    var looking = owner.scheduleWithFixedDelay(() -> look(keeper, server), 1, 1, TimeUnit.SECONDS);
    closing.push(() -> looking.cancel(false));
  }

  private PolicyKeeper keeper(GuardConfig config, InstantSource clock, Door door) {
    Kernel kernel;
    try {
      kernel = LinuxKernel.open();
    } catch (UnsupportedOperationException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    closing.push(() -> onOwner(() -> closed(kernel)));
    var keeper =
        new PolicyKeeper(
            config.floor(),
            kernel,
            config.data(),
            System::nanoTime,
            () -> nanos(clock.instant()),
            door::tell);
    Optional<Remark> failure = keeper.start();
    if (failure.isPresent()) {
      throw new StartException(failure.get() + " (needs CAP_NET_ADMIN)");
    }
    return keeper;
  }

  /** Without them the rules hold all the same, and attacks are stopped without being seen. */
  private void startReports(Door door) {
    try {
      closing.push(KernelReports.open(door::tell));
    } catch (NetlinkException e) {
      LOG.error(
          "the kernel's reports of packets and neighbours cannot be heard: {}", e.getMessage());
    }
  }

  private static boolean closed(Kernel kernel) {
    kernel.close();
    return true;
  }

  private static void look(PolicyKeeper keeper, ChannelServer server) {
    try {
      keeper.look(server.heard());
    } catch (RuntimeException e) {
      // A task that throws is never run again.
      LOG.error("looking after the rules failed", e);
    }
  }

  /** What is told before the channel is open is told to nobody. */
  private static final class Door {
    private volatile Optional<ChannelServer> server = Optional.empty();

    void tell(Report report) {
      server.ifPresent(s -> s.tell(report));
    }
  }

  private <T> T onOwner(java.util.concurrent.Callable<T> work) {
    try {
      return owner.submit(work).get(ANSWER_LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the kernel does not answer", e);
    }
  }

  /** What comes with every name that a device looks up would push everything else out. */
  private static boolean isFrequent(Request request) {
    return request instanceof Request.ReadState || request instanceof Request.OpenFlow;
  }

  private static String described(Request request) {
    return switch (request) {
      case Request.ApplyPolicy apply ->
          "apply a policy of %d devices, %d services, %d flows, %d forwards, %d patches"
              .formatted(
                  apply.policy().devices().size(),
                  apply.policy().services().size(),
                  apply.policy().flows().size(),
                  apply.policy().forwards().size(),
                  apply.policy().patches().size());
      case Request.Confirm confirm -> "confirm policy " + confirm.generation();
      case Request.Revert _ -> "go back to the confirmed policy";
      case Request.OpenToFloor open -> "open to the floor for " + open.seconds() + " s";
      case Request.Block block ->
          "block " + block.address().getHostAddress() + " for " + block.seconds() + " s";
      case Request.Unblock unblock -> "unblock " + unblock.address().getHostAddress();
      case Request.OpenFlow open -> "open " + open.flow() + " for " + open.seconds() + " s";
      case Request.ReadState _ -> "read the state";
    };
  }

  private static String described(Answer answer) {
    return switch (answer) {
      case Answer.Applied applied ->
          "policy "
              + applied.generation()
              + " holds"
              + (applied.confirmWithinS() > 0
                  ? " for " + applied.confirmWithinS() + " s unless it is confirmed"
                  : "");
      case Answer.Done _ -> "done";
      case Answer.Refused refused -> "refused: " + refused.reason();
      case Answer.State _ -> "told";
    };
  }

  private static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }

  @Override
  public Map<String, Object> ready() {
    return Map.of();
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception e) {
        LOG.warn("stop: {}", e.toString());
      }
    }
  }

  private void stopOwner() {
    owner.shutdownNow();
  }
}
