package org.sekisho.report.diagram;

import org.sekisho.report.document.Picture;

/**
 * What became of a diagram.
 *
 * @param picture what is to be shown
 * @param summarised whether groups were drawn as single boxes because the diagram is too large
 */
public record Drawing(Picture picture, boolean summarised) {}
