package org.sekisho.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.model.command.Command;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;

@Verifies({"SYS-14", "SYS-18", "FEAT-03"})
class CommandGateTest {
  private static final Value ON = new Value.Bool(true);

  private final TestTime time = new TestTime();
  private final FakeDevices devices = new FakeDevices(time);
  private final CommandGate gate = new CommandGate("gw-1", TestModel.MODEL, 20);

  private Command command(PointId point, Value value) {
    return command("gw-1", point, value, "app-1", Duration.ZERO, Duration.ofSeconds(30));
  }

  private Command command(
      String gateway,
      PointId point,
      Value value,
      String application,
      Duration issuedAfter,
      Duration life) {
    Instant issued = time.instant().plus(issuedAfter);
    return new Command(
        UUID.randomUUID(), gateway, point, value, application, issued, issued.plus(life));
  }

  private Optional<Reason> refusal(Command command) {
    return switch (gate.check(command, devices, time.instant(), time.nanoTime())) {
      case CommandGate.Decision.Pass _ -> Optional.empty();
      case CommandGate.Decision.Refuse(Reason reason) -> Optional.of(reason);
    };
  }

  private void passes(Command command) {
    assertThat(refusal(command)).isEmpty();
  }

  private void refuses(Command command, Reason reason) {
    assertThat(refusal(command)).contains(reason);
  }

  private static Value number(double number) {
    return new Value.Numeric(number);
  }

  @Test
  void passesWhatTheModelAllows() {
    passes(command(TestModel.LIGHT, ON));
    passes(command(TestModel.BRIGHTNESS, number(90)));
    passes(command(TestModel.LABEL, new Value.Text("warm")));
  }

  @Test
  void refusesCommandForAnotherGateway() {
    refuses(
        command("gw-2", TestModel.LIGHT, ON, "app-1", Duration.ZERO, Duration.ofSeconds(30)),
        Reason.NOT_FOR_THIS_GATEWAY);
  }

  @Test
  void refusesCommandWhenExpiredByItsOwnClock() {
    refuses(
        command(
            "gw-1", TestModel.LIGHT, ON, "app-1", Duration.ofSeconds(-31), Duration.ofSeconds(30)),
        Reason.EXPIRED);
    // A life without end ends after an hour.
    refuses(
        command("gw-1", TestModel.LIGHT, ON, "app-1", Duration.ofHours(-2), Duration.ofDays(9_999)),
        Reason.EXPIRED);
  }

  @Test
  void refusesCommandFromTheFuture() {
    passes(
        command(
            "gw-1", TestModel.LIGHT, ON, "app-1", Duration.ofSeconds(60), Duration.ofSeconds(30)));
    refuses(
        command(
            "gw-1", TestModel.LIGHT, ON, "app-1", Duration.ofSeconds(61), Duration.ofSeconds(30)),
        Reason.ISSUED_IN_FUTURE);
  }

  @Test
  void refusesPointsThatAreUnknownOrOfAnotherGatewayOrOnlyMeasured() {
    refuses(command(new PointId("light-1", "colour"), ON), Reason.UNKNOWN_POINT);
    refuses(command(new PointId("nobody", "switch"), ON), Reason.UNKNOWN_POINT);
    refuses(command(TestModel.OTHER, ON), Reason.UNKNOWN_POINT);
    refuses(command(TestModel.TEMPERATURE, number(20)), Reason.NOT_WRITABLE);
  }

  @Test
  void refusesApplicationsThatTheModelDoesNotGrantThePoint() {
    refuses(
        command(
            "gw-1",
            TestModel.BRIGHTNESS,
            number(5),
            "app-2",
            Duration.ZERO,
            Duration.ofSeconds(30)),
        Reason.NOT_PERMITTED);
    refuses(
        command("gw-1", TestModel.LIGHT, ON, "head-end-1", Duration.ZERO, Duration.ofSeconds(30)),
        Reason.NOT_PERMITTED);
  }

  @Test
  void refusesValuesOfAnotherTypeAndOutsideTheEnvelope() {
    refuses(command(TestModel.LIGHT, number(1)), Reason.WRONG_TYPE);
    refuses(command(TestModel.BRIGHTNESS, ON), Reason.WRONG_TYPE);
    refuses(command(TestModel.LABEL, new Value.Text("x".repeat(257))), Reason.WRONG_TYPE);
    refuses(command(TestModel.BRIGHTNESS, number(0)), Reason.OUT_OF_ENVELOPE);
    refuses(command(TestModel.BRIGHTNESS, number(90.01)), Reason.OUT_OF_ENVELOPE);
  }

  @Test
  void refusesStepsThatAreTooLargeOrCannotBeMeasured() {
    refuses(command(TestModel.SET_POINT, number(20)), Reason.STEP_TOO_LARGE);
    devices.state(TestModel.SET_POINT, number(20));
    passes(command(TestModel.SET_POINT, number(25)));
    refuses(command(TestModel.SET_POINT, number(25.5)), Reason.STEP_TOO_LARGE);
  }

  @Test
  void measuresTheStepFromBothStatesWhenACommandWasNotConfirmed() {
    devices.state(TestModel.SET_POINT, number(20));
    Command unconfirmed = command(TestModel.SET_POINT, number(25));
    passes(unconfirmed);
    gate.doubtful(unconfirmed, devices.latest(TestModel.SET_POINT));
    refuses(command(TestModel.SET_POINT, number(18)), Reason.STEP_TOO_LARGE);
    passes(command(TestModel.SET_POINT, number(22)));
    time.pass(Duration.ofSeconds(1));
    devices.state(TestModel.SET_POINT, number(20));
    passes(command(TestModel.SET_POINT, number(18)));
  }

  @Test
  void refusesMoreCommandsThanAPointTakesInAMinute() {
    for (int i = 0; i < 5; i++) {
      passes(command(TestModel.LIGHT, ON));
      time.pass(Duration.ofSeconds(10));
    }
    refuses(command(TestModel.LIGHT, ON), Reason.TOO_MANY_COMMANDS);
    time.pass(Duration.ofSeconds(10));
    passes(command(TestModel.LIGHT, ON));
    refuses(command(TestModel.LIGHT, ON), Reason.TOO_MANY_COMMANDS);
  }

  @Test
  void refusesMoreCommandsThanTheGatewayTakesInAMinute() {
    devices.state(TestModel.SET_POINT, number(20));
    for (int i = 0; i < 5; i++) {
      passes(command(TestModel.LIGHT, ON));
      passes(command(TestModel.BRIGHTNESS, number(50)));
      passes(command(TestModel.SET_POINT, number(20)));
      passes(command(TestModel.LABEL, new Value.Text("a")));
    }
    refuses(command(TestModel.BRIGHTNESS, number(50)), Reason.TOO_MANY_COMMANDS);
  }

  @Test
  void refusesCommandWhenTheDeviceIsNotConnected() {
    devices.connected(false);
    refuses(command(TestModel.LIGHT, ON), Reason.DEVICE_NOT_CONNECTED);
  }
}
