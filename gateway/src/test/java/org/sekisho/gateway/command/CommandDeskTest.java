package org.sekisho.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.gateway.listener.DeviceAnswer;
import org.sekisho.gateway.status.Alarms;
import org.sekisho.model.Verifies;
import org.sekisho.model.command.Command;
import org.sekisho.model.command.CommandResult;
import org.sekisho.model.command.CommandResult.Status;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Point;
import org.sekisho.wan.message.WanCodec;
import org.sekisho.wan.message.WanMessage;

@Verifies({"SYS-14", "SYS-18"})
class CommandDeskTest {
  private static final Value ON = new Value.Bool(true);

  @TempDir Path data;

  private final TestTime time = new TestTime();
  private final FakeDevices devices = new FakeDevices(time);
  private final BlockingQueue<CommandResult> results = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();

  @SuppressWarnings("NullAway.Init") // set by open()
  private CommandDesk desk;

  @BeforeEach
  void open() {
    open(CommandConfig.USUAL);
  }

  private void open(CommandConfig config) {
    desk =
        new CommandDesk(
            config,
            new CommandGate("gw-1", TestModel.MODEL, config.perMinute()),
            CommandBook.open(data.resolve("gateway.db")),
            devices,
            results::add,
            new Alarms(InstantSource.system()),
            time,
            time::nanoTime);
    desk.start();
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private void restart(CommandConfig config) {
    desk.close();
    open(config);
  }

  private Command command(PointId point, Value value) {
    Instant now = time.instant();
    return new Command(UUID.randomUUID(), "gw-1", point, value, "app-1", now, now.plusSeconds(30));
  }

  private void take(Command command) {
    desk.take(WanCodec.encode(new WanMessage.Order(command)), acknowledged::add);
  }

  private CommandResult result() {
    try {
      CommandResult result = results.poll(120, TimeUnit.SECONDS);
      assertThat(result).as("a result in time").isNotNull();
      return java.util.Objects.requireNonNull(result);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void carriesOutOnceAndRepeatsTheResultForTheSameId() {
    Command command = command(TestModel.LIGHT, ON);
    take(command);
    CommandResult first = result();
    assertThat(first.status()).isEqualTo(Status.DONE);
    assertThat(first.readBack()).contains(ON);
    take(command);
    assertThat(result()).isEqualTo(first);
    restart(CommandConfig.USUAL);
    take(command);
    assertThat(result())
        .isEqualTo(
            new CommandResult(
                first.id(),
                first.status(),
                first.reason(),
                first.readBack(),
                Instant.ofEpochMilli(first.at().toEpochMilli())));
    assertThat(devices.driven()).hasSize(1);
    assertThat(acknowledged).containsExactly(0, 0, 0);
  }

  @Test
  void repeatsARefusalEvenWhenItWouldPassNow() {
    devices.connected(false);
    Command command = command(TestModel.LIGHT, ON);
    take(command);
    assertThat(result().reason()).isEqualTo("device-not-connected");
    devices.connected(true);
    take(command);
    assertThat(result().reason()).isEqualTo("device-not-connected");
    assertThat(devices.driven()).isEmpty();
  }

  @Test
  void neverCarriesOutAgainWhatWasUnderWayWhenTheProgramEnded() {
    devices.answerLater(_ -> {});
    Command command = command(TestModel.LIGHT, ON);
    take(command);
    assertThat(desk.audit(1)).hasSize(1);
    restart(CommandConfig.USUAL);
    take(command);
    CommandResult result = result();
    assertThat(result.status()).isEqualTo(Status.TIMEOUT);
    assertThat(result.reason()).isEqualTo("no-confirmation");
    assertThat(devices.driven()).hasSize(1);
  }

  @Test
  void judgesAWaitingCommandWhenItsTurnHasCome() throws InterruptedException {
    BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    devices.answerLater(answers::add);
    devices.state(TestModel.SET_POINT, new Value.Numeric(20));
    take(command(TestModel.SET_POINT, new Value.Numeric(24)));
    take(command(TestModel.SET_POINT, new Value.Numeric(16)));
    // The audit is read behind both commands: the second has come, and waits.
    assertThat(desk.audit(10)).hasSize(1);
    Runnable first = java.util.Objects.requireNonNull(answers.poll(120, TimeUnit.SECONDS));
    assertThat(devices.driven()).hasSize(1);
    first.run();
    assertThat(result().status()).isEqualTo(Status.DONE);
    // 16 was a step of 4 when it came and is one of 8 now.
    assertThat(result().reason()).isEqualTo("step-too-large");
  }

  @Test
  void boundsHowManyCommandsWait() {
    restart(new CommandConfig(600, 1));
    devices.answerLater(_ -> {});
    take(command(TestModel.LIGHT, ON));
    take(command(TestModel.LIGHT, ON));
    take(command(TestModel.LIGHT, ON));
    assertThat(result().reason()).isEqualTo("too-many-commands");
  }

  @Test
  void tellsWhatTheDeviceSaid() {
    devices.behave(_ -> new DeviceAnswer.DeviceRefused("jammed"));
    take(command(TestModel.LIGHT, ON));
    assertThat(result()).extracting(CommandResult::status).isEqualTo(Status.FAILED);
    devices.behave(_ -> new DeviceAnswer.TimedOut());
    take(command(TestModel.LIGHT, ON));
    assertThat(result()).extracting(CommandResult::status).isEqualTo(Status.TIMEOUT);
    devices.behave(_ -> new DeviceAnswer.NotConnected());
    take(command(TestModel.LIGHT, ON));
    assertThat(result()).extracting(CommandResult::reason).isEqualTo("device-not-connected");
  }

  @Test
  void refusesWhatIsNoCommand() throws InterruptedException {
    desk.take(new byte[] {1, 2, 3}, acknowledged::add);
    assertThat(acknowledged.poll(120, TimeUnit.SECONDS)).isEqualTo(0x99);
    assertThat(desk.counts().malformed()).isLessThanOrEqualTo(1);
  }

  @Test
  void sendsResultsAgainUntilTheHeadEndHasThem() {
    take(command(TestModel.LIGHT, ON));
    CommandResult result = result();
    desk.reconnected();
    assertThat(result().id()).isEqualTo(result.id());
    desk.reported(result);
    desk.reconnected();
    take(command(TestModel.BRIGHTNESS, new Value.Numeric(5)));
    assertThat(result().id()).isNotEqualTo(result.id());
  }

  @Test
  void remembersRatesOverARestart() {
    for (int i = 0; i < 5; i++) {
      take(command(TestModel.LIGHT, ON));
      assertThat(result().status()).isEqualTo(Status.DONE);
    }
    restart(CommandConfig.USUAL);
    take(command(TestModel.LIGHT, ON));
    assertThat(result().reason()).isEqualTo("too-many-commands");
  }

  @Test
  void auditsEveryDecisionWithItsReason() {
    take(command(TestModel.LIGHT, ON));
    result();
    take(command(TestModel.BRIGHTNESS, new Value.Numeric(99)));
    result();
    List<CommandBook.AuditLine> lines = desk.audit(10);
    assertThat(lines)
        .extracting(CommandBook.AuditLine::outcome, CommandBook.AuditLine::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("refused", "out-of-envelope"),
            org.assertj.core.groups.Tuple.tuple("done", "none"),
            org.assertj.core.groups.Tuple.tuple("passed", "none"));
    assertThat(lines.getFirst().value()).isEqualTo("99");
    assertThat(lines.getFirst().application()).isEqualTo("app-1");
  }

  /**
   * With the head-end in hostile hands: whatever it sends in whatever order, no device is driven
   * out of its envelope, by too large a step, too often, twice by one id, or by a stranger.
   */
  @Test
  @Verifies("SYS-18")
  void holdsAgainstAHostileHeadEnd() {
    for (long seed = 1; seed <= 10; seed++) {
      hostile(new Random(seed), "seed " + seed);
    }
  }

  private void hostile(Random random, String seed) {
    time.pass(Duration.ofMinutes(10));
    int before = devices.driven().size();
    devices.state(TestModel.SET_POINT, new Value.Numeric(16 + random.nextInt(15)));
    devices.behave(
        value ->
            switch (random.nextInt(6)) {
              case 0 -> new DeviceAnswer.TimedOut();
              case 1 -> new DeviceAnswer.DeviceRefused("jammed");
              default -> new DeviceAnswer.Confirmed(value);
            });
    List<PointId> points =
        List.of(
            TestModel.LIGHT,
            TestModel.BRIGHTNESS,
            TestModel.SET_POINT,
            TestModel.TEMPERATURE,
            TestModel.LABEL,
            TestModel.OTHER);
    List<Command> sent = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      if (random.nextInt(4) == 0) {
        time.pass(Duration.ofMillis(random.nextInt(20_000)));
      }
      if (random.nextInt(40) == 0) {
        restart(CommandConfig.USUAL);
      }
      Command command =
          !sent.isEmpty() && random.nextInt(5) == 0
              ? sent.get(random.nextInt(sent.size()))
              : hostileCommand(random, points);
      sent.add(command);
      take(command);
    }
    // The last is answered when all before it have been.
    Command last = command(TestModel.LIGHT, ON);
    take(last);
    while (!result().id().equals(last.id())) {}
    check(devices.driven().subList(before, devices.driven().size()), seed);
  }

  private Command hostileCommand(Random random, List<PointId> points) {
    Value value =
        switch (random.nextInt(4)) {
          case 0 -> new Value.Bool(random.nextBoolean());
          case 1 -> new Value.Text("x".repeat(1 + random.nextInt(300)));
          case 2 -> new Value.Numeric(random.nextInt(100));
          default -> new Value.Numeric(random.nextGaussian() * 1e6);
        };
    Instant issued = time.instant().plusSeconds(random.nextInt(200) - 100);
    return new Command(
        UUID.nameUUIDFromBytes(new byte[] {(byte) random.nextInt(), (byte) random.nextInt()}),
        random.nextInt(10) == 0 ? "gw-2" : "gw-1",
        points.get(random.nextInt(points.size())),
        value,
        random.nextInt(5) == 0 ? "app-2" : "app-1",
        issued,
        issued.plusSeconds(random.nextInt(400) - 50));
  }

  private void check(List<FakeDevices.Driven> driven, String seed) {
    Map<PointId, List<Long>> times = new HashMap<>();
    for (FakeDevices.Driven one : driven) {
      Point point = TestModel.MODEL.point(one.point());
      assertThat(point).as(seed).isNotNull();
      Point.Control control = java.util.Objects.requireNonNull(point).control().orElseThrow();
      assertThat(one.point()).as(seed).isNotEqualTo(TestModel.OTHER);
      if (one.value() instanceof Value.Numeric(double number)) {
        control.range().ifPresent(range -> assertThat(range.contains(number)).as(seed).isTrue());
        if (control.maxStep().isPresent()
            && one.before().orElseThrow() instanceof Value.Numeric(double from)) {
          assertThat(Math.abs(number - from))
              .as(seed)
              .isLessThanOrEqualTo(control.maxStep().get() + 1e-6);
        }
      }
      List<Long> atPoint = times.computeIfAbsent(one.point(), _ -> new ArrayList<>());
      atPoint.add(one.atNs());
      long recent =
          atPoint.stream().filter(t -> one.atNs() - t < Duration.ofSeconds(60).toNanos()).count();
      assertThat(recent).as(seed).isLessThanOrEqualTo(control.commandsPerMinute());
    }
  }
}
