package org.sekisho.report.diagram;

import org.jspecify.annotations.Nullable;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Tone;

/**
 * A short sign on a node or an edge, such as AS1 or a score.
 *
 * @param text what is read; more than 12 characters are cut
 * @param tone its colour
 * @param target where a click leads, or null
 */
public record Marker(String text, Tone tone, @Nullable Anchor target) {}
