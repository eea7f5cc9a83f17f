package org.sekisho.wan.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sekisho.model.command.Command;
import org.sekisho.model.command.CommandResult;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.sekisho.wan.batch.Bytes;

class WanCodecTest {
  private static final Bytes CHAIN = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final UUID ID = UUID.fromString("6f1f4a0c-5c7e-4a55-9b43-0d9f1c2e3a4b");

  private final List<WanMessage> messages =
      List.of(
          new WanMessage.Resume(CHAIN, 12, Bytes.ZERO_HASH),
          new WanMessage.LedgerReport(CHAIN, NOW.toEpochMilli(), 100, 80, 19, 1, 7),
          new WanMessage.LedgerAnswer(CHAIN, NOW.toEpochMilli(), 79, 2, 1),
          new WanMessage.LedgerAnswer(CHAIN, NOW.toEpochMilli(), 81, 2, -1),
          new WanMessage.Order(
              new Command(
                  ID,
                  "gw-1",
                  new PointId("light", "switch"),
                  new Value.Bool(true),
                  "home-app",
                  NOW,
                  NOW.plusSeconds(30))),
          new WanMessage.Result(
              new CommandResult(
                  ID,
                  CommandResult.Status.DONE,
                  "none",
                  Optional.of(new Value.Numeric(21.5)),
                  NOW)),
          new WanMessage.Result(
              new CommandResult(
                  ID, CommandResult.Status.REFUSED, "not-permitted", Optional.empty(), NOW)));

  @Test
  void readsBackEveryMessage() {
    for (WanMessage message : messages) {
      assertThat(WanCodec.decode(WanCodec.encode(message)))
          .isEqualTo(new WanCodec.Decoded.Message(message));
    }
  }

  @Test
  void neverThrowsOnAnyBytes() {
    var random = new Random(44);
    for (int i = 0; i < 40_000; i++) {
      byte[] bytes = WanCodec.encode(messages.get(random.nextInt(messages.size())));
      for (int k = 0; k <= random.nextInt(3); k++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(WanCodec.decode(bytes)).isNotNull();
    }
  }
}
