package org.sekisho.risk.analysis;

import org.jspecify.annotations.Nullable;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.Fact;

/**
 * Something that decided a condition.
 *
 * @param entity whose fact it is
 * @param fact the fact; null when it was a control or a number of related entities
 * @param name name of the fact, {@code controls}, or the relation
 * @param value value as written
 * @param wanted what was asked, such as {@code is none}
 * @param missingControl the control that is missing; null when it was none
 */
record Decider(
    Entity entity,
    @Nullable Fact fact,
    String name,
    String value,
    String wanted,
    @Nullable String missingControl) {}
