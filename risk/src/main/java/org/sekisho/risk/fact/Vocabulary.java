package org.sekisho.risk.fact;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a rule can ask of one kind of entity: facts, single neighbours, related entities. */
public final class Vocabulary {
  private final EntityKind kind;
  private final Map<String, Fact> facts = new LinkedHashMap<>();
  private final Map<String, Hop> hops = new LinkedHashMap<>();
  private final Map<String, Relation> relations = new LinkedHashMap<>();

  Vocabulary(EntityKind kind) {
    this.kind = kind;
  }

  /**
   * A step to one other entity, such as from a link to the end that accepts it.
   *
   * @param name name in paths
   * @param to kind of the other entity
   * @param step the other entity; null when there is none
   */
  public record Hop(String name, EntityKind to, Function<Entity, @Nullable Entity> step) {}

  /**
   * Related entities, such as the links of a component.
   *
   * @param name name in conditions
   * @param to kind of the related entities
   * @param all the related entities, in the order of the model
   */
  public record Relation(
      String name, EntityKind to, Function<Entity, List<? extends Entity>> all) {}

  void add(Fact fact) {
    facts.put(fact.name(), fact);
  }

  void add(Hop hop) {
    hops.put(hop.name(), hop);
  }

  void add(Relation relation) {
    relations.put(relation.name(), relation);
  }

  /** The kind of entity. */
  public EntityKind kind() {
    return kind;
  }

  /** Facts by name. */
  public Map<String, Fact> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /** Single neighbours by name. */
  public Map<String, Hop> hops() {
    return Collections.unmodifiableMap(hops);
  }

  /** Relations by name. */
  public Map<String, Relation> relations() {
    return Collections.unmodifiableMap(relations);
  }

  /** The fact with this name. */
  public Optional<Fact> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  /** The relation with this name. */
  public Optional<Relation> relation(String name) {
    return Optional.ofNullable(relations.get(name));
  }
}
