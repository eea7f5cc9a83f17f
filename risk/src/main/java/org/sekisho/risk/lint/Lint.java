package org.sekisho.risk.lint;

import java.util.Comparator;
import java.util.List;
import org.sekisho.model.system.LocatedModel;
import org.sekisho.risk.catalogue.Catalogue;

/** Finds mistakes and gaps of a model. They are told apart from the risks of the system. */
public final class Lint {
  private Lint() {}

  /** The notes about a model, in the order of its file. */
  public static List<ModelNote> notes(LocatedModel model, Catalogue catalogue) {
    var notes = new Notes(model);
    new SystemChecks(model.model(), notes).run();
    new ComponentChecks(model.model(), notes).run();
    new LinkChecks(model.model(), notes).run();
    new EntryPointChecks(model.model(), notes).run();
    new AssetChecks(model.model(), notes).run();
    new ControlChecks(model.model(), catalogue, notes).run();
    new ThreatChecks(model.model(), catalogue, notes).run();
    return notes.all().stream()
        .sorted(
            Comparator.comparingInt(ModelNote::line)
                .thenComparing(ModelNote::check)
                .thenComparing(n -> n.at().toString())
                .thenComparing(n -> n.text().en()))
        .toList();
  }
}
