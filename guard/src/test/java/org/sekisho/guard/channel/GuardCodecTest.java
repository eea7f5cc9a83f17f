package org.sekisho.guard.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.policy.Samples;

class GuardCodecTest {
  private static final List<GuardMessage> ALL =
      List.of(
          new Request.ApplyPolicy(Samples.full(), 60),
          new Request.ApplyPolicy(Samples.wideFloor().least(), 5),
          new Request.Confirm(Long.MAX_VALUE),
          new Request.Revert(),
          new Request.OpenToFloor(600),
          new Request.Block(Prefix.numeric("2001:db8::9"), 600),
          new Request.Unblock(Prefix.numeric("203.0.113.9")),
          new Request.ReadState(),
          new Request.OpenFlow(
              "meter-time",
              List.of(Prefix.numeric("203.0.113.9"), Prefix.numeric("2001:db8::9")),
              300),
          new Answer.Applied(3, 60),
          new Answer.Done(),
          Answer.Refused.of(Remark.Code.LAN_TO_WAN),
          Answer.Refused.of(Remark.Code.LIMIT, "syn-per-source", 9, 8),
          new Answer.State(
              3, 12, 2, List.of(Remark.of(Remark.Code.SETTING_NOT_TAKEN, "net.ipv4.x", 1))),
          new PacketReport(
              "wan-in-denied",
              Disposition.DROP,
              1_234_567_890_123_456_789L,
              "wan0",
              "",
              "02:00:5e:10:00:0b",
              new byte[] {0x45, 0, 0, 40}),
          new CounterReport(5, new LinkedHashMap<>(Map.of("wan-in-denied", new Count(7, 420)))),
          new NeighbourReport(
              "field0",
              Prefix.numeric("10.77.0.66"),
              "02:00:5e:10:00:42",
              NeighbourReport.NeighbourState.REACHABLE),
          new PolicyReport(2, Remark.of(Remark.Code.NOT_CONFIRMED)));

  @Test
  void readsWhatItWrote() {
    for (GuardMessage message : ALL) {
      assertThat(GuardCodec.decode(GuardCodec.encode(77, message)))
          .isEqualTo(new Decoded.Frame(77, message));
    }
  }

  @Test
  void refusesEveryMessageThatIsCutShortOrTooLong() {
    for (GuardMessage message : ALL) {
      byte[] whole = GuardCodec.encode(1, message);
      for (int length = 0; length < whole.length; length++) {
        assertThat(GuardCodec.decode(Arrays.copyOf(whole, length)))
            .isInstanceOf(Decoded.Malformed.class);
      }
      assertThat(GuardCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
          .isInstanceOf(Decoded.Malformed.class);
    }
  }

  @Test
  void givesAResultForAnyBytes() {
    var random = new Random(5277);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = GuardCodec.encode(i, ALL.get(random.nextInt(ALL.size())));
      for (int k = random.nextInt(8); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      // What was read can be written again: it is whole.
      if (GuardCodec.decode(bytes) instanceof Decoded.Frame frame) {
        assertThat(GuardCodec.decode(GuardCodec.encode(frame.number(), frame.message())))
            .isEqualTo(frame);
      }
    }
  }

  @Test
  void writesNoFreeTextOfAPolicyIntoARule() {
    // Every text of a policy is an id, an interface, an address or a sentence that no rule
    // contains.
    String rules =
        org.sekisho.guard.ruleset.Ruleset.text(
            org.sekisho.guard.ruleset.RulesetState.of(Samples.full()));
    Samples.full().patches().forEach(p -> assertThat(rules).doesNotContain(p.reason()));
  }
}
