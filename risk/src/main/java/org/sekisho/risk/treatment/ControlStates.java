package org.sekisho.risk.treatment;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.sekisho.model.system.Countermeasure;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.analysis.ControlState;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.lint.ModelNote;

/**
 * How far each control is at each place on a day, from what the model declares, what its facts
 * imply and what evidence shows.
 *
 * <p>Along a chain of places, the nearest that says something decides. At one place evidence that
 * holds today comes first; then what facts imply; then declarations, of which the one that promises
 * least counts. Evidence that has gone stale, because it expired, because it was for another model
 * or because something else runs today, leaves a claim. A failed test refutes a claim; where nobody
 * claims the control it stays missing, planned or not applicable. Not thread-safe.
 */
public final class ControlStates {
  private static final EntityRef SYSTEM = new EntityRef(EntityKind.SYSTEM, "");

  private final SystemModel model;
  private final String digest;
  private final Catalogue catalogue;
  private final Map<String, String> artefacts;
  private final List<Evidence> evidence;
  private final Map<EntityRef, Map<String, ControlState.State>> declared = new HashMap<>();
  private final Map<String, Map<EntityRef, Verdict>> verdicts = new HashMap<>();
  private final Map<String, Found> anywhere = new HashMap<>();

  /**
   * A control as found along a chain of places.
   *
   * @param state how far it is
   * @param at where it was found; empty when it is missing
   * @param evidence id of the evidence that decided the state, or that has gone stale
   */
  public record Found(ControlState.State state, Optional<EntityRef> at, Optional<String> evidence) {
    private static final Found MISSING =
        new Found(ControlState.State.MISSING, Optional.empty(), Optional.empty());
    private static final Comparator<Found> WEAKEST_FIRST =
        Comparator.comparingInt(f -> strength(f.state));

    private static int strength(ControlState.State state) {
      return switch (state) {
        case MISSING -> 0;
        case NOT_APPLICABLE -> 1;
        case PLANNED -> 2;
        case REFUTED -> 3;
        case CLAIMED -> 4;
        case VERIFIED -> 5;
      };
    }
  }

  /**
   * The states on a day.
   *
   * @param digest SHA-256, in hexadecimal, of the model's file
   */
  public ControlStates(
      SystemModel model,
      String digest,
      Catalogue catalogue,
      Decisions decisions,
      List<Evidence> evidence,
      LocalDate on) {
    this.model = model;
    this.digest = digest;
    this.catalogue = catalogue;
    this.artefacts = decisions.artefacts();
    this.evidence = List.copyOf(evidence);
    declare();
    judge(on);
  }

  /**
   * A control along a chain of places, the nearest first, such as an entry point, its component,
   * the zones around it and the system.
   *
   * @param implied whether the facts of a place imply a control
   */
  public Found along(
      String control, List<EntityRef> places, BiPredicate<String, EntityRef> implied) {
    Optional<EntityRef> claimedAt = Optional.empty();
    Optional<String> stale = Optional.empty();
    for (int i = 0; i < places.size(); i++) {
      EntityRef place = places.get(i);
      ControlState.State said = said(control, place, implied);
      Optional<Verdict> verdict = verdict(control, place);
      if (verdict.isPresent()) {
        Optional<String> id = Optional.of(verdict.get().evidence());
        switch (verdict.get().kind()) {
          case PASSED -> {
            return new Found(ControlState.State.VERIFIED, Optional.of(place), id);
          }
          case FAILED -> {
            boolean claimed =
                claimedAt.isPresent()
                    || claimed(control, places.subList(i, places.size()), implied);
            return new Found(
                claimed ? ControlState.State.REFUTED : said,
                claimed || said != ControlState.State.MISSING
                    ? Optional.of(place)
                    : Optional.empty(),
                id);
          }
          case STALE_PASSED -> {
            stale = stale.or(() -> id);
            if (said == ControlState.State.MISSING) {
              said = ControlState.State.CLAIMED;
            }
          }
          case STALE_FAILED -> stale = stale.or(() -> id);
        }
      }
      if (claimedAt.isEmpty() && said != ControlState.State.MISSING) {
        if (said != ControlState.State.CLAIMED) {
          return new Found(said, Optional.of(place), stale);
        }
        claimedAt = Optional.of(place);
      }
    }
    return claimedAt.isPresent()
        ? new Found(ControlState.State.CLAIMED, claimedAt, stale)
        : new Found(ControlState.State.MISSING, Optional.empty(), stale);
  }

  /** The strongest along several chains: enough where a control may be at any of them. */
  public Found any(
      String control, List<List<EntityRef>> chains, BiPredicate<String, EntityRef> implied) {
    if (chains.size() == 1) {
      return along(control, chains.getFirst(), implied);
    }
    return chains.stream()
        .map(places -> along(control, places, implied))
        .max(Found.WEAKEST_FIRST)
        .orElse(Found.MISSING);
  }

  /** The weakest along several chains: where a control must be at each of them. */
  public Found all(
      String control, List<List<EntityRef>> chains, BiPredicate<String, EntityRef> implied) {
    if (chains.size() == 1) {
      return along(control, chains.getFirst(), implied);
    }
    return chains.stream()
        .map(places -> along(control, places, implied))
        .min(Found.WEAKEST_FIRST)
        .orElse(Found.MISSING);
  }

  /**
   * The strongest anywhere in a part of the system.
   *
   * @param impliedAt the places whose facts imply the control
   * @param within which places belong to the part
   */
  public Found anywhere(
      String control, Collection<EntityRef> impliedAt, Predicate<EntityRef> within) {
    Set<EntityRef> places = new LinkedHashSet<>(impliedAt);
    declared.forEach(
        (place, controls) -> {
          if (controls.containsKey(control)) {
            places.add(place);
          }
        });
    places.addAll(verdicts.getOrDefault(control, Map.of()).keySet());
    return places.stream()
        .filter(place -> place.kind() == EntityKind.SYSTEM || within.test(place))
        .sorted(Comparator.comparing(EntityRef::toString))
        .map(p -> along(control, List.of(p), (_, place) -> impliedAt.contains(place)))
        .max(Found.WEAKEST_FIRST)
        .orElse(Found.MISSING);
  }

  /**
   * The state of an answer of a rule: on both ends and on every gateway the weakest counts,
   * anywhere in the system the strongest of all places, otherwise the strongest of those given.
   *
   * @param answer the answer
   * @param chains for each place where it may or must be: the place and those around it
   * @param implied whether the facts of a place imply a control; the same at each call
   */
  public ControlState of(
      Rule.Answer answer, List<List<EntityRef>> chains, BiPredicate<String, EntityRef> implied) {
    Found found =
        switch (answer.at()) {
          case BOTH_ENDS, GATEWAY -> all(answer.control(), chains, implied);
          case SELF, FROM, TO, ANY_END, ON_PATH -> any(answer.control(), chains, implied);
          case SYSTEM ->
              anywhere.computeIfAbsent(
                  answer.control(),
                  control -> anywhere(control, impliedAt(control, implied), _ -> true));
        };
    return new ControlState(
        answer.control(),
        answer.strength(),
        chains.size() == 1
            ? chains.getFirst()
            : chains.stream().flatMap(List::stream).distinct().toList(),
        found.at(),
        found.state(),
        found.evidence());
  }

  private Set<EntityRef> impliedAt(String control, BiPredicate<String, EntityRef> implied) {
    Set<EntityRef> places = new LinkedHashSet<>();
    Control known = catalogue.controls().get(control);
    if (known != null && known.impliedBy().isPresent()) {
      for (EntityKind kind : known.on()) {
        for (String id : idsOf(kind)) {
          var place = new EntityRef(kind, id);
          if (implied.test(control, place)) {
            places.add(place);
          }
        }
      }
    }
    return places;
  }

  private Set<String> idsOf(EntityKind kind) {
    return switch (kind) {
      case SYSTEM -> Set.of(model.id());
      case ZONE -> model.zones().keySet();
      case COMPONENT -> model.components().keySet();
      case LINK, CROSSING -> model.links().keySet();
      case ENTRY_POINT -> model.entryPoints().keySet();
      case ASSET -> model.assets().keySet();
      case PATH, ACTOR -> Set.of();
    };
  }

  /** The controls that the model declares to be in place at a place, in no order. */
  public Set<String> declaredAt(EntityRef place) {
    Set<String> found = new LinkedHashSet<>();
    declared
        .getOrDefault(normal(place), Map.of())
        .forEach(
            (control, state) -> {
              if (state == ControlState.State.CLAIMED) {
                found.add(control);
              }
            });
    return found;
  }

  /** Whether the model says that a control is planned at the very place, not around it. */
  public boolean plannedAt(String control, EntityRef place) {
    return declared.getOrDefault(normal(place), Map.of()).get(control)
        == ControlState.State.PLANNED;
  }

  /** What is wrong with the evidence: controls and places that do not exist. */
  public List<ModelNote> notes() {
    List<ModelNote> notes = new ArrayList<>();
    for (Evidence e : evidence) {
      if (!catalogue.controls().containsKey(e.control())) {
        notes.add(
            note(
                "evidence-for-unknown-control",
                e,
                "証跡「" + e.id() + "」の対策「" + e.control() + "」はカタログにありません。カタログの id を書いてください。",
                "Evidence '"
                    + e.id()
                    + "' is about the control '"
                    + e.control()
                    + "', which the catalogue does not have: write an id of the catalogue."));
      }
      for (EntityRef target : e.on()) {
        if (!exists(target)) {
          notes.add(
              note(
                  "evidence-for-unknown-place",
                  e,
                  "証跡「" + e.id() + "」の対象「" + target + "」はモデルにありません。モデルの id を書いてください。",
                  "Evidence '"
                      + e.id()
                      + "' is about '"
                      + target
                      + "', which the model does not have: write an id of the model."));
        }
      }
    }
    return notes;
  }

  private ModelNote note(String check, Evidence e, String ja, String en) {
    return new ModelNote(
        check,
        new EntityRef(EntityKind.SYSTEM, model.id()),
        new LocalText(ja, en),
        false,
        e.file(),
        e.line());
  }

  private boolean exists(EntityRef place) {
    return kindsOf(place.id()).contains(place.kind()) || place.equals(SYSTEM);
  }

  private ControlState.State said(
      String control, EntityRef place, BiPredicate<String, EntityRef> implied) {
    ControlState.State said =
        declared
            .getOrDefault(normal(place), Map.of())
            .getOrDefault(control, ControlState.State.MISSING);
    return said != ControlState.State.CLAIMED && implied.test(control, place)
        ? ControlState.State.CLAIMED
        : said;
  }

  private boolean claimed(
      String control, List<EntityRef> places, BiPredicate<String, EntityRef> implied) {
    for (EntityRef place : places) {
      ControlState.State said = said(control, place, implied);
      if (said != ControlState.State.MISSING) {
        return said == ControlState.State.CLAIMED;
      }
    }
    return false;
  }

  private Optional<Verdict> verdict(String control, EntityRef place) {
    return Optional.ofNullable(verdicts.getOrDefault(control, Map.of()).get(normal(place)));
  }

  /** A crossing is its link, and there is one system. */
  private static EntityRef normal(EntityRef place) {
    return switch (place.kind()) {
      case CROSSING -> new EntityRef(EntityKind.LINK, place.id());
      case SYSTEM -> SYSTEM;
      default -> place;
    };
  }

  private void declare() {
    inPlace(SYSTEM, model.systemControls());
    model.zones().forEach((id, z) -> inPlace(new EntityRef(EntityKind.ZONE, id), z.controls()));
    model
        .components()
        .forEach((id, c) -> inPlace(new EntityRef(EntityKind.COMPONENT, id), c.controls()));
    model.links().forEach((id, l) -> inPlace(new EntityRef(EntityKind.LINK, id), l.controls()));
    model
        .entryPoints()
        .forEach((id, e) -> inPlace(new EntityRef(EntityKind.ENTRY_POINT, id), e.controls()));
    for (Countermeasure measure : model.countermeasures()) {
      for (EntityRef place : places(measure)) {
        put(place, measure.control(), state(measure.state()));
      }
    }
  }

  private void inPlace(EntityRef place, Set<String> controls) {
    controls.forEach(control -> put(place, control, ControlState.State.CLAIMED));
  }

  /** Of two entries about the same thing the one that promises less counts. */
  private void put(EntityRef place, String control, ControlState.State state) {
    declared
        .computeIfAbsent(place, _ -> new LinkedHashMap<>())
        .merge(control, state, (a, b) -> Found.strength(a) < Found.strength(b) ? a : b);
  }

  private List<EntityRef> places(Countermeasure measure) {
    if (measure.on().isEmpty()) {
      return List.of(SYSTEM);
    }
    Control control = catalogue.controls().get(measure.control());
    List<EntityRef> places = new ArrayList<>();
    for (String id : measure.on()) {
      Set<EntityKind> kinds = kindsOf(id);
      kinds.remove(EntityKind.ASSET);
      if (control != null && kinds.size() > 1 && kinds.stream().anyMatch(control.on()::contains)) {
        kinds.retainAll(control.on());
      }
      kinds.forEach(kind -> places.add(new EntityRef(kind, id)));
    }
    return places;
  }

  private Set<EntityKind> kindsOf(String id) {
    Set<EntityKind> kinds = EnumSet.noneOf(EntityKind.class);
    if (model.zones().containsKey(id)) {
      kinds.add(EntityKind.ZONE);
    }
    if (model.components().containsKey(id)) {
      kinds.add(EntityKind.COMPONENT);
    }
    if (model.links().containsKey(id)) {
      kinds.add(EntityKind.LINK);
    }
    if (model.entryPoints().containsKey(id)) {
      kinds.add(EntityKind.ENTRY_POINT);
    }
    if (model.assets().containsKey(id)) {
      kinds.add(EntityKind.ASSET);
    }
    return kinds;
  }

  private static ControlState.State state(Countermeasure.State state) {
    return switch (state) {
      case IN_PLACE -> ControlState.State.CLAIMED;
      case PLANNED -> ControlState.State.PLANNED;
      case NOT_APPLICABLE -> ControlState.State.NOT_APPLICABLE;
    };
  }

  private void judge(LocalDate on) {
    Map<String, Map<EntityRef, List<Evidence>>> grouped = new LinkedHashMap<>();
    for (Evidence e : evidence) {
      for (EntityRef target : e.on()) {
        grouped
            .computeIfAbsent(e.control(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(normal(target), _ -> new ArrayList<>())
            .add(e);
      }
    }
    grouped.forEach(
        (control, byPlace) ->
            byPlace.forEach(
                (place, about) ->
                    Verdict.of(about, e -> ofToday(e, place), on)
                        .ifPresent(
                            verdict ->
                                verdicts
                                    .computeIfAbsent(control, _ -> new LinkedHashMap<>())
                                    .put(place, verdict))));
  }

  /**
   * Whether what was tested still runs at the place, and a pass was for this model, as far as that
   * is known. A failure is of today whatever became of the model: an edit must not make it vanish.
   */
  private boolean ofToday(Evidence e, EntityRef place) {
    if (e.result() == Evidence.Result.PASSED
        && e.model().filter(tested -> !tested.equalsIgnoreCase(digest)).isPresent()) {
      return false;
    }
    if (e.artefact().isEmpty()) {
      return true;
    }
    String tested = e.artefact().get().sha256();
    String named = artefacts.get(e.artefact().get().name());
    if (named != null) {
      return named.equals(tested);
    }
    List<String> running =
        componentsOf(place).stream().map(artefacts::get).filter(a -> a != null).toList();
    return running.isEmpty() || running.contains(tested);
  }

  private Collection<String> componentsOf(EntityRef place) {
    return switch (place.kind()) {
      case COMPONENT -> List.of(place.id());
      case ENTRY_POINT -> {
        EntryPoint point = model.entryPoints().get(place.id());
        yield point == null ? List.of() : List.of(point.on());
      }
      case LINK, CROSSING -> {
        Link link = model.links().get(place.id());
        yield link == null ? List.of() : List.of(link.from(), link.to());
      }
      case SYSTEM, ZONE, ASSET, PATH, ACTOR -> artefacts.keySet();
    };
  }
}
