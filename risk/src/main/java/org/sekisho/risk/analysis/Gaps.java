package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.lint.Check;
import org.sekisho.risk.lint.ModelNote;

/** What is found missing in one step of the guide's procedure. */
final class Gaps {
  private static final int LISTED = 8;
  private static final int NOTES_OF_ONE_CHECK = 3;

  private final List<StepState.Missing> missing = new ArrayList<>();

  List<StepState.Missing> all() {
    return List.copyOf(missing);
  }

  /** Something missing. */
  void add(String check, String ja, String en) {
    missing.add(new StepState.Missing(check, new LocalText(ja, en)));
  }

  /**
   * Something missing at each of these, if there is any; {@code %s} in the texts is replaced by
   * their ids.
   */
  void at(List<String> ids, String check, String ja, String en) {
    if (ids.isEmpty()) {
      return;
    }
    String first = String.join(", ", ids.subList(0, Math.min(LISTED, ids.size())));
    int more = Math.max(0, ids.size() - LISTED);
    add(
        check,
        String.format(Locale.ROOT, ja, more == 0 ? first : first + " ほか " + more + " 件"),
        String.format(Locale.ROOT, en, more == 0 ? first : first + " and " + more + " more"));
  }

  /** Notes of the model that leave the step unfinished. */
  void from(List<ModelNote> notes, Check... checks) {
    for (Check check : EnumSet.copyOf(Arrays.asList(checks))) {
      List<ModelNote> found = notes.stream().filter(n -> n.check().equals(check.id())).toList();
      found.stream()
          .limit(NOTES_OF_ONE_CHECK)
          .forEach(n -> missing.add(new StepState.Missing(n.check(), n.text())));
      int more = found.size() - NOTES_OF_ONE_CHECK;
      if (more > 0) {
        add(check.id(), "同じ種類がほかに " + more + " 件あります。", more + " more of this kind.");
      }
    }
  }

  /** Grave notes of all other checks. */
  void graveBut(List<ModelNote> notes, Set<Check> others) {
    Set<String> ids = others.stream().map(Check::id).collect(Collectors.toSet());
    List<String> places =
        notes.stream()
            .filter(n -> n.grave() && !ids.contains(n.check()))
            .map(n -> n.check() + " (" + n.file() + ":" + n.line() + ")")
            .toList();
    at(
        places,
        "grave-notes",
        "モデルに重大な誤りがあります: %s。先に直してください。",
        "The model has grave mistakes: %s. Mend them first.");
  }
}
