/** Writes a report in the formats that people and programs read; each renderer escapes all text. */
@NullMarked
package org.sekisho.report.render;

import org.jspecify.annotations.NullMarked;
