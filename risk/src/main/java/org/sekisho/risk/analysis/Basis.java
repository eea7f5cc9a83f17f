package org.sekisho.risk.analysis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.cvss.Cvss3Vector;
import org.sekisho.risk.cvss.CvssParse;
import org.sekisho.risk.cvss.CvssParser;
import org.sekisho.risk.cvss.CvssVector;
import org.sekisho.risk.cvss.CvssVersion;
import org.sekisho.risk.method.Axis;
import org.sekisho.risk.method.Level;
import org.sekisho.risk.treatment.Rating;

/**
 * What is judged of a threat before any place is looked at, with the scores worked out so far: the
 * same threat has the same scores wherever the same is at stake. Not thread-safe.
 */
final class Basis {
  private static final int MAX_FREQUENCY = 4;

  final Set<Axis> affects;
  final Level frequency;
  final Map<String, String> attack;
  final List<CvssVector> vectors;
  final Map<Scoring.Key, Assessment> known = new HashMap<>();

  private Basis(
      Set<Axis> affects, Level frequency, Map<String, String> attack, List<CvssVector> vectors) {
    this.affects = affects;
    this.frequency = frequency;
    this.attack = attack;
    this.vectors = vectors;
  }

  static Basis of(Rule rule) {
    return new Basis(
        rule.affects(),
        Level.of(rule.frequency()),
        rule.attack(),
        vectors(rule.cvss31(), rule.cvss40()));
  }

  static Basis of(ConcreteThreat threat, Set<Axis> affects) {
    return new Basis(
        affects,
        threat.frequency().map(Level::of).orElse(new Level(1, MAX_FREQUENCY)),
        Map.of(),
        vectors(threat.cvss(), Optional.empty()));
  }

  /** What is left of it when somebody judged otherwise. */
  Basis with(Rating rating) {
    Map<String, String> judged = new HashMap<>(attack);
    judged.putAll(rating.attack());
    List<CvssVector> judgedVectors = vectors(rating.cvss31(), rating.cvss40());
    List<CvssVector> kept =
        vectors.stream()
            .filter(v -> judgedVectors.stream().noneMatch(j -> j.version() == v.version()))
            .toList();
    return new Basis(
        affects,
        rating.frequency().map(Level::of).orElse(frequency),
        judged,
        Stream.concat(kept.stream(), judgedVectors.stream()).toList());
  }

  private static List<CvssVector> vectors(Optional<String> one, Optional<String> other) {
    return Stream.of(one, other)
        .flatMap(Optional::stream)
        .map(CvssParser::parse)
        .filter(CvssParse.Parsed.class::isInstance)
        .flatMap(parsed -> sides(((CvssParse.Parsed) parsed).vector()))
        .toList();
  }

  /** The letters of 3.1 mean the same in 3.0, whose formulas differ: both stand side by side. */
  private static Stream<CvssVector> sides(CvssVector vector) {
    return vector instanceof Cvss3Vector(CvssVersion version, String letters)
            && version == CvssVersion.V3_1
        ? Stream.of(new Cvss3Vector(CvssVersion.V3_0, letters), vector)
        : Stream.of(vector);
  }
}
