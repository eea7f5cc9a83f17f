/** Graphs of a system and its zones, laid out and drawn as pictures. */
@NullMarked
package org.sekisho.report.diagram;

import org.jspecify.annotations.NullMarked;
