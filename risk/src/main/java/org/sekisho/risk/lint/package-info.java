/** Mistakes of a model, kept apart from the risks of the system. */
@NullMarked
package org.sekisho.risk.lint;

import org.jspecify.annotations.NullMarked;
