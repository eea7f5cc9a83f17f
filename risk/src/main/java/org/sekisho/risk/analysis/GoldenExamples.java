package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Node;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.CatalogueFiles;
import org.sekisho.risk.catalogue.ModelPatch;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.path.PathLimits;
import org.sekisho.risk.treatment.Decisions;

/**
 * Runs the examples that rules carry: each changes the hardened model, in which no rule finds
 * anything open, and says where the rule must then find something open, or must not.
 */
public final class GoldenExamples {
  /** The day for which examples are analysed. */
  public static final LocalDate DAY = LocalDate.of(2026, 11, 1);

  private static final String FILE = "hardened.yaml";
  private static final Limits LIMITS = new Limits(new PathLimits(1, 50, 500, 100_000), 0, 0);

  private final Catalogue catalogue;
  private final Node.Mapping hardened;

  /**
   * What an example came to.
   *
   * @param rule id of the rule
   * @param example which of its examples
   * @param asWanted whether the rule did what the example says
   * @param text what it did, in one line
   */
  public record Outcome(String rule, Which example, boolean asWanted, String text) {
    @Override
    public String toString() {
      return (asWanted ? "ok    " : "WRONG ")
          + rule
          + " "
          + example.name().toLowerCase(Locale.ROOT)
          + ": "
          + text;
    }
  }

  /** The examples of a rule. */
  public enum Which {
    /** The one that must bring the threat open. */
    FIRES,
    /** The one that must not. */
    SPARES
  }

  /** Examples of a catalogue over a hardened model as a text of YAML. */
  public GoldenExamples(Catalogue catalogue, String hardened) {
    this.catalogue = catalogue;
    this.hardened = Document.read(FILE, hardened).mapping();
  }

  /** Examples of a catalogue over the hardened model that is shipped. */
  public static GoldenExamples of(Catalogue catalogue) {
    return new GoldenExamples(catalogue, CatalogueFiles.hardenedModel());
  }

  /** What is open in the hardened model itself; nothing should be. */
  public List<Finding> openInHardened() {
    return analyse(catalogue, SystemModelFile.readLocated(FILE, hardened)).findings().stream()
        .filter(Finding::open)
        .toList();
  }

  /** Runs both examples of every rule, in the order of the catalogue. */
  public List<Outcome> run() {
    List<Outcome> outcomes = new ArrayList<>();
    for (Rule rule : catalogue.rules().values()) {
      outcomes.addAll(run(rule));
    }
    return List.copyOf(outcomes);
  }

  /** Runs both examples of a rule; a missing one is not as wanted. */
  public List<Outcome> run(Rule rule) {
    return List.of(run(rule, Which.FIRES, rule.fires()), run(rule, Which.SPARES, rule.spares()));
  }

  private Outcome run(Rule rule, Which which, Optional<Rule.Example> example) {
    if (example.isEmpty()) {
      return new Outcome(rule.id(), which, false, "there is no such example");
    }
    LocatedModel model;
    try {
      Node.Mapping changed = ModelPatch.apply(hardened, example.get().change());
      model = SystemModelFile.readLocated(FILE + " changed by " + rule.id(), changed);
    } catch (DocumentException e) {
      return new Outcome(rule.id(), which, false, "the change cannot be made: " + e.getMessage());
    }
    Analysis analysis = analyse(only(rule), model);
    String id = rule.id() + "@" + example.get().at();
    Optional<Finding> finding = analysis.finding(id);
    boolean open = finding.map(Finding::open).orElse(false);
    return new Outcome(rule.id(), which, open == (which == Which.FIRES), text(id, finding));
  }

  private static String text(String id, Optional<Finding> finding) {
    if (finding.isEmpty()) {
      return id + " is not found";
    }
    Finding f = finding.get();
    List<String> there =
        f.controls().stream()
            .filter(c -> c.state().counts())
            .map(
                c ->
                    c.control()
                        + c.foundAt().map(at -> " on " + at).orElse("")
                        + " "
                        + c.strength().name().toLowerCase(Locale.ROOT))
            .toList();
    return id
        + (f.open() ? " is open" : f.inScope() ? " is countered" : " is out of scope")
        + (there.isEmpty() ? "" : " with " + String.join(", ", there));
  }

  private Catalogue only(Rule rule) {
    return new Catalogue(
        catalogue.measures(),
        catalogue.suggestions(),
        catalogue.controls(),
        Map.of(rule.id(), rule));
  }

  private static Analysis analyse(Catalogue catalogue, LocatedModel model) {
    return Analyst.analyse(
        new AnalysisInput(model, "", catalogue, Decisions.NONE, List.of(), DAY, LIMITS));
  }
}
