package org.sekisho.benchmarks.risk;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.sekisho.benchmarks.machine.Machine;
import org.sekisho.risk.cvss.CvssDraft;
import org.sekisho.risk.cvss.CvssMetric;
import org.sekisho.risk.cvss.CvssParse;
import org.sekisho.risk.cvss.CvssParser;
import org.sekisho.risk.cvss.CvssVersion;
import us.springett.cvss.Cvss;

/**
 * How many CVSS vectors one thread reads and scores in a second, ours and {@code
 * us.springett:cvss-calculator} in turn on the same vectors.
 */
public final class CvssSpeed {
  private static final int VECTORS = 20_000;
  private static final int SEED = 2026;
  private static final int ROUNDS = 7;
  private static final long WARMING_NS = 2_000_000_000L;
  private static final long ROUND_NS = 700_000_000L;

  private CvssSpeed() {}

  /** Measures and prints a table. */
  public static void table(PrintStream out) {
    out.println("## CVSS, vectors read and scored in a second by one thread");
    out.println();
    out.println("| version | metrics | Sekisho | cvss-calculator 1.5.1 | ratio | load |");
    out.println("|---|---|---|---|---|---|");
    for (CvssVersion version : List.of(CvssVersion.V3_1, CvssVersion.V4_0)) {
      row(out, version, "base", vectors(version, false));
      row(out, version, "all groups", vectors(version, true));
    }
  }

  private static void row(
      PrintStream out, CvssVersion version, String metrics, List<String> vectors) {
    double load = Machine.load();
    perSecond(vectors, CvssSpeed::ours, WARMING_NS);
    perSecond(vectors, CvssSpeed::theirs, WARMING_NS);
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      ours.add(perSecond(vectors, CvssSpeed::ours, ROUND_NS));
      theirs.add(perSecond(vectors, CvssSpeed::theirs, ROUND_NS));
    }
    Collections.sort(ours);
    Collections.sort(theirs);
    double our = ours.get(ROUNDS / 2);
    double their = theirs.get(ROUNDS / 2);
    out.printf(
        "| %s | %s | %,.0f | %,.0f | %.1f | %.1f |%n",
        version.number(), metrics, our, their, our / their, load);
  }

  private static double perSecond(
      List<String> vectors, ToIntFunction<String> score, long lengthNs) {
    long start = System.nanoTime();
    long done = 0;
    long sum = 0;
    while (System.nanoTime() - start < lengthNs) {
      for (String vector : vectors) {
        sum += score.applyAsInt(vector);
      }
      done += vectors.size();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    // Used, so that nothing of the work can be left out.
    if (sum < 0) {
      throw new IllegalStateException("scores are not negative");
    }
    return done / seconds;
  }

  private static int ours(String vector) {
    if (CvssParser.parse(vector) instanceof CvssParse.Parsed parsed) {
      return parsed.vector().score().tenths();
    }
    throw new IllegalStateException("no vector: " + vector);
  }

  private static int theirs(String vector) {
    return (int) Math.round(10 * Cvss.fromVector(vector).calculateScore().getBaseScore());
  }

  private static List<String> vectors(CvssVersion version, boolean allGroups) {
    var random = new Random(SEED);
    List<String> all = new ArrayList<>(VECTORS);
    for (int i = 0; i < VECTORS; i++) {
      CvssDraft draft = CvssDraft.unknown(version);
      for (CvssMetric metric : version.metrics()) {
        if (allGroups || metric.mandatory()) {
          String letters = metric.letters();
          draft = draft.with(metric, letters.charAt(random.nextInt(letters.length())));
        }
      }
      all.add(draft.text());
    }
    return all;
  }
}
