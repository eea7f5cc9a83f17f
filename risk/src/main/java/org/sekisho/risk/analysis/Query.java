package org.sekisho.risk.analysis;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.SourceMap;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Condition;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.EntityRef;
import org.sekisho.risk.fact.SystemFacts;

/** Asks conditions of a system beside the rules, such as those of a policy. Not thread-safe. */
public final class Query {
  private final SystemFacts facts;
  private final Situation situation;

  /** Asks of a system on a day; controls of the catalogue that facts imply count as in place. */
  public Query(SystemModel model, Catalogue catalogue, LocalDate on) {
    this.facts = SystemFacts.of(model, SourceMap.NONE, CatalogueTraits::of);
    this.situation =
        new Situation(on, ControlsInPlace.of(facts, catalogue, new Surroundings(facts), on));
  }

  /** The entities of a kind at which a condition holds, in the order of the model. */
  public List<EntityRef> where(EntityKind over, Condition condition) {
    Check check = Conditions.compile(condition, over);
    return facts.entities(over).stream()
        .filter(entity -> check.holds(entity, situation))
        .map(Entity::ref)
        .toList();
  }

  /** The value of a fact of an entity, as written; empty when there is no such entity or fact. */
  public Optional<String> value(EntityRef at, String fact) {
    return facts.entity(at).flatMap(entity -> Conditions.written(entity, fact, situation));
  }
}
