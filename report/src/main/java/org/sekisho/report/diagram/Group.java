package org.sekisho.report.diagram;

import org.jspecify.annotations.Nullable;

/**
 * A part of a diagram with a border around it, such as a zone.
 *
 * @param id its name among the groups and nodes of its diagram
 * @param label what is read
 * @param parent the id of the group that it lies in, or null
 */
public record Group(String id, String label, @Nullable String parent) {}
