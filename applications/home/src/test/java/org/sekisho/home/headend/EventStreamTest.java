package org.sekisho.home.headend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static List<EventStream.Event> decode(byte[] bytes, int portion) {
    List<EventStream.Event> events = new ArrayList<>();
    var stream = new EventStream(events::add);
    for (int i = 0; i < bytes.length; i += portion) {
      int length = Math.min(portion, bytes.length - i);
      byte[] part = new byte[length];
      System.arraycopy(bytes, i, part, 0, length);
      stream.feed(part, length);
    }
    return events;
  }

  @Test
  void readsTheSameEventsFromAnyPortionsAndLineEnds() {
    String text =
        "\uFEFF: hello\r\n\r\nevent: reading\rid: 7\rdata: {\"a\":\rdata: \"温度\"}\r\r"
            + "data:plain\n\nretry: 5\nunknown\n\nevent: nothing\n\ndata: cut off";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<EventStream.Event> expected =
        List.of(
            new EventStream.Event("reading", "{\"a\":\n\"温度\"}", "7"),
            new EventStream.Event("message", "plain", "7"));
    for (int portion = 1; portion <= bytes.length; portion++) {
      assertThat(decode(bytes, portion)).as("portions of %d", portion).isEqualTo(expected);
    }
  }

  @Test
  void boundsWhatOneLineOrOneEventMayTake() {
    String huge = "data: " + "x".repeat(3 * EventStream.MAX_EVENT_BYTES) + "\n";
    List<EventStream.Event> events =
        decode((huge + huge + huge + "\n").getBytes(StandardCharsets.UTF_8), 4096);
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().data().length()).isLessThan(EventStream.MAX_EVENT_BYTES);
  }

  @Test
  void takesAnyBytes() {
    var random = new Random(42);
    byte[] likely = "data:eventid \r\n\n\0\uFEFF{}".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            random.nextBoolean() ? likely[random.nextInt(likely.length)] : (byte) random.nextInt();
      }
      assertThat(decode(bytes, 1 + random.nextInt(50))).isNotNull();
    }
  }
}
