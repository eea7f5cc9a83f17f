package org.sekisho.model.system;

/**
 * A system model with the lines where its values stand.
 *
 * @param model the model
 * @param source where each value stands in the file
 */
public record LocatedModel(SystemModel model, SourceMap source) {}
