package org.sekisho.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.gateway.console.Block.Line;
import org.sekisho.gateway.console.Block.Line.Change;

/** Two texts line by line. */
class LineDifferenceTest {
  private static List<String> of(List<Line> lines, Change left) {
    return lines.stream().filter(l -> l.change() != left).map(Line::text).toList();
  }

  private static List<String> text(Random random, int most) {
    List<String> lines = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      lines.add("line " + random.nextInt(6));
    }
    return lines;
  }

  @Test
  void givesBothTextsBackWithTheirNumbersWhateverTheyAre() {
    var random = new Random(20_260_101);
    for (int run = 0; run < 2_000; run++) {
      List<String> before = text(random, 25);
      List<String> after = text(random, 25);
      List<Line> lines = LineDifference.whole(before, after);
      assertThat(of(lines, Change.ADDED)).as("seed run %d", run).isEqualTo(before);
      assertThat(of(lines, Change.REMOVED)).as("seed run %d", run).isEqualTo(after);
      int old = 0;
      int now = 0;
      for (Line line : lines) {
        old += line.change() == Change.ADDED ? 0 : 1;
        now += line.change() == Change.REMOVED ? 0 : 1;
        assertThat(line.before()).isEqualTo(line.change() == Change.ADDED ? 0 : old);
        assertThat(line.after()).isEqualTo(line.change() == Change.REMOVED ? 0 : now);
      }
    }
  }

  @Test
  void tellsTheOneLineThatChangedWithThreeAroundItAndLeavesTheRestOut() {
    List<String> before = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      before.add("key-" + i + ": 1");
    }
    List<String> after = new ArrayList<>(before);
    after.set(9, "key-10: 2");
    assertThat(LineDifference.between(before, after))
        .extracting(l -> l.change() + " " + l.before() + " " + l.after())
        .containsExactly(
            "LEFT_OUT 0 0",
            "SAME 7 7",
            "SAME 8 8",
            "SAME 9 9",
            "REMOVED 10 0",
            "ADDED 0 10",
            "SAME 11 11",
            "SAME 12 12",
            "SAME 13 13",
            "LEFT_OUT 0 0");
    assertThat(LineDifference.between(before, List.copyOf(before))).isEmpty();
  }

  @Test
  void textsThatHaveNothingInCommonGoAndComeAsAWholeWithoutALongSearch() {
    List<String> before = new ArrayList<>(Collections.nCopies(8_000, "a"));
    List<String> after = new ArrayList<>(Collections.nCopies(8_000, "b"));
    List<Line> lines = LineDifference.whole(before, after);
    assertThat(lines).hasSize(16_000);
    assertThat(of(lines, Change.ADDED)).isEqualTo(before);
  }
}
