package org.sekisho.model.system;

/**
 * What the analysis takes for granted.
 *
 * @param id id
 * @param text the assumption
 */
public record Assumption(String id, LocalText text) {}
