package org.sekisho.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.system.Await;
import org.sekisho.model.Verifies;

/** Row 3 of the guideline's appendix 1: nobody guesses the next sequence number of TCP. */
class SequenceNumberTest {
  private static final Pattern DIFFICULTY =
      Pattern.compile("TCP Sequence Prediction: Difficulty=(\\d+)");

  /** What nmap calls "Good luck!": 200 and more, of six probes 100 ms apart. */
  private static final int UNPREDICTABLE = 200;

  @Test
  @Verifies("PROTO-03")
  @Shows(control = "unpredictable-sequence-numbers", tool = "nmap")
  void initialSequenceNumbersCannotBePredicted(@TempDir Path folder) throws Exception {
    Lab.requires("nmap");
    try (var lab = DefendedLab.open(folder)) {
      lab.listen(lab.lab().gateway(), "tcp:8883");
      Lab.Result seen =
          lab.lab()
              .device1()
              .run(
                  Await.PATIENCE,
                  "nmap",
                  "-n",
                  "-Pn",
                  "-O",
                  "-v",
                  "-p",
                  "8883,1",
                  Lab.GATEWAY_FIELD_V4);
      Matcher difficulty = DIFFICULTY.matcher(seen.output());
      assertThat(difficulty.find()).as(seen.output()).isTrue();
      assertThat(Integer.parseInt(difficulty.group(1)))
          .as(seen.output())
          .isGreaterThanOrEqualTo(UNPREDICTABLE);
    }
  }
}
