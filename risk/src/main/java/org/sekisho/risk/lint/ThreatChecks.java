package org.sekisho.risk.lint;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Incident;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.cvss.CvssParse;
import org.sekisho.risk.cvss.CvssParser;

/** Checks of the threats and incidents that the analyst wrote down. */
final class ThreatChecks {
  private static final String THREATS = "threats";
  private static final String INCIDENTS = "incidents";
  private static final String CLASSES =
      Arrays.stream(ThreatClass.values()).map(ThreatClass::id).collect(Collectors.joining(", "));

  private final SystemModel model;
  private final Catalogue catalogue;
  private final Notes notes;

  ThreatChecks(SystemModel model, Catalogue catalogue, Notes notes) {
    this.model = model;
    this.catalogue = catalogue;
    this.notes = notes;
  }

  void run() {
    model.threats().values().forEach(this::threat);
    model.incidents().values().forEach(this::incident);
  }

  private void threat(ConcreteThreat t) {
    Optional<ThreatClass> threatClass = ThreatClass.of(t.category());
    if (threatClass.isEmpty()) {
      at(Check.THREAT_OF_UNKNOWN_CATEGORY, t, "category", t.category(), CLASSES);
    }
    for (String measure : t.measures()) {
      measure(t, measure, threatClass);
    }
    EntryPoint point = t.entryPoint().map(model.entryPoints()::get).orElse(null);
    if (point != null && !point.on().equals(t.on())) {
      at(Check.THREAT_ELSEWHERE, t, "entry-point", t.on(), point.id());
    }
    if (t.cvss().isPresent()
        && CvssParser.parse(t.cvss().get())
            instanceof CvssParse.Refused(int offset, String what, String allowed)) {
      at(Check.THREAT_VECTOR_REFUSED, t, "cvss", String.valueOf(offset + 1), what, allowed);
    }
  }

  private void measure(ConcreteThreat t, String measure, Optional<ThreatClass> threatClass) {
    if (!catalogue.measures().containsKey(measure)) {
      String all = String.join(", ", catalogue.measures().keySet());
      at(Check.THREAT_WITH_UNKNOWN_MEASURE, t, "measures", measure, all);
      return;
    }
    List<String> suggested =
        threatClass.map(c -> catalogue.suggestions().getOrDefault(c, List.of())).orElse(List.of());
    // What needs individual handling is meant to differ from the lists (GUIDE-20).
    if (!t.individual() && !suggested.isEmpty() && !suggested.contains(measure)) {
      at(
          Check.THREAT_WITH_UNUSUAL_MEASURE,
          t,
          "measures",
          measure,
          threatClass.map(ThreatClass::id).orElse(""),
          String.join(", ", suggested));
    }
  }

  private void incident(Incident i) {
    if (i.frequency().isEmpty()) {
      notes.item(Check.INCIDENT_WITHOUT_FREQUENCY, INCIDENTS, i.id(), "");
    }
    if (i.assets().isEmpty() || i.affects().isEmpty()) {
      notes.item(Check.INCIDENT_WITHOUT_ASSET, INCIDENTS, i.id(), "");
    }
    if (i.threats().isEmpty()) {
      notes.item(Check.INCIDENT_WITHOUT_THREAT, INCIDENTS, i.id(), "");
    }
  }

  private void at(Check check, ConcreteThreat t, String key, String... details) {
    notes.item(check, THREATS, t.id(), key, details);
  }
}
