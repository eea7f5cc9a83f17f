package org.sekisho.risk.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.cvss.CvssParse;
import org.sekisho.risk.cvss.CvssParser;

/** Scores and risks for tests. */
final class Samples {
  private Samples() {}

  static Fields document(String file) {
    return Document.read(file, Tables.text(file));
  }

  static CvssMethod cvss(String vector) {
    return switch (CvssParser.parse(vector)) {
      case CvssParse.Parsed parsed -> CvssMethod.of(parsed.vector());
      case CvssParse.Incomplete incomplete -> CvssMethod.of(incomplete.draft());
      case CvssParse.Refused refused -> throw new AssertionError(vector + ": " + refused);
    };
  }

  /** A vector of 3.1 against a network service with equal effect on all three properties. */
  static CvssMethod cvss(char attackVector, char effect) {
    return cvss(
        "CVSS:3.1/AV:%c/AC:L/PR:N/UI:N/S:U/C:%c/I:%c/A:%c"
            .formatted(attackVector, effect, effect, effect));
  }

  static GuidelineValue guideline(int confidentiality, int frequency) {
    return new GuidelineValue(
        Scales.guideline(),
        Map.of(Axis.CONFIDENTIALITY, Level.of(confidentiality)),
        Level.of(frequency));
  }

  /** A risk by the tables of V4; choices in the order of the factors, {@code ?} for unknown. */
  static EtsiRisk etsi(EtsiTables tables, String... choices) {
    assertThat(choices).hasSize(EtsiFactor.values().length);
    Map<EtsiFactor, String> known = new EnumMap<>(EtsiFactor.class);
    int i = 0;
    for (EtsiFactor factor : EtsiFactor.values()) {
      if (!choices[i].equals(Input.UNKNOWN)) {
        known.put(factor, choices[i]);
      }
      i++;
    }
    return new EtsiRisk(tables, known);
  }

  static RatedRisk risk(String id, Set<Reach> reach, Score... scores) {
    return new RatedRisk(
        id, new LocalText("リスク" + id, "risk " + id), reach, new ScoreSheet(List.of(scores)));
  }
}
