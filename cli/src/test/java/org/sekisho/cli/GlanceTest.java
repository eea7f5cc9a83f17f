package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class GlanceTest {
  @Test
  void showsValuesThenParagraphsThenTables() {
    assertThat(
            glance(
                """
                {"id": "gw-1",
                 "journal": {"waiting": 3, "used_bytes": 2097152, "full": false},
                 "alarms": [],
                 "last-batch": null,
                 "devices": [{"id": "a", "connected": true}, {"id": "longer", "since": "now"}]}
                """))
        .isEqualTo(
            """
            id          gw-1
            alarms      none
            last batch  -

            journal
              waiting     3
              used bytes  2.0 MiB
              full        no

            devices
              id      connected  since
              a       yes        -
              longer  -          now
            """);
  }

  @Test
  void saysTimesToTheSecondAndNothingAsNothing() {
    assertThat(
            glance(
                """
                {"since": "2026-01-02T03:04:05.678901Z", "uptime_s": 41, "end": "", "none_of": {}}
                """))
        .isEqualTo(
            """
            since    2026-01-02T03:04:05Z
            uptime   41 s
            end      -
            none of  none
            """);
  }

  @Test
  void showsAListAlone() {
    assertThat(glance("[{\"a\": 1}]")).isEqualTo("a\n1\n");
    assertThat(glance("[]")).isEqualTo("none\n");
  }

  @Test
  void doesNotLetAnAnswerSteerTheTerminal() {
    String shown =
        glance("{\"na\\u001bme\": \"\\u001b[2Jx\\n\", \"long\": \"" + "y".repeat(99) + "\"}");
    assertThat(shown).doesNotContain("\u001b").contains("?[2Jx?");
    assertThat(shown.lines()).allMatch(line -> line.length() < 80);
  }

  private static String glance(String json) {
    return Glance.of(new JsonMapper().readTree(json));
  }
}
