package org.sekisho.report.analysis;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sekisho.model.system.Actor;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Organisation;
import org.sekisho.model.system.Zone;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Cell;
import org.sekisho.report.document.Tone;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.analysis.Assessment;
import org.sekisho.risk.analysis.Finding;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Frameworks;
import org.sekisho.risk.catalogue.Measure;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.method.GuidelineValue;
import org.sekisho.risk.method.Score;

/** What the chapters are written from, with the names of things in the language of the report. */
final class Source {
  private final Analysis analysis;
  private final Frameworks frameworks;
  private final Writing w;
  private final boolean condensed;
  private final Groups groups;

  Source(Analysis analysis, Frameworks frameworks, Writing w, boolean condensed) {
    this.analysis = analysis;
    this.frameworks = frameworks;
    this.w = w;
    this.condensed = condensed;
    this.groups = new Groups(analysis.findings(), condensed ? Told::of : Finding::id);
  }

  Analysis analysis() {
    return analysis;
  }

  Frameworks frameworks() {
    return frameworks;
  }

  Writing w() {
    return w;
  }

  /** Whether what reads alike is told of together, and what is long is listed elsewhere. */
  boolean condensed() {
    return condensed;
  }

  Groups groups() {
    return groups;
  }

  /** Where a finding is told of in full. */
  Anchor anchor(Finding finding) {
    return Anchors.finding(groups.head(finding).id());
  }

  /** What findings of a rule must have in common to be told of together. */
  private record Told(
      boolean open,
      boolean inScope,
      List<Object> treatment,
      List<Object> values,
      List<Object> controls,
      List<Object> facts,
      List<Object> changes,
      boolean life) {
    static Told of(Finding f) {
      return new Told(
          f.open(),
          f.inScope(),
          List.of(f.treatment().kind(), f.treatment().state(), f.treatment().expires()),
          List.of(
              guideline(f.values().inherent()).map(Score::high),
              guideline(f.values().current()).map(Score::high),
              guideline(f.values().residual()).map(Score::high)),
          List.copyOf(
              f.controls().stream()
                  .map(c -> List.of(c.control(), c.state(), c.evidence()))
                  .toList()),
          f.open() ? facts(f) : List.of(),
          f.values().current().countered() ? List.of() : changes(f),
          f.touchesLife());
    }

    private static List<Object> facts(Finding f) {
      return List.copyOf(
          f.proof().facts().stream().map(m -> List.of(m.fact(), m.value())).toList());
    }

    private static List<Object> changes(Finding f) {
      return List.copyOf(
          f.proof().smallestChange().stream()
              .limit(1)
              .flatMap(List::stream)
              .map(c -> List.of(c.fact(), c.to()))
              .toList());
    }
  }

  String assets(List<String> ids) {
    return ids.isEmpty()
        ? w.none()
        : ids.stream().map(this::asset).collect(Collectors.joining(w.comma()));
  }

  String asset(String id) {
    Asset asset = analysis.model().assets().get(id);
    return asset == null ? id : w.text(asset.name());
  }

  String component(String id) {
    Component component = analysis.model().components().get(id);
    return component == null ? id : w.text(component.name());
  }

  String owner(Component component) {
    return analysis.model().ownerOf(component).map(this::organisation).orElse(w.none());
  }

  String organisation(String id) {
    Organisation organisation = analysis.model().organisations().get(id);
    return organisation == null ? id : w.text(organisation.name());
  }

  String actor(String id) {
    Actor actor = analysis.model().actors().get(id);
    return actor == null ? id : w.text(actor.name());
  }

  String zone(String id) {
    Zone zone = analysis.model().zones().get(id);
    return zone == null ? id : w.text(zone.name());
  }

  String link(String id) {
    Link link = analysis.model().links().get(id);
    return link == null ? id : component(link.from()) + " → " + component(link.to());
  }

  String entryPoint(String id) {
    EntryPoint point = analysis.model().entryPoints().get(id);
    return point == null ? id : w.text(point.name());
  }

  String place(EntityRef at) {
    return switch (at.kind()) {
      case SYSTEM -> w.text(analysis.model().name());
      case ZONE -> zone(at.id());
      case COMPONENT -> component(at.id());
      case LINK, CROSSING -> link(at.id());
      case ENTRY_POINT -> entryPoint(at.id());
      case ASSET -> asset(at.id());
      case ACTOR -> actor(at.id());
      case PATH -> {
        int slash = at.id().indexOf('/');
        yield slash < 0
            ? at.id()
            : entryPoint(at.id().substring(0, slash)) + " → " + asset(at.id().substring(slash + 1));
      }
    };
  }

  String control(String id) {
    Control control = analysis.catalogue().controls().get(id);
    return control == null ? id : w.text(control.name());
  }

  String measure(String id) {
    Measure measure = analysis.catalogue().measures().get(id);
    return measure == null ? id : w.text(measure.name());
  }

  String measures(List<String> ids) {
    return ids.isEmpty()
        ? w.none()
        : ids.stream().map(this::measure).collect(Collectors.joining(w.comma()));
  }

  static Optional<Score> guideline(Assessment assessment) {
    return assessment.scores().scores().stream()
        .filter(score -> score instanceof GuidelineValue)
        .findFirst();
  }

  /** The guideline value with a tone that only says whether something counters the threat. */
  Cell value(Assessment assessment) {
    return guideline(assessment)
        .map(
            score ->
                score.settled()
                    ? Cell.of(score.low())
                    : Cell.of(Score.range(score.low(), score.high())))
        .orElse(Cell.of(w.none()))
        .with(assessment.countered() ? Tone.GOOD : Tone.NONE);
  }

  /** The score by the method whose id contains a text. */
  Cell score(Assessment assessment, String method) {
    return assessment.scores().scores().stream()
        .filter(score -> score.method().id().contains(method))
        .findFirst()
        .map(score -> Cell.of(Score.range(score.low(), score.high())))
        .orElse(Cell.of(w.none()));
  }

  Cell severity(Finding finding) {
    return Cell.of(w.text(finding.severity())).with(tone(finding));
  }

  /** The colour of a finding, from its severity in words. */
  static Tone tone(Finding finding) {
    return switch (finding.severity().ja()) {
      case "緊急" -> Tone.CRITICAL;
      case "重要" -> Tone.HIGH;
      case "警告" -> Tone.MEDIUM;
      case "注意" -> Tone.LOW;
      default -> Tone.MUTED;
    };
  }

  /** The findings that ask for something, in order. */
  List<Finding> open() {
    return analysis.findings().stream().filter(Finding::open).toList();
  }
}
