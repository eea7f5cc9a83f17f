package org.sekisho.headend.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.headend.command.CommandState.Status;
import org.sekisho.headend.database.HeadEndDatabase;
import org.sekisho.model.Verifies;
import org.sekisho.model.command.CommandResult;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.SystemModelFile;

/** What time, other gateways and repetition do to a command. */
class CommandsTest {
  private static final PointId LIGHT = new PointId("living-room-light", "switch");
  private static final Duration LIFE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-06-01T00:00:00Z");
  private final List<Status> told = new ArrayList<>();
  private HeadEndDatabase database;
  private Commands commands;

  @BeforeEach
  void open() {
    database = new HeadEndDatabase(folder.resolve("head-end.db"));
    commands =
        new Commands(
            database,
            SystemModelFile.read(Path.of("../examples/home-gateway.yaml")),
            () -> now,
            UUID::randomUUID,
            new SimpleMeterRegistry());
    commands.onChange(s -> told.add(s.status()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  @Verifies("SYS-14")
  void endsAsExpiredWhenTheGatewayNeverCame() {
    UUID id = submit("a").command().id();
    assertThat(commands.open("home-gw-1")).hasSize(1);
    now = now.plusSeconds(29);
    commands.expire();
    assertThat(state(id)).isEqualTo(Status.PENDING);
    now = now.plusSeconds(1);
    assertThat(commands.open("home-gw-1")).isEmpty();
    commands.expire();
    assertThat(state(id)).isEqualTo(Status.EXPIRED);
    assertThat(told).containsExactly(Status.PENDING, Status.EXPIRED);
  }

  @Test
  @Verifies("SYS-14")
  void endsAsTimeoutWhenTheGatewayGaveNoResultAndTakesALateOne() {
    UUID id = submit("a").command().id();
    commands.sent(id);
    now = now.plusSeconds(39);
    commands.expire();
    assertThat(state(id)).isEqualTo(Status.SENT);
    now = now.plusSeconds(1);
    commands.expire();
    assertThat(state(id)).isEqualTo(Status.TIMEOUT);
    assertThat(commands.result("home-gw-1", done(id))).isTrue();
    assertThat(state(id)).isEqualTo(Status.DONE);
    assertThat(commands.result("home-gw-1", done(id))).isFalse();
    assertThat(told).containsExactly(Status.PENDING, Status.SENT, Status.TIMEOUT, Status.DONE);
  }

  @Test
  @Verifies("SYS-14")
  void takesNoResultFromAnotherGateway() {
    UUID id = submit("a").command().id();
    commands.sent(id);
    assertThat(commands.result("other-gw", done(id))).isFalse();
    assertThat(state(id)).isEqualTo(Status.SENT);
    assertThat(commands.result("home-gw-1", done(UUID.randomUUID()))).isFalse();
  }

  @Test
  @Verifies("SYS-14")
  void isTheSameCommandForTheSameKeyAlsoAfterARestart() {
    UUID id = submit("a").command().id();
    database.close();
    open();
    told.clear();
    assertThat(submit("a").command().id()).isEqualTo(id);
    assertThat(told).isEmpty();
    assertThat(submit("b").command().id()).isNotEqualTo(id);
    assertThat(commands.submit("home-app", "a", LIGHT, new Value.Bool(false), LIFE))
        .isEqualTo(new Submission.Refused(Submission.Why.KEY_REUSED));
    assertThat(commands.submit("reader", "a", LIGHT, new Value.Bool(false), LIFE))
        .isInstanceOf(Submission.Accepted.class);
  }

  @Test
  void boundsOpenCommandsOfAnApplication() {
    for (int i = 0; i < Commands.MAX_OPEN; i++) {
      submit("k" + i);
    }
    assertThat(commands.submit("home-app", "more", LIGHT, new Value.Bool(true), LIFE))
        .isEqualTo(new Submission.Refused(Submission.Why.TOO_MANY));
    assertThat(commands.submit("reader", "more", LIGHT, new Value.Bool(true), LIFE))
        .isInstanceOf(Submission.Accepted.class);
  }

  @Test
  void keepsNothingOfWhatAGatewaySaysButAWord() {
    UUID id = submit("a").command().id();
    commands.result(
        "home-gw-1",
        new CommandResult(id, CommandResult.Status.REFUSED, "<script>", Optional.empty(), now));
    assertThat(commands.find("home-app", id).orElseThrow().reason()).isEqualTo("other");
  }

  private CommandState submit(String key) {
    return ((Submission.Accepted)
            commands.submit("home-app", key, LIGHT, new Value.Bool(true), LIFE))
        .state();
  }

  private Status state(UUID id) {
    return commands.find("home-app", id).orElseThrow().status();
  }

  private CommandResult done(UUID id) {
    return new CommandResult(
        id, CommandResult.Status.DONE, "none", Optional.of(new Value.Bool(true)), now);
  }
}
